#include "store/revenue_tally.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/intmap.h"
#include "base/mem.h"
#include "store/charge_scan.h"
#include "store/db.h"
#include "store/report_store.h"

/* The operator earns the retail charges of its direct customers and all
 * wholesale charges; a reseller the retail charges of its customers. */
static const char sql_contracts[] =
    "SELECT v.ref, v.first, v.last, v.reseller = scope.reseller,"
    "       scope.reseller = ''"
    "  FROM temp.visible_contract AS v JOIN temp.scope"
    " WHERE scope.reseller = '' OR v.reseller = scope.reseller ORDER BY v.id";
static const char sql_fees[] =
    "SELECT id, profile, zone, zone_detail, currency FROM rated.fee"
    " ORDER BY 2, 3, 4, 5";
static const char sql_put[] =
    "INSERT INTO temp.revenue (customer, profile, zone, zone_detail, period,"
    " currency, calls, duration_ms, billed_s, price_e8)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/* Fees that are shown as one, and what a contract pays by them. */
struct shown {
	const char *profile, *zone, *detail, *currency;
	int64_t calls, duration_ms, billed_s, price_e8;
};

struct tally {
	struct arena arena;
	const char *period;
	struct intmap fees; /* by id ... */
	uint32_t *of;       /* ... number of what they are shown as */
	size_t cap_of;
	struct shown *shown;
	size_t n, cap;
	uint32_t *used; /* those with calls of the contract */
	size_t n_used;
	struct db *db; /* the file of charges once more, for its pages */
	struct charge_scan *scan;
	struct stmt put;
};

static bool
same(const struct shown *a, const struct stmt *s)
{
	return strcmp(a->profile, stmt_text(s, 1)) == 0 &&
	    strcmp(a->zone, stmt_text(s, 2)) == 0 &&
	    strcmp(a->detail, stmt_text(s, 3)) == 0 &&
	    strcmp(a->currency, stmt_text(s, 4)) == 0;
}

static int
read_fees(struct tally *t, struct report_reader *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = report_reader_query(r, sql_fees, &s, NO_ARGS, e);

	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		if (t->n == 0 || !same(&t->shown[t->n - 1], &s)) {
			t->shown = mem_grow(t->shown, t->n, &t->cap,
			    sizeof(t->shown[0]));
			t->shown[t->n++] = (struct shown){
				.profile =
				    arena_strdup(&t->arena, stmt_text(&s, 1)),
				.zone =
				    arena_strdup(&t->arena, stmt_text(&s, 2)),
				.detail =
				    arena_strdup(&t->arena, stmt_text(&s, 3)),
				.currency =
				    arena_strdup(&t->arena, stmt_text(&s, 4)),
			};
		}
		t->of =
		    mem_grow(t->of, t->fees.n, &t->cap_of, sizeof(t->of[0]));
		t->of[intmap_add(&t->fees, stmt_int(&s, 0))] =
		    (uint32_t)(t->n - 1);
		rc = 0;
	}
	stmt_free(&s);
	t->used = mem_calloc(t->n + 1, sizeof(t->used[0]));
	return rc;
}

static int
add(struct tally *t, const struct charge *c, struct err *e)
{
	size_t fee = intmap_find(&t->fees, c->fee);
	struct shown *s;

	if (fee == INTMAP_NONE)
		return err_set(e, ERR_DATA,
		    "charges file: there is no fee %" PRId64, c->fee);
	s = &t->shown[t->of[fee]];
	if (s->calls++ == 0)
		t->used[t->n_used++] = t->of[fee];
	if (__builtin_add_overflow(s->duration_ms, c->duration_ms,
		&s->duration_ms) ||
	    __builtin_add_overflow(s->billed_s, c->billed_s, &s->billed_s) ||
	    __builtin_add_overflow(s->price_e8, c->price_e8, &s->price_e8))
		return err_set(e, ERR_DATA, "a sum of prices is too large");
	return 0;
}

/* What the contract pays is written down and forgotten. */
static int
put(struct tally *t, const char *contract, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < t->n_used; i++) {
		struct shown *s = &t->shown[t->used[i]];

		rc = stmt_run(&t->put, e,
		    ARGS(A_TEXT(contract), A_TEXT(s->profile), A_TEXT(s->zone),
			A_TEXT(s->detail), A_TEXT(t->period),
			A_TEXT(s->currency), A_INT(s->calls),
			A_INT(s->duration_ms), A_INT(s->billed_s),
			A_INT(s->price_e8)));
		s->calls = s->duration_ms = s->billed_s = s->price_e8 = 0;
	}
	t->n_used = 0;
	return rc;
}

/* The charges from ${first} to ${last} of the tiers wanted: 1 << enum tier. */
static int
add_range(struct tally *t, int64_t first, int64_t last, unsigned tiers,
    struct err *e)
{
	struct charge c;
	int64_t seq;
	int rc;

	if (first < 1 || last < first || last == INT64_MAX)
		return err_set(e, ERR_DATA,
		    "charges file: no charges %" PRId64 " to %" PRId64, first,
		    last);
	if (charge_scan_seek(t->scan, first, last + 1, e) < 0)
		return -1;
	while ((rc = charge_scan_next(t->scan, &seq, &c, e)) > 0)
		if ((tiers & 1u << c.tier) != 0 && add(t, &c, e) < 0)
			return -1;
	return rc;
}

static int
add_contracts(struct tally *t, struct report_reader *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = report_reader_query(r, sql_contracts, &s, NO_ARGS, e);

	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		unsigned tiers = (stmt_int(&s, 3) ? 1u << TIER_RETAIL : 0) |
		    (stmt_int(&s, 4) ? 1u << TIER_WHOLESALE : 0);

		rc = add_range(t, stmt_int(&s, 1), stmt_int(&s, 2), tiers, e);
		if (rc == 0)
			rc = put(t, stmt_text(&s, 0), e);
	}
	stmt_free(&s);
	return rc;
}

int
revenue_tally_add(struct report_reader *r, const char *period, struct err *e)
{
	struct tally t = { .period = period };
	int rc = -1;

	if (db_open_part(&t.db, report_reader_path(r), DB_CHARGES, e) == 0 &&
	    charge_scan_open(&t.scan, t.db, report_reader_path(r), e) == 0 &&
	    report_reader_prepare(r, sql_put, &t.put, e) == 0 &&
	    read_fees(&t, r, e) == 0)
		rc = add_contracts(&t, r, e);
	stmt_free(&t.put);
	charge_scan_close(t.scan);
	db_close(t.db);
	intmap_free(&t.fees);
	free(t.of);
	free(t.used);
	free(t.shown);
	arena_free(&t.arena);
	return rc;
}
