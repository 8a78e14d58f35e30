/*
 * Any price list that a load lets in, and any calls: the fee is the one that a
 * look at all rows finds, and its price is the sum of its blocks.
 */
#include <assert.h>
#include <stdbool.h>

#include "base/err.h"
#include "rating/rate.h"
#include "tariff/compile.h"
#include "tariff/select.h"
#include "tel/pattern.h"
#include "time/zone.h"

#include "../unit/price_list.h"
#include "fuzz_bytes.h"

#define FEES_MAX 40

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct list {
	struct profile profile;
	struct fee fees[FEES_MAX];
	char texts[FEES_MAX][2][16];
	struct pattern *patterns[FEES_MAX][2];
	size_t count;
};

static bool
is_pattern(const struct fee *f)
{
	return f->match == MATCH_REGEX_LONGEST_PATTERN ||
	    f->match == MATCH_REGEX_LONGEST_MATCH;
}

/* Would toll-load refuse the two together? */
static bool
contend(const struct fee *f, const struct fee *g)
{
	return f->match == g->match &&
	    strcmp(f->destination, g->destination) == 0 &&
	    strcmp(f->source, g->source) == 0 &&
	    f->valid_from_us < g->valid_to_us &&
	    g->valid_from_us < f->valid_to_us;
}

static bool
compiles(struct list *l, size_t i)
{
	const char *texts[] = { l->fees[i].destination, l->fees[i].source };
	struct err e = { .code = ERR_NONE };

	for (int side = 0; side < 2; side++)
		if (*texts[side] != '\0' &&
		    pattern_compile(&l->patterns[i][side], texts[side], &e) < 0)
			return false;
	return true;
}

static int64_t
rate(struct fuzz_bytes *b)
{
	static const int64_t rates[] = { 0, 1, -1, 40000000000,
		INT64_C(1000000000000000000), -INT64_C(9000000000000000000),
		INT64_C(9223372036854775807), 333333333333 };

	return rates[fuzz_pick(b, 8)];
}

static void
drop(struct list *l, size_t i)
{
	pattern_free(l->patterns[i][0]);
	pattern_free(l->patterns[i][1]);
	l->patterns[i][0] = l->patterns[i][1] = NULL;
}

static void
add(struct list *l, struct fuzz_bytes *b)
{
	static const int matches[] = { MATCH_PREFIX, MATCH_PREFIX, MATCH_EXACT,
		MATCH_REGEX_LONGEST_MATCH, MATCH_REGEX_LONGEST_PATTERN };
	static const int64_t intervals[] = { 1, 6, 30, 60, 8640000 };
	size_t i = l->count;
	struct fee *f = &l->fees[i];
	const char *alphabet;

	*f = price_list_fee("p", "");
	f->match = matches[fuzz_pick(b, 5)];
	alphabet = is_pattern(f) ? "^12.$+*(|)[]?" : "123";
	f->destination = fuzz_text(b, l->texts[i][0], 6, alphabet);
	f->source = fuzz_text(b, l->texts[i][1], 4, alphabet);
	f->valid_from_us = fuzz_pick(b, 4) * 100;
	f->valid_to_us = f->valid_from_us + 100 * (1 + fuzz_pick(b, 4));
	f->connect_fee_e12 = rate(b);
	f->init_interval = intervals[fuzz_pick(b, 5)];
	f->init_rate_e12 = rate(b);
	f->follow_interval = intervals[fuzz_pick(b, 5)];
	f->follow_rate_e12 = rate(b);
	if (*f->destination == '\0')
		return;
	for (size_t k = 0; k < i; k++)
		if (contend(f, &l->fees[k]))
			return;
	if (is_pattern(f) && !compiles(l, i)) {
		drop(l, i);
		return;
	}
	l->count++;
}

/* What decides between two rows: the rank, then two lengths. */
struct score {
	int rank; /* the higher wins */
	size_t destination, source;
};

/* 1: the row matches; 0; -1: a pattern gave up. */
static int
score(struct list *l, size_t i, const char *source, const char *destination,
    struct pattern_scratch *scratch, struct score *s)
{
	const struct fee *f = &l->fees[i];
	const char *texts[] = { destination, source };
	size_t matched[2] = { 0, 0 };
	struct err e = { .code = ERR_NONE };

	s->destination = strlen(f->destination);
	s->source = strlen(f->source);
	if (!is_pattern(f)) {
		s->rank = f->match == MATCH_EXACT ? 4 : 3;
		return strncmp(source, f->source, s->source) == 0 &&
		    (f->match == MATCH_EXACT
			    ? strcmp(destination, f->destination) == 0
			    : strncmp(destination, f->destination,
				  s->destination) == 0);
	}
	for (int side = 0; side < 2; side++) {
		int status = l->patterns[i][side] == NULL
		    ? 1
		    : pattern_match(l->patterns[i][side], scratch, texts[side],
			  strlen(texts[side]), &matched[side], &e);

		if (status <= 0)
			return status;
	}
	s->rank = f->match == MATCH_REGEX_LONGEST_MATCH ? 2 : 1;
	if (s->rank == 2) {
		s->destination = matched[0];
		s->source = matched[1];
	}
	return 1;
}

static bool
beats(const struct list *l, size_t i, const struct score *s, size_t k,
    const struct score *best)
{
	int order;

	if (s->rank != best->rank)
		return s->rank > best->rank;
	if (s->destination != best->destination)
		return s->destination > best->destination;
	if (s->source != best->source)
		return s->source > best->source;
	order = strcmp(l->fees[i].destination, l->fees[k].destination);
	if (order == 0)
		order = strcmp(l->fees[i].source, l->fees[k].source);
	return order < 0;
}

/* The number of the row, -1 none, -2 a pattern gave up. */
static int
look_at_all(struct list *l, const char *source, const char *destination,
    int64_t us, struct pattern_scratch *scratch)
{
	struct score best = { 0 };
	int found = -1;

	for (size_t i = 0; i < l->count; i++) {
		struct score s;
		int status;

		if (us < l->fees[i].valid_from_us ||
		    us >= l->fees[i].valid_to_us)
			continue;
		status = score(l, i, source, destination, scratch, &s);
		if (status < 0)
			return -2;
		if (status == 1 &&
		    (found < 0 || beats(l, i, &s, (size_t)found, &best))) {
			best = s;
			found = (int)i;
		}
	}
	return found;
}

/* Exact price in units of 10^-12 / 60, block after block, in one go. */
static i128
sum_of_blocks(const struct fee *f, int64_t duration_ms)
{
	i128 sum = (i128)f->connect_fee_e12 * RATE_EXACT +
	    (i128)f->init_rate_e12 * f->init_interval;
	int64_t left = duration_ms - f->init_interval * 1000;

	if (duration_ms == 0)
		return 0;
	if (left > 0) {
		int64_t block = f->follow_interval * 1000;

		sum += (i128)f->follow_rate_e12 * f->follow_interval *
		    (left / block + (left % block > 0));
	}
	return sum;
}

static void
check_price(const struct tariff *t, const struct tariff_fee *fee,
    int64_t start_us, int64_t duration_ms)
{
	struct band_clock clock = BAND_CLOCK(zone_utc());
	struct balance balance = BALANCE_NONE;
	struct rate_request q = { .tariff = t,
		.profile = &t->profiles[0],
		.prices = &t->prices[fee->price],
		.start_us = start_us,
		.duration_ms = duration_ms };
	i128 limit = (i128)INT64_MAX * RATE_EXACT_PER_E8;
	struct rate_result r;
	enum rate_outcome outcome = rate_call(&q, &clock, &balance, &r);
	i128 want;

	if (duration_ms < 0 || duration_ms > RATE_DURATION_MAX_MS) {
		assert(outcome == RATE_TOO_LARGE);
		return;
	}
	want = sum_of_blocks(&t->rows[fee->row], duration_ms);
	assert(outcome != RATE_NO_PRICE);
	if (outcome == RATE_OK)
		assert(r.price == want && r.billed_s * 1000 >= duration_ms);
	else
		assert(want > limit - RATE_EXACT_PER_E8 * 100 ||
		    want < -limit + RATE_EXACT_PER_E8 * 100);
}

static void
check_call(struct list *l, const struct tariff *t, struct fuzz_bytes *b,
    struct select_scratch *scratch)
{
	static const int64_t durations[] = { 0, 1, 999, 60000, 60001,
		8640000000, RATE_DURATION_MAX_MS, RATE_DURATION_MAX_MS + 1, -1,
		INT64_MAX, INT64_MIN, 3600000 };
	char source[24], destination[24];
	struct select_query q = { .at_us = fuzz_pick(b, 9) * 100,
		.source = fuzz_text(b, source, 8, "123"),
		.destination = fuzz_text(b, destination, 20, "1122233"),
		.source_domain = "",
		.destination_domain = "" };
	struct err e = { .code = ERR_NONE };
	struct select_result r;
	int status, want;

	q.source_len = strlen(source);
	q.destination_len = strlen(destination);
	status = select_fee(t, &t->profiles[0], &q, scratch, NULL, &r, &e);
	if (scratch->pattern == NULL)
		scratch->pattern = pattern_scratch_new();
	want = look_at_all(l, source, destination, q.at_us, scratch->pattern);
	if (status < 0) {
		assert(want == -2 && r.gave_up != NULL);
		return;
	}
	if (want == -2) /* a better fee was found before the pattern */
		return;
	assert(status == (want >= 0));
	if (status == 0)
		return;
	assert(r.fee->row == (uint32_t)want);
	check_price(t, r.fee, q.at_us, durations[fuzz_pick(b, 12)]);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct list l;
	struct fuzz_bytes b = { data, size };
	struct select_scratch scratch = { 0 };
	struct tariff *t;
	struct err e = { .code = ERR_NONE };

	l = (struct list){ .profile = price_list_profile("p") };
	for (unsigned n = fuzz_pick(&b, FEES_MAX); n > 0; n--)
		add(&l, &b);
	assert(tariff_compile(&t,
		   &(struct tariff_input){ .profiles = &l.profile,
		       .nprofiles = 1,
		       .fees = l.fees,
		       .nfees = l.count },
		   &e) == 0);
	do
		check_call(&l, t, &b, &scratch);
	while (b.left > 0);
	for (size_t i = 0; i < l.count; i++)
		drop(&l, i);
	select_scratch_free(&scratch);
	tariff_free(t);
	return 0;
}
