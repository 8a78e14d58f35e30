#ifndef DELIVERY_OUTBOX_H
#define DELIVERY_OUTBOX_H

#include <stddef.h>
#include <stdint.h>

#include "delivery/smtp.h"

struct err;

/*
 * Emptying an outbox over several connections at a time.
 *
 * Each connection is a thread that takes one message after the other; a server
 * that is slow with one holds up that connection only.  Where the messages
 * come from and where their states are kept is the caller's business, told by
 * the calls below.  They are made one at a time, from any of the threads.
 *
 * What the caller must commit, and when, so that no message is lost and none
 * is sent twice:
 *	next	that the message is being sent, before it returns 1
 *	dot	that its final dot may be out, before it returns 0
 *	done	how it ended, at once
 * A caller killed after "dot" and before "done" does not know, and nobody does.
 */
struct outbox_item {
	int64_t id;
	struct smtp_mail mail;
	void *data; /* the caller's */
};

struct outbox_calls {
	void *ctx;

	/* 1: *item is to be sent; 0: nothing is left; -1: stop. */
	int (*next)(void *ctx, struct outbox_item *item, struct err *);

	/* The final dot is about to leave.  -1: keep it back and stop. */
	int (*dot)(void *ctx, const struct outbox_item *, struct err *);

	/*
	 * It ended so.  SMTP_NO_SERVER and SMTP_STOPPED: nothing was sent, it
	 * is as before "next"; ${why} (not NULL then) says what happened.
	 */
	int (*done)(void *ctx, const struct outbox_item *, enum smtp_outcome,
	    const struct smtp_reply *, const struct err *why, struct err *);

	/* The item's memory is not needed any more; after "done". */
	void (*release)(void *ctx, struct outbox_item *);
};

struct outbox_limits {
	int connections; /* 1..OUTBOX_CONNECTIONS_MAX */
	int per_minute;  /* messages; 0: no limit */
};

#define OUTBOX_CONNECTIONS_MAX 64

/*
 * Send until next says that nothing is left, or until the server cannot be
 * used (it would not take the others either) or a call fails: -1 with the
 * first such error, after the messages under way have ended.
 */
int outbox_send(const struct smtp_settings *, const struct outbox_limits *,
    const struct outbox_calls *, struct err *);

/*
 * How long to wait after the ${attempt}th (from 1) temporary failure: ${first},
 * then twice as long each time, but not longer than four hours or ${first}.
 */
int64_t outbox_delay_us(int64_t first_us, int64_t attempt);

#endif /* DELIVERY_OUTBOX_H */
