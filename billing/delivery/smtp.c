/* A connection to the mail server; smtp.h says what is promised. */
#include "delivery/smtp.h"

#include <arpa/inet.h>
#include <assert.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/err.h"
#include "delivery/address.h"
#include "delivery/smtp_wire.h"

#define SMTP_URL_MAX       600
#define SMTP_UPLOAD_BUFFER 262144L

struct smtp {
	CURL *curl;
	struct smtp_wire wire;
	enum smtp_tls tls;
	int answer_timeout_s;
	char curl_text[CURL_ERROR_SIZE];

	/* the message under way */
	const struct smtp_mail *mail;
	const struct smtp_events *events;
	struct smtp_reply *reply;
	size_t handed;    /* bytes given to libcurl */
	int64_t moved_us; /* when the last of them was asked for */
	bool began;       /* MAIL was sent */
	bool heard;       /* a reply came in this transfer */
	bool dot;         /* the dot was allowed out */
	bool stopped;     /* ... or was not */
	bool answered;    /* the dot's answer came */
	bool exposed;     /* SMTP_PLAIN would have left the machine */
	bool quit;        /* QUIT was sent */
	enum smtp_outcome outcome;
};

/* A clock for waiting only; it never shows in what we write. */
static int64_t
monotonic_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

int
smtp_init(struct err *e)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(e, ERR_INTERNAL, "libcurl cannot be set up");
	return 0;
}

void
smtp_exit(void)
{
	curl_global_cleanup();
}

/* libcurl asks for more of the message; nothing left means: send the dot. */
static size_t
on_read(char *buf, size_t size, size_t count, void *ctx)
{
	struct smtp *s = ctx;
	size_t room = size * count, left = s->mail->size - s->handed;

	s->moved_us = monotonic_us();
	if (left > 0) {
		size_t n = left < room ? left : room;

		memcpy(buf, s->mail->bytes + s->handed, n);
		s->handed += n;
		return n;
	}
	if (!s->dot && s->events != NULL && s->events->dot != NULL &&
	    s->events->dot(s->events->ctx) < 0) {
		s->stopped = true;
		return CURL_READFUNC_ABORT;
	}
	s->dot = true;
	return 0;
}

/* A line of a reply, as it came. */
static size_t
on_reply(char *line, size_t size, size_t count, void *ctx)
{
	struct smtp *s = ctx;
	size_t len = size * count;

	/* The reply to QUIT says nothing; that to the dot comes before it. */
	if (s->answered || (s->quit && !s->dot) ||
	    !reply_line(s->reply, line, len))
		return len;
	s->heard = true;
	if (!s->dot)
		return len;
	s->answered = true;
	s->outcome = reply_sort(s->reply->code, 1);
	if (s->outcome == SMTP_SENT)
		reply_queue_id(s->reply->queue_id, s->reply->text);
	if (s->events != NULL && s->events->answer != NULL)
		s->events->answer(s->events->ctx, s->outcome, s->reply);
	return len;
}

/* The commands we send, looked at to see the transaction begin and end. */
static int
on_trace(CURL *curl, curl_infotype type, char *text, size_t len, void *ctx)
{
	struct smtp *s = ctx;

	(void)curl;
	if (type != CURLINFO_HEADER_OUT || len < 5)
		return 0;
	if (memcmp(text, "QUIT", 4) == 0)
		s->quit = true;
	if (memcmp(text, "MAIL ", 5) == 0) {
		s->began = true;
		s->heard = false;
		s->reply->code = 0;
		s->reply->text[0] = '\0';
	}
	return 0;
}

/* Give up on a server that stopped taking the body. */
static int
on_progress(void *ctx, curl_off_t dt, curl_off_t dn, curl_off_t ut,
    curl_off_t un)
{
	const struct smtp *s = ctx;

	(void)dt, (void)dn, (void)ut, (void)un;
	return s->handed > 0 && !s->dot &&
	    monotonic_us() - s->moved_us >
	    (int64_t)s->answer_timeout_s * 1000000;
}

static bool
is_loopback(const struct curl_sockaddr *a)
{
	if (a->family == AF_INET) {
		struct sockaddr_in in;

		memcpy(&in, &a->addr, sizeof(in));
		return (ntohl(in.sin_addr.s_addr) >> 24) == 127;
	}
	if (a->family == AF_INET6) {
		struct sockaddr_in6 in6;

		memset(&in6, 0, sizeof(in6));
		memcpy(&in6, &a->addr,
		    a->addrlen < sizeof(in6) ? a->addrlen : sizeof(in6));
		return IN6_IS_ADDR_LOOPBACK(&in6.sin6_addr);
	}
	return false;
}

/* The address is known here, whatever the name claimed. */
static curl_socket_t
on_socket(void *ctx, curlsocktype purpose, struct curl_sockaddr *a)
{
	struct smtp *s = ctx;

	(void)purpose;
	if (s->tls == SMTP_PLAIN && !is_loopback(a)) {
		s->exposed = true;
		return CURL_SOCKET_BAD;
	}
	return smtp_wire_socket(&s->wire, a);
}

static int
check_host(const char *name, const char *what, struct err *e)
{
	static const char chars[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:";

	if (name == NULL || name[0] == '\0')
		return err_set(e, ERR_CONFIG, "mail: no %s", what);
	if (strlen(name) > 253 || name[strspn(name, chars)] != '\0')
		return err_set(e, ERR_CONFIG,
		    "mail: %s \"%.200s\": not the name or address of a host",
		    what, name);
	return 0;
}

static int
check_settings(const struct smtp_settings *set, struct err *e)
{
	if (check_host(set->host, "host", e) < 0 ||
	    check_host(set->helo, "helo", e) < 0)
		return -1;
	if (set->port < 1 || set->port > 65535)
		return err_set(e, ERR_CONFIG, "mail: port %d", set->port);
	if ((set->user == NULL) != (set->password == NULL))
		return err_set(e, ERR_CONFIG,
		    "mail: user and password go together");
	return 0;
}

/* Everything that is the same for all messages of a connection. */
static CURLcode
set_up(struct smtp *s, const struct smtp_settings *set, const char *url)
{
	CURL *c = s->curl;
	CURLcode rc = CURLE_OK;

#define SET(option, value)                                       \
	do {                                                     \
		if (rc == CURLE_OK)                              \
			rc = curl_easy_setopt(c, option, value); \
	} while (0)
	SET(CURLOPT_URL, url);
	SET(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	SET(CURLOPT_PROXY, "");
	SET(CURLOPT_NOSIGNAL, 1L);
	SET(CURLOPT_ERRORBUFFER, s->curl_text);
	SET(CURLOPT_CONNECTTIMEOUT, (long)set->connect_timeout_s);
	SET(CURLOPT_SERVER_RESPONSE_TIMEOUT, (long)set->answer_timeout_s);
	SET(CURLOPT_TCP_KEEPALIVE, 1L);
	SET(CURLOPT_UPLOAD, 1L);
	SET(CURLOPT_UPLOAD_BUFFERSIZE, SMTP_UPLOAD_BUFFER);
	SET(CURLOPT_READFUNCTION, on_read);
	SET(CURLOPT_READDATA, s);
	SET(CURLOPT_HEADERFUNCTION, on_reply);
	SET(CURLOPT_HEADERDATA, s);
	SET(CURLOPT_DEBUGFUNCTION, on_trace);
	SET(CURLOPT_DEBUGDATA, s);
	SET(CURLOPT_VERBOSE, 1L);
	SET(CURLOPT_XFERINFOFUNCTION, on_progress);
	SET(CURLOPT_XFERINFODATA, s);
	SET(CURLOPT_NOPROGRESS, 0L);
	SET(CURLOPT_OPENSOCKETFUNCTION, on_socket);
	SET(CURLOPT_OPENSOCKETDATA, s);
	SET(CURLOPT_CLOSESOCKETFUNCTION, smtp_wire_close_socket);
	SET(CURLOPT_CLOSESOCKETDATA, &s->wire);
	SET(CURLOPT_USE_SSL,
	    set->tls == SMTP_PLAIN ? (long)CURLUSESSL_NONE
				   : (long)CURLUSESSL_ALL);
	SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	SET(CURLOPT_SSL_VERIFYPEER, 1L);
	SET(CURLOPT_SSL_VERIFYHOST, 2L);
	if (set->ca_file != NULL) {
		SET(CURLOPT_CAINFO, set->ca_file);
		SET(CURLOPT_CAPATH, NULL);
	}
	if (set->user != NULL) {
		SET(CURLOPT_USERNAME, set->user);
		SET(CURLOPT_PASSWORD, set->password);
	}
#undef SET
	return rc;
}

int
smtp_open(struct smtp **out, const struct smtp_settings *set, struct err *e)
{
	char url[SMTP_URL_MAX];
	struct smtp *s;
	bool v6;
	int n;

	if (check_settings(set, e) < 0)
		return -1;
	v6 = strchr(set->host, ':') != NULL;
	n = snprintf(url, sizeof(url), "%s://%s%s%s:%d/%s",
	    set->tls == SMTP_TLS ? "smtps" : "smtp", v6 ? "[" : "", set->host,
	    v6 ? "]" : "", set->port, set->helo);
	assert(n > 0 && (size_t)n < sizeof(url));
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return err_set(e, ERR_BUSY, "mail: out of memory");
	s->tls = set->tls;
	s->answer_timeout_s = set->answer_timeout_s;
	s->curl = curl_easy_init();
	if (s->curl == NULL || smtp_wire_open(&s->wire) < 0 ||
	    set_up(s, set, url) != CURLE_OK) {
		smtp_close(s);
		return err_set(e, ERR_INTERNAL,
		    "mail: libcurl refuses our settings");
	}
	*out = s;
	return 0;
}

void
smtp_close(struct smtp *s)
{
	struct smtp_reply last = { 0 };
	struct smtp_mail none = { 0 };

	if (s == NULL)
		return;
	/* QUIT and its reply still pass through the callbacks. */
	s->reply = &last;
	s->mail = &none;
	s->events = NULL;
	if (s->curl != NULL)
		curl_easy_cleanup(s->curl);
	smtp_wire_close(&s->wire);
	free(s);
}

/* The first bare CR, LF or NUL; NULL: there is none. */
static const char *
find_bare(const struct smtp_mail *m)
{
	const char *const end = m->bytes + m->size;
	const char *first = memchr(m->bytes, '\0', m->size);

	/* An LF without CR, up to that; by memchr(), which is fast. */
	for (const char *p = m->bytes, *until = first ? first : end;
	     (p = memchr(p, '\n', (size_t)(until - p))) != NULL; p++)
		if (p == m->bytes || p[-1] != '\r') {
			first = p;
			break;
		}
	for (const char *p = m->bytes, *until = first ? first : end;
	     (p = memchr(p, '\r', (size_t)(until - p))) != NULL; p++)
		if (p + 1 == end || p[1] != '\n')
			return p;
	return first;
}

/* No bare CR, no bare LF, no NUL, and an end of line at the end. */
static int
check_bytes(const struct smtp_mail *m, struct err *e)
{
	const char *bare;

	if (m->size < 2 || memcmp(m->bytes + m->size - 2, "\r\n", 2) != 0)
		return err_set(e, ERR_DATA, "mail: does not end with CR LF");
	bare = find_bare(m);
	return bare == NULL
	    ? 0
	    : err_set(e, ERR_DATA, "mail: byte %zu is a bare CR, LF or NUL",
		  (size_t)(bare - m->bytes) + 1);
}

static enum smtp_outcome
no_server(struct smtp *s, bool config, struct err *e)
{
	const char *said = s->reply->code >= 400 ? s->reply->text : "";

	if (s->exposed) {
		(void)err_set(e, ERR_CONFIG,
		    "mail server: not on the loopback, and [mail] tls is none");
		return SMTP_NO_SERVER;
	}
	if (s->reply->code >= 400 && s->reply->code <= 499)
		config = false;
	(void)err_set(e, config ? ERR_CONFIG : ERR_BUSY, "mail server: %s%s%s",
	    s->curl_text, said[0] != '\0' ? ": " : "", said);
	return SMTP_NO_SERVER;
}

/* The transfer failed with ${rc} before the dot: whose fault is it? */
static enum smtp_outcome
sort_failure(struct smtp *s, CURLcode rc, struct err *e)
{
	const int code = s->reply->code;

	if (!s->began)
		return no_server(s,
		    rc != CURLE_COULDNT_RESOLVE_HOST &&
			rc != CURLE_COULDNT_CONNECT &&
			rc != CURLE_OPERATION_TIMEDOUT &&
			rc != CURLE_SEND_ERROR && rc != CURLE_RECV_ERROR &&
			rc != CURLE_GOT_NOTHING && rc != CURLE_OUT_OF_MEMORY,
		    e);
	if (code == 530 || code == 534 || code == 535 || code == 538)
		return no_server(s, true, e);
	if (code >= 400)
		return reply_sort(code, 0);
	s->reply->code = 0;
	reply_text(s->reply->text, s->curl_text, strlen(s->curl_text));
	return SMTP_DEFERRED;
}

/* Always something, and not the errno, which is of no call of ours. */
static void
curl_says(struct smtp *s, CURLcode rc)
{
	char *odd = strstr(s->curl_text, " (errno:");

	if (odd != NULL)
		*odd = '\0';
	if (s->curl_text[0] == '\0')
		(void)snprintf(s->curl_text, sizeof(s->curl_text), "%s",
		    curl_easy_strerror(rc));
}

static enum smtp_outcome
send_once(struct smtp *s, bool fresh, struct err *e)
{
	const char *why;
	CURLcode rc;

	s->handed = 0;
	s->moved_us = monotonic_us();
	s->began = s->heard = s->dot = s->stopped = false;
	s->answered = s->quit = false;
	*s->reply = (struct smtp_reply){ 0 };
	s->curl_text[0] = '\0';
	if (curl_easy_setopt(s->curl, CURLOPT_FRESH_CONNECT, (long)fresh) !=
	    CURLE_OK)
		assert(0);
	rc = smtp_wire_perform(&s->wire, s->curl, &why);
	if (why != NULL)
		(void)snprintf(s->curl_text, sizeof(s->curl_text), "%s", why);
	if (s->stopped)
		return SMTP_STOPPED;
	if (s->answered)
		return s->outcome;
	curl_says(s, rc);
	if (s->dot) {
		s->reply->code = 0;
		reply_text(s->reply->text, s->curl_text, strlen(s->curl_text));
		return SMTP_UNKNOWN;
	}
	return sort_failure(s, rc, e);
}

static struct curl_slist *
one_recipient(const char *to)
{
	char rcpt[ADDRESS_MAX + 3];

	(void)snprintf(rcpt, sizeof(rcpt), "<%s>", to);
	return curl_slist_append(NULL, rcpt);
}

enum smtp_outcome
smtp_send(struct smtp *s, const struct smtp_mail *mail,
    const struct smtp_events *events, struct smtp_reply *reply, struct err *e)
{
	char from[ADDRESS_MAX + 3];
	struct curl_slist *to;
	enum smtp_outcome outcome;
	long connects = 0;

	*reply = (struct smtp_reply){ 0 };
	if (address_check(mail->from, e) < 0 ||
	    address_check(mail->to, e) < 0 || check_bytes(mail, e) < 0)
		return SMTP_STOPPED;
	s->mail = mail;
	s->events = events;
	s->reply = reply;
	to = one_recipient(mail->to);
	(void)snprintf(from, sizeof(from), "<%s>", mail->from);
	if (to == NULL ||
	    curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, from) != CURLE_OK ||
	    curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to) != CURLE_OK) {
		curl_slist_free_all(to);
		(void)err_set(e, ERR_BUSY, "mail: out of memory");
		return SMTP_NO_SERVER;
	}
	outcome = send_once(s, false, e);
	(void)curl_easy_getinfo(s->curl, CURLINFO_NUM_CONNECTS, &connects);
	/*
	 * An idle connection that the server had closed in the meantime says
	 * nothing about the message: try once more with a new one.
	 */
	if (outcome == SMTP_DEFERRED && !s->heard && connects == 0 &&
	    s->handed == 0)
		outcome = send_once(s, true, e);
	(void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
	curl_slist_free_all(to);
	return outcome;
}
