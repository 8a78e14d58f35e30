#include "store/fraud_scan.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/db.h"
#include "store/run_store.h"
#include "store/stmt.h"
#include "time/interval.h"

static const char sql_calls[] =
    "SELECT charge.start_us, charge.start_us + charge.duration_ms * 1000,"
    " charge.price_e8, fee.currency, coalesce(subscriber.ref, '')"
    " FROM contract CROSS JOIN charge"
    " ON charge.seq BETWEEN contract.first AND contract.last"
    " JOIN fee ON fee.id = charge.fee"
    " LEFT JOIN subscriber ON subscriber.id = charge.subscriber"
    " WHERE contract.ref = ?1 AND charge.tier = ?2 AND charge.direction = 0"
    " AND charge.start_us + charge.duration_ms * 1000 >= ?3"
    " AND charge.start_us + charge.duration_ms * 1000 < ?4"
    " ORDER BY 2, 1, charge.seq";

/* A charges file, and the row that it is at. */
struct part {
	struct db *db;
	struct stmt st;
	int64_t from_us, until_us; /* of its period */
	bool ready;
};

struct fraud_scan {
	struct part *parts; /* in order of period */
	size_t nparts, cap;
	struct part *last; /* whose row was given out */
};

static bool
can_end_in(const struct part *p, int64_t from_us, int64_t until_us)
{
	return p->from_us < until_us &&
	    p->until_us > from_us - FRAUD_SCAN_LONGEST_US;
}

static int
open_part(struct fraud_scan *s, const struct book *b, const char *period,
    int64_t from_us, int64_t until_us, struct err *e)
{
	char name[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct part p = { .db = NULL };
	struct rating_run run;
	int number, rc;

	if (interval_period_parse(period, &number, e) < 0)
		return -1;
	p.from_us = interval_period_from(b->zone, number);
	p.until_us = interval_period_until(b->zone, number);
	if (!can_end_in(&p, from_us, until_us))
		return 0;
	rc = run_store_current(b, period, &run, e);
	if (rc <= 0)
		return rc;
	(void)snprintf(name, sizeof(name), "charges/%s", run.file);
	if (book_path(path, b, name, e) < 0 ||
	    db_open_part(&p.db, path, DB_CHARGES, e) < 0)
		return -1;
	s->parts = mem_grow(s->parts, s->nparts, &s->cap, sizeof(*s->parts));
	s->parts[s->nparts++] = p;
	return stmt_prepare(&s->parts[s->nparts - 1].st, p.db, sql_calls, e);
}

int
fraud_scan_open(struct fraud_scan **out, const struct book *b, int64_t from_us,
    int64_t until_us, struct err *e)
{
	struct fraud_scan *s = mem_calloc(1, sizeof(*s));
	const char *const *periods;
	struct arena arena = { 0 };
	size_t n = 0;
	int rc = run_store_periods(b, &arena, &periods, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = open_part(s, b, periods[i], from_us, until_us, e);
	arena_free(&arena);
	if (rc < 0) {
		fraud_scan_close(s);
		s = NULL;
	}
	*out = s;
	return rc;
}

void
fraud_scan_close(struct fraud_scan *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->nparts; i++) {
		stmt_free(&s->parts[i].st);
		db_close(s->parts[i].db);
	}
	free(s->parts);
	free(s);
}

static int
step(struct part *p, struct err *e)
{
	int rc = stmt_step(&p->st, e);

	p->ready = rc > 0;
	return rc < 0 ? -1 : 0;
}

int
fraud_scan_begin(struct fraud_scan *s, const char *contract, bool wholesale,
    int64_t from_us, int64_t until_us, struct err *e)
{
	s->last = NULL;
	for (size_t i = 0; i < s->nparts; i++) {
		struct part *p = &s->parts[i];

		p->ready = false;
		if (!can_end_in(p, from_us, until_us))
			continue;
		if (stmt_bind(&p->st, e,
			ARGS(A_TEXT(contract), A_INT(wholesale), A_INT(from_us),
			    A_INT(until_us))) < 0 ||
		    step(p, e) < 0)
			return -1;
	}
	return 0;
}

/* Does the row of ${a} come before that of ${b}, of a later period? */
static bool
comes_first(const struct part *a, const struct part *b)
{
	int64_t x = stmt_int(&a->st, 1), y = stmt_int(&b->st, 1);

	if (x != y)
		return x < y;
	return stmt_int(&a->st, 0) <= stmt_int(&b->st, 0);
}

int
fraud_scan_next(struct fraud_scan *s, struct fraud_call *c, struct err *e)
{
	struct part *first = NULL;

	if (s->last != NULL && step(s->last, e) < 0)
		return -1;
	s->last = NULL;
	for (size_t i = 0; i < s->nparts; i++)
		if (s->parts[i].ready &&
		    (first == NULL || !comes_first(first, &s->parts[i])))
			first = &s->parts[i];
	if (first == NULL)
		return 0;
	s->last = first;
	*c = (struct fraud_call){ .start_us = stmt_int(&first->st, 0),
		.end_us = stmt_int(&first->st, 1),
		.price_e8 = stmt_int(&first->st, 2),
		.currency = stmt_text(&first->st, 3),
		.subscriber = stmt_text(&first->st, 4) };
	return 1;
}
