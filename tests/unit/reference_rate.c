/*
 * A rating run in memory over the rows of reference_real.c.
 */
#include "reference_real.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "rating/directory.h"
#include "rating/run.h"

struct cursor {
	const struct reference_real *real;
	int64_t at, until;
};

static int
open_calls(void *arg, size_t segment, int64_t from, int64_t until, void **out,
    struct err *e)
{
	const struct reference_real *r = arg;
	struct cursor *c = malloc(sizeof(*c));
	int64_t end = (int64_t)r->ncalls + 1;

	(void)segment;
	(void)e;
	if (c == NULL)
		exit(1);
	*c = (struct cursor){ .real = r,
		.at = from,
		.until = until > end ? end : until };
	*out = c;
	return 0;
}

static int
next_call(void *cursor, struct call *call, int64_t *seq, struct err *e)
{
	struct cursor *c = cursor;

	(void)e;
	if (c->at >= c->until)
		return 0;
	*call = c->real->calls[c->at - 1];
	*seq = c->at++;
	return 1;
}

struct collected {
	const struct reference_contract *contract;
	const struct reference_real *real;
	const struct directory *directory;
	struct reference_charge *charges;
	int *first_leg; /* of a record: index in calls */
};

static int
band_of(const struct collected *c, int64_t band)
{
	static const char *const names[] = { "peak", "offpeak", "night" };

	for (int i = 0; i < REFERENCE_BANDS; i++)
		if (strcmp(c->directory->bands[band - 1], names[i]) == 0)
			return i;
	return -1;
}

static int
collect(void *arg, const struct reduce_output *o, struct err *e)
{
	const struct collected *c = arg;
	uint32_t customer =
	    directory_contract(c->directory, REFERENCE_REAL_CUSTOMER);

	(void)e;
	for (size_t i = 0; i < o->ncharges; i++) {
		const struct charge *x = &o->charges[i];
		const char *handle;
		int leg = c->first_leg[x->call - 1];

		if (x->contract != (int64_t)customer + 1)
			continue;
		if (c->contract->calls[leg].direction != x->direction)
			leg++;
		handle = c->real->master.fees[x->fee - 1].profile;
		c->charges[leg] = (struct reference_charge){ .charged = true,
			.profile = atoi(handle + 1),
			.band = band_of(c, x->band),
			.price_e8 = x->price_e8,
			.cash_e8 = x->cash_e8,
			.free_s = x->free_s,
			.billed_s = x->billed_s };
	}
	return 0;
}

bool
reference_real_rate(const struct reference_contract *contract,
    struct reference_charge *charges)
{
	struct reference_real real;
	struct collected c = { .contract = contract,
		.real = &real,
		.charges = charges };
	struct directory *d;
	struct run_segment segment;
	struct run_result result;
	struct err e = { .code = ERR_NONE };
	bool ok;

	reference_real_build(&real, contract);
	segment = (struct run_segment){ .calls = (int64_t)real.ncalls };
	c.first_leg = calloc(real.ncalls + 1, sizeof(int));
	if (c.first_leg == NULL)
		exit(1);
	for (int i = contract->ncalls - 1; i >= 0; i--)
		c.first_leg[contract->calls[i].record] = i;
	ok = directory_build(&d, &real.master, &e) == 0;
	if (ok) {
		struct run_input in = { .directory = d,
			.segments = &segment,
			.nsegments = 1,
			.threads = 1,
			.reader = { .open = open_calls,
			    .next = next_call,
			    .close = free,
			    .arg = &real } };
		struct run_sink sink = { .shard = collect, .arg = &c };

		c.directory = d;
		ok = run_rate(&in, &sink, &result, &e) == 0;
		if (ok)
			run_result_free(&result);
		directory_free(d);
	}
	if (!ok)
		(void)printf("%s\n", e.text);
	free(c.first_leg);
	reference_real_free(&real);
	return ok;
}
