/*
 * A mail server that answers whatever it likes, or goes away: a message is sent
 * only after its dot was allowed out and 250 came, a lost answer is unknown, a
 * message that the server has whole is never to be repeated by itself, and all
 * that is kept of the answers is printable.
 *
 * The first byte: 1 with a user and password, 2 the dot is not allowed out.
 * Then the answers, each ended by a zero byte, beginning with the greeting; the
 * server goes away when there are no more, or when it is not asked anything.
 */
#include <arpa/inet.h>
#include <assert.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"
#include "delivery/smtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define WITH_USER 1
#define NO_DOT    2
#define IDLE_MS   4 /* without a question */

static const char message[] = "X-One: 1\r\nX-Two: 2\r\n";

static struct {
	pthread_mutex_t lock;
	pthread_cond_t idle;
	int fd, port;
	bool busy;
	const uint8_t *data; /* answers that were not yet given */
	size_t left;
	bool whole; /* the message came with its dot */
} server = { .lock = PTHREAD_MUTEX_INITIALIZER,
	.idle = PTHREAD_COND_INITIALIZER };

/* The next answer; false: there are no more. */
static bool
answer(int fd)
{
	const uint8_t *end = memchr(server.data, '\0', server.left);
	size_t len = end == NULL ? server.left : (size_t)(end - server.data);

	if (server.left == 0)
		return false;
	if (len > 0 && send(fd, server.data, len, MSG_NOSIGNAL) < 0)
		return false;
	len += end != NULL;
	server.data += len;
	server.left -= len;
	return true;
}

/* A line that is no header of the message is a question. */
static bool
serve_line(int fd, const char *line)
{
	if (strcmp(line, ".\r\n") == 0)
		server.whole = true;
	return strncmp(line, "X-", 2) == 0 || strcmp(line, "\r\n") == 0 ||
	    answer(fd);
}

static void
serve(int fd)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char line[4096], c;
	size_t len = 0;

	if (!answer(fd))
		return;
	while (poll(&p, 1, IDLE_MS) > 0 && recv(fd, &c, 1, 0) == 1) {
		if (len < sizeof(line) - 1)
			line[len++] = c;
		if (c != '\n')
			continue;
		line[len] = '\0';
		len = 0;
		if (!serve_line(fd, line))
			return;
	}
}

static void *
run(void *arg)
{
	(void)arg;
	for (;;) {
		int fd = accept(server.fd, NULL, NULL);

		assert(fd >= 0);
		(void)pthread_mutex_lock(&server.lock);
		server.busy = true;
		serve(fd);
		(void)close(fd);
		server.busy = false;
		(void)pthread_cond_signal(&server.idle);
		(void)pthread_mutex_unlock(&server.lock);
	}
	return NULL;
}

static void
start(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(at);
	struct err e = { .code = ERR_NONE };
	pthread_t thread;

	server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert(server.fd >= 0 &&
	    bind(server.fd, (struct sockaddr *)&at, len) == 0 &&
	    listen(server.fd, 8) == 0 &&
	    getsockname(server.fd, (struct sockaddr *)&at, &len) == 0);
	server.port = ntohs(at.sin_port);
	assert(smtp_init(&e) == 0 &&
	    pthread_create(&thread, NULL, run, NULL) == 0);
}

struct seen {
	bool no_dot;
	int dots, answers;
	enum smtp_outcome outcome; /* as the answer told it */
};

static int
on_dot(void *ctx)
{
	struct seen *s = ctx;

	s->dots++;
	return s->no_dot ? -1 : 0;
}

static void
on_answer(void *ctx, enum smtp_outcome outcome, const struct smtp_reply *r)
{
	struct seen *s = ctx;

	assert(r->code >= 0 && r->code <= 999);
	s->answers++;
	s->outcome = outcome;
}

static void
check_text(const char *text, size_t max)
{
	assert(strlen(text) < max);
	for (; *text != '\0'; text++)
		assert(*text >= 0x20 && *text < 0x7f);
}

static void
check(enum smtp_outcome outcome, const struct seen *s,
    const struct smtp_reply *r, const struct err *e, bool whole)
{
	check_text(r->text, sizeof(r->text));
	check_text(r->queue_id, sizeof(r->queue_id));
	check_text(e->text, sizeof(e->text));
	assert(s->dots <= 1 && s->answers <= s->dots);
	assert(s->answers == 0 || s->outcome == outcome);
	assert((outcome == SMTP_SENT) == (s->answers > 0 && r->code == 250));
	assert((outcome == SMTP_STOPPED) == (s->dots > 0 && s->no_dot));
	assert((outcome == SMTP_NO_SERVER) == (e->code != ERR_NONE));
	if (outcome == SMTP_FAILED)
		assert(r->code >= 500 && r->code <= 599);
	if (s->dots == 0)
		assert(outcome != SMTP_UNKNOWN);
	else if (s->answers == 0 && !s->no_dot)
		assert(outcome == SMTP_UNKNOWN);
	assert(!whole || (s->dots > 0 && !s->no_dot));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct smtp_settings set = { .host = "127.0.0.1",
		.tls = SMTP_PLAIN,
		.helo = "bill.example",
		.connect_timeout_s = 2,
		.answer_timeout_s = 2 };
	const struct smtp_mail mail = { .from = "a@bill.example",
		.to = "b@customer.example",
		.bytes = message,
		.size = sizeof(message) - 1 };
	struct seen seen = { .no_dot = false };
	const struct smtp_events events = { &seen, on_dot, on_answer };
	struct smtp_reply reply;
	struct err e = { .code = ERR_NONE };
	enum smtp_outcome outcome;
	struct smtp *s;

	if (server.port == 0)
		start();
	if (size < 2)
		return 0;
	set.port = server.port;
	if ((data[0] & WITH_USER) != 0) {
		set.user = "user";
		set.password = "secret";
	}
	seen.no_dot = (data[0] & NO_DOT) != 0;
	server.data = data + 1; /* nobody serves now */
	server.left = size - 1;
	server.whole = false;
	assert(smtp_open(&s, &set, &e) == 0);
	outcome = smtp_send(s, &mail, &events, &reply, &e);
	smtp_close(s);
	(void)pthread_mutex_lock(&server.lock);
	while (server.busy)
		(void)pthread_cond_wait(&server.idle, &server.lock);
	check(outcome, &seen, &reply, &e, server.whole);
	(void)pthread_mutex_unlock(&server.lock);
	return 0;
}
