#include "job/explain_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/fee.h"
#include "document/line.h"
#include "money/money.h"
#include "store/book.h"
#include "store/call_lookup.h"
#include "store/call_trace.h"
#include "store/charge_file.h"
#include "store/entity_store.h"
#include "store/load_store.h"
#include "store/run_store.h"
#include "time/interval.h"
#include "time/zone.h"

struct work {
	struct explain_line *x;
	const struct book *book;
	const struct zone *zone; /* of the contract */
	struct call_lookup *lookup;
	struct arena *arena;
};

/* --- charges -------------------------------------------------------------- */

/* Is it a line that a charge of that zone, direction and day is on? */
static bool
is_on(const struct document_line *l, const struct charge_row *row,
    int64_t day_us)
{
	return (l->kind == DOCUMENT_LINE_USAGE ||
		   l->kind == DOCUMENT_LINE_LATE) &&
	    l->direction == row->charge.direction && day_us >= l->from_us &&
	    day_us < l->until_us && strcmp(l->zone, row->fee.zone) == 0;
}

/* The line that a charge is on: that of its detail, if lines are split by it. */
static const struct document_line *
line_of(const struct work *w, const struct charge_row *row)
{
	const struct document *d = w->x->document;
	int64_t day_us = line_day_start(w->zone, row->charge.day);
	const struct document_line *found = NULL;

	for (size_t i = 0; i < d->n_lines; i++) {
		const struct document_line *l = &d->lines[i];

		if (!is_on(l, row, day_us))
			continue;
		if (strcmp(l->detail, row->fee.zone_detail) == 0)
			return l;
		if (l->detail[0] == '\0')
			found = l;
	}
	return found;
}

static bool
same_fee(const struct fee_origin *a, const struct fee_origin *b)
{
	return a->load == b->load && a->line == b->line &&
	    strcmp(a->profile, b->profile) == 0 &&
	    strcmp(a->source, b->source) == 0 &&
	    strcmp(a->destination, b->destination) == 0 &&
	    strcmp(a->zone_detail, b->zone_detail) == 0;
}

/* *found: the sums of the fee. */
static int
find_fee(struct work *w, const struct fee_origin *f,
    struct explain_line_fee **found, struct err *e)
{
	struct explain_line *x = w->x;
	struct fee_origin *copy;

	for (size_t i = 0; i < x->nfees; i++)
		if (same_fee(&x->fees[i].fee, f)) {
			*found = &x->fees[i];
			return 0;
		}
	x->fees = mem_grow(x->fees, x->nfees, &x->fees_cap, sizeof(*x->fees));
	x->fees[x->nfees] = (struct explain_line_fee){ .fee = *f };
	copy = &x->fees[x->nfees].fee;
	copy->profile = arena_strdup(w->arena, f->profile);
	copy->currency = copy->zone = "";
	copy->match = arena_strdup(w->arena, f->match);
	copy->source = arena_strdup(w->arena, f->source);
	copy->destination = arena_strdup(w->arena, f->destination);
	copy->zone_detail = arena_strdup(w->arena, f->zone_detail);
	*found = &x->fees[x->nfees++];
	return load_store_file(w->book->db, f->load, "fees", w->arena,
	    &(*found)->file, e);
}

static int
add_charge(struct work *w, const struct charge_row *row, struct err *e)
{
	const struct charge *c = &row->charge;
	struct explain_line *x = w->x;
	struct explain_line_fee *f;
	struct explain_line_charge *look;
	struct err gone = { .code = ERR_NONE };
	const char *id;

	if (find_fee(w, &row->fee, &f, e) < 0)
		return -1;
	x->calls++;
	f->calls++;
	f->billed_s += c->billed_s;
	f->free_s += c->free_s;
	if (money_add(&x->price_e8, c->price_e8, e) < 0 ||
	    money_add(&x->cash_e8, c->cash_e8, e) < 0 ||
	    money_add(&f->price_e8, c->price_e8, e) < 0 ||
	    money_add(&f->cash_e8, c->cash_e8, e) < 0)
		return -1;
	if (x->ncharges == EXPLAIN_LINE_CHARGES)
		return 0;
	look = &x->charges[x->ncharges++];
	*look = (struct explain_line_charge){ .start_us = c->start_us,
		.duration_ms = c->duration_ms,
		.price_e8 = c->price_e8,
		.cash_e8 = c->cash_e8 };
	id = call_lookup_id(w->lookup, row->segment, c->call, &gone);
	if (id != NULL)
		look->call_id = arena_strdup(w->arena, id);
	return 0;
}

static int
add_usage(struct work *w, const struct document_usage *u, struct err *e)
{
	struct explain_line *x = w->x;
	char file[RUN_STORE_FILE_MAX];
	struct charge_file *f = NULL;
	struct charge_row row;
	int rc;

	(void)snprintf(file, sizeof(file), "%.7s.%" PRId64 ".db", u->period,
	    u->run);
	rc = charge_file_open(&f, w->book, file, e);
	if (rc == 0)
		rc = charge_file_begin_usage(f, x->document->contract, u->tier,
		    u->part, u->from_us, u->until_us, e);
	while (rc == 0 && (rc = charge_file_next(f, &row, e)) > 0)
		rc = line_of(w, &row) == x->line ? add_charge(w, &row, e) : 0;
	charge_file_close(f);
	return rc < 0 ? -1 : 0;
}

static int
make_usage(struct work *w, struct err *e)
{
	struct explain_line *x = w->x;
	const struct document *d = x->document;
	int64_t amount_e8;
	int rc = call_lookup_open(&w->lookup, w->book, e);

	for (size_t i = 0; rc == 0 && i < d->n_usages; i++) {
		x->earned = d->usages[i].part == DOCUMENT_PART_EARNED;
		rc = add_usage(w, &d->usages[i], e);
	}
	call_lookup_close(w->lookup);
	amount_e8 = x->price_e8 - x->cash_e8;
	/* bought cash may be a payment, shown apart */
	if (!x->earned && x->line->amount_e8 == x->price_e8)
		amount_e8 = x->price_e8;
	x->found_e8 = x->earned ? -amount_e8 : amount_e8;
	x->agrees =
	    x->found_e8 == x->line->amount_e8 && x->calls == x->line->calls;
	return rc;
}

/* --- fees, items ---------------------------------------------------------- */

/* The billing interval of the document in which the fee began. */
static void
find_interval(struct work *w)
{
	struct explain_line *x = w->x;
	const struct document *d = x->document;
	int64_t from_us = d->from_us, until_us = d->until_us;

	while (from_us < d->until_us) {
		/* as document/build.h cuts it: a month, also if it begins an
		 * hour early */
		until_us = interval_next_month(w->zone,
		    from_us + 36 * INT64_C(3600000000));
		if (until_us > d->until_us)
			until_us = d->until_us;
		if (x->line->from_us < until_us)
			break;
		from_us = until_us;
	}
	x->interval_from_us = from_us;
	x->interval_until_us = until_us;
}

static int
make_fee(struct work *w, struct err *e)
{
	struct explain_line *x = w->x;
	struct entity_table t = { 0 };
	const struct profile *p;
	int rc = entity_store_read(w->book->db, &entity_profiles, x->load,
	    w->arena, &t, e);

	if (rc < 0)
		return -1;
	find_interval(w);
	p = fee_profile(t.rows, t.count, x->line->ref);
	if (p != NULL) {
		struct profile *copy = ARENA_NEW(w->arena, struct profile, 1);

		*copy = *p;
		x->profile = copy;
		rc = fee_share(p->interval_charge_e8,
		    x->line->until_us - x->line->from_us,
		    x->interval_until_us - x->interval_from_us, &x->found_e8,
		    e);
		if (rc == 0)
			rc = load_store_file(w->book->db, p->origin.load,
			    "profiles", w->arena, &x->file, e);
	}
	entity_table_free(&t);
	/* where the tax rate changes a line is the rest of a rounded sum */
	x->agrees = x->line->ref[0] == '\0' ||
	    (x->profile != NULL && x->found_e8 - x->line->amount_e8 <= 1 &&
		x->found_e8 - x->line->amount_e8 >= -1);
	if (x->profile == NULL)
		x->found_e8 = x->line->amount_e8;
	return rc;
}

static int
make_item(struct work *w, struct err *e)
{
	struct explain_line *x = w->x;
	struct entity_table t = { 0 };
	const struct item *rows;
	int rc = entity_store_read(w->book->db, &entity_items, x->load,
	    w->arena, &t, e);

	if (rc < 0)
		return -1;
	rows = t.rows;
	for (size_t i = 0; i < t.count; i++)
		if (strcmp(rows[i].ref, x->line->ref) == 0 &&
		    strcmp(rows[i].contract, x->document->contract) == 0) {
			struct item *copy = ARENA_NEW(w->arena, struct item, 1);

			*copy = rows[i];
			x->item = copy;
		}
	entity_table_free(&t);
	if (x->item != NULL)
		rc = load_store_file(w->book->db, x->item->origin.load, "items",
		    w->arena, &x->file, e);
	if (rc < 0 ||
	    money_narrow(
		round_div((i128)x->line->quantity_e6 * x->line->unit_price_e8,
		    1000000, ROUND_HALF_UP),
		&x->found_e8, e) < 0)
		return -1;
	x->agrees = x->found_e8 == x->line->amount_e8;
	return 0;
}

int
explain_line_make(struct explain_line *x, const struct book *b,
    const struct document *d, int64_t position, struct arena *a, struct err *e)
{
	struct work w = { .x = x, .book = b, .arena = a };

	*x = (struct explain_line){ .document = d,
		.line = &d->lines[position - 1],
		.position = position };
	w.zone = zone_find(d->timezone, e);
	if (w.zone == NULL ||
	    call_trace_closing_load(b, d->closing, &x->load, e) < 0)
		return -1;
	switch ((enum document_line_kind)x->line->kind) {
	case DOCUMENT_LINE_USAGE:
	case DOCUMENT_LINE_LATE:
		return make_usage(&w, e);
	case DOCUMENT_LINE_FEE:
		return make_fee(&w, e);
	case DOCUMENT_LINE_ITEM:
		return make_item(&w, e);
	}
	return 0;
}

void
explain_line_free(struct explain_line *x)
{
	free(x->fees);
	*x = (struct explain_line){ 0 };
}
