/*
 * The calls of a file, handed out in blocks: for every number of takers, and
 * whatever lines it has, they are those that one reader reads, and so are the
 * broken records.
 *
 * Method: files of some blocks in formats that rewrite numbers, join identities
 * and cut in ways of their own, with records that are broken, quoted, ended by
 * CRLF, too long, or without a line end at the end.  Takers have their turns one
 * by one, and look at a call only when AHEAD_CALLS - 1 more were asked for.
 */
#include "base/buf.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/problems.h"
#include "cdr/call.h"
#include "cdr/format.h"
#include "cdr/reader.h"
#include "job/whatif_feed.h"
#include "rating/ahead.h"
#include "rating/sums.h"
#include "time/zone.h"

#include "../check.h"

#define NOW_US    INT64_C(1795392000000000)
#define LINES     16000
#define THREADS   4
#define LINE_ROOM 2000

/* What is known of each line: the call, or "". */
typedef struct buf calls[LINES + 100];

static uint64_t state = 5;

static uint64_t
below(uint64_t n)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (x ^ x >> 31) % n;
}

static void
note(struct buf *all, const struct call *c)
{
	struct buf *b = &all[c->line];

	CHECK(b->len == 0, "line %lld came twice", (long long)c->line);
	buf_printf(b, "%lld %lld %lld %lld %lld %s|", (long long)c->start_us,
	    (long long)c->setup_us, (long long)c->duration_ms,
	    (long long)c->type, (long long)c->status, c->call_id);
	buf_add(b, c->identity, (size_t)c->identity_len);
	buf_printf(b, "|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s", c->source_number,
	    c->source_domain, c->source_account, c->source_ip, c->source_user,
	    c->source_peer, c->destination_number, c->destination_domain,
	    c->destination_account, c->destination_peer, c->disposition);
}

static struct reader *
open_reader(const struct cdr_format *f, const struct buf *file)
{
	const struct reader_options opt = { .zone = zone_utc(),
		.now_us = NOW_US };
	struct err e = { .code = ERR_NONE };
	struct reader *r = NULL;
	struct input *in;

	CHECK(input_open_mem(&in, "f", file->data, file->len, &e) == 0 &&
		reader_open(&r, in, f, &opt, &e) == 0,
	    "%s", e.text);
	return r;
}

static void
print(struct problems *p, struct buf *to)
{
	struct out o;

	out_init_buf(&o, to);
	problems_print(p, &o);
	problems_free(p);
}

static void
by_one(const struct cdr_format *f, const struct buf *file, struct buf *all,
    struct buf *problems)
{
	struct err e = { .code = ERR_NONE };
	struct reader *r = open_reader(f, file);
	struct problems p = { 0 };
	struct call c;
	int rc;

	while ((rc = reader_next(r, &c, &e)) > 0)
		if (rc == 1)
			note(all, &c);
		else
			problems_add(&p, "f", reader_line(r), reader_column(r),
			    "%s", reader_reason(r));
	reader_close(r);
	print(&p, problems);
}

/* A block of the taker: 1; 0. */
static int
take_block(const struct sums_source *s, void *cursor, struct buf *all)
{
	struct call held[AHEAD_CALLS];
	struct err e = { .code = ERR_NONE };
	size_t n = 0, noted = 0;
	int64_t seq;
	int rc = s->more(cursor, &e);

	CHECK(rc >= 0, "%s", e.text);
	if (rc <= 0)
		return 0;
	while (s->next(cursor, &held[n % AHEAD_CALLS], &seq, &e) > 0) {
		CHECK(seq == held[n % AHEAD_CALLS].line, "number is line");
		if (++n - noted == AHEAD_CALLS)
			note(all, &held[noted++ % AHEAD_CALLS]);
	}
	while (noted < n)
		note(all, &held[noted++ % AHEAD_CALLS]);
	return 1;
}

static void
by_many(const struct cdr_format *f, const struct buf *file, int threads,
    struct buf *all, struct buf *problems)
{
	struct reader *r = open_reader(f, file);
	struct problems p = { 0 };
	struct whatif_feed *feed = whatif_feed_start(r, threads, &p);
	struct sums_source s;
	void *cursors[THREADS];

	whatif_feed_source(feed, &s);
	for (int i = 0; i < threads; i++)
		cursors[i] = s.open(s.arg);
	while (take_block(&s, cursors[below((uint64_t)threads)], all))
		;
	for (int i = 0; i < threads; i++)
		s.close(cursors[i]);
	whatif_feed_stop(feed);
	reader_close(r);
	print(&p, problems);
}

static void
compare(const struct cdr_format *f, const struct buf *file, const char *what)
{
	static calls want, got;
	struct buf problems = { 0 }, also = { 0 };
	int different = 0, n = 0;

	by_one(f, file, want, &problems);
	for (int threads = 1; threads <= THREADS; threads++) {
		buf_reset(&also);
		for (size_t i = 0; i < sizeof(got) / sizeof(got[0]); i++)
			buf_reset(&got[i]);
		by_many(f, file, threads, got, &also);
		CHECK_STR(buf_text(&also), buf_text(&problems), what);
		for (size_t i = 0; i < sizeof(got) / sizeof(got[0]); i++) {
			n += want[i].len > 0;
			different +=
			    strcmp(buf_text(&want[i]), buf_text(&got[i])) != 0;
		}
	}
	CHECK(different == 0 && n > LINES / 2, "%s: %d calls, %d differ", what,
	    n, different);
	for (size_t i = 0; i < sizeof(got) / sizeof(got[0]); i++) {
		buf_free(&want[i]);
		buf_free(&got[i]);
	}
	buf_free(&problems);
	buf_free(&also);
}

/* --- files ---------------------------------------------------------------- */

static const char joined[] = "[file]\nheader = yes\n"
			     "[time]\nformat = %Y-%m-%d %H:%M:%S%f\n"
			     "zone = Europe/Berlin\n"
			     "[duration]\nunit = s\nrounding = up\n"
			     "[fields]\n"
			     "call_id = id\nstatus = how\nstart = at\n"
			     "duration = s\nsource_number = from other\n"
			     "source_domain = domain\n"
			     "destination_number = to\n"
			     "destination_peer = peer\n"
			     "identity = id at\n"
			     "[status]\nok = ok\nfailed = *\n"
			     "[rewrite source_domain]\n"
			     "1 = ^sip: ->\n2 = e -> E\n"
			     "[rewrite numbers]\n"
			     "1 = ^00 -> +\n";

static void
add_field(struct buf *b, bool quoted, const char *text)
{
	buf_printf(b, quoted ? "\"%s\"," : "%s,", text);
}

/* One of so many lines has ... */
struct odds {
	uint64_t quoted, broken, longer, crlf;
};

static void
add_line(struct buf *b, int i, const struct odds *odds)
{
	static const char *const broken[] = { "x", "a\tb", "\xff", "1,2", "" };
	static const char *const to[] = { "00436641234567", "+4366-41 23",
		"call me", "0043 1 2345", "4366%23" };
	bool quoted = odds->quoted > 0 && below(odds->quoted) == 0;
	char text[100];

	(void)snprintf(text, sizeof(text), "id%d", i);
	add_field(b, quoted, text);
	add_field(b, false,
	    below(3) == 0       ? "ok"
		: below(2) == 0 ? "busy"
				: "ok");
	(void)snprintf(text, sizeof(text), "2026-10-%02d 0%d:%02d:59.%d",
	    (int)below(31) + 1, (int)below(5), (int)below(60), (int)below(999));
	add_field(b, false,
	    odds->broken > 0 && below(odds->broken) == 0 ? broken[below(5)]
							 : text);
	(void)snprintf(text, sizeof(text), "%d.%d", (int)below(9999),
	    (int)below(9999));
	add_field(b, false, text);
	(void)snprintf(text, sizeof(text), below(9) == 0 ? "0%d -" : "+43%d",
	    (int)below(1000000));
	add_field(b, false, below(5) == 0 ? "" : text);
	add_field(b, quoted && below(2) == 0, below(2) == 0 ? "one" : "other");
	add_field(b, false, below(2) == 0 ? "sip:here.example" : "e");
	(void)snprintf(text, sizeof(text), "%s%d", to[below(5)], i);
	add_field(b, false, text);
	for (int k = odds->longer > 0 && below(odds->longer) == 0 ? 70000 : 0;
	     k > 0; k--)
		buf_char(b, 'l');
	buf_str(b, odds->crlf > 0 && below(odds->crlf) == 0 ? "p\r\n" : "p\n");
}

static void
test_file(const char *what, struct odds odds, bool ended)
{
	struct err e = { .code = ERR_NONE };
	struct buf file = { 0 };
	struct cdr_format *f;

	if (!CHECK(format_open_text(&f, "joined", joined, &e) == 0, "%s",
		e.text))
		return;
	buf_str(&file, "id,how,at,s,from,other,domain,to,peer\n");
	for (int i = 0; i < LINES; i++)
		add_line(&file, i, &odds);
	if (!ended)
		file.len--;
	compare(f, &file, what);
	format_close(f);
	buf_free(&file);
}

/* A format that is cut in a way of its own gives no lines away. */
static void
test_own(void)
{
	struct err e = { .code = ERR_NONE };
	struct buf file = { 0 }, text = { 0 };
	struct cdr_format *f;

	buf_str(&text,
	    "[file]\nheader = no\nquote = '\nseparator = ,\n"
	    "[columns]\n9 = id how at s from other domain to peer\n");
	buf_str(&text, strstr(joined, "[time]"));
	if (!CHECK(format_open_text(&f, "own", buf_text(&text), &e) == 0, "%s",
		e.text))
		return;
	for (int i = 0; i < LINES; i++)
		add_line(&file, i, &(struct odds){ .broken = 100 });
	compare(f, &file, "a format of its own");
	format_close(f);
	buf_free(&file);
	buf_free(&text);
}

int
main(void)
{
	test_file("plain", (struct odds){ 0 }, true);
	test_file("no line end", (struct odds){ 0 }, false);
	test_file("CRLF", (struct odds){ .crlf = 1 }, true);
	test_file("quotes in all", (struct odds){ .quoted = 1 }, true);
	test_file("some quotes", (struct odds){ .quoted = 700 }, true);
	test_file("all of it",
	    (struct odds){ .quoted = 900,
		.broken = 50,
		.crlf = 2,
		.longer = 3000 },
	    false);
	test_file("mostly broken", (struct odds){ .broken = 2, .longer = 900 },
	    true);
	test_own();
	return check_done();
}
