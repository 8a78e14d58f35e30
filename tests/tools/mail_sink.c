/*
 * mail_sink DIR: a mail server for measuring, which keeps what it is given.
 *
 * It listens on the loopback, at a port that the system chooses and that is
 * printed as the only line; a thread serves each connection.  Every message is
 * written to a file of its own, DIR/N.eml with N from 1, as it was before dots
 * were doubled, and synced before its final dot is answered with 250, as a real
 * server does.  It knows EHLO, HELO, MAIL, RCPT, DATA, RSET, NOOP and QUIT, takes
 * every address, and runs until it is killed.
 */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROOM 262144 /* bytes read at a time, at least */

/* What came on a connection and was not looked at yet: data[from..len). */
struct session {
	int fd;
	char *data;
	size_t from, len, cap;
};

static const char *dir;
static atomic_int messages;

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

/* False: the other side is gone. */
static bool
read_more(struct session *s)
{
	ssize_t n;

	if (s->from > 0) {
		memmove(s->data, s->data + s->from, s->len - s->from);
		s->len -= s->from;
		s->from = 0;
	}
	if (s->cap - s->len < ROOM) {
		s->cap = s->cap * 2 + ROOM;
		s->data = realloc(s->data, s->cap);
		if (s->data == NULL)
			fail("memory");
	}
	n = read(s->fd, s->data + s->len, s->cap - s->len);
	if (n > 0)
		s->len += (size_t)n;
	return n > 0;
}

/*
 * Wait for ${end} at or behind ${skip}: where it begins, counted from s->from;
 * SIZE_MAX if it does not come any more.
 */
static size_t
wait_for(struct session *s, size_t skip, const char *end)
{
	const size_t n = strlen(end);

	for (;;) {
		const char *begin = s->data + s->from, *hit = NULL;
		size_t have = s->len - s->from;

		if (have > skip)
			hit = memmem(begin + skip, have - skip, end, n);
		if (hit != NULL)
			return (size_t)(hit - begin);
		/* The end may have come in part. */
		if (have >= skip + n)
			skip = have - n + 1;
		if (!read_more(s))
			return SIZE_MAX;
	}
}

static bool
say(const struct session *s, const char *text)
{
	return send(s->fd, text, strlen(text), MSG_NOSIGNAL) > 0;
}

/* Take away what was put before dots; the length that is left. */
static size_t
undouble(char *text, size_t len)
{
	size_t out = 0, i = len > 0 && text[0] == '.' ? 1 : 0;

	while (i < len) {
		const char *dot = memmem(text + i, len - i, "\n.", 2);
		size_t n = dot == NULL ? len - i : (size_t)(dot - text) + 1 - i;

		memmove(text + out, text + i, n);
		out += n;
		i += n + (dot != NULL);
	}
	return out;
}

static int
keep(const char *text, size_t len)
{
	const int n = atomic_fetch_add(&messages, 1) + 1;
	char path[PATH_MAX];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%d.eml", dir, n);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		fail(path);
	while (len > 0) {
		ssize_t put = write(fd, text, len);

		if (put < 0)
			fail(path);
		text += put;
		len -= (size_t)put;
	}
	if (fsync(fd) < 0 || close(fd) < 0)
		fail(path);
	return n;
}

/* From DATA to the answer to the dot. */
static bool
take_message(struct session *s)
{
	char answer[64];
	size_t end;

	if (!say(s, "354 go on\r\n"))
		return false;
	/* A message without a line ends at once. */
	end = wait_for(s, 0, ".\r\n");
	if (end != 0)
		end = wait_for(s, 0, "\r\n.\r\n");
	if (end == SIZE_MAX)
		return false;
	end += end > 0 ? 2 : 0;
	(void)snprintf(answer, sizeof(answer), "250 2.0.0 Ok: queued as %d\r\n",
	    keep(s->data + s->from, undouble(s->data + s->from, end)));
	s->from += end + 3;
	return say(s, answer);
}

/* False: it is over. */
static bool
obey(struct session *s, const char *line)
{
	static const char *const fine[] = { "HELO", "MAIL", "RCPT", "RSET",
		"NOOP" };

	if (strncasecmp(line, "EHLO", 4) == 0)
		return say(s,
		    "250-sink.example\r\n250-PIPELINING\r\n250 8BITMIME\r\n");
	if (strncasecmp(line, "DATA", 4) == 0)
		return take_message(s);
	if (strncasecmp(line, "QUIT", 4) == 0) {
		(void)say(s, "221 bye\r\n");
		return false;
	}
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++)
		if (strncasecmp(line, fine[i], 4) == 0)
			return say(s, "250 2.1.0 Ok\r\n");
	return say(s, "500 what?\r\n");
}

static void *
serve(void *arg)
{
	struct session s = { .fd = (int)(intptr_t)arg };
	bool more = say(&s, "220 sink.example ESMTP\r\n");
	size_t end;

	while (more && (end = wait_for(&s, 0, "\r\n")) != SIZE_MAX) {
		char line[5] = "";

		memcpy(line, s.data + s.from, end < 4 ? end : 4);
		s.from += end + 2;
		more = obey(&s, line);
	}
	(void)close(s.fd);
	free(s.data);
	return NULL;
}

static int
listen_somewhere(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr = { htonl(INADDR_LOOPBACK) } };
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&a, len) < 0 ||
	    listen(fd, 64) < 0 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) < 0)
		fail("listen");
	(void)printf("%d\n", ntohs(a.sin_port));
	if (fflush(stdout) != 0)
		fail("stdout");
	return fd;
}

int
main(int argc, char *argv[])
{
	const int on = 1;
	pthread_t thread;
	int listener, fd;

	if (argc != 2) {
		(void)fputs("usage: mail_sink DIR\n", stderr);
		return 64;
	}
	dir = argv[1];
	listener = listen_somewhere();
	for (;;) {
		fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			fail("accept");
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		if (pthread_create(&thread, NULL, serve,
			(void *)(intptr_t)fd) != 0)
			fail("thread");
		(void)pthread_detach(thread);
	}
}
