#ifndef JOB_CONSERVE_H
#define JOB_CONSERVE_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/textmap.h"

struct check;
struct conserve_period;
struct conserve_place;
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
	struct conserve_place *places; /* where sums of charges were last */
	struct conserve_sum state[3][CONSERVE_STATES];
	int64_t shown;                           /* findings of the period */
	int64_t unanswered, free_calls, unrated; /* calls of the period */
};

#define CONSERVE_SHOWN 10 /* findings of a period; the rest is counted */

/* A finding, unless the period had many: the rest is counted. */
void conserve_found(struct conserve *, const struct conserve_period *,
    const char *, ...) __attribute__((format(printf, 3, 4)));

/*
 * Every answered call of the period has, for each contract that is to pay for it
 * by its record, one charge (or parts of it, one after the other, where a price
 * list splits them by band), or is unrated, or free by rule; charges have its
 * start and duration, and no other call or contract has one.
 */
int conserve_check_calls(struct conserve *, const struct conserve_period *,
    struct err *);

/* Every charge is on one document, in an interval without one, or open. */
int conserve_check_charges(struct conserve *, const struct conserve_period *,
    struct err *);

/* The sums by document, direction and zone are those of its lines. */
int conserve_check_lines(struct conserve *, struct err *);

#endif /* JOB_CONSERVE_H */
