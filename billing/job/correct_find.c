#include "job/correct_find.h"

#include "base/err.h"
#include "document/document.h"
#include "store/book.h"
#include "store/credit_store.h"
#include "store/document_store.h"

int
correct_find_asked(struct correct_work *w, struct err *e)
{
	struct db *db = w->plan.book->db;
	struct document *d = &w->asked;
	int64_t id;

	if (document_store_find(db, w->opt->number, w->opt->reseller, &id, e) <
		0 ||
	    document_store_read(db, id, &w->plan.arena, d, e) < 0)
		return -1;
	if (d->corrects != 0)
		return err_set(e, ERR_REFUSED,
		    "document %s is a credit note: name the document that it "
		    "cancels",
		    d->number);
	if (d->kind == DOCUMENT_MARGIN)
		return err_set(e, ERR_REFUSED,
		    "document %s is a margin statement: correct the documents "
		    "that it compares, and its next revision comes with them",
		    d->number);
	return 0;
}

/* The place of a document that stands: its slot, or one of its own. */
static struct correct_place *
find_place(struct correct_work *w, const struct standing *s)
{
	for (size_t i = 0; i < w->n_places; i++) {
		const struct close_slot *slot = w->places[i].slot;

		if (slot != NULL && slot->category == s->category &&
		    slot->statement == (s->kind == DOCUMENT_STATEMENT))
			return &w->places[i];
	}
	return &w->places[w->n_places++];
}

static int
put_standing(struct correct_work *w, const struct standing *s, struct err *e)
{
	struct document *d = ARENA_NEW(&w->plan.arena, struct document, 1);
	struct correct_place *p;

	if (s->kind == DOCUMENT_MARGIN)
		return 0;
	if (document_store_read(w->plan.book->db, s->id, &w->plan.arena, d, e) <
	    0)
		return -1;
	if (s->touched)
		return err_set(e, ERR_REFUSED,
		    "document %s: some of its lines are credited; credit the "
		    "others too (toll credit), then correct it",
		    d->number);
	p = find_place(w, s);
	p->before = d;
	p->cancelled = s->cancelled;
	if (p->slot != NULL)
		p->slot->before = d;
	return 0;
}

/* The documents of the interval, and where they would go today. */
int
correct_find_places(struct correct_work *w, struct err *e)
{
	struct standing *standing;
	bool stands = false;
	size_t n;

	w->n_slots = close_bill_slots(w->terms, w->slots);
	for (size_t i = 0; i < w->n_slots; i++)
		w->places[w->n_places++].slot = &w->slots[i];
	if (credit_store_standing(w->plan.book->db, w->asked.contract,
		w->asked.from_us, &w->plan.arena, &standing, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (put_standing(w, &standing[i], e) < 0)
			return -1;
		stands |= standing[i].id == w->asked.id;
	}
	if (!stands)
		return err_set(e, ERR_REFUSED,
		    "document %s: it was corrected before; correct the "
		    "document that took its place",
		    w->asked.number);
	for (size_t i = 0; i < w->n_places; i++) {
		w->places[i].changes.arena = &w->plan.arena;
		if (w->places[i].slot != NULL)
			w->places[i].slot->wanted =
			    w->again->all || w->again->wanted[i];
	}
	return 0;
}
