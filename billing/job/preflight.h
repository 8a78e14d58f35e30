#ifndef JOB_PREFLIGHT_H
#define JOB_PREFLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/textmap.h"
#include "store/preflight_store.h"

struct close_gate;
struct close_plan;
struct currency;
struct err;
struct out;

/*
 * The look at a closing before its numbers are drawn (toll-close(1),
 * "Preflight"): its totals and contracts against the three periods before, and
 * what of its calls and documents is out of the ordinary.  A deviation above a
 * threshold of book.conf, group thresholds, must be waived.
 */
#define PREFLIGHT_PERIODS 4 /* three before, and the one that is closed */

/* Net of one kind and category, or of one contract, by period. */
struct preflight_sum {
	const char *what; /* "invoice customer"; ref of the contract */
	const struct currency *in;
	int64_t minor[PREFLIGHT_PERIODS];
	int64_t documents[PREFLIGHT_PERIODS]; /* 0: the period has none */
};

struct preflight_sums {
	struct textmap keys; /* what and currency */
	struct preflight_sum *all;
	size_t n, cap;
};

struct preflight {
	struct arena arena;
	int period; /* number of the last period, see time/interval.h */
	struct preflight_sums totals, contracts;
	bool calls_counted;
	struct preflight_calls calls;
	struct preflight_deviation {
		const char *name, *contract, *text;
		bool waived;
	} * deviations;
	size_t n_deviations, cap_deviations;
};

/* ${calls}: look at the calls, too, which takes a while. */
int preflight_make(struct preflight *, const struct close_plan *, bool calls,
    struct err *);

/* Compare with the thresholds; what the gate's waivers name becomes a note. */
void preflight_check(struct preflight *, struct close_plan *,
    struct close_gate *);

/* ERR_REFUSED if a deviation is not waived. */
int preflight_refuse(const struct preflight *, struct err *);

int preflight_text(const struct preflight *, const struct close_plan *,
    struct out *, struct err *);

void preflight_free(struct preflight *);

#endif /* JOB_PREFLIGHT_H */
