/*
 * The reader: truncation at every byte, and the two ways to cut a record.
 *
 * Method: a file of each kind is cut at every offset: the calls of the part
 * must be the first calls of the whole, and at most one row is rejected as
 * truncated; a sealed file that is cut must fail as a whole.  Then random lines
 * of quotes and separators are split by base/csv and by cdr/split, which were
 * written apart: both take a line and agree on it, or both reject it.  Last,
 * plain records, which are mapped in a short way, must come to what the same
 * records with a quote in them come to.
 */
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/file.h"
#include "base/input.h"
#include "cdr/call.h"
#include "cdr/format.h"
#include "cdr/map.h"
#include "cdr/reader.h"
#include "cdr/split.h"
#include "time/zone.h"

#include "../check.h"

#define NOW_US INT64_C(1795392000000000)

/* Read ${len} bytes: a line per call to ${calls}; the number of rejects, or -1
 * if the file failed as a whole. */
static int
read_part(const struct cdr_format *f, const char *data, size_t len,
    struct buf *calls, int *truncated)
{
	const struct reader_options opt = { .zone = zone_utc(),
		.now_us = NOW_US };
	struct err e = { .code = ERR_NONE };
	struct reader *r;
	struct input *in;
	struct call c;
	int rc, rejects = 0;

	buf_reset(calls);
	*truncated = 0;
	if (input_open_mem(&in, "part", data, len, &e) < 0 ||
	    reader_open(&r, in, f, &opt, &e) < 0)
		return -1;
	while ((rc = reader_next(r, &c, &e)) > 0) {
		if (rc == 1) {
			buf_printf(calls, "%lld %lld %s %s %s %lld %s\n",
			    (long long)c.line, (long long)c.start_us, c.call_id,
			    c.source_number, c.destination_number,
			    (long long)c.duration_ms, c.destination_peer);
			continue;
		}
		rejects++;
		*truncated += strcmp(reader_reason(r), READER_TRUNCATED) == 0;
	}
	reader_close(r);
	return rc < 0 ? -1 : rejects;
}

static void
test_cut(const char *format, const char *file)
{
	struct buf whole = { 0 }, calls = { 0 }, part = { 0 };
	struct err e = { .code = ERR_NONE };
	struct cdr_format *f;
	char path[128];
	int rejects, truncated;

	(void)snprintf(path, sizeof(path), "data/formats/%s.ini", format);
	if (!CHECK(format_open(&f, path, &e) == 0, "%s", e.text))
		return;
	(void)snprintf(path, sizeof(path), "tests/fixtures/cdr/%s", file);
	CHECK(file_read(path, 1 << 20, &whole, &e) == 0, "%s", e.text);
	rejects = read_part(f, whole.data, whole.len, &calls, &truncated);
	CHECK(rejects == 0 && calls.len > 0, "%s: %d rejects", file, rejects);
	for (size_t len = 0; len < whole.len; len++) {
		rejects = read_part(f, whole.data, len, &part, &truncated);
		if (f->sealed) {
			/* Only its last line end may be missing. */
			CHECK(rejects == -1 || len == whole.len - 1,
			    "%s cut at %zu is taken", file, len);
			continue;
		}
		CHECK(rejects <= 1, "%s cut at %zu: %d rejects", file, len,
		    rejects);
		CHECK(part.len <= calls.len &&
			memcmp(buf_text(&part), buf_text(&calls), part.len) ==
			    0,
		    "%s cut at %zu: other calls", file, len);
	}
	buf_free(&whole);
	buf_free(&calls);
	buf_free(&part);
	format_close(f);
}

static uint64_t seed = 7;

static unsigned
below(unsigned n)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* One byte is another: no crash, and never more calls than there were. */
static void
test_corrupted(const char *format, const char *file)
{
	struct buf whole = { 0 }, calls = { 0 };
	struct err e = { .code = ERR_NONE };
	struct cdr_format *f;
	char path[128];
	int truncated;
	long want, got;

	(void)snprintf(path, sizeof(path), "data/formats/%s.ini", format);
	if (!CHECK(format_open(&f, path, &e) == 0, "%s", e.text))
		return;
	(void)snprintf(path, sizeof(path), "tests/fixtures/cdr/%s", file);
	CHECK(file_read(path, 1 << 20, &whole, &e) == 0, "%s", e.text);
	(void)read_part(f, whole.data, whole.len, &calls, &truncated);
	want = 0;
	for (size_t i = 0; i < calls.len; i++)
		want += calls.data[i] == '\n';
	for (int i = 0; i < 5000; i++) {
		size_t at = below((unsigned)whole.len);
		char kept = whole.data[at];

		whole.data[at] = (char)below(256);
		if (read_part(f, whole.data, whole.len, &calls, &truncated) >=
		    0) {
			got = 0;
			for (size_t k = 0; k < calls.len; k++)
				got += calls.data[k] == '\n';
			CHECK(got <= want, "%s, byte %zu: %ld calls", file, at,
			    got);
		}
		whole.data[at] = kept;
	}
	buf_free(&whole);
	buf_free(&calls);
	format_close(f);
}

static void
test_two_splitters(void)
{
	static const char letters[] = "\"\"\",,ab ";
	const struct cdr_format f = { .separator = ',', .quote = '"' };
	const struct csv_options opt = { .separator = ',' };
	long both = 0;

	for (int i = 0; i < 200000; i++) {
		struct err e = { .code = ERR_NONE };
		struct cdr_record record = { .count = 0 };
		const char *reason = NULL;
		struct input *in;
		struct split *s;
		struct csv *csv;
		char line[24];
		size_t len = 1 + below(16);
		int x, y;

		for (size_t k = 0; k < len; k++)
			line[k] = letters[below(sizeof(letters) - 1)];
		line[len++] = '\n';
		if (!CHECK(csv_open_mem(&csv, "a", line, len, &opt, &e) == 0,
			"%s", e.text) ||
		    !CHECK(input_open_mem(&in, "b", line, len, &e) == 0, "%s",
			e.text) ||
		    !CHECK(split_open(&s, in, &f, &e) == 0, "%s", e.text))
			return;
		x = csv_next(csv, &e);
		err_clear(&e);
		y = split_next(s, &record, &reason, &e);
		CHECK((x == 1) == (y == 1), "%.*s: %d %d", (int)len - 1, line,
		    x, y);
		if (x == 1 && y == 1) {
			CHECK_I64(csv_count(csv), record.count, line);
			for (size_t k = 0; k < record.count; k++)
				CHECK_STR(csv_text(csv, k), record.text[k],
				    line);
			both++;
		}
		csv_close(csv);
		split_close(s);
	}
	CHECK(both > 10000, "only %ld lines are well formed", both);
}

/* --- the short way -------------------------------------------------------- */

/* Calls and reasons, a line each. */
static void
read_reasons(const struct cdr_format *f, const struct buf *file,
    struct buf *out)
{
	const struct reader_options opt = { .zone = zone_utc(),
		.now_us = NOW_US };
	struct err e = { .code = ERR_NONE };
	struct reader *r;
	struct input *in;
	struct call c;
	int rc;

	buf_reset(out);
	if (input_open_mem(&in, "part", file->data, file->len, &e) < 0 ||
	    reader_open(&r, in, f, &opt, &e) < 0)
		return;
	while ((rc = reader_next(r, &c, &e)) > 0) {
		buf_printf(out, "%lld ", (long long)reader_line(r));
		if (rc == 2)
			buf_printf(out, "%s\n", reader_reason(r));
		else
			buf_printf(out,
			    "%lld %lld %lld %lld %lld %.*s %s %s %s %s %s %s "
			    "%s %s %s %s %s %s\n",
			    (long long)c.start_us, (long long)c.setup_us,
			    (long long)c.duration_ms, (long long)c.type,
			    (long long)c.status, (int)c.identity_len,
			    c.identity, c.call_id, c.source_number,
			    c.source_domain, c.source_account, c.source_ip,
			    c.source_user, c.source_peer, c.destination_number,
			    c.destination_domain, c.destination_account,
			    c.destination_peer, c.disposition);
	}
	reader_close(r);
}

/* The file with some bytes changed, and the same with the first field of each
 * line but the header in quotes: nothing of it is plain. */
static void
change(const struct buf *whole, char separator, struct buf *plain,
    struct buf *quoted)
{
	static const char some[] = "0123456789-+:.TZ,; az#%";
	bool first = true, header = true;

	buf_reset(plain);
	buf_reset(quoted);
	for (size_t i = 0; i < whole->len; i++) {
		char c = whole->data[i];

		if (!header && c != '\n' && c != separator &&
		    whole->data[i + 1] != '\n' && rand() % 60 == 0)
			c = some[(size_t)rand() % (sizeof(some) - 1)];
		buf_char(plain, c);
		if (!header && (first && i > 0 && whole->data[i - 1] == '\n'))
			buf_char(quoted, '"');
		if (!header && first && (c == separator || c == '\n')) {
			buf_char(quoted, '"');
			first = false;
		}
		buf_char(quoted, c);
		if (c == '\n')
			header = !(first = true);
	}
}

static void
test_short_way(const char *format, const char *file, char separator)
{
	struct buf whole = { 0 }, plain = { 0 }, quoted = { 0 };
	struct buf want = { 0 }, got = { 0 };
	struct err e = { .code = ERR_NONE };
	struct cdr_format *f;
	char path[128];

	(void)snprintf(path, sizeof(path), "data/formats/%s.ini", format);
	if (!CHECK(format_open(&f, path, &e) == 0, "%s", e.text))
		return;
	(void)snprintf(path, sizeof(path), "tests/fixtures/cdr/%s", file);
	CHECK(file_read(path, 1 << 20, &whole, &e) == 0, "%s", e.text);
	srand(1);
	for (int i = 0; i < 3000; i++) {
		change(&whole, separator, &plain, &quoted);
		read_reasons(f, &plain, &got);
		read_reasons(f, &quoted, &want);
		CHECK_STR(buf_text(&got), buf_text(&want), file);
	}
	format_close(f);
	buf_free(&whole);
	buf_free(&plain);
	buf_free(&quoted);
	buf_free(&want);
	buf_free(&got);
}

int
main(void)
{
	test_short_way("tollbook", "tollbook.csv", ',');
	test_short_way("tollbook", "tollbook-semicolon-crlf.csv", ';');
	test_short_way("kamailio", "kamailio-acc.csv", ';');
	test_cut("tollbook", "tollbook.csv");
	test_cut("tollbook", "tollbook-quoted.csv");
	test_cut("asterisk", "asterisk-17.csv");
	test_cut("freeswitch", "freeswitch.csv");
	test_cut("sipwise", "sipwise.cdr");
	test_cut("kamailio", "kamailio.csv");
	test_cut("yeti", "yeti.csv");
	test_corrupted("tollbook", "tollbook-quoted.csv");
	test_corrupted("asterisk", "asterisk-18.csv");
	test_corrupted("sipwise", "sipwise.cdr");
	test_corrupted("kamailio", "kamailio-acc.csv");
	test_two_splitters();
	return check_done();
}
