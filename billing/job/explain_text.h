#ifndef JOB_EXPLAIN_TEXT_H
#define JOB_EXPLAIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"
#include "rating/explain.h"
#include "store/call_trace.h"

struct out;

/*
 * What toll-explain shows of a call, gathered by job_explain.c, written as text
 * or as JSON.  Texts are in an arena of the job.
 */
#define EXPLAIN_MONEY_MAX 96

struct explain_charge { /* the charge in the book */
	bool rated;	/* the period was rated at all */
	bool found;
	int64_t price_e8, cash_e8;
	int64_t document; /* 0: none */
	bool late;
};

struct explain_view {
	const struct directory *directory;
	const struct traced_call *call;
	const char *file; /* that the call was read from */
	int64_t run;	  /* of the period; 0: not rated */
	int64_t load;	  /* of master data */
	const struct explain *explain;
	/* for each leg: file of its fee, of the next best; charge in the book */
	const char *fee_file[RESOLVE_LEGS_MAX];
	const char *next_file[RESOLVE_LEGS_MAX];
	struct explain_charge charge[RESOLVE_LEGS_MAX];
	const char *contract; /* only this one's; NULL: all */
};

void explain_text_call(struct out *, const struct explain_view *);
void explain_json_call(struct out *, const struct explain_view *);

/* --- shared by both, and by toll-quote ------------------------------------ */

/* Who is on a side of the call, and how that was found. */
void explain_text_side(struct out *, const struct explain_view *,
    const struct resolve_side *, bool caller);
void explain_json_side(struct out *, const struct explain_view *,
    const struct resolve_side *, bool caller);

/* An exact amount (RATE_EXACT units) as a decimal, if it has one of at most 20
 * digits, else as a fraction in lowest terms. */
void explain_exact(char out[EXPLAIN_MONEY_MAX], i128 exact);

/* The same as a fraction in lowest terms: "1/5". */
void explain_fraction(char out[EXPLAIN_MONEY_MAX], i128 exact);

/* Money of 10^-8 and a rate of 10^-12 with at least two decimals. */
void explain_e8(char out[EXPLAIN_MONEY_MAX], int64_t v);
void explain_e12(char out[EXPLAIN_MONEY_MAX], int64_t v);

/* How a side was resolved: "by number +4989...". */
void explain_how(char *out, size_t size, const struct explain_view *,
    const struct resolve_side *, bool caller);

/* Why the fee won over the next best. */
const char *explain_why(const struct select_result *won,
    const struct select_result *next);

const char *explain_rank(const struct select_result *);

/* Is the charge in the book what was found now? */
bool explain_agrees(const struct explain_leg *,
    const struct explain_charge *);

#endif /* JOB_EXPLAIN_TEXT_H */
