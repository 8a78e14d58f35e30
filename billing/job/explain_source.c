#include "job/explain_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "job/explain_calls.h"
#include "store/balance_store.h"
#include "store/book.h"
#include "store/charge_file.h"
#include "store/entity_store.h"
#include "store/run_store.h"
#include "time/interval.h"

int
explain_source_open(struct explain_source *s, struct book *b,
    const char *period, struct err *e)
{
	struct rating_run run;
	int number, rc;

	*s = (struct explain_source){ .book = b, .period = period };
	if (interval_period_parse(period, &number, e) < 0)
		return -1;
	s->span.from_us = interval_period_from(b->zone, number);
	s->span.until_us = interval_period_until(b->zone, number);
	s->span.before = &s->before;
	rc = run_store_current(b, period, &run, e);
	if (rc <= 0)
		return rc;
	s->run = run.run;
	s->load = run.load;
	return charge_file_open(&s->file, b, run.file, e);
}

void
explain_source_close(struct explain_source *s)
{
	while (s->masters != NULL) {
		struct explain_master *m = s->masters;

		s->masters = m->older;
		directory_free(m->directory);
		arena_free(&m->arena);
		free(m);
	}
	balance_set_free(&s->before);
	charge_file_close(s->file);
	*s = (struct explain_source){ 0 };
}

int
explain_source_master(struct explain_source *s, int64_t load,
    const struct directory **d, struct err *e)
{
	struct explain_master *m;

	for (m = s->masters; m != NULL; m = m->older)
		if (m->load == load) {
			*d = m->directory;
			return 0;
		}
	m = mem_calloc(1, sizeof(*m));
	m->load = load;
	m->older = s->masters;
	s->masters = m;
	if (entity_store_master(s->book, load, &m->arena, &m->master, e) < 0 ||
	    directory_build(&m->directory, &m->master, e) < 0)
		return -1;
	*d = m->directory;
	return 0;
}

/* --- the charge in the book ----------------------------------------------- */

/* Which closing billed it, and from what. */
static int
find_billing(struct explain_source *s, const struct charge_row *first,
    struct explain_charge *c, struct err *e)
{
	struct traced_charge t = { .contract = first->contract,
		.period = s->period,
		.run = s->run,
		.tier = first->charge.tier,
		.direction = first->charge.direction,
		.start_us = first->charge.start_us,
		.price_e8 = first->charge.price_e8,
		.document = first->charge.document };
	int64_t run = 0;
	int rc = call_trace_billing(s->book, &t, &run, &c->closing, e);

	if (rc <= 0 || run == s->run)
		return rc < 0 ? -1 : 0;
	return call_trace_load(s->book, s->period, run, &c->load, e);
}

int
explain_source_charge(struct explain_source *s, const struct traced_call *t,
    const char *contract, enum tier tier, enum direction direction,
    struct explain_charge *c, struct err *e)
{
	struct charge_row row;
	int rc;

	*c = (struct explain_charge){ .rated = s->file != NULL,
		.load = s->load };
	if (s->file == NULL)
		return 0;
	if (charge_file_begin_call(s->file, contract, tier, direction,
		t->segment, t->seq, e) < 0)
		return -1;
	/* a call that is listed by band has several */
	while ((rc = charge_file_next(s->file, &row, e)) > 0) {
		if (!c->found && find_billing(s, &row, c, e) < 0)
			return -1;
		c->found = true;
		c->price_e8 += row.charge.price_e8;
		c->cash_e8 += row.charge.cash_e8;
		c->bought_e8 += row.charge.bought_e8;
		c->free_s += row.charge.free_s;
		c->document = row.charge.document;
		c->late = row.charge.late == 1;
	}
	return rc < 0 ? -1 : 0;
}

/* --- the calls before it --------------------------------------------------- */

/* The walk over the charges of one contract. */
struct walk {
	struct explain_source *s;
	const struct traced_call *target;
	const struct explain_charge *charge;
	struct explain_leg *leg;
	struct explain_past past;
	struct explain_calls calls;
	char segment[CALL_SEGMENT_MAX];
	int64_t seq; /* of the charge before, 0: none yet */
	int64_t tier, direction;
	int64_t document, closing; /* the one looked up last */
	bool lost;
};

static int
use_balances(struct explain_source *s, const struct directory *d, bool start,
    struct err *e)
{
	if (s->before_of == d && s->before_start == start)
		return 0;
	balance_set_free(&s->before);
	s->before_of = d;
	s->before_start = start;
	if (start)
		return balance_store_start(s->book, s->period, d, &s->before,
		    e);
	return balance_store_before(s->book, s->period, d, &s->before, e);
}

/* Is it the charge of the call that is explained, or one that comes after? */
static bool
is_end(const struct walk *w, const struct charge_row *row)
{
	const struct charge *c = &row->charge;

	if (c->start_us != w->target->call.start_us)
		return c->start_us > w->target->call.start_us;
	return c->call == w->target->seq &&
	    strcmp(row->segment, w->target->segment) == 0 &&
	    (c->tier > w->leg->item.tier ||
		(c->tier == w->leg->item.tier &&
		    c->direction >= w->leg->item.direction));
}

/* A call that is listed by band has a charge for each stretch. */
static bool
is_again(struct walk *w, const struct charge_row *row)
{
	const struct charge *c = &row->charge;
	bool again = w->seq == c->call && w->tier == c->tier &&
	    w->direction == c->direction &&
	    strcmp(w->segment, row->segment) == 0;

	w->seq = c->call;
	w->tier = c->tier;
	w->direction = c->direction;
	(void)snprintf(w->segment, sizeof(w->segment), "%s", row->segment);
	return again;
}

/* Was the charge billed before the one that is explained was? */
static int
is_billed(struct walk *w, const struct charge *c, struct err *e)
{
	if (c->document == 0 || w->charge->closing == 0)
		return c->document != 0;
	if (c->document < 0)
		return 0;
	if (c->document != w->document &&
	    call_trace_closing(w->s->book, c->document, &w->closing, e) < 0)
		return -1;
	w->document = c->document;
	return w->closing < w->charge->closing;
}

static int
walk_row(struct walk *w, const struct charge_row *row, struct err *e)
{
	bool again = is_again(w, row);
	int billed = is_billed(w, &row->charge, e), rc;
	struct resolve_format f = { 0 };
	struct call call;

	if (billed < 0)
		return -1;
	if (again && billed == 0)
		return 0;
	/* it came when the one that is explained was billed already */
	if (w->charge->document != 0 && row->charge.document == 0)
		return 0;
	rc = explain_calls_get(&w->calls, row->segment, row->charge.call, &call,
	    &f, e);
	if (rc > 0)
		rc = explain_past_call(&w->past, &f, &call,
		    (enum tier)row->charge.tier,
		    (enum direction)row->charge.direction,
		    billed != 0 ? &row->charge : NULL, e);
	else if (rc == 0)
		w->lost = true;
	return rc < 0 ? -1 : 0;
}

static int
walk(struct walk *w, const char *contract, struct err *e)
{
	struct explain_source *s = w->s;
	struct charge_row row;
	int rc;

	if (s->file == NULL)
		return 0;
	if (explain_calls_open(&w->calls, s->book, s->period, e) < 0 ||
	    charge_file_begin_contract(s->file, contract, e) < 0)
		return -1;
	while ((rc = charge_file_next(s->file, &row, e)) > 0) {
		if (is_end(w, &row))
			return 0;
		if (walk_row(w, &row, e) < 0)
			return -1;
	}
	return rc;
}

int
explain_source_leg(struct explain_source *s, const struct directory *d,
    const struct traced_call *t, const struct explain_charge *c,
    struct arena *arena, struct explain_leg *leg, bool *lost, struct err *e)
{
	struct walk w = { .s = s, .target = t, .charge = c, .leg = leg };
	uint32_t contract = leg->item.contract;
	int rc = 0;

	*lost = false;
	if (use_balances(s, d, c->closing != 0, e) < 0)
		return -1;
	if (explain_past_begin(&w.past, d, &s->span, contract))
		rc = walk(&w, d->contracts[contract].ref, e);
	if (rc == 0)
		rc = explain_past_leg(&w.past, arena, leg, e);
	explain_past_end(&w.past);
	explain_calls_close(&w.calls);
	*lost = w.lost;
	return rc;
}
