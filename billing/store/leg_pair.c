#include "store/leg_pair.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/charge_merge.h"
#include "store/db.h"
#include "store/leg_party.h"

/* A charge, and whose. */
struct row {
	struct charge charge;
	struct leg_party *party;
};

struct leg_pair {
	struct leg_parties *parties;
	enum leg_wanted wanted;
	int64_t from_us; /* of the interval */
	struct db *db;   /* the file of charges once more, for its pages */
	char *path;
	struct charge_merge *merge;
	struct row next; /* the first behind those that are here */
	bool has_next;
	struct row *rows; /* all that start at once, sorted */
	size_t at, n, cap;
};

int
leg_pair_open(struct leg_pair **out, struct report_reader *r,
    const struct report_margin_part *part, enum leg_wanted wanted,
    struct err *e)
{
	struct leg_pair *p = mem_calloc(1, sizeof(*p));
	const struct charge_range *ranges;
	size_t n;

	*out = p;
	p->wanted = wanted;
	p->from_us = part->from_us;
	p->path = mem_strdup(report_reader_path(r));
	if (leg_parties_open(&p->parties, r, part, wanted != LEG_ALL, e) == 0) {
		n = leg_parties_ranges(p->parties, &ranges);
		if (db_open_part(&p->db, p->path, DB_CHARGES, e) == 0 &&
		    charge_merge_open(&p->merge, p->db, p->path, ranges, n,
			part->open_us, part->until_us, e) == 0)
			return 0;
	}
	leg_pair_close(p);
	*out = NULL;
	return -1;
}

void
leg_pair_close(struct leg_pair *p)
{
	if (p == NULL)
		return;
	charge_merge_close(p->merge);
	db_close(p->db);
	leg_parties_close(p->parties);
	free(p->path);
	free(p->rows);
	free(p);
}

static int
compare(int64_t a, int64_t b)
{
	return a < b ? -1 : a > b;
}

/* Of two that start at once: 0 if they are of one leg. */
static int
compare_charges(const struct charge *a, const struct charge *b)
{
	int rc = compare(a->segment, b->segment);

	if (rc == 0)
		rc = compare(a->call, b->call);
	if (rc == 0)
		rc = compare(a->direction, b->direction);
	return rc != 0 ? rc : compare(a->duration_ms, b->duration_ms);
}

static int
compare_rows(const void *a, const void *b)
{
	return compare_charges(&((const struct row *)a)->charge,
	    &((const struct row *)b)->charge);
}

static int
read_next(struct leg_pair *p, struct err *e)
{
	const struct charge *charge;
	size_t range;
	int rc = charge_merge_next(p->merge, &charge, &range, e);

	p->has_next = rc > 0;
	if (rc > 0)
		p->next =
		    (struct row){ *charge, leg_parties_of(p->parties, range) };
	return rc < 0 ? -1 : 0;
}

/* All that start next: 1, 0 there are none, -1. */
static int
gather(struct leg_pair *p, struct err *e)
{
	int64_t start_us;

	p->at = p->n = 0;
	if (!p->has_next && read_next(p, e) < 0)
		return -1;
	start_us = p->next.charge.start_us;
	while (p->has_next && p->next.charge.start_us == start_us) {
		p->rows = mem_grow(p->rows, p->n, &p->cap, sizeof(p->rows[0]));
		p->rows[p->n++] = p->next;
		if (read_next(p, e) < 0)
			return -1;
	}
	/* almost always the two sides of one leg */
	if (p->n > 2 ||
	    (p->n == 2 && compare_rows(&p->rows[0], &p->rows[1]) > 0))
		qsort(p->rows, p->n, sizeof(p->rows[0]), compare_rows);
	return p->n > 0;
}

/* *sum += ${v}; true if it does not fit. */
static bool
adds(int64_t *sum, int64_t v)
{
	return __builtin_add_overflow(*sum, v, sum);
}

static void
raise_to(int64_t *max, int64_t v)
{
	if (v > *max)
		*max = v;
}

/* A leg of which nothing is known yet. */
static struct leg
empty(const struct charge *c)
{
	return (struct leg){ .direction = c->direction,
		.start_us = c->start_us,
		.duration_ms = c->duration_ms,
		.day = INT64_MIN,
		.customer = LEG_NONE,
		.subscriber = INT64_MIN,
		.retail_fee = LEG_NONE,
		.wholesale_fee = LEG_NONE,
		.retail_document = LEG_NONE,
		.wholesale_document = LEG_NONE };
}

static int
too_large(const struct charge *c, struct err *e)
{
	return err_set(e, ERR_DATA, "call %" PRId64 ": a sum is too large",
	    c->call);
}

static int
add_retail(struct leg_pair *p, struct leg *g, const struct row *row,
    struct err *e)
{
	const struct charge *c = &row->charge;
	int64_t document, net_e8 = leg_party_net(row->party, c);

	if (leg_party_document(p->parties, row->party, c, &document, e) < 0)
		return -1;
	raise_to(&g->customer, c->contract);
	raise_to(&g->retail_fee, c->fee);
	raise_to(&g->retail_document, document);
	if (adds(&g->retail_e8, net_e8) ||
	    adds(&g->tax_e8, c->price_e8 - net_e8) ||
	    adds(&g->retail_s, c->billed_s) || adds(&g->free_s, c->free_s))
		return too_large(c, e);
	return 0;
}

static int
add_wholesale(struct leg_pair *p, struct leg *g, const struct row *row,
    struct err *e)
{
	const struct charge *c = &row->charge;
	int64_t document;

	if (leg_party_document(p->parties, row->party, c, &document, e) < 0)
		return -1;
	raise_to(&g->wholesale_fee, c->fee);
	raise_to(&g->wholesale_document, document);
	if (adds(&g->wholesale_e8, c->price_e8) ||
	    adds(&g->wholesale_s, c->billed_s))
		return too_large(c, e);
	return 0;
}

/*
 * Is the leg open?  With a wholesale charge it is if that is; without one, if it
 * is of the interval, or the customer is not billed yet.
 */
static int
is_open(struct leg_pair *p, const struct leg *g, const struct row *rows,
    size_t n, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (rows[i].charge.tier == TIER_WHOLESALE)
			rc = rows[i].charge.document == 0;
		else if (g->wholesale_fee == LEG_NONE)
			rc = rows[i].charge.start_us >= p->from_us
			    ? 1
			    : leg_party_unbilled(p->parties, rows[i].party,
				  &rows[i].charge, e);
	return rc;
}

/* Is it one of the interval that is stated: see report_billed.h. */
static int
is_billed(struct leg_pair *p, const struct leg *g, struct err *e)
{
	int rc = leg_parties_interval(p->parties, g->wholesale_document,
	    g->start_us, e);

	if (rc != 0 || g->wholesale_fee != LEG_NONE)
		return rc;
	return g->start_us >= p->from_us
	    ? 1
	    : leg_parties_interval(p->parties, g->retail_document, g->start_us,
		  e);
}

/* The leg of ${n} rows: 1, 0 it is not wanted, -1. */
static int
join(struct leg_pair *p, const struct row *rows, size_t n, struct leg *g,
    struct err *e)
{
	int64_t retail_day = INT64_MIN, wholesale_day = INT64_MIN;

	*g = empty(&rows[0].charge);
	for (size_t i = 0; i < n; i++) {
		const struct charge *c = &rows[i].charge;
		bool retail = c->tier == TIER_RETAIL;

		raise_to(&g->subscriber, c->subscriber);
		raise_to(retail ? &retail_day : &wholesale_day, c->day);
		if ((retail ? add_retail(p, g, &rows[i], e)
			    : add_wholesale(p, g, &rows[i], e)) < 0)
			return -1;
	}
	g->day = g->retail_fee != LEG_NONE ? retail_day : wholesale_day;
	if (g->retail_fee == LEG_NONE)
		g->retail_document = 0;
	if (g->wholesale_fee == LEG_NONE)
		g->wholesale_document = 0;
	if (p->wanted == LEG_OPEN)
		return is_open(p, g, rows, n, e);
	return p->wanted == LEG_BILLED ? is_billed(p, g, e) : 1;
}

int
leg_pair_next(struct leg_pair *p, struct leg *g, struct err *e)
{
	int rc = 0;

	while (rc == 0) {
		const struct row *rows;
		size_t n = 1;

		if (p->at == p->n && (rc = gather(p, e)) <= 0)
			return rc;
		rows = &p->rows[p->at];
		while (p->at + n < p->n &&
		    compare_charges(&rows[0].charge, &rows[n].charge) == 0)
			n++;
		p->at += n;
		rc = join(p, rows, n, g, e);
	}
	return rc;
}
