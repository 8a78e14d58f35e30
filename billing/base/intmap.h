#ifndef BASE_INTMAP_H
#define BASE_INTMAP_H

#include <stddef.h>
#include <stdint.h>

/*
 * A table from integers (identifiers of rows, any of 64 bits) to numbers from 0
 * on, in the order in which they were added.  A zeroed one is empty; it grows.
 */
struct intmap {
	int64_t *keys; /* by number */
	size_t n, cap;
	uint32_t *slots; /* open addressing: number + 1, 0 is free */
	size_t mask;
};

#define INTMAP_NONE SIZE_MAX

/* The number of ${key}, INTMAP_NONE if it was not added. */
size_t intmap_find(const struct intmap *, int64_t key);

/* Adds ${key}, which is not there: its number. */
size_t intmap_add(struct intmap *, int64_t key);

void intmap_free(struct intmap *);

#endif /* BASE_INTMAP_H */
