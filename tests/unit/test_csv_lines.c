/*
 * csv_take_lines(): a file of which some lines are given away and read by a
 * reader of lines is the same file.
 *
 * Method: random bytes of the kinds that matter (quotes, CR, LF, NUL, tabulators,
 * bytes that are not UTF-8, a byte order mark, lines and fields that are too
 * long, no line end at the end) are read record by record, and again with as much
 * as possible, or some of it, given away: the same records, faults, places and
 * raw texts must come.
 */
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/mem.h"

#include "../check.h"

static uint64_t state = 11;

static uint64_t
below(uint64_t n)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (x ^ x >> 31) % n;
}

/* All that may be asked of what csv_next() returned. */
static void
describe(struct csv *c, int rc, struct err *e, struct buf *out)
{
	int64_t line, column;
	size_t len;
	const char *raw;

	buf_printf(out, "%d at %lld, %zu fields", rc, (long long)csv_line(c),
	    csv_count(c));
	for (size_t i = 0; i < csv_count(c); i++) {
		buf_printf(out, " [%zu ", csv_length(c, i));
		buf_add(out, csv_text(c, i), csv_length(c, i));
		buf_char(out, ']');
	}
	csv_where(c, csv_count(c) / 2, &line, &column);
	raw = csv_raw(c, &len);
	buf_printf(out, " %lld:%lld %d raw %zu ", (long long)line,
	    (long long)column, csv_truncated(c), len);
	buf_add(out, raw, len);
	if (rc < 0)
		buf_printf(out, " %s at %lld", e->text,
		    (long long)csv_error_column(c));
	buf_char(out, '\n');
	err_clear(e);
}

static void
read_one_by_one(const char *data, size_t len, struct buf *out)
{
	const struct csv_options opt = { .separator = '\0' };
	struct err e = { .code = ERR_NONE };
	struct csv *c;
	int rc;

	CHECK(csv_open_mem(&c, "whole", data, len, &opt, &e) == 0, "open");
	while ((rc = csv_next(c, &e)) != 0)
		describe(c, rc, &e, out);
	csv_close(c);
}

/* At most ${room} bytes at a time, at least ${least}; the bytes given away. */
static size_t
read_lines(const char *data, size_t len, size_t room, size_t least,
    struct buf *out)
{
	const struct csv_options opt = { .separator = '\0' };
	struct err e = { .code = ERR_NONE };
	struct csv *c, *lines;
	char *block = mem_alloc(room + CSV_LINES_SLACK);
	size_t given = 0;
	int64_t line;
	ptrdiff_t n;
	int rc = 1;

	CHECK(csv_open_mem(&c, "whole", data, len, &opt, &e) == 0, "open");
	lines = csv_open_lines(csv_separator(c));
	while (rc != 0) {
		n = csv_take_lines(c, block, room, least, &line, &e);
		CHECK(n >= 0 && (size_t)n <= room &&
			(n == 0 || (size_t)n >= least),
		    "%td of %zu", n, room);
		if (n <= 0) {
			rc = csv_next(c, &e);
			if (rc != 0)
				describe(c, rc, &e, out);
			continue;
		}
		given += (size_t)n;
		CHECK(block[n - 1] == '\n' &&
			memchr(block, '"', (size_t)n) == NULL,
		    "whole lines without a quote");
		csv_lines(lines, block, (size_t)n, line);
		while ((rc = csv_next(lines, &e)) != 0)
			describe(lines, rc, &e, out);
		rc = 1;
	}
	csv_close(lines);
	csv_close(c);
	free(block);
	return given;
}

/* A line of some kind; 1 of ${odd} has something in it. */
static void
add_line(struct buf *b, uint64_t odd)
{
	static const char *const what[] = { "\"", "\"a\nb\",", "\"\"", "\r",
		"\n", "\xc3\xa4", "\xff", "\t", "\x01", ",\"x\"\"y\",",
		"\"open" };
	uint64_t n = below(9);

	for (uint64_t i = 0; i < n; i++) {
		for (uint64_t k = below(12); k > 0; k--)
			buf_char(b, (char)('a' + below(26)));
		if (below(odd) == 0)
			buf_str(b, what[below(sizeof(what) / sizeof(*what))]);
		if (below(odd * 4) == 0)
			buf_char(b, '\0');
		buf_char(b, ',');
	}
	for (uint64_t k = below(odd * 200) == 0 ? below(150000) : 0; k > 0; k--)
		buf_char(b, k % 3000 == 0 ? ',' : 'z');
	buf_str(b, below(4) == 0 ? "\r\n" : "\n");
}

static void
test_random(void)
{
	static const size_t rooms[] = { 100, 5000, 70000, 300000 };
	struct buf text = { 0 }, want = { 0 }, got = { 0 };
	size_t given = 0, all = 0;

	for (int i = 0; i < 300; i++) {
		size_t len = below(i % 10 == 0 ? 900000 : 3000);
		uint64_t odd = i % 3 == 0 ? 3 : i % 3 == 1 ? 100 : 5000;
		size_t room = rooms[below(4)];

		buf_reset(&text);
		if (below(5) == 0)
			buf_str(&text, "\xef\xbb\xbf");
		while (text.len < len)
			add_line(&text, odd);
		if (below(2) == 0 && text.len > 0)
			text.len--;
		buf_reset(&want);
		buf_reset(&got);
		read_one_by_one(text.data, text.len, &want);
		given += read_lines(text.data, text.len, room,
		    below(2) == 0 ? 1 : below(room), &got);
		all += text.len;
		CHECK(want.len == got.len &&
			(want.len == 0 ||
			    memcmp(want.data, got.data, got.len) == 0),
		    "file %d of %zu bytes", i, text.len);
	}
	CHECK(given > all / 4, "%zu of %zu bytes were given away", given, all);
	buf_free(&text);
	buf_free(&want);
	buf_free(&got);
}

/* How much is given away: all, to the last line end; up to a quote; nothing. */
static void
test_runs(void)
{
	static const struct {
		const char *text;
		size_t room, least;
		ptrdiff_t bytes;
	} rows[] = {
		{ "a,b\nc,d\ne", 100, 1, 8 },
		{ "a,b\nc,d\ne", 7, 1, 4 },
		{ "a,b\nc,d\ne", 8, 8, 8 },
		{ "a,b\nc,d\ne", 8, 9, 0 },
		{ "a,b\nc,\"d\ne\"\n", 100, 1, 4 },
		{ "\"a\"\nb\n", 100, 1, 0 },
		{ "a,b", 100, 1, 0 },
		{ "", 100, 1, 0 },
		{ "\xef\xbb\xbf"
		  "a\n",
		    100, 1, 2 },
		{ "\n\n\n", 100, 1, 3 },
	};
	const struct csv_options opt = { .separator = ',' };
	char to[100];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct csv *c;
		int64_t line = 0;
		ptrdiff_t n;

		CHECK(csv_open_mem(&c, "row", rows[i].text,
			  strlen(rows[i].text), &opt, &e) == 0,
		    "open");
		n = csv_take_lines(c, to, rows[i].room, rows[i].least, &line,
		    &e);
		CHECK_I64(n, rows[i].bytes, rows[i].text);
		CHECK(n == 0 || line == 1, "line %lld", (long long)line);
		csv_close(c);
	}
}

int
main(void)
{
	test_runs();
	test_random();
	return check_done();
}
