#ifndef DELIVERY_REPLY_H
#define DELIVERY_REPLY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a mail server answers, and what that means for a message (RFC 5321,
 * 4.2; the final dot: 4.1.1.4).
 */

/* How a message ended. */
enum smtp_outcome {
	SMTP_SENT,      /* answered 250 to the final dot: theirs now */
	SMTP_DEFERRED,  /* 4xx, or the connection was lost before the dot */
	SMTP_FAILED,    /* 5xx */
	SMTP_UNKNOWN,   /* the dot may have left, no answer came */
	SMTP_NO_SERVER, /* no session: nothing was said about this message */
	SMTP_STOPPED /* the caller or the message stopped it before the dot */
};

#define SMTP_TEXT_MAX     512
#define SMTP_QUEUE_ID_MAX 64

/* What the server said last; printable ASCII whatever it sent. */
struct smtp_reply {
	int code;                         /* 0: nothing */
	char text[SMTP_TEXT_MAX];         /* "250 2.0.0 Ok: queued as 4Y..." */
	char queue_id[SMTP_QUEUE_ID_MAX]; /* "": none recognised */
};

/*
 * The answer ${code} as an outcome.  Before the dot 4xx and 5xx speak about the
 * message, all else says that the connection was lost.  After it only 250 is a
 * promise.
 */
enum smtp_outcome reply_sort(int code, int after_dot);

/* "4Y..." out of "250 2.0.0 Ok: queued as 4Y..."; "" if there is none. */
void reply_queue_id(char out[SMTP_QUEUE_ID_MAX], const char *text);

/* Copy a line without its end, cut, with '?' for what is not printable. */
void reply_text(char out[SMTP_TEXT_MAX], const char *line, size_t len);

/* Is the line, not ended by NUL, the last one of a reply?  Then it is taken in.
 * Lines before it, and what is no reply, are passed over. */
bool reply_line(struct smtp_reply *, const char *line, size_t len);

#endif /* DELIVERY_REPLY_H */
