/*
 * What a connection refuses before anything leaves: messages and addresses
 * that would become commands, settings that do not do, a server in clear that
 * is not on this machine.  What it does with a server: tests/cli/620, 630.
 */
#include "base/err.h"
#include "delivery/smtp.h"

#include "../check.h"

static const struct smtp_settings good = { .host = "127.0.0.1",
	.port = 9,
	.tls = SMTP_PLAIN,
	.helo = "operator.example",
	.connect_timeout_s = 5,
	.answer_timeout_s = 5 };

static int dots;

static int
on_dot(void *ctx)
{
	(void)ctx;
	dots++;
	return 0;
}

static const struct smtp_events events = { .dot = on_dot };

static void
test_messages(void)
{
#define M(text)                                                      \
	{                                                            \
		"a@b.example", "c@d.example", text, sizeof(text) - 1 \
	}
	const struct smtp_mail mails[] = {
		M("Subject: x\n\nbody\r\n"),
		M("Subject: x\r\n\r\nbody\n.\r\nMAIL FROM:<e@f.example>\r\n"),
		M("Subject: x\r\n\r\nbody\r.\r\n"),
		M("Subject: x\r\n\r\nbo\0dy\r\n"),
		M("Subject: x\r\n\r\nbody"),
		M("Subject: x\r\n\r\nbody\r"),
		M(""),
		{ "a@b.example", "c@d.example>\r\nRCPT TO:<e@f.example",
		    "x\r\n", 3 },
		{ "a@b.example>\r\nRCPT TO:<e@f.example", "c@d.example",
		    "x\r\n", 3 },
		{ "", "c@d.example", "x\r\n", 3 },
	};
	struct err e = { .code = ERR_NONE };
	struct smtp *s;

	CHECK(smtp_open(&s, &good, &e) == 0, "%s", e.text);
	for (size_t i = 0; i < sizeof(mails) / sizeof(mails[0]); i++) {
		struct smtp_reply reply;

		CHECK_I64(smtp_send(s, &mails[i], &events, &reply, &e),
		    SMTP_STOPPED, "a malformed mail");
		CHECK_I64(e.code, ERR_DATA, e.text);
		err_clear(&e);
	}
	smtp_close(s);
	CHECK_I64(dots, 0, "dots");
}

static void
test_settings(void)
{
	struct smtp_settings bad[6];

	for (size_t i = 0; i < 6; i++)
		bad[i] = good;
	bad[0].host = "";
	bad[1].host = "a.example/x";
	bad[2].helo = "a\r\nMAIL FROM:<e@f.example>";
	bad[3].port = 0;
	bad[4].port = 65536;
	bad[5].user = "without password";
	for (size_t i = 0; i < 6; i++) {
		struct err e = { .code = ERR_NONE };
		struct smtp *s;

		CHECK(smtp_open(&s, &bad[i], &e) < 0, "row %zu passed", i);
		CHECK_I64(e.code, ERR_CONFIG, e.text);
	}
}

/* The first byte from 1 that would end or begin a command; 0: none. */
static size_t
slow_bare(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] == '\0' ||
		    (text[i] == '\r' &&
			(i + 1 == len || text[i + 1] != '\n')) ||
		    (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')))
			return i + 1;
	return 0;
}

/* Texts of few bytes, all that there are: the first bad one is named. */
static void
test_bare(void)
{
	static const char bytes[] = { 'a', '\r', '\n', '\0' };
	struct smtp *s;
	struct err e = { .code = ERR_NONE };

	CHECK(smtp_open(&s, &good, &e) == 0, "%s", e.text);
	for (unsigned n = 0; n < 4 * 4 * 4 * 4 * 4; n++) {
		char text[8] = "xxxxx\r\n", want[80] = "";
		const struct smtp_mail mail = { "a@b.example", "c@d.example",
			text, 7 };
		struct smtp_reply reply;
		size_t bare;

		for (unsigned i = 0, rest = n; i < 5; i++, rest /= 4)
			text[i] = bytes[rest % 4];
		bare = slow_bare(text, 7);
		if (bare == 0)
			continue; /* it would be sent */
		(void)snprintf(want, sizeof(want),
		    "mail: byte %zu is a bare CR, LF or NUL", bare);
		CHECK_I64(smtp_send(s, &mail, &events, &reply, &e),
		    SMTP_STOPPED, want);
		CHECK_STR(e.text, want, "which byte");
		err_clear(&e);
	}
	smtp_close(s);
}

/* 192.0.2.1 is nobody's (RFC 5737); nothing is sent there. */
static void
test_clear(void)
{
	static const char *const hosts[] = { "192.0.2.1", "2001:db8::1" };
	const struct smtp_mail mail = { "a@b.example", "c@d.example",
		"Subject: x\r\n\r\n", 14 };

	for (size_t i = 0; i < 2; i++) {
		struct smtp_settings set = good;
		struct err e = { .code = ERR_NONE };
		struct smtp_reply reply;
		struct smtp *s;

		set.host = hosts[i];
		CHECK(smtp_open(&s, &set, &e) == 0, "%s", e.text);
		CHECK_I64(smtp_send(s, &mail, &events, &reply, &e),
		    SMTP_NO_SERVER, hosts[i]);
		CHECK_I64(e.code, ERR_CONFIG, e.text);
		smtp_close(s);
	}
	CHECK_I64(dots, 0, "dots");
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };

	CHECK(smtp_init(&e) == 0, "%s", e.text);
	test_messages();
	test_bare();
	test_settings();
	test_clear();
	smtp_exit();
	return check_done();
}
