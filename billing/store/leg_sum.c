#include "store/leg_sum.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/leg_fee.h"

const char *const leg_view_words[] = { "total", "zone", "customer",
	"subscriber", "day", "line", "tie", "retail", "wholesale", NULL };

/* A customer that has no charge is the one that the subscriber belongs to. */
static const char sql_put[] =
    "INSERT INTO temp.leg_sum SELECT ?1, coalesce(c.ref, (SELECT customer"
    "   FROM main.subscribers AS m WHERE m.ref = s.ref)),"
    "  coalesce(s.ref, ''), coalesce(f.zone, ''), coalesce(f.zone_detail, ''),"
    "  ?5, ?6, ?7, ?8, ?9, ?10, coalesce(f.profile || ' ' || f.destination, ''),"
    "  ?11, ?12, ?13, ?14, ?15, ?16, ?17"
    " FROM (SELECT 1) LEFT JOIN rated.contract AS c ON c.id = ?2"
    "  LEFT JOIN rated.subscriber AS s ON s.id = ?3"
    "  LEFT JOIN rated.fee AS f ON f.id = ?4";

/* What a view tells apart, besides currencies. */
enum {
	BY_FEE = 1,  /* that of the customer, else the reseller's */
	BY_LOSS = 2, /* the reason, and the fee where there is one */
	BY_CUSTOMER = 4,
	BY_SUBSCRIBER = 8,
	BY_DAY = 16,
	BY_LATE = 32, /* the day, if late */
	BY_DIRECTION = 64,
	BY_RETAIL = 128, /* documents */
	BY_WHOLESALE = 256,
	PRICED = 512 /* only what the customer pays for */
};

static const unsigned views[LEG_VIEWS] = {
	[LEG_VIEW_TOTAL] = BY_LOSS,
	[LEG_VIEW_ZONE] = BY_FEE | BY_LOSS,
	[LEG_VIEW_CUSTOMER] = BY_CUSTOMER | BY_LOSS,
	[LEG_VIEW_SUBSCRIBER] = BY_SUBSCRIBER | BY_CUSTOMER | BY_LOSS,
	[LEG_VIEW_DAY] = BY_DAY | BY_LOSS,
	[LEG_VIEW_LINE] = BY_FEE | BY_LOSS | BY_DIRECTION | BY_LATE,
	[LEG_VIEW_TIE] = BY_CUSTOMER | BY_DIRECTION | PRICED,
	[LEG_VIEW_RETAIL] = BY_CUSTOMER | BY_RETAIL | PRICED,
	[LEG_VIEW_WHOLESALE] = BY_WHOLESALE,
};

/* Without holes: compared as bytes. */
struct key {
	int64_t customer, fee, day, document; /* LEG_NONE */
	int64_t subscriber;                   /* 0 none */
	uint8_t view, direction;
	uint16_t why, retail, wholesale; /* reason, currencies */
};

struct sum {
	struct key key;
	int64_t first_us, last_us;
	int64_t calls, duration_ms, retail_e8, wholesale_e8, tax_e8;
};

struct leg_sum {
	struct stmt put;
	struct leg_fees *fees;
	unsigned views;
	int64_t from_us;
	struct sum *sums;
	size_t n, cap;
	uint32_t *slots; /* open addressing: index + 1, 0 is free */
};

#define SLOTS ((size_t)LEG_SUM_ROWS * 2)

int
leg_sum_open(struct leg_sum **out, struct report_reader *r, unsigned wanted,
    int64_t from_us, struct err *e)
{
	struct leg_sum *s = mem_calloc(1, sizeof(*s));

	*out = s;
	s->views = wanted;
	s->from_us = from_us;
	s->slots = mem_calloc(SLOTS, sizeof(s->slots[0]));
	if (leg_fees_open(&s->fees, r, e) == 0 &&
	    report_reader_prepare(r, sql_put, &s->put, e) == 0)
		return 0;
	leg_sum_close(s);
	*out = NULL;
	return -1;
}

void
leg_sum_close(struct leg_sum *s)
{
	if (s == NULL)
		return;
	stmt_free(&s->put);
	leg_fees_close(s->fees);
	free(s->sums);
	free(s->slots);
	free(s);
}

static struct arg
or_null(int64_t v)
{
	return v == LEG_NONE ? A_NULL : A_INT(v);
}

static int
put(struct leg_sum *s, const struct sum *sum, struct err *e)
{
	const struct key *k = &sum->key;

	return stmt_run(&s->put, e,
	    ARGS(A_TEXT(leg_view_words[k->view]), or_null(k->customer),
		A_INT(k->subscriber), or_null(k->fee), A_INT(k->direction),
		or_null(k->day), or_null(k->document),
		A_TEXT(leg_fees_currency(s->fees, k->retail)),
		A_TEXT(leg_fees_currency(s->fees, k->wholesale)),
		A_TEXT(document_loss_words[k->why]), A_INT(sum->first_us),
		A_INT(sum->last_us), A_INT(sum->calls), A_INT(sum->duration_ms),
		A_INT(sum->retail_e8), A_INT(sum->wholesale_e8),
		A_INT(sum->tax_e8)));
}

int
leg_sum_end(struct leg_sum *s, struct err *e)
{
	for (size_t i = 0; i < s->n; i++)
		if (put(s, &s->sums[i], e) < 0)
			return -1;
	s->n = 0;
	memset(s->slots, 0, SLOTS * sizeof(s->slots[0]));
	return 0;
}

static size_t
hash_key(const struct key *k)
{
	uint64_t h = (uint64_t)k->fee * 0x9e3779b97f4a7c15u;

	h = (h ^ h >> 32 ^ (uint64_t)k->subscriber) * 0xbf58476d1ce4e5b9u;
	h = (h ^ h >> 32 ^ (uint64_t)k->customer) * 0x94d049bb133111ebu;
	h = (h ^ h >> 32 ^ (uint64_t)k->document) * 0x9e3779b97f4a7c15u;
	h ^= (uint64_t)k->day << 24 ^ (uint64_t)k->view << 16 ^
	    (uint64_t)k->direction << 20 ^ (uint64_t)k->why << 8 ^
	    (uint64_t)k->retail << 4 ^ k->wholesale;
	h = (h ^ h >> 32) * 0xbf58476d1ce4e5b9u;
	return (size_t)(h ^ h >> 32) % SLOTS;
}

/* The sum that the key belongs to; NULL with an error. */
static struct sum *
find(struct leg_sum *s, const struct key *k, struct err *e)
{
	size_t at;

	if (s->n == LEG_SUM_ROWS && leg_sum_end(s, e) < 0)
		return NULL;
	at = hash_key(k);
	for (; s->slots[at] != 0; at = (at + 1) % SLOTS) {
		struct sum *sum = &s->sums[s->slots[at] - 1];

		if (memcmp(&sum->key, k, sizeof(*k)) == 0)
			return sum;
	}
	s->sums = mem_grow(s->sums, s->n, &s->cap, sizeof(s->sums[0]));
	s->sums[s->n] = (struct sum){ .key = *k,
		.first_us = INT64_MAX,
		.last_us = INT64_MIN };
	s->slots[at] = (uint32_t)(s->n + 1);
	return &s->sums[s->n++];
}

/* What the view sees of the leg. */
static struct key
key_of(const struct leg_sum *s, enum leg_view view, const struct leg *g,
    struct leg_currencies c, enum document_loss why)
{
	unsigned by = views[view];
	bool lost = (by & BY_LOSS) != 0 && why != DOCUMENT_LOSS_NONE;
	struct key k = { .customer = LEG_NONE,
		.fee = LEG_NONE,
		.day = LEG_NONE,
		.document = LEG_NONE,
		.view = (uint8_t)view,
		.retail = c.retail,
		.wholesale = c.wholesale };

	if ((by & BY_FEE) != 0 || lost)
		k.fee = g->retail_fee != LEG_NONE ? g->retail_fee
						  : g->wholesale_fee;
	if (lost)
		k.why = (uint16_t)why;
	if ((by & BY_CUSTOMER) != 0)
		k.customer = g->customer;
	if ((by & BY_SUBSCRIBER) != 0 ||
	    ((by & BY_CUSTOMER) != 0 && g->customer == LEG_NONE))
		k.subscriber = g->subscriber;
	if ((by & BY_DAY) != 0 ||
	    ((by & BY_LATE) != 0 && g->start_us < s->from_us))
		k.day = g->day;
	if ((by & BY_DIRECTION) != 0)
		k.direction = (uint8_t)g->direction;
	if ((by & BY_RETAIL) != 0)
		k.document = g->retail_document;
	if ((by & BY_WHOLESALE) != 0)
		k.document = g->wholesale_document;
	return k;
}

/* true if a sum does not fit. */
static bool
add(struct sum *sum, const struct leg *g)
{
	sum->calls++;
	if (g->start_us < sum->first_us)
		sum->first_us = g->start_us;
	if (g->start_us > sum->last_us)
		sum->last_us = g->start_us;
	return __builtin_add_overflow(sum->duration_ms, g->duration_ms,
		   &sum->duration_ms) ||
	    __builtin_add_overflow(sum->retail_e8, g->retail_e8,
		&sum->retail_e8) ||
	    __builtin_add_overflow(sum->wholesale_e8, g->wholesale_e8,
		&sum->wholesale_e8) ||
	    __builtin_add_overflow(sum->tax_e8, g->tax_e8, &sum->tax_e8);
}

int
leg_sum_add(struct leg_sum *s, const struct leg *g, struct err *e)
{
	enum document_loss why = DOCUMENT_LOSS_NONE;
	struct leg_currencies c;

	if (leg_fees_currencies(s->fees, g, &c, e) < 0)
		return -1;
	if (g->retail_e8 < g->wholesale_e8 && c.retail == c.wholesale &&
	    leg_fees_loss(s->fees, g, &why, e) < 0)
		return -1;
	for (unsigned view = 0; view < LEG_VIEWS; view++) {
		struct key key;
		struct sum *sum;

		if ((s->views & 1u << view) == 0 ||
		    ((views[view] & PRICED) != 0 && g->retail_fee == LEG_NONE))
			continue;
		key = key_of(s, view, g, c, why);
		sum = find(s, &key, e);
		if (sum == NULL)
			return -1;
		if (add(sum, g))
			return err_set(e, ERR_DATA,
			    "a sum of prices is too large");
	}
	return 0;
}
