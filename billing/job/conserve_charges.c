/*
 * conserve_check_charges() and conserve_check_lines(): charges against what
 * documents bill of them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "document/document.h"
#include "job/check.h"
#include "job/conserve.h"
#include "money/money.h"
#include "rating/charge.h"
#include "store/book.h"
#include "store/charge_scan.h"
#include "store/conserve_store.h"

/* What bills charges of the running contract in this very file. */
struct usage {
	int64_t tier, part, from_us, until_us, document;
};

struct walk {
	struct conserve *c;
	const struct conserve_period *p;
	struct stmt usages;
	int more; /* a row of usages is ready */
	int64_t contract;
	struct usage *of;
	size_t n, cap;
};

/* Usages and charges are both in order of contract. */
static int
load_usages(struct walk *w, const char *ref, struct err *e)
{
	int order = -1;

	w->n = 0;
	while (w->more > 0 &&
	    (order = strcmp(stmt_text(&w->usages, 0), ref)) <= 0) {
		if (order == 0) {
			w->of =
			    mem_grow(w->of, w->n, &w->cap, sizeof(w->of[0]));
			w->of[w->n++] = (struct usage){
				stmt_int(&w->usages, 1),
				stmt_int(&w->usages, 2),
				stmt_int(&w->usages, 3),
				stmt_int(&w->usages, 4),
				stmt_int(&w->usages, 5),
			};
		}
		w->more = stmt_step(&w->usages, e);
	}
	return w->more < 0 ? -1 : 0;
}

static bool
covers(const struct usage *u, const struct charge *c)
{
	if (u->tier != c->tier || c->start_us < u->from_us ||
	    c->start_us >= u->until_us)
		return false;
	switch (u->part) {
	case DOCUMENT_PART_EARNED:
		return c->price_e8 < 0;
	case DOCUMENT_PART_OWED:
		return c->price_e8 >= 0;
	case DOCUMENT_PART_OUT:
		return c->direction == 0;
	case DOCUMENT_PART_IN:
		return c->direction == 1;
	default:
		return true;
	}
}

static uint32_t
sum_at(struct conserve *c, int64_t document, int64_t direction,
    const char *zone)
{
	const char *key = arena_printf(&c->arena, "%" PRId64 " %d %s", document,
	    (int)direction, zone);
	uint32_t at = textmap_put(&c->keys, key, (uint32_t)c->n);

	if (at == c->n) {
		c->sums = mem_grow(c->sums, c->n, &c->cap, sizeof(c->sums[0]));
		c->sums[c->n++] = (struct conserve_sum){ 0 };
	}
	return at;
}

/* Charges of one document and fee go to one sum: where that was last. */
struct conserve_place {
	int64_t document, key; /* fee and direction */
	const struct conserve_period *period;
	uint32_t at;
};

#define PLACES 8192 /* fees of a document, and some more */

/* The sum of a charge on ${document}. */
static struct conserve_sum *
sum_of(struct walk *w, int64_t document, const struct charge *c)
{
	struct conserve *k = w->c;
	int64_t key = c->fee * 2 + c->direction;
	uint64_t hash = ((uint64_t)key * 0x9e3779b97f4a7c15u) ^
	    ((uint64_t)document * 0xbf58476d1ce4e5b9u);
	struct conserve_place *p;

	if (k->places == NULL)
		k->places = mem_calloc(PLACES, sizeof(k->places[0]));
	p = &k->places[(hash >> 32) % PLACES];
	if (p->period != w->p || p->document != document || p->key != key)
		*p = (struct conserve_place){ document, key, w->p,
			sum_at(k, document, c->direction,
			    c->fee > 0 && c->fee < (int64_t)w->p->n_zones
				? w->p->zones[c->fee]
				: "") };
	return &k->sums[p->at];
}

static int
add(struct conserve_sum *s, const struct charge *c, struct err *e)
{
	s->calls++;
	s->duration_ms += c->duration_ms;
	s->billed_s += c->billed_s;
	s->free_s += c->free_s;
	return money_add(&s->amount_e8, c->price_e8, e) < 0 ||
		money_add(&s->amount_e8, -c->cash_e8, e) < 0
	    ? -1
	    : money_add(&s->amount_e8, c->bought_e8, e);
}

/* The document of a charge; 0 open, -1 none; *times that it is billed. */
static int64_t
document_of(const struct walk *w, const struct charge *c, int *times)
{
	int64_t document = c->document;

	*times = document != 0;
	for (size_t i = 0; i < w->n; i++)
		/* what an earlier run brought along is billed there */
		if (covers(&w->of[i], c) && c->document == 0) {
			document = w->of[i].document;
			(*times)++;
		}
	return document;
}

static int
take_charge(struct walk *w, const struct charge *c, struct err *e)
{
	const char *ref =
	    c->contract > 0 && c->contract < (int64_t)w->p->n_contracts
	    ? w->p->contracts[c->contract]
	    : "";
	enum conserve_state state;
	int64_t document;
	int times;

	if (c->contract != w->contract) {
		if (load_usages(w, ref, e) < 0)
			return -1;
		w->contract = c->contract;
	}
	document = document_of(w, c, &times);
	if (times > 1)
		conserve_found(w->c, w->p,
		    "contract %s: the charge of call %" PRId64
		    " is billed %d times",
		    ref, c->call, times);
	state = document > 0 ? CONSERVE_BILLED
	    : document < 0   ? CONSERVE_FREE
			     : CONSERVE_OPEN;
	if (c->tier < 0 || c->tier > 2)
		return err_set(e, ERR_DATA,
		    "contract %s: a charge of call %" PRId64 " is of no tier",
		    ref, c->call);
	if (add(&w->c->state[c->tier][state], c, e) < 0)
		return -1;
	return state != CONSERVE_BILLED ? 0 : add(sum_of(w, document, c), c, e);
}

int
conserve_check_charges(struct conserve *c, const struct conserve_period *p,
    struct err *e)
{
	struct walk w = { .c = c, .p = p, .contract = -1 };
	struct charge_scan *scan;
	struct charge charge;
	int64_t seq;
	int more;

	if (conserve_usages(c->check->book, p, &w.usages, e) < 0)
		return -1;
	w.more = stmt_step(&w.usages, e);
	more = w.more < 0 ? -1 : conserve_charges(p, &scan, e);
	if (more == 0) {
		while ((more = charge_scan_next(scan, &seq, &charge, e)) > 0)
			if (take_charge(&w, &charge, e) < 0) {
				more = -1;
				break;
			}
		charge_scan_close(scan);
	}
	stmt_free(&w.usages);
	free(w.of);
	return more;
}

static bool
is_same(const struct conserve_sum *s, const struct stmt *line)
{
	return s->calls == stmt_int(line, 3) &&
	    s->duration_ms == stmt_int(line, 4) &&
	    s->billed_s == stmt_int(line, 5) &&
	    s->free_s == stmt_int(line, 6) && s->amount_e8 == stmt_int(line, 7);
}

int
conserve_check_lines(struct conserve *c, struct err *e)
{
	struct stmt s;
	int more;

	if (conserve_lines(c->check->book, &s, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0) {
		/* first where, then what: the sums may move for a new one */
		uint32_t at = sum_at(c, stmt_int(&s, 0),
		    strcmp(stmt_text(&s, 1), "in") == 0, stmt_text(&s, 2));
		const struct conserve_sum *sum = &c->sums[at];

		if (!is_same(sum, &s))
			check_found(c->check,
			    "document %s, zone %s: lines have %" PRId64
			    " calls, %" PRId64 " ms, %" PRId64
			    " s billed, %" PRId64
			    " x 10^-8; its charges %" PRId64 ", %" PRId64
			    ", %" PRId64 ", %" PRId64,
			    stmt_text(&s, 8), stmt_text(&s, 2), stmt_int(&s, 3),
			    stmt_int(&s, 4), stmt_int(&s, 5), stmt_int(&s, 7),
			    sum->calls, sum->duration_ms, sum->billed_s,
			    sum->amount_e8);
	}
	stmt_free(&s);
	return more;
}
