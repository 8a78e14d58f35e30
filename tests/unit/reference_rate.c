/*
 * A rating run in memory over the rows of reference_real.c.
 */
#include "reference_balance.h"
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
	struct reference_result *got;
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

static void
collect(void *arg, struct reduce_output *o)
{
	const struct collected *c = arg;
	uint32_t customer =
	    directory_contract(c->directory, REFERENCE_REAL_CUSTOMER);

	for (size_t i = 0; i < o->pending; i++) {
		const struct charge *x = &o->charges[i];
		const char *handle;
		int leg = c->first_leg[x->call - 1];

		if (x->contract != (int64_t)customer + 1)
			continue;
		if (c->contract->calls[leg].direction != x->direction)
			leg++;
		handle = c->real->master.fees[x->fee - 1].profile;
		c->got->charges[leg] =
		    (struct reference_charge){ .charged = true,
			    .profile = atoi(handle + 1),
			    .band = band_of(c, x->band),
			    .price_e8 = x->price_e8,
			    .cash_e8 = x->cash_e8,
			    .free_cash_e8 = x->cash_e8 - x->bought_e8,
			    .free_s = x->free_s,
			    .billed_s = x->billed_s };
	}
}

static int
no_charges(void *arg, const struct buf *encoded, size_t n, struct err *e)
{
	(void)arg;
	(void)encoded;
	(void)n;
	(void)e;
	return 0;
}

static int
no_shard(void *arg, const struct reduce_output *o, struct err *e)
{
	(void)arg;
	(void)o;
	(void)e;
	return 0;
}

/* Rows are put together from their parts. */
static void
collect_rows(const struct collected *c, const struct balance_set *set)
{
	uint32_t customer =
	    directory_contract(c->directory, REFERENCE_REAL_CUSTOMER);
	struct reference_result *got = c->got;
	struct reference_row *row = NULL;
	void *out;

	for (size_t i = 0; i < set->nparts; i++) {
		const struct balance_part *part = &set->parts[i].part;

		if (set->parts[i].contract != customer)
			continue;
		if (row == NULL || row->from_us != part->row_from_us) {
			got->rows = reference_rows_grow(got->rows, &got->nrows,
			    &got->rows_cap, sizeof(*got->rows), &out);
			row = out;
			row->from_us = part->row_from_us;
			row->opening_cash_e8 = part->opening_cash_e8 -
			    (part->topup ? part->added_e8 : 0);
			row->opening_free_s = part->opening_free_s;
			row->allowance_e8 = part->free_cash_e8;
			row->profile = -1;
		}
		row->until_us = part->row_until_us;
		row->cash_e8 = part->cash_e8;
		row->debit_e8 += part->debit_e8;
		row->free_cash_used_e8 += part->free_cash_used_e8;
		row->free_s = part->free_s;
		row->topups += part->topups;
		row->timely += part->timely_topups;
		row->lock_underruns += part->underruns;
	}
	for (size_t i = 0; i < set->nlocks; i++) {
		if (set->locks[i].contract != customer)
			continue;
		got->locks = reference_rows_grow(got->locks, &got->nlocks,
		    &got->locks_cap, sizeof(*got->locks), &out);
		*(struct reference_lock *)out =
		    (struct reference_lock){ .at_us = set->locks[i].lock.at_us,
			    .level = set->locks[i].lock.level,
			    .topup =
				set->locks[i].lock.role == PACKAGE_ROLE_TOPUP };
	}
}

static bool
rate(struct collected *c, struct reference_real *real, struct err *e)
{
	struct run_segment segment = { .calls = (int64_t)real->ncalls };
	struct directory *d;
	struct run_input in = { .segments = &segment,
		.nsegments = 1,
		.threads = 1,
		/* all time: what comes after the last call is in it */
		.period = { .from_us = 0, .until_us = INT64_C(1) << 60 },
		.reader = { .open = open_calls,
		    .next = next_call,
		    .close = free,
		    .arg = real } };
	struct run_sink sink = { .encode = collect,
		.charges = no_charges,
		.shard = no_shard,
		.arg = c };
	struct run_result result;
	bool ok;

	if (directory_build(&d, &real->master, e) < 0)
		return false;
	in.directory = c->directory = d;
	ok = run_rate(&in, &sink, &result, e) == 0;
	if (ok) {
		collect_rows(c, &result.balances);
		run_result_free(&result);
	}
	directory_free(d);
	return ok;
}

bool
reference_real_rate(const struct reference_contract *contract,
    struct reference_result *got)
{
	struct reference_real real;
	struct collected c = { .contract = contract,
		.real = &real,
		.got = got };
	struct err e = { .code = ERR_NONE };
	bool ok;

	*got = (struct reference_result){ 0 };
	got->charges =
	    calloc((size_t)contract->ncalls + 1, sizeof(*got->charges));
	reference_real_build(&real, contract);
	c.first_leg = calloc(real.ncalls + 1, sizeof(int));
	if (c.first_leg == NULL || got->charges == NULL)
		abort();
	for (int i = contract->ncalls - 1; i >= 0; i--)
		c.first_leg[contract->calls[i].record] = i;
	ok = rate(&c, &real, &e);
	if (!ok)
		(void)printf("%s\n", e.text);
	free(c.first_leg);
	reference_real_free(&real);
	return ok;
}
