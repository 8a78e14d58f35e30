/* Charges of two documents, call by call; see document/change.h. */
#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/change_part.h"
#include "money/money.h"

static int
compare_key(const void *a, const void *b)
{
	const struct change_charge *x = a, *y = b;
	int order;

	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	if ((order = strcmp(x->segment, y->segment)) != 0)
		return order;
	if (x->call != y->call)
		return x->call < y->call ? -1 : 1;
	return (x->direction > y->direction) - (x->direction < y->direction);
}

/* Why they differ, one at least is there; NULL: they do not. */
static const char *
reason_of(const struct change_charge *a, const struct change_charge *b)
{
	if (a == NULL)
		return "call is new on it";
	if (b == NULL)
		return "call is not on it any more";
	if (strcmp(a->profile, b->profile) != 0)
		return "profile changed";
	if (strcmp(a->zone, b->zone) != 0 || strcmp(a->detail, b->detail) != 0)
		return "zone changed";
	if (a->price_e8 != b->price_e8)
		return a->load != b->load || a->line != b->line
		    ? "fee changed"
		    : "rules of the profile changed";
	if (a->billed_s != b->billed_s)
		return "rules of the profile changed";
	if (a->free_s != b->free_s || a->amount_e8 != b->amount_e8)
		return "free time or cash used otherwise";
	if (strcmp(a->subscriber, b->subscriber) != 0)
		return "subscriber changed";
	return NULL;
}

/* A zone with its detail, as a line names it. */
static const char *
zone_name(struct change_list *list, const struct change_charge *c)
{
	return c->detail[0] == '\0'
	    ? arena_strdup(list->arena, c->zone)
	    : arena_printf(list->arena, "%s, %s", c->zone, c->detail);
}

/* Changes with the same zone, reason and origin are one. */
static struct document_change *
find_change(struct change_list *list, size_t first, const char *name,
    const char *reason, const struct change_charge *from)
{
	for (size_t i = first; i < list->count; i++)
		if (list->items[i].load == from->load &&
		    list->items[i].line == from->line &&
		    list->items[i].reason == reason &&
		    strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	change_add(list,
	    (struct document_change){ .what = DOCUMENT_CHANGE_CHARGES,
		.name = name,
		.reason = reason,
		.load = from->load,
		.line = from->line });
	return &list->items[list->count - 1];
}

static int
add_pair(struct change_list *list, size_t first, const struct change_charge *a,
    const struct change_charge *b, struct err *e)
{
	static const struct change_charge nowhere = { .load = 0 };
	const char *reason = reason_of(a, b);
	const struct change_charge *one = b != NULL ? b : a;
	struct document_change *c;

	assert(one != NULL);
	if (reason == NULL)
		return 0;
	/* that a call came or went is not for a fee */
	c = find_change(list, first, zone_name(list, one), reason,
	    a != NULL && b != NULL ? b : &nowhere);
	c->calls++;
	if (a != NULL && money_add(&c->before_e8, a->amount_e8, e) < 0)
		return -1;
	return b != NULL ? money_add(&c->after_e8, b->amount_e8, e) : 0;
}

static int
compare_change(const void *a, const void *b)
{
	const struct document_change *x = a, *y = b;
	int order;

	if ((order = strcmp(x->name, y->name)) != 0 ||
	    (order = strcmp(x->reason, y->reason)) != 0)
		return order;
	if (x->load != y->load)
		return x->load < y->load ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* Exact sums in words, once all are known. */
static void
set_texts(struct change_list *list, size_t first)
{
	char text[MONEY_TEXT_MAX];

	for (size_t i = first; i < list->count; i++) {
		struct document_change *c = &list->items[i];

		(void)money_format_e8(text, c->before_e8, 2);
		c->before = arena_strdup(list->arena, text);
		(void)money_format_e8(text, c->after_e8, 2);
		c->after = arena_strdup(list->arena, text);
	}
}

int
change_charges(struct change_list *list, struct change_charge *before,
    size_t n_before, struct change_charge *after, size_t n_after, struct err *e)
{
	size_t first = list->count, i = 0, k = 0;

	if (n_before > 1)
		qsort(before, n_before, sizeof(before[0]), compare_key);
	if (n_after > 1)
		qsort(after, n_after, sizeof(after[0]), compare_key);
	while (i < n_before || k < n_after) {
		int order = i == n_before ? 1
		    : k == n_after        ? -1
					  : compare_key(&before[i], &after[k]);

		if (add_pair(list, first, order > 0 ? NULL : &before[i],
			order < 0 ? NULL : &after[k], e) < 0)
			return -1;
		i += order <= 0;
		k += order >= 0;
	}
	if (list->count - first > 1)
		qsort(&list->items[first], list->count - first,
		    sizeof(list->items[0]), compare_change);
	set_texts(list, first);
	return 0;
}
