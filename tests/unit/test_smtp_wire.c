/*
 * Waiting fails at each poll(2) of a transfer in turn: a server of our own never
 * has a message that we say is to be sent again, and never half of one.
 */
#undef _FORTIFY_SOURCE /* its poll(2) is an inline function */
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "delivery/smtp.h"

#include "../check.h"

#define BODY_LINES 30000 /* more than one write takes */
#define POLLS_MAX  400

struct server {
	int listening, port;
	size_t want; /* bytes of a message */
	int kept, broken;
};

static __thread int polls_left = -1; /* -1: none fails */

/* In place of that of the C library, for libcurl too. */
int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	if (polls_left > 0 && --polls_left == 0) {
		errno = ENOMEM;
		return -1;
	}
	return (int)syscall(SYS_poll, fds, n, timeout_ms);
}

static void
say(FILE *f, const char *text)
{
	(void)fprintf(f, "%s\r\n", text);
	(void)fflush(f);
}

static void
take_body(struct server *v, FILE *in)
{
	char line[512];
	size_t got = 0;

	while (fgets(line, sizeof(line), in) != NULL) {
		if (strcmp(line, ".\r\n") == 0) {
			v->kept++;
			v->broken += got != v->want;
			return;
		}
		got += strlen(line);
	}
}

static void *
serve(void *ctx)
{
	struct server *v = ctx;
	int fd = accept(v->listening, NULL, NULL);
	FILE *in, *out;
	char line[512];

	if (fd < 0)
		return NULL;
	in = fdopen(fd, "r");
	out = fdopen(dup(fd), "w");
	say(out, "220 here");
	while (fgets(line, sizeof(line), in) != NULL) {
		if (strncmp(line, "DATA", 4) == 0) {
			say(out, "354 go on");
			take_body(v, in);
		}
		say(out, "250 yes");
	}
	(void)fclose(out);
	(void)fclose(in);
	return NULL;
}

static void
listen_here(struct server *v)
{
	struct sockaddr_in a = { .sin_family = AF_INET };
	socklen_t len = sizeof(a);

	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	v->listening = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(bind(v->listening, (struct sockaddr *)&a, len) == 0 &&
		listen(v->listening, 1) == 0 &&
		getsockname(v->listening, (struct sockaddr *)&a, &len) == 0,
	    "no server");
	v->port = ntohs(a.sin_port);
}

/* True if that poll was still reached. */
static bool
fail_at(int poll_number, const struct buf *text)
{
	struct server v = { .want = text->len };
	struct smtp_settings set = { .host = "127.0.0.1",
		.tls = SMTP_PLAIN,
		.helo = "operator.example",
		.connect_timeout_s = 5,
		.answer_timeout_s = 5 };
	const struct smtp_mail mail = { "a@b.example", "c@d.example",
		buf_text(text), text->len };
	struct err e = { .code = ERR_NONE };
	struct smtp_reply reply;
	enum smtp_outcome outcome;
	pthread_t thread;
	struct smtp *s;
	bool reached;

	listen_here(&v);
	set.port = v.port;
	CHECK(pthread_create(&thread, NULL, serve, &v) == 0, "no thread");
	CHECK(smtp_open(&s, &set, &e) == 0, "%s", e.text);
	polls_left = poll_number;
	outcome = smtp_send(s, &mail, NULL, &reply, &e);
	reached = polls_left == 0;
	polls_left = -1;
	smtp_close(s);
	(void)shutdown(v.listening, SHUT_RDWR);
	(void)pthread_join(thread, NULL);
	(void)close(v.listening);
	CHECK(v.broken == 0, "poll %d: half a message was kept", poll_number);
	CHECK(v.kept ==
		(outcome == SMTP_SENT             ? 1
			: outcome == SMTP_UNKNOWN ? v.kept
						  : 0),
	    "poll %d: outcome %d, and kept %d times", poll_number, (int)outcome,
	    v.kept);
	if (!reached)
		CHECK_I64(outcome, SMTP_SENT, "nothing failed");
	return reached;
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };
	struct buf text = { 0 };
	int n = 0;

	(void)signal(SIGPIPE, SIG_IGN); /* as all programs do */
	buf_str(&text, "Message-ID: <1@operator.example>\r\n\r\n");
	for (int i = 0; i < BODY_LINES; i++)
		buf_printf(&text, "line %06d\r\n", i);
	CHECK(smtp_init(&e) == 0, "%s", e.text);
	while (n < POLLS_MAX && fail_at(n + 1, &text))
		n++;
	CHECK(n > 5 && n < POLLS_MAX, "%d calls of poll", n);
	smtp_exit();
	buf_free(&text);
	return check_done();
}
