/*
 * A message as bytes: some headers written out by hand, then the promises that
 * hold for every message (lines, CR LF, dots, determinism), with payloads that
 * try to add headers, parts or commands.  That another language reads back
 * what was put in is shown by tests/cli/lib/mail_readback.py.
 */
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "delivery/message.h"
#include "delivery/mime.h"

#include "../check.h"

#define ID "<INV2026-000001.r1.0123456789abcdef@example.net>"

static const char *const payloads[] = {
	"plain",
	"",
	"a\r\nBcc: evil@example.org",
	"a\nBcc: evil@example.org",
	"a\rBcc: evil@example.org",
	"a\r\n\r\n<html>body",
	"a\n.\nMAIL FROM:<ceo@example.org>",
	"a\r\n.\r\nMAIL FROM:<ceo@example.org>\r\n",
	".",
	"..",
	"\n.\n",
	"\n.\r\n",
	"\r.\r",
	"From the beginning\nFrom here",
	"=?UTF-8?B?SGk=?=",
	"=?UTF-8?Q?=0D=0ABcc:_evil?=",
	"\"quoted\" \\ backslash",
	"M\xc3\xbcnchen \xe2\x82\xac \xf0\x9f\x93\x9e",
	"\xe2\x80\xa8"
	"separator\xe2\x80\xa9\xc2\x85.",
	"trailing space \nand tab\t\n",
	"--=_1_0",
	"a,b;c:d<e>f@g",
	"../../etc/passwd",
	"a\\b/c.pdf",
	"{{invoice.total}} %s%n%d",
	"very-long-word-without-any-space-"
	"very-long-word-without-any-space-very-long-word-without-any-space-"
	"very-long-word-without-any-space-very-long-word-without-any-space",
	"a subject of many short words that has to be folded over more than one "
	"line because it is simply too long for one and goes on and on",
	"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc"
	"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc"
	"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc"
	"\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc\xc3\xa4\xc3\xb6\xc3\xbc",
};

#define PAYLOADS (sizeof(payloads) / sizeof(payloads[0]))

/* No bare CR or LF, no NUL, no line of a dot, no byte above 0x7e. */
static void
check_wire(const char *bytes, size_t len, size_t longest, const char *what)
{
	size_t line = 0;

	CHECK(len >= 2 && memcmp(bytes + len - 2, "\r\n", 2) == 0,
	    "%s: does not end in CR LF", what);
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '\r') {
			if (!CHECK(i + 1 < len && bytes[i + 1] == '\n',
				"%s: bare CR at %zu", what, i))
				return;
			i++;
			line = i + 1;
			continue;
		}
		if (!CHECK(c != '\n', "%s: bare LF at %zu", what, i) ||
		    !CHECK(c >= 0x20 && c < 0x7f, "%s: byte 0x%02x at %zu",
			what, c, i) ||
		    !CHECK(c != '.' || i != line, "%s: a dot begins a line",
			what) ||
		    !CHECK(i - line < longest, "%s: a line of over %zu bytes",
			what, longest))
			return;
	}
}

/* The names of the headers, in order, each once. */
static void
check_headers(const char *bytes, bool reply_to, bool language, const char *what)
{
	char want[300], got[1000] = "";
	const char *p = bytes;

	(void)snprintf(want, sizeof(want),
	    "Date From %sTo Subject Message-ID Auto-Submitted %sMIME-Version "
	    "Content-Type ",
	    reply_to ? "Reply-To " : "", language ? "Content-Language " : "");
	while (strncmp(p, "\r\n", 2) != 0) {
		const char *end = strstr(p, "\r\n");

		if (*p != ' ') {
			size_t n = strcspn(p, ":"), used = strlen(got);

			if (used + n + 2 > sizeof(got))
				break;
			memcpy(got + used, p, n);
			memcpy(got + used + n, " ", 2);
		}
		p = end + 2;
	}
	CHECK_STR(got, want, what);
}

static void
test_payload(const char *payload)
{
	static const char pdf[] = "%PDF-1.7\n\0binary\r\n.\r\n\xff\xfe";
	const struct message_file files[] = {
		{ payload[0] == '\0' ? "x" : payload, "application/pdf", pdf,
		    sizeof(pdf) },
		{ "factur-x.xml", "application/xml", "<a/>", 4 },
	};
	const struct message m = { .message_id = ID,
		.date_us = INT64_C(1793502000000000),
		.from_name = payload,
		.from = "billing@example.net",
		.reply_to = "office@example.net",
		.to_name = payload,
		.to = "customer@example.org",
		.subject = payload,
		.language = "de",
		.text = payload,
		.html = payload[0] == '\0' ? NULL : payload,
		.files = files,
		.nfiles = 2 };
	struct buf a = { 0 }, b = { 0 };
	struct err e = { .code = ERR_NONE };
	int rc = message_build(&a, &m, &e);

	if (!CHECK(rc == 0 || strlen(payload) > 200 || strchr(payload, 0xc2),
		"%s: %s", payload, e.text) ||
	    rc < 0) {
		buf_free(&a);
		return;
	}
	CHECK(message_build(&b, &m, &e) == 0, "%s", e.text);
	CHECK(a.len == b.len && memcmp(a.data, b.data, a.len) == 0,
	    "%s: two builds differ", payload);
	check_wire(a.data, a.len, 78, payload);
	check_headers(a.data, true, true, payload);
	buf_free(&a);
	buf_free(&b);
}

static void
check_header(const char *text, const char *want)
{
	struct buf b = { 0 };
	struct err e = { .code = ERR_NONE };

	CHECK(mime_header(&b, "Subject", text, &e) == 0, "%s", e.text);
	CHECK_STR(buf_text(&b), want, text);
	buf_free(&b);
}

static void
check_mailbox(const char *name, const char *want)
{
	struct buf b = { 0 };
	struct err e = { .code = ERR_NONE };

	CHECK(mime_mailbox(&b, "To", name, "a@b.de", &e) == 0, "%s", e.text);
	CHECK_STR(buf_text(&b), want, name);
	buf_free(&b);
}

static void
check_file(const char *name, const char *want)
{
	struct buf b = { 0 };
	struct err e = { .code = ERR_NONE };

	CHECK(mime_attachment(&b, "a/b", name, &e) == 0, "%s", e.text);
	CHECK_STR(buf_text(&b), want, name);
	buf_free(&b);
}

static void
check_qp(const char *text, const char *want)
{
	struct buf b = { 0 };
	struct err e = { .code = ERR_NONE };

	CHECK(mime_quoted_printable(&b, text, &e) == 0, "%s", e.text);
	CHECK_STR(buf_text(&b), want, text);
	buf_free(&b);
}

static void
check_date(int64_t us, const char *want)
{
	struct buf b = { 0 };

	mime_date(&b, us);
	CHECK_STR(buf_text(&b), want, want);
	buf_free(&b);
}

/* Worked out by hand, or with base64(1). */
static void
test_by_hand(void)
{
	check_header("Invoice INV2026-000001",
	    "Subject: Invoice INV2026-000001\r\n");
	check_header("Gr\xc3\xbc\xc3\x9f"
		     "e",
	    "Subject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n");
	check_header("a\r\nBcc: b", "Subject: =?UTF-8?B?YSAgQmNjOiBi?=\r\n");
	check_mailbox("", "To: a@b.de\r\n");
	check_mailbox("Cheap Call", "To: Cheap Call\r\n <a@b.de>\r\n");
	check_mailbox("Call, Cheap", "To: \"Call, Cheap\"\r\n <a@b.de>\r\n");
	check_mailbox("a \"b\" \\c",
	    "To: \"a \\\"b\\\" \\\\c\"\r\n <a@b.de>\r\n");
	check_mailbox("M\xc3\xbcller",
	    "To: =?UTF-8?B?TcO8bGxlcg==?=\r\n <a@b.de>\r\n");
	check_file("INV2026-000001.pdf",
	    "Content-Type: a/b;\r\n name=\"INV2026-000001.pdf\"\r\n"
	    "Content-Disposition: attachment;\r\n"
	    " filename=\"INV2026-000001.pdf\"\r\n");
	check_file("\xc3\xa4/b.pdf",
	    "Content-Type: a/b;\r\n name=\"__b.pdf\"\r\n"
	    "Content-Disposition: attachment;\r\n"
	    " filename*0*=UTF-8''%C3%A4_b.pdf\r\n");
	check_qp("a=b\n", "a=3Db\r\n");
	check_qp("a ", "a=20\r\n");
	check_qp("a \r\n.b\nFrom c", "a=20\r\n=2Eb\r\n=46rom c\r\n");
	check_qp("\xe2\x82\xac", "=E2=82=AC\r\n");
	check_qp("", "");
	check_date(0, "Thu, 1 Jan 1970 00:00:00 +0000");
	check_date(INT64_C(1793502000999999), "Sun, 1 Nov 2026 03:00:00 +0000");
	check_date(INT64_C(1709208000000000),
	    "Thu, 29 Feb 2024 12:00:00 +0000");
}

static void
test_refusals(void)
{
	struct message m = { .message_id = ID,
		.from = "a@b.de",
		.to = "c@d.de",
		.subject = "s",
		.text = "t" };
	struct {
		const char **field;
		const char *bad;
	} cases[] = {
		{ &m.to, "c@d.de>\r\nRCPT TO:<e@f.de" },
		{ &m.to, "" },
		{ &m.from, "a b@c.de" },
		{ &m.reply_to, "x\r\nBcc: y@z.de" },
		{ &m.subject, "\xff\xfe" },
		{ &m.to_name, "\xc3" },
		{ &m.text, "\xed\xa0\x80" },
		{ &m.html, "\x80" },
		{ &m.message_id, "<a>\r\nBcc: b" },
		{ &m.message_id, "a@b.de" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *good = *cases[i].field;
		struct err e = { .code = ERR_NONE };
		struct buf b = { 0 };

		*cases[i].field = cases[i].bad;
		CHECK(message_build(&b, &m, &e) < 0, "row %zu passed", i);
		CHECK_I64(e.code, ERR_DATA, e.text);
		*cases[i].field = good;
		buf_free(&b);
	}
}

/* The same four things give the same id; any other gives another. */
static void
test_id(void)
{
	char a[MESSAGE_ID_MAX], b[MESSAGE_ID_MAX];

	message_id(a, "INV2026-000001", 1, "a@b.de", "00", "x@example.net");
	CHECK(strncmp(a, "<INV2026-000001.r1.", 19) == 0, "%s", a);
	CHECK(strstr(a, "@example.net>") != NULL, "%s", a);
	CHECK_I64(strlen(a), strlen(ID), "length");
	message_id(b, "INV2026-000001", 1, "a@b.de", "00", "x@example.net");
	CHECK_STR(b, a, "again");
	message_id(b, "INV2026-000001", 2, "a@b.de", "00", "x@example.net");
	CHECK(strcmp(a + 19, b + 19) != 0, "revision");
	message_id(b, "INV2026-000001", 1, "c@b.de", "00", "x@example.net");
	CHECK(strcmp(a, b) != 0, "recipient");
	message_id(b, "INV2026-000001", 1, "a@b.de", "01", "x@example.net");
	CHECK(strcmp(a, b) != 0, "content");
	message_id(b, "a/b>\r\n <c", 1, "a@b.de", "00", "x@example.net");
	CHECK(strncmp(b, "<a-b-----c.r1.", 14) == 0, "%s", b);
}

int
main(void)
{
	test_by_hand();
	for (size_t i = 0; i < PAYLOADS; i++)
		test_payload(payloads[i]);
	test_refusals();
	test_id();
	return check_done();
}
