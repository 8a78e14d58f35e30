/*
 * Rule 4: a number or range belongs to one subscriber at a time.
 *
 * Every number there is, primary or alias, with its time, sorted by number and
 * start; then neighbours of one number must not overlap, unless one subscriber
 * has both.  A range is one number here, with its *: of ranges that contain
 * each other the longest wins, and that is no fault.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/mem.h"
#include "base/words.h"
#include "party/party_check.h"
#include "party/party_entity.h"
#include "tel/number.h"

struct holding {
	const char *number; /* without the leading + */
	const char *subscriber;
	int64_t from_us, until_us;
	const struct entity *entity;
	const void *row;
	size_t seq; /* order of reading */
};

static int
compare(const void *a, const void *b)
{
	const struct holding *x = a, *y = b;
	int order = strcmp(x->number, y->number);

	if (order != 0)
		return order;
	if (x->from_us != y->from_us)
		return x->from_us < y->from_us ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

static int64_t
until(int64_t us)
{
	return us == ENTITY_NONE ? INT64_MAX : us;
}

/* Primary numbers: held while the subscriber is. */
static size_t
add_primary(const struct entity_table *t, struct holding *to)
{
	const struct subscriber *rows = t->rows;
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++) {
		const struct subscriber *s = &rows[i];

		if (s->number == NULL ||
		    (s->status == CONTRACT_STATUS_TERMINATED &&
			s->terminated_us == ENTITY_NONE))
			continue;
		to[n++] = (struct holding){ .number = number_key(s->number),
			.subscriber = s->ref,
			.from_us = s->activated_us,
			.until_us = until(s->terminated_us),
			.entity = t->entity,
			.row = s,
			.seq = i };
	}
	return n;
}

static size_t
add_aliases(const struct entity_table *t, struct holding *to, size_t seq)
{
	const struct alias *rows = t->rows;

	for (size_t i = 0; i < t->count; i++)
		to[i] = (struct holding){ .number = number_key(rows[i].number),
			.subscriber = rows[i].subscriber,
			.from_us = rows[i].valid_from_us,
			.until_us = until(rows[i].valid_to_us),
			.entity = t->entity,
			.row = &rows[i],
			.seq = seq + i };
	return t->count;
}

/* Holdings [0, n) of one number: whom of them does a later one overlap? */
static void
check_group(const struct holding *h, size_t n, const struct entity_check *c)
{
	const struct holding *longest = &h[0];
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 1; i < n; i++) {
		if (h[i].from_us < longest->until_us &&
		    h[i].subscriber != NULL && longest->subscriber != NULL &&
		    strcmp(h[i].subscriber, longest->subscriber) != 0) {
			bool swap = entity_check_newer(longest->row, h[i].row);
			const struct holding *x = swap ? longest : &h[i];
			const struct holding *y = swap ? &h[i] : longest;

			entity_check_wrong(c, x->entity, x->row, "number",
			    "number \"%s\" belongs to subscriber %s at that "
			    "time (%s)",
			    x->number, y->subscriber,
			    entity_check_place(c, y->entity, y->row, place));
		}
		if (h[i].until_us > longest->until_us)
			longest = &h[i];
	}
}

void
party_check_numbers(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *subscribers =
	    entity_set_table(s, &entity_subscribers);
	const struct entity_table *aliases =
	    entity_set_table(s, &entity_aliases);
	struct holding *h =
	    mem_calloc(subscribers->count + aliases->count + 1, sizeof(*h));
	size_t n, from = 0;

	n = add_primary(subscribers, h);
	n += add_aliases(aliases, h + n, subscribers->count);
	qsort(h, n, sizeof(*h), compare);
	for (size_t i = 1; i <= n; i++) {
		if (i < n && strcmp(h[i].number, h[from].number) == 0)
			continue;
		check_group(h + from, i - from, c);
		from = i;
	}
	free(h);
}
