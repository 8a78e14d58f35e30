/*
 * csv_plain: on random lines all ways of looking say the same; what they call
 * plain is cut as libcsv cuts it, and they call plain whatever is.
 */
#include "../check.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/csv_plain.h"
#include "base/err.h"

#define ROOM 9000

static uint64_t state = 7;

static uint64_t
below(uint64_t n)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (x ^ x >> 31) % n;
}

/* The rules, one after the other. */
static bool
is_plain(const char *p, size_t have, char separator, size_t *len, size_t *used)
{
	const char *lf = memchr(p, '\n', have);
	size_t fields = 1;

	if (lf == NULL)
		return false;
	*len = (size_t)(lf - p);
	*used = *len + 1;
	if (*len > 0 && p[*len - 1] == '\r')
		--*len;
	for (size_t i = 0; i < *len; i++) {
		fields += p[i] == separator;
		if (p[i] != separator &&
		    (p[i] < 0x20 || p[i] > 0x7e || p[i] == '"'))
			return false;
	}
	return *len > 0 && *len <= CSV_FIELD_MAX && fields <= CSV_FIELDS_MAX;
}

struct fields {
	const char *line;
	const uint32_t *end;
	size_t count, n, start;
	bool same;
};

static void
on_field(void *text, size_t len, void *data)
{
	struct fields *f = data;

	f->same = f->same && f->n < f->count &&
	    f->end[f->n] == f->start + len &&
	    memcmp(text, f->line + f->start, len) == 0;
	f->start += len + 1;
	f->n++;
}

static void
on_row(int c, void *data)
{
	(void)c;
	(void)data;
}

static int
never(unsigned char c)
{
	(void)c;
	return 0;
}

/* libcsv on the same line. */
static bool
libcsv_agrees(const char *p, size_t len, char separator, const uint32_t *end,
    size_t n)
{
	struct fields f = { p, end, n, 0, 0, true };
	struct csv_parser parser;

	(void)csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
	csv_set_delim(&parser, (unsigned char)separator);
	csv_set_space_func(&parser, never);
	f.same = csv_parse(&parser, p, len, on_field, on_row, &f) == len &&
	    csv_fini(&parser, on_field, on_row, &f) == 0 && f.same;
	csv_free(&parser);
	return f.same && f.n == n;
}

static void
check_line(const char *p, size_t have, char separator, long *plain)
{
	static uint32_t end[CSV_FIELDS_MAX], other[CSV_FIELDS_MAX];
	size_t len = 0, used = 0, got = 0, n;
	bool want = is_plain(p, have, separator, &len, &used);

	n = csv_plain_split(p, have, separator, end, &got);
	CHECK((n > 0) == want, "plain: %d, want %d: %.60s", n > 0, want, p);
	if (n > 0) {
		CHECK(got == used && end[n - 1] == len, "where it ends");
		CHECK(libcsv_agrees(p, len, separator, end, n), "libcsv: %.60s",
		    p);
		++*plain;
	}
	for (int way = CSV_PLAIN_BYTES; way <= CSV_PLAIN_AVX2; way++) {
		size_t also = 0;

		if (!csv_plain_has((enum csv_plain_way)way))
			continue;
		CHECK(csv_plain_split_by((enum csv_plain_way)way, p, have,
			  separator, other, &also) == n,
		    "way %d: %.60s", way, p);
		CHECK(n == 0 ||
			(also == got &&
			    memcmp(end, other, n * sizeof(*end)) == 0),
		    "fields of way %d: %.60s", way, p);
	}
}

static void
test_random(void)
{
	static const char separators[] = ",;\t|";
	char *p = calloc(1, ROOM + CSV_PLAIN_SLACK);
	long plain = 0;

	for (long round = 0; round < 100000; round++) {
		char separator = separators[below(4)];
		size_t len = below(round % 100 == 0 ? 5000 : 300);

		for (size_t i = 0; i < len; i++)
			p[i] = below(8) == 0 ? separator
					     : (char)(0x20 + below(95));
		for (uint64_t k = below(3); len > 0 && k > 0; k--)
			p[below(len)] = (char)below(256);
		if (round % 3 == 0)
			for (size_t i = 0; i < len; i++)
				if (p[i] == '"')
					p[i] = 'q';
		if (round % 5 == 0)
			p[len++] = '\r';
		p[len++] = '\n';
		/* behind it: what may be there from before */
		check_line(p, below(20) == 0 ? below(len) : len, separator,
		    &plain);
	}
	CHECK(plain > 20000, "%ld lines were plain", plain);
	free(p);
}

static void
test_limits(void)
{
	char *p = calloc(1, ROOM + CSV_PLAIN_SLACK);
	long plain = 0;

	for (size_t len = CSV_FIELD_MAX - 3; len < CSV_FIELD_MAX + 70; len++) {
		memset(p, 'x', len);
		p[len] = '\n';
		check_line(p, len + 1, ',', &plain);
	}
	CHECK_I64(plain, 4, "longest line");
	plain = 0;
	for (size_t n = CSV_FIELDS_MAX - 3; n < CSV_FIELDS_MAX + 3; n++) {
		memset(p, ',', n);
		p[n] = '\n';
		check_line(p, n + 1, ',', &plain);
	}
	CHECK_I64(plain, 3, "most fields");
	for (int c = 0; c < 256; c++)
		CHECK(csv_plain_separator((char)c) ==
			(c == '\t' || (c >= ' ' && c < 127 && c != '"')),
		    "separator %d", c);
	free(p);
}

int
main(void)
{
	test_random();
	test_limits();
	return check_done();
}
