#ifndef RATING_FEE_ORIGIN_H
#define RATING_FEE_ORIGIN_H

#include <stdint.h>

struct directory;

/*
 * A fee as the charges file keeps it: what it matched, what it is summed
 * under, and where it was loaded from.
 */
struct fee_origin {
	const char *profile, *currency;
	const char *match, *source, *destination, *zone, *zone_detail;
	int64_t direction, type;
	int64_t load, line;
};

/* Of row ${row} of master data's fees; texts are borrowed from there. */
struct fee_origin fee_origin_of(const struct directory *, uint32_t row);

#endif /* RATING_FEE_ORIGIN_H */
