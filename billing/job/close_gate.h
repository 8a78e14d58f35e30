#ifndef JOB_CLOSE_GATE_H
#define JOB_CLOSE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "job/close_plan.h"

struct err;

/*
 * What must be true before anything is billed: every call has its price, no
 * reject is open, and the charges were computed from all calls there are.
 *
 * A file of waivers (toll-close(1), --waive) names what may stay open:
 *
 *	# the rest of the old exchange, ticket 4711
 *	unrated no_fee
 *	unrated no_fee C1001
 *	rejects 17
 *	threshold total_percent
 *	threshold contract_percent C1001
 */
struct close_waiver {
	const char *what;     /* "unrated", "rejects", "threshold" */
	const char *name;     /* reason; batch; setting */
	const char *contract; /* "": all */
	int64_t line;
	int64_t used; /* calls or rejects that it let pass */
};

/* Something that was let pass, to be stored with the closing. */
struct close_waived {
	const char *what, *period, *contract, *reason;
	int64_t calls;
};

struct close_gate {
	struct close_waiver *waivers;
	size_t n_waivers, cap_waivers;
	struct close_waived *waived;
	size_t n_waived, cap_waived;
	int64_t thresholds; /* waived */
};

/* Read a file of waivers.  ERR_NOINPUT, ERR_DATA with file and line. */
int close_gate_read(struct close_gate *, struct close_plan *, const char *path,
    struct err *);

/* The same from a text, which is cut into lines in place. */
int close_gate_parse(struct close_gate *, struct close_plan *, const char *name,
    char *text, struct err *);

/* Look at everything that starts before the last interval of the plan ends.
 * ERR_REFUSED says what is open and what to do about it. */
int close_gate_check(struct close_gate *, struct close_plan *, struct err *);

/* Is every interval over?  ERR_REFUSED names one that is not, for its calls are
 * still to come; in a dry run it is a warning. */
int close_gate_over(struct close_plan *, bool dry_run, struct err *);

/* Is the threshold waived, for all contracts or this one?  Before
 * close_gate_check(), which says what was not needed. */
bool close_gate_threshold(struct close_gate *, const char *name,
    const char *contract);

void close_gate_free(struct close_gate *);

#endif /* JOB_CLOSE_GATE_H */
