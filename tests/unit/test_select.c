/*
 * Which fee a call has: every rule of precedence as a row, and random price
 * lists against a plain search over all rows.
 */
#include "price_list.h"
#include "../check.h"

#include "tariff/select.h"

static struct fee fees[64];
static size_t nfees;
static struct profile profile;
static struct ported_number ported[2];
static size_t nported;

static struct fee *
add(enum match match, const char *source, const char *destination)
{
	struct fee *f = &fees[nfees++];

	*f = price_list_fee("p", destination);
	f->match = match;
	f->source = source;
	return f;
}

static void
begin(void)
{
	nfees = 0;
	nported = 0;
	profile = price_list_profile("p");
}

static struct tariff *
compile(void)
{
	return price_list_compile(&(struct tariff_input){ .profiles = &profile,
	    .nprofiles = 1,
	    .fees = fees,
	    .nfees = nfees,
	    .ported = ported,
	    .nported = nported });
}

/* The number of the row that wins, -1 for none. */
static int
winner_in(const struct tariff *t, const char *source, const char *destination,
    int64_t us, const char *domain)
{
	struct err e = { .code = ERR_NONE };
	struct select_scratch scratch = { 0 };
	struct select_result r;
	struct select_query q = { .at_us = us,
		.source = source,
		.source_len = strlen(source),
		.destination = destination,
		.destination_len = strlen(destination),
		.source_domain = domain,
		.destination_domain = domain };
	int status = select_fee(t, &t->profiles[0], &q, &scratch, NULL, &r, &e);

	CHECK(status >= 0, "%s", e.text);
	select_scratch_free(&scratch);
	return status == 1 ? (int)r.fee->row : -1;
}

static int
winner(const char *source, const char *destination)
{
	struct tariff *t = compile();
	int row = winner_in(t, source, destination, 1000, "example.org");

	tariff_free(t);
	return row;
}

static void
test_modes(void)
{
	begin();
	(void)add(MATCH_REGEX_LONGEST_PATTERN, ".", "^8882[0-9]+.*$");
	CHECK_I64(winner("1", "8882100001"), 0, "pattern");
	(void)add(MATCH_REGEX_LONGEST_MATCH, ".", "^888.*");
	CHECK_I64(winner("1", "8882100001"), 1, "matched text before pattern");
	(void)add(MATCH_PREFIX, "", "+888");
	CHECK_I64(winner("1", "8882100001"), 2, "prefix before patterns");
	(void)add(MATCH_EXACT, ".", "8882100001");
	CHECK_I64(winner("1", "8882100001"), 3, "exact before prefix");
	(void)add(MATCH_LNP, "", "mobile");
	ported[nported++] = (struct ported_number){ .number = "+8882100001",
		.provider = "acme",
		.number_type = "mobile",
		.valid_from_us = 1000,
		.valid_to_us = 2000 };
	CHECK_I64(winner("1", "8882100001"), 4, "number type");
	(void)add(MATCH_LNP, "", "acme");
	CHECK_I64(winner("1", "8882100001"), 5, "provider before type");
	ported[0].valid_to_us = 1000;
	CHECK_I64(winner("1", "8882100001"), 3, "not ported any more");
	CHECK_I64(winner("1", "7"), -1, "nothing fits");
}

static void
test_prefix(void)
{
	begin();
	(void)add(MATCH_PREFIX, "88811", "888");
	(void)add(MATCH_PREFIX, "", "8882");
	(void)add(MATCH_PREFIX, "8881", "8882");
	(void)add(MATCH_PREFIX, "999", "88821");
	CHECK_I64(winner("8881100001", "8882100001"), 2,
	    "longest destination whose source fits, then longest source");
	CHECK_I64(winner("7", "8882100001"), 1, "empty source fits all");
	CHECK_I64(winner("9991", "8882100001"), 3, "longest destination");
	CHECK_I64(winner("8881100001", "8883"), 0, "shorter destination");
	CHECK_I64(winner("7", "8883"), -1, "source does not fit");
	fees[3].valid_from_us = 1001;
	CHECK_I64(winner("9991", "8882100001"), 1, "not valid yet");
	fees[3].valid_from_us = 1000;
	fees[3].valid_to_us = 1001;
	CHECK_I64(winner("9991", "8882100001"), 3, "from inclusive");
	fees[3].valid_from_us = ENTITY_NONE;
	fees[3].valid_to_us = 1000;
	CHECK_I64(winner("9991", "8882100001"), 1, "to exclusive");
}

static void
test_patterns(void)
{
	begin();
	(void)add(MATCH_REGEX_LONGEST_MATCH, ".", "^49");
	(void)add(MATCH_REGEX_LONGEST_MATCH, "", "^4[0-9]{3}");
	CHECK_I64(winner("1", "4989"), 1, "longest text");
	(void)add(MATCH_REGEX_LONGEST_MATCH, "^1.", "^4989$");
	CHECK_I64(winner("12", "4989"), 2, "then longest text of source");
	CHECK_I64(winner("2", "4989"), 1, "source does not match");
	(void)add(MATCH_REGEX_LONGEST_MATCH, "", "4989");
	CHECK_I64(winner("2", "4989"), 3, "tie: smaller destination by bytes");
	begin();
	(void)add(MATCH_REGEX_LONGEST_PATTERN, "", "^49..");
	(void)add(MATCH_REGEX_LONGEST_PATTERN, "", "^49");
	(void)add(MATCH_REGEX_LONGEST_PATTERN, "^123", "^49..");
	CHECK_I64(winner("1", "4989"), 0, "longest pattern");
	CHECK_I64(winner("123", "4989"), 2, "longest source pattern");
	(void)add(MATCH_REGEX_LONGEST_PATTERN, "", "49...");
	(void)add(MATCH_REGEX_LONGEST_PATTERN, "", "4....");
	CHECK_I64(winner("1", "49895"), 4, "tie: smaller destination");
}

static void
test_domains(void)
{
	begin();
	(void)add(MATCH_EXACT, "", "4989");
	(void)add(MATCH_REGEX_LONGEST_PATTERN, "", "@example\\.org$");
	CHECK_I64(winner("1", "4989"), 1, "fees with @ first, all of them");
	(void)add(MATCH_PREFIX, "", "4989@ex");
	CHECK_I64(winner("1", "4989"), 2, "in the same order");
	(void)add(MATCH_EXACT, "1@example.org", "4989@example.org");
	CHECK_I64(winner("1", "4989"), 3, "exact with domain");
	CHECK_I64(winner("2", "4989"), 2, "source with domain");
	profile.ignore_domain = 1;
	CHECK_I64(winner("1", "4989"), 0, "domains ignored");
}

static void
test_direction(void)
{
	begin();
	add(MATCH_PREFIX, "", "49")->direction = DIRECTION_IN;
	add(MATCH_PREFIX, "", "49")->type = CALL_TYPE_SMS;
	CHECK_I64(winner("1", "49"), -1, "other direction, other type");
}

/* --- a second opinion ------------------------------------------------------- */

static uint32_t state = 7;

static int
pick(int n)
{
	state = state * 1664525u + 1013904223u;
	return (int)(state >> 8) % n;
}

static bool
starts(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* The best of exact and prefix rows, looked at one by one. */
static int
plain(const char *source, const char *destination, int64_t us)
{
	const struct fee *best = NULL;

	for (size_t i = 0; i < nfees; i++) {
		const struct fee *f = &fees[i];
		int rank = f->match == MATCH_EXACT, best_rank;

		if (us < f->valid_from_us || us >= f->valid_to_us ||
		    !starts(source, f->source) ||
		    (rank ? strcmp(destination, f->destination) != 0
			  : !starts(destination, f->destination)))
			continue;
		best_rank = best == NULL ? -1 : best->match == MATCH_EXACT;
		if (rank > best_rank ||
		    (rank == best_rank &&
			(strlen(f->destination) > strlen(best->destination) ||
			    (strlen(f->destination) ==
				    strlen(best->destination) &&
				strlen(f->source) > strlen(best->source)))))
			best = f;
	}
	return best == NULL ? -1 : (int)(best - fees);
}

static bool
overlaps(const struct fee *f)
{
	for (size_t i = 0; i + 1 < nfees; i++)
		if (fees[i].match == f->match &&
		    strcmp(fees[i].source, f->source) == 0 &&
		    strcmp(fees[i].destination, f->destination) == 0 &&
		    fees[i].valid_from_us < f->valid_to_us &&
		    f->valid_from_us < fees[i].valid_to_us)
			return true;
	return false;
}

static void
test_random(void)
{
	static char texts[64][2][8];

	for (int round = 0; round < 1500; round++) {
		struct tariff *t;

		begin();
		for (int i = 0; i < 60; i++) {
			char(*x)[8] = texts[nfees];
			struct fee *f;

			for (int j = 0, n = pick(3); j <= n; j++)
				x[0][j] = (char)('0' + pick(3)),
				x[0][j + 1] = 0;
			x[1][0] = 0;
			for (int j = 0, n = pick(3); j < n; j++)
				x[1][j] = (char)('0' + pick(3)),
				x[1][j + 1] = 0;
			f = add(pick(4) ? MATCH_PREFIX : MATCH_EXACT, x[1],
			    x[0]);
			f->valid_from_us = pick(4) * 100;
			f->valid_to_us = f->valid_from_us + 100 * (1 + pick(3));
			if (overlaps(f))
				nfees--;
		}
		t = compile();
		for (int i = 0; i < 60; i++) {
			char source[5] = { 0 }, destination[5] = { 0 };
			int64_t us = pick(600);

			for (int j = 0; j < 4; j++) {
				source[j] = (char)('0' + pick(3));
				destination[j] = (char)('0' + pick(3));
			}
			destination[pick(4) + 1] = 0;
			CHECK_I64(winner_in(t, source, destination, us, ""),
			    plain(source, destination, us), destination);
		}
		tariff_free(t);
	}
}

/* Many fees of one destination, some nested deeply, against the plain search:
 * sources of up to five of two digits, each valid in two stretches of time. */
static void
test_many(void)
{
	static struct fee many[64 * 2];
	static char sources[64][8];
	struct tariff *t;
	int n = 0;

	begin();
	for (int length = 0; length <= 5; length++)
		for (int bits = 0; bits < 1 << length; bits++) {
			char *s = sources[n / 2];

			if (pick(4) == 0)
				continue;
			for (int i = 0; i < length; i++)
				s[i] = bits >> i & 1 ? '2' : '1';
			for (int half = 0; half < 2; half++) {
				many[n] = price_list_fee("p", "49");
				many[n].source = s;
				many[n].valid_from_us = 100 * half + pick(50);
				many[n++].valid_to_us =
				    100 * half + 50 + pick(50);
			}
		}
	CHECK(n > 80, "%d fees", n);
	t = price_list_compile(&(struct tariff_input){ .profiles = &profile,
	    .nprofiles = 1,
	    .fees = many,
	    .nfees = (size_t)n });
	for (int round = 0; round < 20000; round++) {
		char source[8] = { 0 };
		int64_t us = pick(220) - 10;
		int best = -1;

		for (int i = 0, length = pick(8); i < length; i++)
			source[i] = (char)('1' + pick(2));
		for (int i = 0; i < n; i++)
			if (many[i].valid_from_us <= us &&
			    us < many[i].valid_to_us &&
			    starts(source, many[i].source) &&
			    (best < 0 ||
				strlen(many[i].source) >
				    strlen(many[best].source)))
				best = i;
		CHECK_I64(winner_in(t, source, "4989", us, ""), best, source);
	}
	tariff_free(t);
}

/* Prefixes of one number, a hundred deep, of which only the shortest is valid. */
static void
test_nested(void)
{
	static char ones[101];
	static struct fee deep[101];
	struct tariff *t;

	begin();
	memset(ones, '1', 100);
	for (size_t i = 0; i < 100; i++) {
		deep[i] = price_list_fee("p", ones + i);
		deep[i].valid_from_us = i == 99 ? ENTITY_NONE : 2000;
	}
	deep[100] = price_list_fee("p", "^1");
	deep[100].match = MATCH_REGEX_LONGEST_MATCH;
	t = price_list_compile(&(struct tariff_input){ .profiles = &profile,
	    .nprofiles = 1,
	    .fees = deep,
	    .nfees = 101 });
	CHECK_I64(winner_in(t, "1", ones, 1000, ""), 99, "the shortest");
	CHECK_I64(winner_in(t, "1", ones, 2000, ""), 0, "the longest");
	tariff_free(t);
}

int
main(void)
{
	test_many();
	test_nested();
	test_modes();
	test_prefix();
	test_patterns();
	test_domains();
	test_direction();
	test_random();
	return check_done();
}
