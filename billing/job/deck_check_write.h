#ifndef JOB_DECK_CHECK_WRITE_H
#define JOB_DECK_CHECK_WRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wide.h"

struct fee;
struct out;

/*
 * What toll-deck-check found, one finding after the other, as text, CSV or
 * JSON.
 */
enum deck_check_format { DECK_CHECK_TEXT, DECK_CHECK_CSV, DECK_CHECK_JSON };
extern const char *const deck_check_format_words[];

struct deck_check_finding {
	const char *finding;     /* gap, overlap, zero, below, uncosted */
	const char *destination; /* as in fees.csv; of a gap what is missing */
	const struct fee *fee;   /* NULL: of a gap */
	const char *file;        /* of the fee */
	const char *reason;      /* "" */
	const char *note;        /* for people; "" */
	int64_t calls, duration_ms;
	bool priced; /* price and cost are given */
	i128 price_e8, cost_e8;
};

struct deck_check_writer {
	struct out *out;
	enum deck_check_format format;
	bool raw;
	const char *profile, *period, *currency;
	int64_t calls, duration_ms; /* that were looked at */
	int64_t found;
};

void deck_check_write_head(struct deck_check_writer *);
void deck_check_write(struct deck_check_writer *,
    const struct deck_check_finding *);
void deck_check_write_end(struct deck_check_writer *);

#endif /* JOB_DECK_CHECK_WRITE_H */
