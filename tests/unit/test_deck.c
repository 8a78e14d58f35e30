/*
 * Fees that can never win, against every call there is: random price lists of
 * short prefixes, exact numbers and patterns, with sources and validity, and
 * all numbers of three digits, from some sources, at some times.
 *
 * A prefix fee is listed if and only if it never wins; a pattern that is listed
 * never wins (not all that never win are found).
 */
#include <string.h>

#include "base/arena.h"
#include "rating/deck_shadow.h"
#include "tariff/select.h"

#include "../check.h"
#include "price_list.h"

#define FEES_MAX 160
#define TIMES    4

static uint64_t seed = 1;

static unsigned
pick(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (unsigned)(seed >> 33) % n;
}

struct list {
	struct arena arena;
	struct profile profile;
	struct fee fees[FEES_MAX];
	size_t count;
	struct tariff *tariff;
	bool wins[FEES_MAX]; /* for some call */
};

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

/* What toll-load refuses: the same call with the same precedence. */
static bool
contends(const struct list *l, const struct fee *f)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct fee *g = &l->fees[i];

		if (g->match == f->match &&
		    strcmp(g->destination, f->destination) == 0 &&
		    strcmp(text(g->source), text(f->source)) == 0 &&
		    (g->valid_to_us == ENTITY_NONE ||
			f->valid_from_us < g->valid_to_us) &&
		    (f->valid_to_us == ENTITY_NONE ||
			g->valid_from_us < f->valid_to_us))
			return true;
	}
	return false;
}

static void
add(struct list *l, int match, const char *destination)
{
	static const char *const sources[] = { NULL, NULL, NULL, NULL, NULL,
		NULL, NULL, "1", "12" };
	struct fee f = price_list_fee("p", destination);
	unsigned from = pick(TIMES), until = from + 1 + pick(TIMES);

	f.match = match;
	if (match == MATCH_PREFIX || match == MATCH_EXACT)
		f.source = sources[pick(9)];
	if (pick(8) == 0)
		f.valid_from_us = from;
	if (pick(8) == 0)
		f.valid_to_us = until;
	if (l->count < FEES_MAX && !contends(l, &f))
		l->fees[l->count++] = f;
}

/* A prefix, and now and then most of what is below it. */
static void
add_family(struct list *l)
{
	const char *top = arena_printf(&l->arena, "%u", pick(3));
	unsigned missing = pick(4) == 0 ? pick(10) : 10;

	add(l, MATCH_PREFIX, top);
	for (unsigned d = 0; d < 10; d++)
		if (d != missing)
			add(l, MATCH_PREFIX,
			    arena_printf(&l->arena, "%s%u", top, d));
}

static void
make(struct list *l)
{
	static const char *const patterns[] = { "^1", "^12", "^0[0-9]", "^20?",
		"^2+", "1", "^1|2", "^\\+1", "^01.*$" };

	for (unsigned i = 1 + pick(3); i > 0; i--)
		add_family(l);
	for (unsigned i = pick(12); i > 0; i--) {
		int match = pick(4) == 0 ? MATCH_EXACT : MATCH_PREFIX;
		int digits = 1 + (int)pick(2);

		add(l, match,
		    arena_printf(&l->arena, "%0*u", digits, pick(30)));
	}
	for (unsigned i = pick(5); i > 0; i--) {
		int match = pick(2) == 0 ? MATCH_REGEX_LONGEST_MATCH
					 : MATCH_REGEX_LONGEST_PATTERN;

		add(l, match, patterns[pick(9)]);
	}
}

/* Which row wins, by its texts and validity. */
static void
mark(struct list *l, const struct fee *won, int64_t us)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct fee *f = &l->fees[i];

		if (f->match == won->match &&
		    strcmp(f->destination, won->destination) == 0 &&
		    strcmp(text(f->source), text(won->source)) == 0 &&
		    (f->valid_from_us == ENTITY_NONE ||
			f->valid_from_us <= us) &&
		    (f->valid_to_us == ENTITY_NONE || us < f->valid_to_us))
			l->wins[i] = true;
	}
}

static void
try_all(struct list *l)
{
	static const char *const sources[] = { "", "1", "12", "129", "3" };
	struct select_scratch scratch = { 0 };
	struct select_result r;
	struct err e = { .code = ERR_NONE };
	char number[8];

	for (unsigned n = 0; n < 1000; n++)
		for (size_t s = 0; s < 5; s++)
			for (int64_t us = -1; us <= 2 * TIMES; us++) {
				struct select_query q = { .at_us = us,
					.source = sources[s],
					.source_len = strlen(sources[s]),
					.destination = number,
					.destination_len = 3 };

				(void)snprintf(number, sizeof(number), "%03u",
				    n);
				if (select_fee(l->tariff,
					&l->tariff->profiles[0], &q, &scratch,
					NULL, &r, &e) == 1)
					mark(l, &l->tariff->rows[r.fee->row],
					    us);
			}
	select_scratch_free(&scratch);
}

/* Returns how many were listed. */
static size_t
check_list(struct list *l, int round)
{
	bool listed[FEES_MAX] = { false };
	struct deck_index index;
	struct deck_shadow *s;
	size_t n;

	deck_index_build(&index, &l->tariff->profiles[0], l->fees, l->count,
	    &l->arena);
	n = deck_shadow_find(&index, NULL, 0, &l->arena, &s);
	for (size_t i = 0; i < n; i++)
		listed[s[i].row] = true;
	try_all(l);
	for (size_t i = 0; i < l->count; i++) {
		const struct fee *f = &l->fees[i];
		bool pattern = f->match != MATCH_PREFIX;

		if (f->match == MATCH_EXACT && strlen(f->destination) < 3) {
			CHECK(!listed[i], "list %d: exact %s", round,
			    f->destination);
			continue;
		}
		CHECK(pattern ? !listed[i] || !l->wins[i]
			      : listed[i] == !l->wins[i],
		    "list %d: %s from %s: %s, but it %s", round, f->destination,
		    text(f->source), listed[i] ? "listed" : "not listed",
		    l->wins[i] ? "wins" : "never wins");
	}
	return n;
}

static void
test_random(void)
{
	size_t listed = 0;

	for (int round = 0; round < 150; round++) {
		struct list *l = calloc(1, sizeof(*l));

		l->profile = price_list_profile("p");
		make(l);
		l->tariff = price_list_compile(
		    &(struct tariff_input){ .profiles = &l->profile,
			.nprofiles = 1,
			.fees = l->fees,
			.nfees = l->count });
		listed += check_list(l, round);
		tariff_free(l->tariff);
		arena_free(&l->arena);
		free(l);
	}
	CHECK(listed > 100, "only %zu listed", listed);
}

static void
test_common(void)
{
	struct fee fees[] = { price_list_fee("p", "+49"),
		price_list_fee("p", "4915"), price_list_fee("p", "4321"),
		price_list_fee("p", "7") };
	struct profile profile = price_list_profile("p");
	struct arena a = { 0 };
	struct deck_index d;
	struct tariff_profile p = { .row = &profile };

	fees[2].match = MATCH_EXACT;
	fees[3].type = CALL_TYPE_SMS;
	deck_index_build(&d, &p, fees, 4, &a);
	CHECK_I64(deck_index_common(&d, 0, 0, "4916"), 3, "bytes");
	CHECK_I64(deck_index_common(&d, 0, 0, "439"), 2, "bytes");
	CHECK_I64(deck_index_common(&d, 0, 0, "8613"), 0, "bytes");
	CHECK_I64(deck_index_common(&d, 0, 0, "7"), 0, "bytes");
	CHECK_I64(deck_index_common(&d, 0, CALL_TYPE_SMS, "71"), 1, "bytes");
	CHECK_I64(deck_index_prefix(&d, 0, 0, "4916"), 2, "bytes");
	CHECK_I64(deck_index_prefix(&d, 0, 0, "49156"), 4, "bytes");
	CHECK_I64(deck_index_prefix(&d, 0, 0, "4321"), 0, "bytes");
	arena_free(&a);
}

int
main(void)
{
	test_common();
	test_random();
	return check_done();
}
