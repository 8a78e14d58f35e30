#ifndef DELIVERY_BOUNCE_H
#define DELIVERY_BOUNCE_H

#include <stdint.h>

#include "base/buf.h"

struct err;
struct input;

/*
 * Delivery status notifications (RFC 3464) out of a mailbox in mbox format, or
 * a file with one message: what became of a message after it was handed over.
 *
 * Only multipart/report with an unencoded message/delivery-status part and the
 * header of the returned message counts; anything else is skipped and counted.
 * The text comes from outside: it is cut, and made printable ASCII.
 */
#define BOUNCE_TEXT_MAX 512

enum bounce_action { /* RFC 3464, 2.3.3; the worst of all recipients */
	BOUNCE_NONE,
	BOUNCE_EXPANDED,
	BOUNCE_RELAYED,
	BOUNCE_DELIVERED,
	BOUNCE_DELAYED,
	BOUNCE_FAILED
};

struct bounce {
	char notice_id[BOUNCE_TEXT_MAX];  /* Message-ID of the notification */
	char message_id[BOUNCE_TEXT_MAX]; /* of the message it is about */
	enum bounce_action action;
	char status[BOUNCE_TEXT_MAX];     /* "5.1.1" */
	char diagnostic[BOUNCE_TEXT_MAX]; /* "smtp; 550 no such user" */
};

struct bounce_reader;

/* The input stays the caller's. */
struct bounce_reader *bounce_open(struct input *);

/* 1: *b is the next notification; 0: no more; -1. */
int bounce_next(struct bounce_reader *, struct bounce *b, struct err *);

/* Messages seen so far that were no notification. */
int64_t bounce_skipped(const struct bounce_reader *);

void bounce_close(struct bounce_reader *); /* NULL is allowed */

/* "failed" and so on. */
const char *bounce_word(enum bounce_action);

#endif /* DELIVERY_BOUNCE_H */
