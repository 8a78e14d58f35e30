#ifndef JOB_CONSERVE_WINDOW_H
#define JOB_CONSERVE_WINDOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"

struct charge;
struct conserve;
struct conserve_period;
struct conserve_rated;
struct err;
struct resolve_leg;

/*
 * What the files of the check of calls against charges share.  Calls are looked
 * at in windows: who is to be charged for each of the window is resolved from the
 * records (conserve_sides.c), then all charges and unrated calls of the period go
 * by and leave their marks on the calls that they are of (conserve_meet.c), then
 * each call is judged (conserve_calls.c).
 */
#define CONSERVE_WINDOW (INT64_C(2) << 20) /* calls: 64 MiB */

enum {
	MARK_ANSWERED = 1,
	MARK_RESOLVED = 2, /* the record says whose call it is */
	MARK_INTERNAL = 4,
	MARK_BILLED = 8,   /* some charge of it was billed before */
	MARK_DOUBLED = 16, /* two charges of a tier and direction */
	MARK_UNRATED = 32  /* as a whole, not for one contract */
};

/* Three tiers, two directions: a bit each. */
static inline unsigned
conserve_bit(int64_t tier, int64_t direction)
{
	return 1u << (2 * (tier % 3) + (direction & 1));
}

/* A call, and the marks that were left on it. */
struct conserve_call {
	int64_t start_us, duration_ms;
	uint32_t caller, called; /* conserve_side_*(), NONE: not charged */
	uint8_t state;
	uint8_t charged; /* bits of the charges that it has */
	uint8_t matched; /* of these, those of the contract that is to pay */
	uint8_t unrated; /* bits of the contracts without a price */
};

/* A side: a subscriber, or a peering group. */
#define CONSERVE_GROUP UINT32_C(0x80000000)

/* A charge of a part of a call: its price list splits calls by band. */
struct conserve_part {
	int64_t i; /* place of the call in the window */
	int64_t start_us, duration_ms;
	unsigned bit;
	bool matched;
};

struct conserve_window {
	struct conserve *c;
	const struct conserve_period *p;
	const struct conserve_rated *rated;
	int64_t from, until; /* of all calls of the period, counted through */
	int64_t *first;      /* of each segment, by its place */
	struct conserve_call *calls;
	struct conserve_part *parts;
	size_t n_parts, cap_parts;
};

/* The calls of the window, and who is to be charged for them, on some threads. */
int conserve_sides(struct conserve_window *, struct err *);

/* Who is charged for a call that is resolved; their number. */
int conserve_legs(const struct conserve_window *, const struct conserve_call *,
    struct resolve_leg *legs);

/* Mark the calls of the window with all charges and unrated calls of the period;
 * what is of no call, or of one that nobody is charged for so, is found. */
int conserve_meet(struct conserve_window *, struct err *);

/* The segment, by its place, of call ${at}, counted through; not before *k. */
size_t conserve_segment_of(const struct conserve_window *, int64_t at,
    size_t k);

#endif /* JOB_CONSERVE_WINDOW_H */
