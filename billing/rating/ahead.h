#ifndef RATING_AHEAD_H
#define RATING_AHEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/textmap.h"
#include "cdr/call.h"

struct directory;
struct err;
struct run_reader;

/*
 * The calls of a reader, some of them read ahead, so that what they are
 * resolved with is on its way from memory when their turn comes.  The caller
 * looks at a slot of a hash table, then at a subscriber, then at a contract;
 * waiting for each in turn was a tenth of the time of toll-rate(1).
 *
 *	struct ahead a = { .directory = d, .reader = r, .cursor = cursor };
 *	while ((status = ahead_next(&a, &k, e)) > 0)
 *		if (k->looked_up)
 *			resolver_expect(r, k->call.source_account,
 *			    k->subscriber);
 *		...
 */
#define AHEAD_CALLS 16 /* a reader keeps the texts of so many */

struct ahead_call {
	struct call call;
	int64_t seq;
	struct textmap_key account; /* who calls, if there is one */
	bool looked_up;             /* subscriber is known */
	uint32_t subscriber;        /* by account; or DIRECTORY_NONE */
};

struct ahead {
	const struct directory *directory;
	const struct run_reader *reader;
	void *cursor; /* of the reader */
	size_t read, given;
	int ended;
	struct ahead_call calls[AHEAD_CALLS]; /* by number, in a ring */
};

/* 1 and the next call, which is borrowed until the one after it; 0; -1. */
int ahead_next(struct ahead *, const struct ahead_call **, struct err *);

#endif /* RATING_AHEAD_H */
