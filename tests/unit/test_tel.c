/*
 * Numbers, prefixes, patterns.
 *
 * Method: rows by hand; the tree against trying every prefix of the list, and
 * at a million prefixes against a search by bisection for each length.
 */
#include <pthread.h>
#include <time.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "tel/number.h"
#include "tel/pattern.h"
#include "tel/prefix_tree.h"

#include "../check.h"

static void
test_numbers(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "+498912345", "+498912345" },
		{ "498912345", "498912345" },
		{ "+49 89 / 123-45", "+498912345" },
		{ "+49 (0)89 12345", "+498912345" },
		{ "(089) 12345", "08912345" },
		{ " 110 ", "110" },
		{ "*21#", "*21#" },
		{ "alice", "alice" },
		{ "alice.b-c", "alice.b-c" },
		{ "4989x", "4989x" },
		{ "49+89", "49+89" },
		{ "+", "+" },
		{ "", "" },
		{ "   ", "" },
		{ "- -", "- -" },
		{ "1\xc3\xbc", "1\xc3\xbc" },
	};
	char out[NUMBER_MAX], longest[NUMBER_MAX + 1];
	struct err e = { .code = ERR_NONE };
	size_t len;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK(number_normal(out, rows[i].text, strlen(rows[i].text),
			  &len, &e) == 0,
		    "%s", e.text);
		CHECK_STR(out, rows[i].want, rows[i].text);
		CHECK_I64(len, strlen(rows[i].want), rows[i].text);
	}
	memset(longest, '1', NUMBER_MAX);
	longest[NUMBER_MAX] = '\0';
	CHECK(number_normal(out, longest, NUMBER_MAX - 1, NULL, &e) == 0,
	    "at the limit");
	CHECK(number_normal(out, longest, NUMBER_MAX, NULL, &e) < 0,
	    "past the limit");

	CHECK_STR(number_key("+4989"), "4989", "key");
	CHECK_STR(number_key("4989"), "4989", "key");
	CHECK(number_is_number("+49") && number_is_number("110") &&
		!number_is_number("+") && !number_is_number("") &&
		!number_is_number("4a"),
	    "is a number");
	CHECK(number_is_anonymous(NULL) && number_is_anonymous("") &&
		number_is_anonymous("Anonymous") &&
		number_is_anonymous("RESTRICTED") &&
		number_is_anonymous("unknown") &&
		number_is_anonymous("anonymous@anonymous.invalid") &&
		!number_is_anonymous("+4989") &&
		!number_is_anonymous("unknownx"),
	    "anonymous");
	number_mask(out, "+498912345", 3);
	CHECK_STR(out, "+498912xxx", "masked");
	number_mask(out, "12", 3);
	CHECK_STR(out, "xx", "masked");
	number_mask(out, "a1-2b", 1);
	CHECK_STR(out, "a1-xb", "masked");
}

static uint64_t
next(void)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void
test_tree_rows(void)
{
	static const struct prefix_entry entries[] = { { "", 0 }, { "49", 1 },
		{ "4989", 2 }, { "498912", 3 }, { "1", 4 }, { "1212", 5 },
		{ "*21", 6 }, { "alice@", 7 }, { "+49", 8 },
		{ "\xc3\xbc", 9 } };
	struct err e = { .code = ERR_NONE };
	struct prefix_hit hits[8];
	struct prefix_tree *t;
	size_t n;

	CHECK(prefix_tree_build(&t, entries, 10, &e) == 0, "%s", e.text);
	CHECK_I64(prefix_tree_count(t), 10, "count");
	CHECK_I64(prefix_tree_find(t, "498913", 6, &n), 2, "498913");
	CHECK_I64(n, 4, "498913 length");
	CHECK_I64(prefix_tree_find(t, "498912", 6, &n), 3, "whole");
	CHECK_I64(prefix_tree_find(t, "49891", 5, &n), 2, "49891");
	CHECK_I64(prefix_tree_find(t, "4", 1, &n), 0, "4");
	CHECK_I64(n, 0, "4 length");
	CHECK_I64(prefix_tree_find(t, "", 0, NULL), 0, "nothing");
	CHECK_I64(prefix_tree_find(t, "121", 3, NULL), 4, "121");
	CHECK_I64(prefix_tree_find(t, "*212", 4, NULL), 6, "*212");
	CHECK_I64(prefix_tree_find(t, "alice@x", 7, NULL), 7, "alice@x");
	CHECK_I64(prefix_tree_find(t, "alicex", 6, NULL), 0, "alicex");
	CHECK_I64(prefix_tree_find(t, "+491", 4, NULL), 8, "+491");
	CHECK_I64(prefix_tree_find(t,
		      "\xc3\xbc"
		      "1",
		      3, NULL),
	    9, "umlaut");
	CHECK_I64(prefix_tree_exact(t, "4989", 4), 2, "exactly 4989");
	CHECK_I64(prefix_tree_exact(t, "498", 3), PREFIX_NONE, "exactly 498");
	n = prefix_tree_all(t, "4989123", 7, hits, 8);
	CHECK_I64(n, 4, "all");
	CHECK(hits[0].value == 3 && hits[0].length == 6 && hits[1].value == 2 &&
		hits[2].value == 1 && hits[3].value == 0 && hits[3].length == 0,
	    "longest first");
	n = prefix_tree_all(t, "4989123", 7, hits, 2);
	CHECK(n == 2 && hits[0].value == 3 && hits[1].value == 2,
	    "the longest two");
	prefix_tree_free(t);

	CHECK(prefix_tree_build(&t, NULL, 0, &e) == 0, "%s", e.text);
	CHECK_I64(prefix_tree_find(t, "49", 2, NULL), PREFIX_NONE, "empty");
	prefix_tree_free(t);

	CHECK(prefix_tree_build(&t,
		  (const struct prefix_entry[]){ { "49", 1 }, { "5", 2 },
		      { "49", 3 } },
		  3, &e) < 0,
	    "twice");
	CHECK_STR(e.text, "the prefix \"49\" is given twice", "twice");
}

#define NAIVE_MAX 400

/* Random trees over few letters, against the whole list; some are so large that
 * they have a table of first digits. */
static void
test_tree_naive(void)
{
	static const char letters[] = "0123*+a@";
	static struct prefix_entry entries[NAIVE_MAX];
	static char text[NAIVE_MAX][12];

	for (int round = 0; round < 320; round++) {
		struct err e = { .code = ERR_NONE };
		uint32_t given = round < 300 ? 40 : NAIVE_MAX;
		struct prefix_tree *t;
		size_t count = 0;

		for (uint32_t i = 0; i < given; i++) {
			size_t len = next() % 6, k;

			for (k = 0; k < len; k++)
				text[count][k] = letters[next() % 8];
			text[count][k] = '\0';
			for (k = 0; k < count; k++)
				if (strcmp(text[k], text[count]) == 0)
					break;
			if (k < count)
				continue;
			entries[count] =
			    (struct prefix_entry){ text[count], i };
			count++;
		}
		CHECK(prefix_tree_build(&t, entries, count, &e) == 0, "%s",
		    e.text);
		for (int q = 0; q < 300; q++) {
			char query[12];
			size_t len = next() % 9, best = 0, got = 99;
			uint32_t want = PREFIX_NONE;
			struct prefix_probe probe;

			for (size_t k = 0; k < len; k++)
				query[k] = letters[next() % 8];
			for (size_t i = 0; i < count; i++) {
				size_t n = strlen(text[i]);

				if (n <= len && n >= best &&
				    memcmp(text[i], query, n) == 0) {
					best = n;
					want = entries[i].value;
				}
			}
			CHECK_I64(prefix_tree_find(t, query, len, &got), want,
			    "random tree");
			CHECK_I64(got, want == PREFIX_NONE ? 0 : best,
			    "length of the match");
			probe = (struct prefix_probe){ .tree = t,
				.text = query,
				.len = len };
			prefix_tree_find_many(&probe, 1);
			CHECK(probe.value == want && probe.matched == got,
			    "one of many");
		}
		prefix_tree_free(t);
	}
}

#define MILLION 1000000
#define MANY    31 /* searches at once */

static int
text_order(const void *a, const void *b)
{
	const struct prefix_entry *x = a, *y = b;

	return strcmp(x->prefix, y->prefix);
}

/* The value of exactly these bytes, by bisection. */
static uint32_t
bisect(const struct prefix_entry *sorted, size_t count, const char *text,
    size_t len)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const char *p = sorted[middle].prefix;
		int c = strncmp(p, text, len);

		if (c == 0 && p[len] == '\0')
			return sorted[middle].value;
		if (c < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return PREFIX_NONE;
}

static double
seconds_since(const struct timespec *t0)
{
	struct timespec t1;

	(void)clock_gettime(CLOCK_MONOTONIC, &t1);
	return (double)(t1.tv_sec - t0->tv_sec) +
	    (double)(t1.tv_nsec - t0->tv_nsec) / 1e9;
}

static void
test_tree_million(void)
{
	struct prefix_entry *entries = mem_calloc(MILLION, sizeof(*entries));
	char(*text)[16] = mem_calloc(MILLION, sizeof(*text));
	char(*query)[16] = mem_calloc(MILLION, sizeof(*query));
	struct err e = { .code = ERR_NONE };
	struct timespec t0;
	struct prefix_tree *t;
	size_t count = 0;
	struct prefix_probe many[MANY];
	uint32_t wants[MANY];
	size_t used = 0;
	uint64_t sum = 0;
	int bad = 0;

	/* 4 to 12 digits, then the doubles go. */
	for (uint32_t i = 0; i < MILLION; i++) {
		(void)snprintf(text[i], sizeof(text[i]), "%012" PRIu64,
		    next() % 999999999999u);
		text[i][4 + next() % 9] = '\0';
		entries[i] = (struct prefix_entry){ text[i], i };
		(void)snprintf(query[i], sizeof(query[i]), "%012" PRIu64,
		    next() % 999999999999u);
		if (i % 2)
			memcpy(query[i], text[i], strlen(text[i]));
	}
	qsort(entries, MILLION, sizeof(*entries), text_order);
	for (size_t i = 0; i < MILLION; i++)
		if (i == 0 ||
		    strcmp(entries[i].prefix, entries[count - 1].prefix) != 0)
			entries[count++] = entries[i];
	(void)clock_gettime(CLOCK_MONOTONIC, &t0);
	CHECK(prefix_tree_build(&t, entries, count, &e) == 0, "%s", e.text);
	(void)printf("prefix_tree: %zu prefixes, %zu KiB, built in %.2f s\n",
	    count, prefix_tree_bytes(t) / 1024, seconds_since(&t0));

	for (size_t i = 0; i < MILLION; i++) {
		size_t len = strlen(query[i]);
		uint32_t want = PREFIX_NONE, got;

		if (i % 4 > 1) /* half of them against the slow way */
			continue;
		for (size_t n = len; n > 0 && want == PREFIX_NONE; n--)
			want = bisect(entries, count, query[i], n);
		got = prefix_tree_find(t, query[i], len, NULL);
		bad += got != want;
		many[used++] = (struct prefix_probe){ .tree = i % 7 ? t : NULL,
			.text = query[i],
			.len = len };
		wants[used - 1] = want;
		if (used < MANY)
			continue;
		prefix_tree_find_many(many, used);
		while (used-- > 0)
			bad += many[used].tree != NULL &&
			    many[used].value != wants[used];
		used = 0;
	}
	CHECK_I64(bad, 0, "searches that differ");

	(void)clock_gettime(CLOCK_MONOTONIC, &t0);
	for (size_t i = 0; i < MILLION; i++)
		sum += prefix_tree_find(t, query[i], strlen(query[i]), NULL);
	(void)printf("prefix_tree: %.0f ns for a search (%u)\n",
	    seconds_since(&t0) * 1e9 / MILLION, (unsigned)(sum & 1));
	prefix_tree_free(t);
	free(query);
	free(text);
	free(entries);
}

static void
match_case(const char *pattern, const char *text, int want, int64_t length)
{
	struct pattern_scratch *s = pattern_scratch_new();
	struct err e = { .code = ERR_NONE };
	struct pattern *p;
	size_t n = 0;

	if (CHECK(pattern_compile(&p, pattern, &e) == 0, "%s", e.text)) {
		CHECK_I64(pattern_match(p, s, text, strlen(text), &n, &e), want,
		    pattern);
		if (want == 1)
			CHECK_I64(n, length, pattern);
		CHECK_STR(pattern_text(p), pattern, "text");
		pattern_free(p);
	}
	pattern_scratch_free(s);
}

static void
test_patterns(void)
{
	static const char *const bad[] = { "(", "[a", "a{2,1}", "\\", "(?<n",
		"\\C" };
	struct pattern_scratch *s = pattern_scratch_new();
	struct err e = { .code = ERR_NONE };
	char text[PATTERN_TEXT_MAX + 2];
	struct pattern *p;

	match_case("^49", "498912345", 1, 2);
	match_case("89", "498912345", 1, 2);
	match_case("^(49|1).*5$", "498912345", 1, 9);
	match_case("^50", "498912345", 0, 0);
	match_case("", "49", 1, 0);
	match_case("^.$", "\xc3\xbc", 1, 2);
	match_case("@example\\.org$", "alice@example.org", 1, 12);
	match_case("Alice", "alice", 0, 0);
	/* Takes 2^40 steps without a limit. */
	match_case("^(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", -1,
	    0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(pattern_compile(&p, bad[i], &e) < 0, "%s", bad[i]);
		CHECK_I64(e.code, ERR_DATA, bad[i]);
		err_clear(&e);
	}
	CHECK(pattern_compile_caseless(&p, "ALICE", &e) == 0, "%s", e.text);
	CHECK_I64(pattern_match(p, s, "xalice", 6, NULL, &e), 1, "caseless");
	pattern_free(p);

	memset(text, 'a', sizeof(text));
	text[PATTERN_TEXT_MAX] = '\0';
	CHECK(pattern_compile(&p, text, &e) == 0, "at the limit: %s", e.text);
	pattern_free(p);
	text[PATTERN_TEXT_MAX] = 'a';
	text[PATTERN_TEXT_MAX + 1] = '\0';
	CHECK(pattern_compile(&p, text, &e) < 0, "past the limit");
	pattern_scratch_free(s);
}

static void
replace_case(const char *pattern, const char *replacement, const char *text,
    int want, const char *result)
{
	struct pattern_scratch *s = pattern_scratch_new();
	struct err e = { .code = ERR_NONE };
	struct buf into = { 0 };
	struct pattern *p;

	if (CHECK(pattern_compile(&p, pattern, &e) == 0, "%s", e.text)) {
		CHECK_I64(pattern_replace(p, s, text, strlen(text), replacement,
			      &into, &e),
		    want, pattern);
		CHECK_STR(buf_text(&into), result, pattern);
		pattern_free(p);
	}
	buf_free(&into);
	pattern_scratch_free(s);
}

static void
test_replace(void)
{
	replace_case("^00", "+", "004989", 1, "+4989");
	replace_case("^00", "+", "4989", 0, "4989");
	replace_case("^0(\\d+)$", "+49$1", "0891234", 1, "+49891234");
	replace_case("^(a)|(b)", "[$2]", "ax", 1, "[]x");
	replace_case("^00", "+", "", 0, "");
	replace_case("^(.*)$",
	    "$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1"
	    "$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1",
	    "0123456789", 1,
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "4567890123456789012345678901234567890123456789012345678901234567"
	    "8901234567890123456789012345678901234567890123456789012345678901"
	    "2345678901234567890123456789012345678901234567890123456789012345"
	    "6789012345678901234567890123456789012345678901234567890123456789"
	    "0123456789012345678901234567890123456789012345678901234567890123"
	    "456789012345678901234567890123456789012345678901234567890123456"
	    "789");
	replace_case("a", "$9", "a", -1, "");
}

static struct pattern *shared;

static void *
match_many(void *data)
{
	struct pattern_scratch *s = pattern_scratch_new();
	void *result = NULL;

	for (int i = 0; i < 20000; i++) {
		struct err e = { .code = ERR_NONE };
		char text[24];
		int n = snprintf(text, sizeof(text), "49%d", i);

		if (pattern_match(shared, s, text, (size_t)n, NULL, &e) !=
		    (i % 10 == 7))
			result = data;
	}
	pattern_scratch_free(s);
	return result;
}

static void
test_threads(void)
{
	struct err e = { .code = ERR_NONE };
	pthread_t threads[4];
	int failed = 0;

	CHECK(pattern_compile(&shared, "^49\\d*7$", &e) == 0, "%s", e.text);
	for (int i = 0; i < 4; i++)
		(void)pthread_create(&threads[i], NULL, match_many, &failed);
	for (int i = 0; i < 4; i++) {
		void *result;

		(void)pthread_join(threads[i], &result);
		failed += result != NULL;
	}
	CHECK_I64(failed, 0, "threads with other answers");
	pattern_free(shared);
}

int
main(void)
{
	test_numbers();
	test_tree_rows();
	test_tree_naive();
	test_tree_million();
	test_patterns();
	test_replace();
	test_threads();
	return check_done();
}
