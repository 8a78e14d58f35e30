#ifndef JOB_EXPLAIN_CALLS_H
#define JOB_EXPLAIN_CALLS_H

#include <stddef.h>
#include <stdint.h>

#include "cdr/call.h"
#include "rating/resolve.h"

struct book;
struct call_store;
struct err;

/*
 * The calls of a period, asked for one by one in the order in which a contract
 * is charged for them.  Each segment is in that order itself, so each is read
 * once, forward; what lies far ahead is jumped to.
 */
struct explain_calls {
	struct call_store *store;
	struct explain_calls_cursor *cursors; /* of each segment */
	size_t last;                          /* segment asked for last */
};

int explain_calls_open(struct explain_calls *, const struct book *,
    const char *period, struct err *);

/*
 * 1: *call and the format of its segment, borrowed until that segment is asked
 * again; 0: it is not in the book (any more); -1.  ${segment} is a file below
 * calls/.
 */
int explain_calls_get(struct explain_calls *, const char *segment, int64_t seq,
    struct call *call, struct resolve_format *, struct err *);

void explain_calls_close(struct explain_calls *); /* harmless on a zeroed one */

#endif /* JOB_EXPLAIN_CALLS_H */
