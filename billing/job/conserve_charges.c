/*
 * conserve_check_charges() and conserve_check_lines(): charges against what
 * documents bill of them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "document/document.h"
#include "job/check.h"
#include "job/conserve.h"
#include "money/money.h"
#include "store/book.h"
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
covers(const struct usage *u, int64_t tier, int64_t direction, int64_t start_us,
    int64_t price_e8)
{
	if (u->tier != tier || start_us < u->from_us || start_us >= u->until_us)
		return false;
	switch (u->part) {
	case DOCUMENT_PART_EARNED:
		return price_e8 < 0;
	case DOCUMENT_PART_OWED:
		return price_e8 >= 0;
	case DOCUMENT_PART_OUT:
		return direction == 0;
	case DOCUMENT_PART_IN:
		return direction == 1;
	default:
		return true;
	}
}

static struct conserve_sum *
sum_of(struct conserve *c, int64_t document, int64_t direction,
    const char *zone)
{
	char buffer[64];
	const char *key;
	uint32_t at;

	/* most are there: the arena is for those that are not */
	if (strlen(zone) < sizeof(buffer) - 24) {
		size_t n = (size_t)snprintf(buffer, sizeof(buffer),
		    "%" PRId64 " %d %s", document, (int)direction, zone);

		at = textmap_find(&c->keys, buffer, n);
		if (at != TEXTMAP_NONE)
			return &c->sums[at];
	}
	key = arena_printf(&c->arena, "%" PRId64 " %d %s", document,
	    (int)direction, zone);
	at = textmap_put(&c->keys, key, (uint32_t)c->n);
	if (at == c->n) {
		c->sums = mem_grow(c->sums, c->n, &c->cap, sizeof(c->sums[0]));
		c->sums[c->n++] = (struct conserve_sum){ 0 };
	}
	return &c->sums[at];
}

static int
add(struct conserve_sum *s, const struct stmt *row, struct err *e)
{
	s->calls++;
	s->duration_ms += stmt_int(row, 5);
	s->billed_s += stmt_int(row, 8);
	s->free_s += stmt_int(row, 9);
	return money_add(&s->amount_e8, stmt_int(row, 10), e) < 0 ||
		money_add(&s->amount_e8, -stmt_int(row, 11), e) < 0
	    ? -1
	    : money_add(&s->amount_e8, stmt_int(row, 12), e);
}

/* The document of a charge; 0 open, -1 none; *times that it is billed. */
static int64_t
document_of(const struct walk *w, const struct stmt *row, int *times)
{
	int64_t document = stmt_int(row, 13);

	*times = document != 0;
	for (size_t i = 0; i < w->n; i++)
		if (covers(&w->of[i], stmt_int(row, 2), stmt_int(row, 3),
			stmt_int(row, 4), stmt_int(row, 10))) {
			/* what an earlier run brought along is billed there */
			if (stmt_int(row, 13) != 0)
				continue;
			document = w->of[i].document;
			(*times)++;
		}
	return document;
}

static int
take_charge(struct walk *w, const struct stmt *row, struct err *e)
{
	int64_t contract = stmt_int(row, 6), fee = stmt_int(row, 7), document;
	int64_t tier = stmt_int(row, 2);
	const char *ref = contract > 0 && contract < (int64_t)w->p->n_contracts
	    ? w->p->contracts[contract]
	    : "";
	enum conserve_state state;
	int times;

	if (contract != w->contract) {
		if (load_usages(w, ref, e) < 0)
			return -1;
		w->contract = contract;
	}
	document = document_of(w, row, &times);
	if (times > 1)
		conserve_found(w->c, w->p,
		    "contract %s: the charge of call %" PRId64
		    " is billed %d times",
		    ref, stmt_int(row, 1), times);
	state = document > 0 ? CONSERVE_BILLED
	    : document < 0   ? CONSERVE_FREE
			     : CONSERVE_OPEN;
	if (tier < 0 || tier > 2 || add(&w->c->state[tier][state], row, e) < 0)
		return -1;
	if (state != CONSERVE_BILLED)
		return 0;
	return add(sum_of(w->c, document, stmt_int(row, 3),
		       fee > 0 && fee < (int64_t)w->p->n_zones
			   ? w->p->zones[fee]
			   : ""),
	    row, e);
}

int
conserve_check_charges(struct conserve *c, const struct conserve_period *p,
    struct err *e)
{
	struct walk w = { .c = c, .p = p, .contract = -1 };
	struct stmt rows;
	int more;

	if (conserve_usages(c->check->book, p, &w.usages, e) < 0)
		return -1;
	w.more = stmt_step(&w.usages, e);
	more = w.more < 0 ? -1 : conserve_charges(p, &rows, e);
	if (more == 0) {
		while ((more = stmt_step(&rows, e)) > 0)
			if (take_charge(&w, &rows, e) < 0) {
				more = -1;
				break;
			}
		stmt_free(&rows);
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
		const struct conserve_sum *sum = sum_of(c, stmt_int(&s, 0),
		    strcmp(stmt_text(&s, 1), "in") == 0, stmt_text(&s, 2));

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
