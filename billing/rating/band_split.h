#ifndef RATING_BAND_SPLIT_H
#define RATING_BAND_SPLIT_H

#include <stddef.h>
#include <stdint.h>

#include "rating/rate.h"

/*
 * split_bands: the listing of a call is cut where its band changes.
 *
 * A part is the blocks of one band that follow each other; the first part has
 * the first block and the connect fee, later ones only go on.  Each part is
 * rounded as a call is; the last one has what is left of the call's price and
 * cash, so that the parts add up to it.
 */
struct band_split { /* as a recorder is told; zeroed is empty */
	struct rate_run *runs;
	size_t count, cap;
};

/* A recorder that keeps every run. */
void band_split_record(void *runs, const struct rate_run *);

/* The blocks of one band. */
struct band_part {
	int64_t from_s;      /* of the call */
	int64_t duration_ms; /* talked in it */
	uint32_t band, row;
	int64_t billed_s, free_s;
	int64_t price_e8, cash_e8;
};

/*
 * The next part of the call whose runs are ${s} from run *at on, which moves
 * behind it; ${left} holds what is left of the call's price and cash, and is
 * taken from.  1, or 0 after the last.
 */
int band_split_next(const struct band_split *s, size_t *at,
    const struct rate_request *, struct rate_result *left, struct band_part *);

void band_split_free(struct band_split *);

#endif /* RATING_BAND_SPLIT_H */
