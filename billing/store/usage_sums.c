#include "store/usage_sums.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/document.h"
#include "money/money.h"
#include "store/charge_scan.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_fees[] =
    "SELECT id, zone, zone_detail, currency FROM fee ORDER BY id";
static const char sql_subscribers[] =
    "SELECT id, ref, number FROM subscriber ORDER BY id";

/* A fee or a subscriber: up to three texts. */
struct name {
	const char *a, *b, *c;
};

/* By id; ids begin with 1. */
struct names {
	struct name *all;
	size_t count, cap;
};

struct usage_names {
	struct arena arena;
	struct names fees, subscribers;
};

/* A copy of the text, the last one again if it is the same. */
static const char *
keep(struct usage_names *n, const char *last, const char *text)
{
	return last != NULL && strcmp(last, text) == 0
	    ? last
	    : arena_strdup(&n->arena, text);
}

static int
read_names(struct usage_names *n, struct names *list, struct db *db,
    const char *sql, int columns, struct err *e)
{
	struct name last = { NULL, NULL, NULL };
	struct stmt st;
	int rc;

	if (stmt_prepare(&st, db, sql, e) < 0)
		return -1;
	while ((rc = stmt_step(&st, e)) == 1) {
		size_t id = (size_t)stmt_int(&st, 0);

		while (list->count <= id) {
			list->all = mem_grow(list->all, list->count, &list->cap,
			    sizeof(list->all[0]));
			memset(&list->all[list->count++], 0,
			    sizeof(list->all[0]));
		}
		last.a = keep(n, last.a, stmt_text(&st, 1));
		last.b = keep(n, last.b, stmt_text(&st, 2));
		if (columns > 3)
			last.c = keep(n, last.c, stmt_text(&st, 3));
		list->all[id] = last;
	}
	stmt_free(&st);
	return rc;
}

int
usage_names_open(struct usage_names **names, struct db *db, struct err *e)
{
	struct usage_names *n = mem_calloc(1, sizeof(*n));

	if (read_names(n, &n->fees, db, sql_fees, 4, e) < 0 ||
	    read_names(n, &n->subscribers, db, sql_subscribers, 3, e) < 0) {
		usage_names_close(n);
		return -1;
	}
	*names = n;
	return 0;
}

void
usage_names_close(struct usage_names *n)
{
	if (n == NULL)
		return;
	free(n->fees.all);
	free(n->subscribers.all);
	arena_free(&n->arena);
	free(n);
}

/* A row of the query, and what its sum is found by. */
struct key {
	int64_t direction, subscriber, fee, day;
};

/* Open addressing over the sums from ${base} on; 0 is free, else index + 1. */
struct table {
	struct usage_list *list;
	size_t base;
	struct key *keys; /* of sums[base + i] */
	size_t keys_cap;
	uint32_t *slots;
	size_t mask;
};

static size_t
hash_key(const struct key *k)
{
	uint64_t h = (uint64_t)k->fee * 0x9e3779b97f4a7c15u;

	h = (h ^ (uint64_t)k->subscriber) * 0xbf58476d1ce4e5b9u;
	h = (h ^ (uint64_t)(k->day * 2 + k->direction)) * 0x94d049bb133111ebu;
	return (size_t)(h ^ h >> 29);
}

static void
grow_slots(struct table *t)
{
	size_t size = t->mask == 0 ? 64 : (t->mask + 1) * 4;

	free(t->slots);
	t->slots = mem_calloc(size, sizeof(t->slots[0]));
	t->mask = size - 1;
	for (size_t i = t->base; i < t->list->count; i++) {
		size_t at = hash_key(&t->keys[i - t->base]) & t->mask;

		while (t->slots[at] != 0)
			at = (at + 1) & t->mask;
		t->slots[at] = (uint32_t)(i - t->base + 1);
	}
}

static struct usage_sum *
add_sum(struct usage_list *list)
{
	struct usage_sum *more;

	if (list->count == list->cap) {
		list->cap = list->cap == 0 ? 64 : list->cap * 2;
		more = ARENA_NEW(list->arena, struct usage_sum, list->cap);
		if (list->count > 0)
			memcpy(more, list->sums, list->count * sizeof(more[0]));
		list->sums = more;
	}
	return &list->sums[list->count++];
}

/* A new sum with its names. */
static int
new_sum(struct table *t, const struct usage_names *n, const struct key *k,
    struct err *e)
{
	static const struct name nobody = { "", "", "" };
	const struct name *who = &nobody;
	struct usage_sum *sum;

	if (k->fee < 1 || (uint64_t)k->fee >= n->fees.count ||
	    n->fees.all[k->fee].a == NULL)
		return err_set(e, ERR_DATA,
		    "charges file: there is no fee %" PRId64, k->fee);
	if (k->subscriber > 0 &&
	    (uint64_t)k->subscriber < n->subscribers.count &&
	    n->subscribers.all[k->subscriber].a != NULL)
		who = &n->subscribers.all[k->subscriber];
	t->keys = mem_grow(t->keys, t->list->count - t->base, &t->keys_cap,
	    sizeof(t->keys[0]));
	t->keys[t->list->count - t->base] = *k;
	sum = add_sum(t->list);
	*sum = (struct usage_sum){ .direction = k->direction,
		.subscriber = who->a,
		.number = who->b,
		.zone = n->fees.all[k->fee].a,
		.detail = n->fees.all[k->fee].b,
		.currency = n->fees.all[k->fee].c,
		.day = k->day };
	return 0;
}

/* The sum the key belongs to; NULL with an error. */
static struct usage_sum *
find_sum(struct table *t, const struct usage_names *n, const struct key *k,
    struct err *e)
{
	size_t at;

	if ((t->list->count - t->base + 1) * 2 > t->mask)
		grow_slots(t);
	at = hash_key(k) & t->mask;
	while (t->slots[at] != 0) {
		uint32_t i = t->slots[at] - 1;

		if (memcmp(&t->keys[i], k, sizeof(*k)) == 0)
			return &t->list->sums[t->base + i];
		at = (at + 1) & t->mask;
	}
	if (new_sum(t, n, k, e) < 0)
		return NULL;
	t->slots[at] = (uint32_t)(t->list->count - t->base);
	return &t->list->sums[t->list->count - 1];
}

/* Printable ASCII, which every font has? */
static bool
is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

/* Is it open, and one of those that the usage names? */
static bool
is_wanted(const struct charge *c, const struct document_usage *u)
{
	if (c->tier != u->tier || c->document != 0 || c->start_us < u->from_us)
		return false;
	switch (u->part) {
	case DOCUMENT_PART_ALL:
		return true;
	case DOCUMENT_PART_EARNED:
		return c->price_e8 < 0;
	case DOCUMENT_PART_OWED:
		return c->price_e8 >= 0;
	case DOCUMENT_PART_OUT:
		return c->direction == DIRECTION_OUT;
	default:
		return c->direction == DIRECTION_IN;
	}
}

static int
add_charge(struct table *t, const struct usage_names *names,
    const struct charge *c, struct err *e)
{
	/* a carrier does not see whose calls they were */
	const struct key k = { c->direction,
		c->tier == TIER_CARRIER ? 0 : c->subscriber, c->fee, c->day };
	struct usage_sum *sum = find_sum(t, names, &k, e);

	if (sum == NULL || money_add(&sum->price_e8, c->price_e8, e) < 0 ||
	    money_add(&sum->cash_e8, c->cash_e8, e) < 0 ||
	    money_add(&sum->bought_e8, c->bought_e8, e) < 0)
		return -1;
	sum->calls++;
	sum->duration_ms += c->duration_ms;
	sum->billed_s += c->billed_s;
	sum->free_s += c->free_s;
	t->list->beyond_ascii =
	    t->list->beyond_ascii || !is_plain(c->number, c->number_len);
	return 0;
}

int
usage_sums_add(struct usage_list *list, const struct usage_names *names,
    struct charge_scan *charges, const struct document_usage *u, struct err *e)
{
	struct table t = { .list = list, .base = list->count };
	struct charge c;
	int64_t seq;
	int rc;

	while ((rc = charge_scan_next(charges, &seq, &c, e)) > 0 &&
	    c.start_us < u->until_us)
		if (is_wanted(&c, u) && add_charge(&t, names, &c, e) < 0) {
			rc = -1;
			break;
		}
	free(t.keys);
	free(t.slots);
	return rc < 0 ? -1 : 0;
}
