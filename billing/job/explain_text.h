#ifndef JOB_EXPLAIN_TEXT_H
#define JOB_EXPLAIN_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"
#include "job/explain_source.h"
#include "rating/explain.h"
#include "store/call_trace.h"

struct out;

/*
 * What toll-explain shows of a call, gathered by job_explain.c, written as text
 * or as JSON.  Texts are in an arena of the job.
 */
#define EXPLAIN_MONEY_MAX 96
#define EXPLAIN_WHY_MAX   256

struct explain_leg_view {
	/* the master data that the charge came from */
	const struct directory *directory;
	struct explain_leg leg;
	struct explain_charge charge;
	/* the files its fee, the next best and its schedule were loaded from */
	const char *fee_file, *next_file, *schedule_file;
	/* a fee with a longer prefix that is not valid then, or NULL */
	const struct fee *invalid;
	const char *invalid_file;
	bool lost; /* calls before it are not in the book any more */
	/* corrections of its contract's balance, with their documents */
	const struct balance_corrected_by *corrections;
	size_t ncorrections;
};

struct explain_view {
	const struct directory *directory;
	const struct traced_call *call;
	const char *file; /* that the call was read from */
	int64_t run;      /* of the period; 0: not rated */
	int64_t load;     /* of master data, of that run */
	int64_t last_load;
	struct resolved resolved;
	struct explain_leg_view legs[RESOLVE_LEGS_MAX];
	int nlegs;
	const char *contract; /* only this one's; NULL: all */
	int64_t direction;    /* enum direction, only that; -1: both */
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
void explain_why(char out[EXPLAIN_WHY_MAX], const struct explain_leg *);

/* The longest prefix that would win if it was valid at that time; or NULL. */
const struct fee *explain_invalid(const struct explain_leg_view *);

/* Is the leg one of those asked for? */
bool explain_shows(const struct explain_view *, int leg);

const char *explain_rank(const struct select_result *);

/* Is the charge in the book what was found now? */
bool explain_agrees(const struct explain_leg_view *);

/* --- the balance, explain_balance.c --------------------------------------- */

/* What the call found, and the blocks that part ${i} paid, as told by ${run}. */
void explain_balance_text(struct out *, const struct explain_leg_view *,
    void (*run)(struct out *, const struct explain_leg *,
	const struct rate_run *));

/* What came about: locks and profiles. */
void explain_balance_events(struct out *, const struct explain_leg_view *);

void explain_balance_json(struct out *, const struct explain_leg_view *);

/* --- JSON ----------------------------------------------------------------- */

void explain_json_instant(struct out *, const char *key, int64_t us);
void explain_json_e8(struct out *, const char *key, int64_t v);

#endif /* JOB_EXPLAIN_TEXT_H */
