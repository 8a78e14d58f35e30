#include "job/correct_charges.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/document.h"
#include "store/book.h"
#include "store/charge_file.h"

/* The charges of one side. */
struct side {
	struct arena arena; /* their texts */
	struct change_charge *charges;
	size_t n, cap;
};

/* Does the part of the charges contain this one? */
static bool
part_has(int64_t part, const struct charge *c)
{
	switch (part) {
	case DOCUMENT_PART_EARNED:
		return c->price_e8 < 0;
	case DOCUMENT_PART_OWED:
		return c->price_e8 >= 0;
	case DOCUMENT_PART_OUT:
		return c->direction == DIRECTION_OUT;
	case DOCUMENT_PART_IN:
		return c->direction == DIRECTION_IN;
	default:
		return true;
	}
}

/*
 * Is the charge of the document?  In the file that it was billed from it is in
 * one of its usages and of no document yet; in a later one it names it.
 */
static bool
is_of(const struct document *d, const char *period, int64_t run,
    const struct charge *c)
{
	if (d->id != 0 && c->document == d->id)
		return true;
	for (size_t i = 0; c->document == 0 && i < d->n_usages; i++) {
		const struct document_usage *u = &d->usages[i];

		if (u->run == run && strcmp(u->period, period) == 0 &&
		    u->tier == c->tier && c->start_us >= u->from_us &&
		    c->start_us < u->until_us && part_has(u->part, c))
			return true;
	}
	return false;
}

/* The text, the last one again if it is the same. */
static const char *
keep(struct side *s, const char *last, const char *text)
{
	return last != NULL && strcmp(last, text) == 0
	    ? last
	    : arena_strdup(&s->arena, text);
}

static void
add_row(void *arg, const struct document *d, const struct charge_row *r)
{
	struct side *s = arg;
	static const struct change_charge none = { .segment = NULL };
	const struct charge *c = &r->charge;
	const struct change_charge *last =
	    s->n == 0 ? &none : &s->charges[s->n - 1];
	bool earned = d->category == TEMPLATE_CATEGORY_PEER &&
	    d->kind != DOCUMENT_STATEMENT;
	int64_t amount_e8 = c->price_e8 - c->cash_e8 + c->bought_e8;
	struct change_charge row = { .segment =
					 keep(s, last->segment, r->segment),
		.call = c->call,
		.direction = c->direction,
		.start_us = c->start_us,
		.subscriber = keep(s, last->subscriber, r->subscriber),
		.profile = keep(s, last->profile, r->fee.profile),
		.zone = keep(s, last->zone, r->fee.zone),
		.detail = keep(s, last->detail, r->fee.zone_detail),
		.load = r->fee.load,
		.line = r->fee.line,
		.amount_e8 = earned ? -amount_e8 : amount_e8,
		.price_e8 = c->price_e8,
		.billed_s = c->billed_s,
		.free_s = c->free_s };

	s->charges = mem_grow(s->charges, s->n, &s->cap, sizeof(s->charges[0]));
	s->charges[s->n++] = row;
}

/* What is done with each charge of a document. */
struct each {
	void (*use)(void *arg, const struct document *,
	    const struct charge_row *);
	void *arg;
};

static int
read_file(const struct each *each, const struct book *b, const char *contract,
    const char *file, const char *period, int64_t run, const struct document *d,
    struct err *e)
{
	struct charge_file *f;
	struct charge_row row;
	int rc;

	if (d == NULL || file == NULL)
		return 0;
	if (charge_file_open(&f, b, file, e) < 0)
		return -1;
	rc = charge_file_begin_contract(f, contract, e);
	while (rc == 0 && (rc = charge_file_next(f, &row, e)) > 0) {
		if (is_of(d, period, run, &row.charge))
			each->use(each->arg, d, &row);
		rc = 0;
	}
	charge_file_close(f);
	return rc;
}

int
correct_charges(struct change_list *list, const struct book *b,
    const char *contract, const struct correct_file *files, size_t n_files,
    const struct document *before, const struct document *after, struct err *e)
{
	struct side a = { .n = 0 }, n = { .n = 0 };
	const struct each to_a = { add_row, &a }, to_n = { add_row, &n };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n_files; i++) {
		const struct correct_file *f = &files[i];

		rc = read_file(&to_a, b, contract, f->before, f->period,
		    f->before_run, before, e);
		if (rc == 0)
			rc = read_file(&to_n, b, contract, f->after, f->period,
			    f->after_run, after, e);
	}
	if (rc == 0)
		rc = change_charges(list, a.charges, a.n, n.charges, n.n, e);
	free(a.charges);
	free(n.charges);
	arena_free(&a.arena);
	arena_free(&n.arena);
	return rc;
}

/* --- what bought cash paid ------------------------------------------------ */

struct bought {
	struct correct_bought *sum;
	int64_t frozen_us;
	bool too_large;
};

static void
add_bought(void *arg, const struct document *d, const struct charge_row *r)
{
	struct bought *b = arg;
	const struct charge *c = &r->charge;
	int64_t *part = NULL;

	(void)d;
	if (c->start_us >= b->frozen_us)
		part = &b->sum->open_e8;
	else if (charge_paid_until(c) >= b->frozen_us)
		part = &b->sum->across_e8;
	b->too_large |= __builtin_add_overflow(b->sum->all_e8, c->bought_e8,
	    &b->sum->all_e8);
	if (part != NULL)
		b->too_large |=
		    __builtin_add_overflow(*part, c->bought_e8, part);
}

int
correct_charges_bought(struct correct_bought *sum, const struct book *b,
    const char *contract, const struct correct_file *files, size_t n_files,
    const struct document *d, bool after, int64_t frozen_us, struct err *e)
{
	struct bought bought = { .sum = sum, .frozen_us = frozen_us };
	const struct each each = { add_bought, &bought };
	int rc = 0;

	*sum = (struct correct_bought){ 0 };
	for (size_t i = 0; rc == 0 && i < n_files; i++) {
		const struct correct_file *f = &files[i];

		rc = read_file(&each, b, contract, after ? f->after : f->before,
		    f->period, after ? f->after_run : f->before_run, d, e);
	}
	return rc == 0 && bought.too_large
	    ? err_set(e, ERR_DATA, "contract %s: a sum is too large", contract)
	    : rc;
}
