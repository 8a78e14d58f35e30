#ifndef RATING_MAP_CALL_CHECK_H
#define RATING_MAP_CALL_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct billed;
struct map_call;
struct run_segment;

/*
 * Records of map_call.h that come from a file which another program wrote: is
 * one what the reduce may rely on?  Everything in it is in bounds and names what
 * is there; whether it is true is the map's affair.
 */
struct map_call_bounds {
	uint32_t first, until; /* contracts */
	size_t nsubscribers;
	const struct run_segment *segments;
	size_t nsegments;
	const struct billed *billed;
	bool identity; /* records have one */
};

/* Bytes of the record that begins at ${data}, of ${len} bytes there are; 0 if it
 * is none.  ${data} is aligned as the record is. */
size_t map_call_check(const void *data, size_t len,
    const struct map_call_bounds *);

/* A record without what lies between its members and behind its text, which the
 * map leaves to chance: into ${room}, as long. */
void map_call_settle(void *room, const struct map_call *);

#endif /* RATING_MAP_CALL_CHECK_H */
