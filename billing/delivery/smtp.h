#ifndef DELIVERY_SMTP_H
#define DELIVERY_SMTP_H

#include <stddef.h>

#include "delivery/reply.h"

struct err;

/*
 * One connection to the mail server, over which one message after the other
 * is handed over: RFC 5321 by libcurl.
 *
 * What libcurl does not do is done here: addresses are checked by our own
 * grammar and a message with a bare CR or LF is refused (both would let data
 * become commands); the caller is told immediately before the final dot
 * leaves and immediately after the answer to it came, so that he can commit
 * what he knows; and every end is sorted into one of the outcomes below.
 *
 * TLS is 1.2 or newer, the chain and the name of the server are verified, and
 * with SMTP_STARTTLS nothing but the greeting passes before it.  SMTP_PLAIN
 * connects to loopback addresses only.  There is no fallback and no way to
 * switch verification off.
 *
 * The password is borrowed until smtp_close() and goes nowhere but into the
 * handle.  A struct smtp belongs to one thread at a time; smtp_init() comes
 * before the first one, before any thread is started.
 */
struct smtp;

enum smtp_tls {
	SMTP_STARTTLS, /* upgrade, enforced; port 587 */
	SMTP_TLS,      /* TLS from the first byte; port 465 */
	SMTP_PLAIN     /* in clear, loopback only */
};

struct smtp_settings {
	const char *host;
	int port;
	enum smtp_tls tls;
	const char *ca_file;   /* PEM; NULL: the system's */
	const char *user;      /* NULL: no AUTH */
	const char *password;  /* NULL with no user */
	const char *helo;      /* our name in EHLO; a domain name */
	int connect_timeout_s; /* until the greeting, TLS and AUTH are done */
	int answer_timeout_s;  /* for each answer; the final dot's: >= 600 */
};

/* A message for one recipient.  Everything is borrowed during the call. */
struct smtp_mail {
	const char *from; /* envelope sender */
	const char *to;
	const char *bytes;
	size_t size;
};

/*
 * Calls back from within smtp_send(); either may be NULL.
 *   dot     all of the message is with the system, the final dot comes next;
 *	     -1 keeps it back and ends the connection (SMTP_STOPPED)
 *   answer  the complete answer to the dot has just been read
 */
struct smtp_events {
	void *ctx;
	int (*dot)(void *ctx);
	void (*answer)(void *ctx, enum smtp_outcome, const struct smtp_reply *);
};

int smtp_init(struct err *);
void smtp_exit(void);

/* ERR_CONFIG if the settings are not usable.  Nothing is sent yet. */
int smtp_open(struct smtp **, const struct smtp_settings *, struct err *);

/*
 * Hand over one message.  The error is filled in for SMTP_NO_SERVER
 * (ERR_CONFIG: refused password, certificate, no TLS offered; ERR_BUSY: try
 * again later) and for SMTP_STOPPED (ERR_DATA: the message or an address is
 * malformed; ERR_NONE: the dot callback said so).  Else ${e} is untouched and
 * ${reply} says what the server, or the network, had to say.
 */
enum smtp_outcome smtp_send(struct smtp *, const struct smtp_mail *,
    const struct smtp_events *, struct smtp_reply *reply, struct err *e);

/* Says QUIT.  NULL is allowed. */
void smtp_close(struct smtp *);

#endif /* DELIVERY_SMTP_H */
