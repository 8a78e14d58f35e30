/* Numbers of documents: patterns, resets, ranges, the choice of a series. */
#include "../check.h"

#include "base/err.h"
#include "document/number.h"
#include "time/civil.h"

static const struct {
	const char *pattern;
	int64_t seq;
	const char *want; /* NULL: refused */
} patterns[] = {
	{ "INV{yyyy}-{seq:6}", 1, "INV2026-000001" },
	{ "INV{yyyy}-{seq:6}", 1234567, "INV2026-1234567" },
	{ "{seq}", 42, "42" },
	{ "{seq:0}", 42, "42" },
	{ "{seq:18}", 7, "000000000000000007" },
	{ "R{yy}{mm}/{seq:3}-X", 7, "R2603/007-X" },
	{ "R%s%n{seq}", 7, "R%s%n7" },
	{ "R-", 1, NULL },
	{ "{seq}{seq}", 1, NULL },
	{ "{seq:19}", 1, NULL },
	{ "{seq:}", 1, NULL },
	{ "{seq:x}", 1, NULL },
	{ "{year}-{seq}", 1, NULL },
	{ "{seq", 1, NULL },
	{ "{}{seq}", 1, NULL },
	{ "", 1, NULL },
	{ "A\n{seq}", 1, NULL },
	{ "0123456789012345678901234567890123456789012345678-{seq:13}", 1,
	    "0123456789012345678901234567890123456789012345678-0000000000001" },
	{ "01234567890123456789012345678901234567890123456789-{seq:13}", 1,
	    NULL },
};

static void
check_patterns(void)
{
	char out[NUMBER_MAX];

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct err e = { .code = ERR_NONE };
		int rc = number_check(patterns[i].pattern, &e);

		CHECK((rc == 0) == (patterns[i].want != NULL), "%s: %s",
		    patterns[i].pattern, e.text);
		if (rc < 0 || patterns[i].want == NULL)
			continue;
		CHECK(number_format(out, patterns[i].pattern,
			  civil_to_days(2026, 3, 31), patterns[i].seq, &e) == 0,
		    "%s", e.text);
		CHECK_STR(out, patterns[i].want, patterns[i].pattern);
	}
}

static struct series
series(const char *pattern, int64_t next, int64_t reset, int64_t end)
{
	return (struct series){ .name = "s",
		.pattern = pattern,
		.next = next,
		.reset = reset,
		.range_end = end,
		.warn_at = 95,
		.kind = ENTITY_NONE };
}

static void
check_next(void)
{
	struct series yearly =
	    series("{yyyy}-{seq}", 17, SERIES_RESET_YEARLY, 99);
	struct series no_year =
	    series("{seq}", 17, SERIES_RESET_YEARLY, ENTITY_NONE);
	struct err e = { .code = ERR_NONE };
	int64_t seq = 0;
	bool warn = true;

	CHECK_I64(number_year(&yearly, civil_to_days(2026, 12, 31)), 2026,
	    "year");
	CHECK_I64(number_year(&yearly, civil_to_days(2027, 1, 1)), 2027,
	    "year");
	CHECK_I64(number_year(&no_year, civil_to_days(2027, 1, 1)), 0,
	    "no year in the pattern: no reset");
	CHECK(number_next(&yearly, 0, false, &seq, &warn, &e) == 0, "first");
	CHECK_I64(seq, 17, "the first one of all");
	CHECK(!warn, "no warning");
	CHECK(number_next(&yearly, 17, true, &seq, &warn, &e) == 0, "next");
	CHECK_I64(seq, 18, "the next");
	CHECK(number_next(&yearly, 0, true, &seq, &warn, &e) == 0, "year");
	CHECK_I64(seq, 1, "the first one of a later year");
	CHECK(number_next(&yearly, 94, true, &seq, &warn, &e) == 0 && warn &&
		seq == 95,
	    "warns at 95");
	CHECK(number_next(&yearly, 98, true, &seq, &warn, &e) == 0 && seq == 99,
	    "the last");
	CHECK(number_next(&yearly, 99, true, &seq, &warn, &e) == -1 &&
		e.code == ERR_REFUSED,
	    "used up");
}

static void
check_choice(void)
{
	static const struct series all[] = {
		{ .name = "all", .issuer = NULL, .kind = ENTITY_NONE },
		{ .name = "cheap", .issuer = "cheap", .kind = ENTITY_NONE },
		{ .name = "st", .issuer = NULL, .kind = SERIES_KIND_STATEMENT },
		{ .name = "two",
		    .issuer = "cheap",
		    .kind = SERIES_KIND_INVOICE },
	};
	static const struct {
		const char *issuer, *named;
		int64_t kind;
		const char *want;
	} rows[] = {
		{ "", "", SERIES_KIND_INVOICE, "all" },
		{ "", NULL, SERIES_KIND_STATEMENT, "st" },
		{ "", NULL, SERIES_KIND_CREDIT_NOTE, "all" },
		{ "cheap", "", SERIES_KIND_INVOICE, "two" },
		{ "cheap", "cheap", SERIES_KIND_INVOICE, "cheap" },
		{ "cheap", "two", SERIES_KIND_CREDIT_NOTE, "cheap" },
		{ "other", "", SERIES_KIND_INVOICE, "@invoice" },
		{ "other", "", SERIES_KIND_STATEMENT, "@statement" },
		{ "other", "gone", SERIES_KIND_CREDIT_NOTE, "@credit_note" },
		{ "other", "all", SERIES_KIND_MARGIN, "all" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_STR(number_series(all, 4, rows[i].issuer, rows[i].named,
			      rows[i].kind)
			      ->name,
		    rows[i].want, "series");
	CHECK_STR(number_series(NULL, 0, "", NULL, SERIES_KIND_MARGIN)->pattern,
	    "MG{yyyy}-{seq:6}", "default");
}

int
main(void)
{
	check_patterns();
	check_next();
	check_choice();
	return check_done();
}
