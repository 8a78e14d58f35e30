/*
 * What comes back from mail servers: replies, a Postfix log as evidence,
 * delivery status notifications.  The texts are what Postfix 3.7 writes, with
 * names of examples, and then broken in one way each.
 */
#include <string.h>

#include "base/err.h"
#include "base/input.h"
#include "delivery/bounce.h"
#include "delivery/evidence.h"
#include "delivery/lines.h"
#include "delivery/outbox.h"
#include "delivery/reply.h"

#include "../check.h"

#define MINUTE_US INT64_C(60000000)

static void
test_replies(void)
{
	static const struct {
		int code;
		enum smtp_outcome before, after;
	} rows[] = {
		{ 0, SMTP_DEFERRED, SMTP_UNKNOWN },
		{ 220, SMTP_DEFERRED, SMTP_UNKNOWN },
		{ 221, SMTP_DEFERRED, SMTP_UNKNOWN },
		{ 250, SMTP_DEFERRED, SMTP_SENT },
		{ 251, SMTP_DEFERRED, SMTP_UNKNOWN },
		{ 354, SMTP_DEFERRED, SMTP_UNKNOWN },
		{ 421, SMTP_DEFERRED, SMTP_DEFERRED },
		{ 451, SMTP_DEFERRED, SMTP_DEFERRED },
		{ 499, SMTP_DEFERRED, SMTP_DEFERRED },
		{ 500, SMTP_FAILED, SMTP_FAILED },
		{ 554, SMTP_FAILED, SMTP_FAILED },
		{ 600, SMTP_DEFERRED, SMTP_UNKNOWN },
	};
	static const char *const ids[][2] = {
		{ "250 2.0.0 Ok: queued as 4XYZ12", "4XYZ12" },
		{ "250 OK id=1abCdE-0001-Fg", "1abCdE-0001-Fg" },
		{ "250 2.0.0 Ok", "" },
		{ "250 queued as ", "" },
		{ "250 queued as <b>", "" },
		{ "250 queued as "
		  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		  "aaaaaaaa",
		    "" },
	};
	static const struct {
		const char *line;
		int code; /* -1: it ends no reply */
	} lines[] = {
		{ "250 ok\r\n", 250 },
		{ "250\r\n", 250 },
		{ "250", 250 },
		{ "250\n", 250 },
		{ "550-no\r\n", -1 },
		{ "250x\r\n", -1 }, /* once taken for a promise */
		{ "2500 ok\r\n", -1 },
		{ "25 ok\r\n", -1 },
		{ " 250 ok\r\n", -1 },
		{ "2\xb5"
		  "0 ok\r\n",
		    -1 },
		{ "25", -1 },
		{ "", -1 },
	};
	char id[SMTP_QUEUE_ID_MAX], text[SMTP_TEXT_MAX], big[2000];

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct smtp_reply r = { .code = -1 };

		CHECK(reply_line(&r, lines[i].line, strlen(lines[i].line)) ==
			(lines[i].code >= 0),
		    "%s", lines[i].line);
		CHECK_I64(r.code, lines[i].code, lines[i].line);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CHECK_I64(reply_sort(rows[i].code, 0), rows[i].before,
		    "before");
		CHECK_I64(reply_sort(rows[i].code, 1), rows[i].after, "after");
	}
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		reply_queue_id(id, ids[i][0]);
		CHECK_STR(id, ids[i][1], ids[i][0]);
	}
	reply_text(text, "250 a\x1b[31m\xff\r\n", 13);
	CHECK_STR(text, "250 a?[31m?", "control characters");
	memset(big, 'x', sizeof(big));
	reply_text(text, big, sizeof(big));
	CHECK_I64(strlen(text), SMTP_TEXT_MAX - 1, "cut");
}

/* 15 minutes, then doubled, up to four hours; a long first wait stays. */
static void
test_delays(void)
{
	static const int64_t minutes[] = { 15, 30, 60, 120, 240, 240, 240 };

	for (int64_t i = 0; i < 7; i++)
		CHECK_I64(outbox_delay_us(15 * MINUTE_US, i + 1),
		    minutes[i] * MINUTE_US, "delay");
	CHECK_I64(outbox_delay_us(15 * MINUTE_US, INT64_MAX), 240 * MINUTE_US,
	    "many attempts");
	CHECK_I64(outbox_delay_us(500 * MINUTE_US, 3), 500 * MINUTE_US, "long");
	CHECK_I64(outbox_delay_us(100 * MINUTE_US, 3), 240 * MINUTE_US, "cap");
}

#define LOG          "Nov  2 06:00:00 mail postfix/"
#define CLIENT(p, q) LOG "smtpd[" p "]: " q ": client=localhost[127.0.0.1]\n"
#define ID(q)        LOG "cleanup[7]: " q ": message-id=<a.r1.b@c.example>\n"
#define ACTIVE(q)         \
	LOG "qmgr[9]: " q \
	    ": from=<x@y.example>, size=1, nrcpt=1 (queue active)\n"
#define LOST(p)        \
	LOG "smtpd[" p \
	    "]: lost connection after DATA (1 bytes) from localhost\n"

static const struct {
	const char *name, *log;
	int accepted, lost;
	const char *queue_id;
} logs[] = {
	{ "nothing", "", 0, 0, "" },
	{ "taken", CLIENT("1", "AA") ID("AA") ACTIVE("AA"), 1, 0, "AA" },
	{ "header only", CLIENT("1", "AA") ID("AA"), 0, 0, "" },
	{ "lost", CLIENT("1", "AA") ID("AA") LOST("1"), 0, 1, "" },
	{ "lost, told late", CLIENT("1", "AA") LOST("1") ID("AA"), 0, 1, "" },
	{ "lost by another", CLIENT("1", "AA") ID("AA") LOST("2"), 0, 0, "" },
	{ "lost the next",
	    CLIENT("1", "AA") ID("AA") ACTIVE("AA") CLIENT("1", "BB") LOST("1"),
	    1, 0, "AA" },
	{ "lost, then taken",
	    CLIENT("1", "AA") LOST("1") ID("AA") CLIENT("2", "BB") ID("BB")
		ACTIVE("BB"),
	    1, 1, "BB" },
	{ "queue id again",
	    CLIENT("1", "AA") LOST("1") CLIENT("1", "AA") ID("AA") ACTIVE("AA"),
	    1, 0, "AA" },
	{ "taken twice",
	    CLIENT("1", "AA") ID("AA") ACTIVE("AA") CLIENT("1", "BB") ID("BB")
		ACTIVE("BB"),
	    2, 0, "AA" },
	{ "active again", CLIENT("1", "AA") ID("AA") ACTIVE("AA") ACTIVE("AA"),
	    1, 0, "AA" },
	{ "another message",
	    CLIENT("1", "AA") LOG
	    "cleanup[7]: AA: message-id=<z@c.example>\n" ACTIVE("AA"),
	    0, 0, "" },
	{ "part of an id",
	    CLIENT("1", "AA") LOG
	    "cleanup[7]: AA: message-id=<a.r1.b@c.example>x\n" ACTIVE("AA"),
	    0, 0, "" },
	{ "not postfix",
	    "Nov  2 06:00:00 mail cleanup[7]: AA: message-id=<a.r1.b@c.example>\n" ACTIVE(
		"AA"),
	    0, 0, "" },
	{ "another instance",
	    "x out/submission/smtpd[1]: AA: client=l\n"
	    "x out/cleanup[7]: AA: message-id=<a.r1.b@c.example>\n"
	    "x out/qmgr[9]: AA: from=<x@y>, size=1, nrcpt=1 (queue active)",
	    1, 0, "AA" },
	{ "removed without active",
	    CLIENT("1", "AA") ID("AA") LOG "qmgr[9]: AA: removed\n", 0, 0, "" },
};

static void
test_evidence(void)
{
	for (size_t i = 0; i < sizeof(logs) / sizeof(logs[0]); i++) {
		struct evidence v[2] = { { .message_id = "<other@c.example>" },
			{ .message_id = "<a.r1.b@c.example>" } };
		struct err e = { .code = ERR_NONE };
		struct input *in;

		CHECK(input_open_mem(&in, "log", logs[i].log,
			  strlen(logs[i].log), &e) == 0,
		    "%s", e.text);
		CHECK(evidence_read(in, v, 2, &e) == 0, "%s", e.text);
		CHECK_I64(v[1].accepted, logs[i].accepted, logs[i].name);
		CHECK_I64(v[1].lost, logs[i].lost, logs[i].name);
		CHECK_STR(v[1].queue_id, logs[i].queue_id, logs[i].name);
		CHECK_I64(v[0].accepted + v[0].lost, 0, logs[i].name);
		input_close(in);
	}
}

#define HEAD                                                             \
	"From MAILER-DAEMON Mon Nov  2 06:10:00 2026\n"                  \
	"Return-Path: <>\nMessage-Id: <n1@mail.example>\n"               \
	"Subject: Undelivered Mail Returned to Sender\n"                 \
	"Content-Type: multipart/report; report-type=delivery-status;\n" \
	"\tboundary=\"B.1/mail.example\"\n\nThis is a MIME message.\n\n" \
	"--B.1/mail.example\nContent-Type: text/plain\n\nI'm sorry.\n\n"
#define STATUS(fields)                                                  \
	"--B.1/mail.example\nContent-Type: message/delivery-status\n\n" \
	"Reporting-MTA: dns; mail.example\n\n" fields "\n"
#define RETURNED(type)                                                    \
	"--B.1/mail.example\nContent-Type: " type "\n\n"                  \
	"Subject: Rechnung\nMessage-ID:\n <a.r1.b@c.example>\n\nbody\n\n" \
	"--B.1/mail.example--\n\n"
#define FAILED                                                                  \
	"Final-Recipient: rfc822; x@y.example\nAction: failed\nStatus: 5.1.1\n" \
	"Diagnostic-Code: smtp; 550 5.1.1 <x@y.example>: no\n    such user\n"
#define DELAYED \
	"Final-Recipient: rfc822; z@y.example\nAction: delayed\nStatus: 4.4.1\n"
#define SPAM                                                        \
	"From someone Mon Nov  2 06:11:00 2026\nSubject: hello\n\n" \
	"Action: failed\nMessage-ID: <a.r1.b@c.example>\n\n"

static const struct {
	const char *name, *mbox;
	int found, skipped;
	enum bounce_action action;
	const char *status, *diagnostic;
} boxes[] = {
	{ "empty", "", 0, 0, BOUNCE_NONE, "", "" },
	{ "postfix", HEAD STATUS(FAILED) RETURNED("message/rfc822"), 1, 0,
	    BOUNCE_FAILED, "5.1.1",
	    "smtp; 550 5.1.1 <x@y.example>: no    such user" },
	{ "headers only", HEAD STATUS(FAILED) RETURNED("text/rfc822-headers"),
	    1, 0, BOUNCE_FAILED, "5.1.1",
	    "smtp; 550 5.1.1 <x@y.example>: no    such user" },
	{ "delayed", HEAD STATUS(DELAYED) RETURNED("message/rfc822"), 1, 0,
	    BOUNCE_DELAYED, "4.4.1", "" },
	{ "the worst counts",
	    HEAD STATUS(FAILED "\n" DELAYED) RETURNED("message/rfc822"), 1, 0,
	    BOUNCE_FAILED, "5.1.1",
	    "smtp; 550 5.1.1 <x@y.example>: no    such user" },
	{ "between others",
	    SPAM HEAD STATUS(DELAYED) RETURNED("message/rfc822") SPAM, 1, 2,
	    BOUNCE_DELAYED, "4.4.1", "" },
	{ "no status", HEAD RETURNED("message/rfc822"), 0, 1, BOUNCE_NONE, "",
	    "" },
	{ "no message", HEAD STATUS(FAILED), 0, 1, BOUNCE_NONE, "", "" },
	{ "not a report", SPAM, 0, 1, BOUNCE_NONE, "", "" },
	{ "an unknown action",
	    HEAD STATUS("Action: pondered\n") RETURNED("message/rfc822"), 0, 1,
	    BOUNCE_NONE, "", "" },
};

static void
check_box(size_t i, const char *text, size_t len)
{
	struct err e = { .code = ERR_NONE };
	struct bounce b = { .action = BOUNCE_NONE }, next;
	struct bounce_reader *r;
	struct input *in;
	int found = 0, more;

	CHECK(input_open_mem(&in, "mbox", text, len, &e) == 0, "%s", e.text);
	r = bounce_open(in);
	while ((more = bounce_next(r, &next, &e)) > 0) {
		b = next;
		found++;
	}
	CHECK_I64(more, 0, boxes[i].name);
	CHECK_I64(found, boxes[i].found, boxes[i].name);
	CHECK_I64(bounce_skipped(r), boxes[i].skipped, boxes[i].name);
	CHECK_I64(b.action, boxes[i].action, boxes[i].name);
	CHECK_STR(b.status, boxes[i].status, boxes[i].name);
	CHECK_STR(b.diagnostic, boxes[i].diagnostic, boxes[i].name);
	if (found > 0) {
		CHECK_STR(b.message_id, "<a.r1.b@c.example>", boxes[i].name);
		CHECK_STR(b.notice_id, "<n1@mail.example>", boxes[i].name);
	}
	bounce_close(r);
	input_close(in);
}

/* As they are, with CR LF, and as a single message without its "From ". */
static void
test_bounces(void)
{
	for (size_t i = 0; i < sizeof(boxes) / sizeof(boxes[0]); i++) {
		const char *text = boxes[i].mbox, *second = strchr(text, '\n');
		char crlf[20000];
		size_t n = 0;

		check_box(i, text, strlen(text));
		for (const char *p = text; *p != '\0'; p++) {
			if (*p == '\n')
				crlf[n++] = '\r';
			crlf[n++] = *p;
		}
		check_box(i, crlf, n);
		if (second != NULL)
			check_box(i, second + 1, strlen(second + 1));
	}
}

/* The limit of a line and one past it; NUL; no end of line at the end. */
static void
test_lines(void)
{
	static char text[2 * LINES_MAX + 100];
	static struct lines l;
	struct err e = { .code = ERR_NONE };
	const char *line;
	size_t n = 0;

	memset(text, 'a', LINES_MAX);
	text[n = LINES_MAX] = '\n';
	memset(text + n + 1, 'b', LINES_MAX + 1);
	n += LINES_MAX + 2;
	memcpy(text + n, "\nx\0y\r\n\r\nend", 11);
	n += 11;
	CHECK(input_open_mem(&l.input, "text", text, n, &e) == 0, "%s", e.text);
	CHECK(lines_next(&l, &line, &e) == 1, "first");
	CHECK_I64(strlen(line), LINES_MAX, "at the limit");
	CHECK(lines_next(&l, &line, &e) == 1, "second");
	CHECK_I64(strlen(line), LINES_MAX, "cut at the limit");
	CHECK(line[0] == 'b', "second line");
	CHECK(lines_next(&l, &line, &e) == 1, "third");
	CHECK_STR(line, "x y", "NUL");
	CHECK(lines_next(&l, &line, &e) == 1, "fourth");
	CHECK_STR(line, "", "empty");
	CHECK(lines_next(&l, &line, &e) == 1, "fifth");
	CHECK_STR(line, "end", "no end of line");
	CHECK_I64(lines_next(&l, &line, &e), 0, "end");
	input_close(l.input);
	lines_free(&l);
}

int
main(void)
{
	test_replies();
	test_delays();
	test_lines();
	test_evidence();
	test_bounces();
	return check_done();
}
