#ifndef DELIVERY_EVIDENCE_H
#define DELIVERY_EVIDENCE_H

#include <stddef.h>

struct err;
struct input;

/*
 * What the log of a Postfix server says about messages that we lost sight of
 * at the final dot.
 *
 *	postfix/smtpd[71]: 4XYZ: client=...	a transaction begins
 *	postfix/cleanup[72]: 4XYZ: message-id=<...>
 *					its header came through: not enough
 *	postfix/qmgr[73]: 4XYZ: from=<...>, size=..., nrcpt=1 (queue active)
 *					accepted: theirs since then
 *	postfix/smtpd[71]: lost connection after DATA (...)
 *					given up by Postfix without the dot;
 *					cleanup may tell after it whose it was
 */
struct evidence {
	const char *message_id; /* with angle brackets; the caller's */
	int accepted;           /* transactions that got into the queue */
	int lost;               /* transactions that ended before the dot */
	char queue_id[32];      /* of the first accepted one */
};

/*
 * Read the log to its end and fill in what it says about each of the ${n}
 * messages.  Lines of other programs are skipped.
 */
int evidence_read(struct input *, struct evidence *, size_t n, struct err *);

#endif /* DELIVERY_EVIDENCE_H */
