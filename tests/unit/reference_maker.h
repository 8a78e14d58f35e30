#ifndef TESTS_UNIT_REFERENCE_MAKER_H
#define TESTS_UNIT_REFERENCE_MAKER_H

/*
 * What makes random contracts: dice, instants worth trying, price lists.
 */
#include "reference.h"

#define SECOND_US INT64_C(1000000)
#define HOUR_US   (3600 * SECOND_US)
#define DAY_US    (24 * HOUR_US)
#define CENT_E8   INT64_C(1000000)
#define CENT_E12  INT64_C(10000000000)

struct maker {
	struct reference_contract *c;
	uint64_t state;
	unsigned flags;
	int64_t hot_us;            /* where things happen */
	int64_t from_us, until_us; /* of what happens, about */
	int64_t first_us;          /* nothing happens before or at it */
	enum reference_unit unit;  /* of the intervals, about */
	int64_t count;
};

int64_t reference_maker_pick(struct maker *, int64_t n);
/* True in ${percent} of 100 cases. */
bool reference_maker_chance(struct maker *, int percent);
int64_t reference_maker_one_of(struct maker *, const int64_t *, size_t n);

#define pick   reference_maker_pick
#define chance reference_maker_chance
#define one_of reference_maker_one_of
#define ONE_OF(m, ...)                              \
	one_of(m, (const int64_t[]){ __VA_ARGS__ }, \
	    sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))

/* A zone, and a time around a change of its clock or the end of a month. */
void reference_maker_frame(struct maker *);

/* An instant of the frame, a whole second; half of them just before or at an
 * edge of something. */
int64_t reference_maker_instant(struct maker *);
/* The same, after first_us. */
int64_t reference_maker_after(struct maker *);

void reference_maker_profile(struct maker *, struct reference_profile *);

#endif /* TESTS_UNIT_REFERENCE_MAKER_H */
