#ifndef JOB_CONSERVE_H
#define JOB_CONSERVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/textmap.h"

struct check;
struct conserve_period;
struct err;
struct stmt;

/*
 * Conservation: nothing is lost and nothing twice between calls, charges and
 * documents (toll-check(1), "Conservation").  Each file is read once, in a
 * stream; memory holds a window of calls and sums by document.
 */
struct conserve_sum {
	int64_t calls, duration_ms, billed_s, free_s, amount_e8;
};

/* By tier: what became of its charges. */
enum conserve_state {
	CONSERVE_BILLED, /* on a document */
	CONSERVE_FREE,   /* their interval was closed without a document */
	CONSERVE_OPEN,   /* their interval is not closed */
	CONSERVE_STATES
};

struct conserve {
	struct check *check;
	struct arena arena;   /* keys of documents */
	struct arena scratch; /* of a period */
	struct textmap keys;  /* "DOCUMENT DIRECTION ZONE" -> sums */
	struct conserve_sum *sums;
	size_t n, cap;
	struct conserve_sum state[3][CONSERVE_STATES];
	int64_t shown;                           /* findings of the period */
	int64_t unanswered, free_calls, unrated; /* calls of the period */
	struct conserve_free *free;
};

#define CONSERVE_SHOWN 10 /* findings of a period; the rest is counted */

/* A finding, unless the period had many: the rest is counted. */
void conserve_found(struct conserve *, const struct conserve_period *,
    const char *, ...) __attribute__((format(printf, 3, 4)));

/*
 * Every answered call of the period has a charge, is unrated or free by rule;
 * charges have its start and duration, are at most one by tier and direction
 * (or parts of it, one after the other, where a price list splits them by band),
 * and no other call has one.
 */
int conserve_check_calls(struct conserve *, const struct conserve_period *,
    struct err *);

/*
 * Is nobody charged for the call by rule (1)?  What it needs of the period is
 * opened once, until conserve_free_close().
 */
int conserve_is_free(struct conserve *, const struct conserve_period *,
    size_t segment, int64_t seq, struct err *);
void conserve_free_close(struct conserve *);

/* Every charge is on one document, in an interval without one, or open. */
int conserve_check_charges(struct conserve *, const struct conserve_period *,
    struct err *);

/* The sums by document, direction and zone are those of its lines. */
int conserve_check_lines(struct conserve *, struct err *);

#endif /* JOB_CONSERVE_H */
