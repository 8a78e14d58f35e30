#ifndef DELIVERY_OUTBOX_H
#define DELIVERY_OUTBOX_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "delivery/smtp.h"

/*
 * Emptying an outbox over several connections at a time.
 *
 * Each connection is a thread that takes one message after the other; a server
 * that is slow with one holds up that connection only.  Where the messages
 * come from and where their states are kept is the caller's business, told by
 * the calls below.
 *
 * What the caller must commit, and when, so that no message is lost and none
 * is sent twice, is said with each step below.  The steps that connections ask
 * for while the caller is at work are handed to him together, so that he can
 * commit them together; a connection goes on when its own are committed.  A
 * caller killed after OUTBOX_ASK_DOT and before OUTBOX_ASK_DONE does not know how
 * the message ended, and nobody does.
 */
struct outbox_item {
	int64_t id;
	struct smtp_mail mail;
	void *data; /* the caller's */
};

enum outbox_ask {
	/* A message to send: *item is filled in, and committed as being sent;
	 * rc 1.  Nothing is left: rc 0. */
	OUTBOX_ASK_NEXT,

	/* The final dot of *item is about to leave: committed that it may be
	 * out.  rc -1: it is kept back, and all stop. */
	OUTBOX_ASK_DOT,

	/* It ended so, which is committed.  SMTP_NO_SERVER and SMTP_STOPPED:
	 * nothing was sent, it is as before OUTBOX_ASK_NEXT; ${why} (not NULL
	 * then) says what happened. */
	OUTBOX_ASK_DONE
};

struct outbox_step {
	enum outbox_ask ask;
	struct outbox_item *item;
	enum smtp_outcome outcome; /* of OUTBOX_ASK_DONE, as the next two */
	const struct smtp_reply *reply; /* "" where no server said a word */
	const struct err *why;
	int rc; /* the caller's; -1 with the error: all stop */
	struct err err;
};

#define OUTBOX_CONNECTIONS_MAX 64

/* The next message is asked for along with the end of the one before. */
#define OUTBOX_STEPS_MAX (2 * OUTBOX_CONNECTIONS_MAX)

struct outbox_calls {
	void *ctx;

	/*
	 * Do these steps, in any order; what succeeded is committed on return.
	 * Called by one thread at a time.
	 */
	void (*take)(void *ctx, struct outbox_step *const steps[], size_t n);

	/* The item's memory is not needed any more; after OUTBOX_ASK_DONE.
	 * From several threads at a time. */
	void (*release)(void *ctx, struct outbox_item *);
};

struct outbox_limits {
	int connections; /* 1..OUTBOX_CONNECTIONS_MAX */
	int per_minute;  /* messages; 0: no limit */
};

/*
 * Send until nothing is left, or until the server cannot be used (it would not
 * take the others either) or a step fails: -1 with the first such error, after the
 * messages under way have ended.
 */
int outbox_send(const struct smtp_settings *, const struct outbox_limits *,
    const struct outbox_calls *, struct err *);

/*
 * How long to wait after the ${attempt}th (from 1) temporary failure: ${first},
 * then twice as long each time, but not longer than four hours or ${first}.
 */
int64_t outbox_delay_us(int64_t first_us, int64_t attempt);

#endif /* DELIVERY_OUTBOX_H */
