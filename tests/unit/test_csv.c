/*
 * csv: framing, quoting, limits, places, and what goes on after a bad record.
 *
 * Method: a table of small files with the records they must give, written as
 * fields joined by '/' with records ended by '\n' ('!' for a bad one); then
 * a big generated file whose records are known while it is written; then
 * the limits, at the limit and one past it.
 */
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"

#include <fcntl.h>
#include <unistd.h>

#include "../check.h"

static const struct {
	const char *name, *text, *want;
} cases[] = {
	{ "plain", "a,b\nc,d\n", "a/b\nc/d\n" },
	{ "crlf", "a,b\r\nc,d\r\n", "a/b\nc/d\n" },
	{ "empty fields", ",\n,,\n", "/\n//\n" },
	{ "empty lines", "\n\na\n\r\n\nb\n", "a\nb\n" },
	{ "no line end", "a,b\nc", "a/b\nc\n" },
	{ "bom",
	    "\xef\xbb\xbf"
	    "a,b\n",
	    "a/b\n" },
	{ "semicolon", "a;b,c;d\n", "a/b,c/d\n" },
	{ "tab", "a\tb\tc,d\n", "a/b/c,d\n" },
	{ "bar", "a|b|c\n", "a/b/c\n" },
	{ "quoted", "\"a\",\"b,c\"\n", "a/b,c\n" },
	{ "quotes in quotes", "\"say \"\"hi\"\"\",x\n", "say \"hi\"/x\n" },
	{ "quoted empty", "\"\",\"\"\n", "/\n" },
	{ "trailing empty", "\"a\",\n", "a/\n" },
	{ "trailing empty at end", "\"a\",", "a/\n" },
	{ "line end in quotes", "\"a\nb\",c\nd,e\n", "a\nb/c\nd/e\n" },
	{ "spaces are kept", " a , \"b\n", "!\n" },
	{ "spaces", " a , b \n", " a / b \n" },
	{ "stray quote", "a,b\"c\nd,e\n", "!\nd/e\n" },
	{ "text after quote", "\"a\"b,c\nd,e\n", "!\nd/e\n" },
	{ "open quote", "\"abc,d\ne,f\ng,h\n", "!\ne/f\ng/h\n" },
	{ "open quote meets another", "\"abc,d\n\"e\",f\n", "!\ne/f\n" },
	{ "open quote at the end", "a,\"b", "!\n" },
	{ "only a quote", "\"", "!\n" },
	{ "bad utf-8", "a,\xff\nb\n", "!\nb\n" },
	{ "bad utf-8 in quotes", "\"a\xc3\",1\nb\n", "!\nb\n" },
	{ "good utf-8", "M\xc3\xbcller,\xe2\x82\xac\n",
	    "M\xc3\xbcller/\xe2\x82\xac\n" },
	{ "control character", "a\001b\nc\n", "!\nc\n" },
	{ "delete character", "aaaaaaaaaa\177bbbbbbbbbb\nc\n", "!\nc\n" },
	{ "lone cr", "a\rb\nc\n", "!\nc\n" },
	{ "asterisk", "\"\",\"100\",\"\"\"Bob\"\" <100>\",\"x\"\n",
	    "/100/\"Bob\" <100>/x\n" },
};

/* What the reader makes of a file, in the notation of the table. */
static void
render(struct csv *c, struct buf *got)
{
	struct err e = { .code = ERR_NONE };
	int rc;

	while ((rc = csv_next(c, &e)) != 0) {
		if (rc < 0) {
			CHECK_I64(e.code, ERR_DATA, "code");
			err_clear(&e);
			buf_str(got, "!\n");
			continue;
		}
		for (size_t i = 0; i < csv_count(c); i++) {
			CHECK_I64(strlen(csv_text(c, i)), csv_length(c, i),
			    "length");
			if (i > 0)
				buf_char(got, '/');
			buf_str(got, csv_text(c, i));
		}
		buf_char(got, '\n');
	}
}

static void
test_cases(void)
{
	const struct csv_options opt = { 0 };

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct err e = { .code = ERR_NONE };
		struct buf got = { 0 };
		struct csv *c;

		if (!CHECK(csv_open_mem(&c, "t.csv", cases[i].text,
			       strlen(cases[i].text), &opt, &e) == 0,
			"%s", e.text))
			continue;
		render(c, &got);
		CHECK_STR(buf_text(&got), cases[i].want, cases[i].name);
		csv_close(c);
		buf_free(&got);
	}
}

/* Lines and columns of fields and faults; raw text. */
static void
test_places(void)
{
	static const char text[] = "ref,name\nr1,\"a\nb\",x\nr2,\"q\"\"x\",zz\n"
				   "r3,p,q\nr4,\xff,q\nr5";
	const struct csv_options opt = { .header = true };
	struct err e = { .code = ERR_NONE };
	int64_t line, column;
	struct csv *c;
	size_t len;

	CHECK(csv_open_mem(&c, "t.csv", text, strlen(text), &opt, &e) == 0,
	    "%s", e.text);
	CHECK_I64(csv_columns(c), 2, "columns");
	CHECK_I64(csv_column(c, "name"), 1, "name");
	CHECK_I64(csv_column(c, "none"), -1, "none");
	CHECK_I64(csv_separator(c), ',', "separator");

	CHECK_I64(csv_next(c, &e), 1, "r1");
	CHECK_I64(csv_line(c), 2, "r1 line");
	csv_where(c, 0, &line, &column);
	CHECK(line == 2 && column == 1, "r1.0 %d:%d", (int)line, (int)column);
	csv_where(c, 1, &line, &column);
	CHECK(line == 2 && column == 4, "r1.1 %d:%d", (int)line, (int)column);
	csv_where(c, 2, &line, &column);
	CHECK(line == 3 && column == 4, "r1.2 %d:%d", (int)line, (int)column);
	CHECK_STR(csv_raw(c, &len), "r1,\"a\nb\",x", "r1 raw");

	CHECK_I64(csv_next(c, &e), 1, "r2");
	CHECK_I64(csv_line(c), 4, "r2 line");
	csv_where(c, 2, &line, &column);
	CHECK(line == 4 && column == 11, "r2.2 %d:%d", (int)line, (int)column);

	CHECK_I64(csv_next(c, &e), 1, "r3");
	CHECK_STR(csv_raw(c, &len), "r3,p,q", "r3 raw");
	CHECK_I64(len, 6, "r3 raw length");
	CHECK_STR(csv_text(c, 2), "q", "r3 last");
	CHECK_STR(csv_text(c, 7), "", "r3 absent");
	csv_where(c, 2, &line, &column);
	CHECK(line == 5 && column == 6, "r3.2 %d:%d", (int)line, (int)column);
	CHECK(!csv_truncated(c), "r3 is whole");

	CHECK_I64(csv_next(c, &e), -1, "r4");
	CHECK_I64(csv_line(c), 6, "r4 line");
	CHECK_I64(csv_error_column(c), 4, "r4 column");
	CHECK_STR(csv_raw(c, &len), "r4,\xff,q", "r4 raw");
	err_clear(&e);

	CHECK_I64(csv_next(c, &e), 1, "r5");
	CHECK(csv_truncated(c), "r5 has no line end");
	CHECK_I64(csv_next(c, &e), 0, "end");
	CHECK_I64(csv_next(c, &e), 0, "end again");
	csv_close(c);
}

/* A record of two lines that is bad gives up the first one only. */
static void
test_given_up(void)
{
	static const char text[] = "\"abc,d\n\"e\",f\ng\n";
	const struct csv_options opt = { 0 };
	struct err e = { .code = ERR_NONE };
	struct csv *c;

	CHECK(csv_open_mem(&c, "t.csv", text, strlen(text), &opt, &e) == 0,
	    "%s", e.text);
	CHECK_I64(csv_next(c, &e), -1, "line 1");
	CHECK_I64(csv_line(c), 1, "line 1");
	CHECK_STR(csv_raw(c, NULL), "\"abc,d", "line 1 raw");
	err_clear(&e);
	CHECK_I64(csv_next(c, &e), 1, "line 2");
	CHECK_I64(csv_line(c), 2, "line 2");
	CHECK_I64(csv_next(c, &e), 1, "line 3");
	CHECK_I64(csv_line(c), 3, "line 3");
	csv_close(c);
}

static void
test_header(void)
{
	const struct csv_options opt = { .header = true };
	struct err e = { .code = ERR_NONE };
	struct csv *c;

	CHECK(csv_open_mem(&c, "t.csv", "", 0, &opt, &e) < 0, "empty");
	CHECK_STR(e.text, "t.csv: the header line is missing", "empty");
	err_clear(&e);
	CHECK(csv_open_mem(&c, "t.csv", "a,b,a\n", 6, &opt, &e) < 0, "twice");
	CHECK_STR(e.text, "t.csv:1: two columns are named \"a\"", "twice");
	err_clear(&e);
	CHECK(csv_open_mem(&c, "t.csv", "a,\xff\n", 5, &opt, &e) < 0, "utf-8");
	CHECK_STR(e.text, "t.csv:1: not valid UTF-8", "utf-8");
}

/* ${fields} fields of ${width} bytes, the last ${more} longer; then "ok". */
static void
limit_case(size_t fields, size_t width, size_t more, bool quoted, int want)
{
	const struct csv_options opt = { .separator = ',' };
	struct err e = { .code = ERR_NONE };
	struct buf text = { 0 };
	struct csv *c;

	for (size_t i = 0; i < fields; i++) {
		if (i > 0)
			buf_char(&text, ',');
		if (quoted)
			buf_char(&text, '"');
		for (size_t k = 0; k < width + (i + 1 == fields ? more : 0);
		     k++)
			buf_char(&text, 'x');
		if (quoted)
			buf_char(&text, '"');
	}
	buf_str(&text, "\nok\n");
	CHECK(csv_open_mem(&c, "t.csv", text.data, text.len, &opt, &e) == 0,
	    "%s", e.text);
	CHECK_I64(csv_next(c, &e), want, e.text);
	CHECK(csv_line(c) == 1, "line");
	err_clear(&e);
	CHECK_I64(csv_next(c, &e), 1, "the next record");
	CHECK_STR(csv_text(c, 0), "ok", "the next record");
	CHECK_I64(csv_line(c), 2, "the next line");
	csv_close(c);
	buf_free(&text);
}

static void
test_limits(void)
{
	for (int quoted = 0; quoted < 2; quoted++) {
		limit_case(3, CSV_FIELD_MAX, 0, quoted, 1);
		limit_case(3, CSV_FIELD_MAX, 1, quoted, -1);
		limit_case(CSV_FIELDS_MAX, 2, 0, quoted, 1);
		limit_case(CSV_FIELDS_MAX + 1, 2, 0, quoted, -1);
		/* 16 x 4095 + 15 commas + LF is CSV_LINE_MAX. */
		if (!quoted) {
			limit_case(16, 4095, 0, quoted, 1);
			limit_case(16, 4095, 1, quoted, -1);
		}
		limit_case(50, 4000, 0, quoted, -1);
		limit_case(1, 1000000, 0, quoted, -1);
	}
}

/* A big file, through a real descriptor; what it holds is known. */
static void
test_big(void)
{
	const struct csv_options opt = { .separator = ',' };
	struct err e = { .code = ERR_NONE };
	char path[] = "/tmp/test_csv.XXXXXX";
	struct buf text = { 0 }, want = { 0 }, got = { 0 };
	uint64_t seed = 1;
	struct csv *c;
	int fd = mkstemp(path);

	for (int row = 0; row < 20000; row++) {
		int fields = 1 + row % 7;

		for (int f = 0; f < fields; f++) {
			bool quoted;

			seed = seed * UINT64_C(6364136223846793005) + 1;
			quoted = (seed >> 60) == 0;
			if (f > 0) {
				buf_char(&text, ',');
				buf_char(&want, '/');
			}
			buf_printf(&text, quoted ? "\"%d\"\",\n%d\"" : "%d.%d",
			    row, f);
			buf_printf(&want, quoted ? "%d\",\n%d" : "%d.%d", row,
			    f);
		}
		buf_str(&text, row % 3 ? "\n" : "\r\n");
		buf_char(&want, '\n');
	}
	CHECK(write(fd, text.data, text.len) == (ssize_t)text.len, "write");
	(void)close(fd);
	CHECK(csv_open(&c, path, &opt, &e) == 0, "%s", e.text);
	render(c, &got);
	CHECK(got.len == want.len && memcmp(got.data, want.data, got.len) == 0,
	    "20000 rows");
	csv_close(c);
	(void)unlink(path);
	buf_free(&text);
	buf_free(&want);
	buf_free(&got);
}

int
main(void)
{
	test_cases();
	test_places();
	test_given_up();
	test_header();
	test_limits();
	test_big();
	return check_done();
}
