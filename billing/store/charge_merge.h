#ifndef STORE_CHARGE_MERGE_H
#define STORE_CHARGE_MERGE_H

#include <stddef.h>
#include <stdint.h>

#include "rating/charge.h"

struct db;
struct err;

/*
 * The charges of several contracts of one charges file in order of their start.
 * Those of each lie together in that order (data/schema/charges.sql); they are
 * read from the pages of the file, a run of each at a time, and merged.
 *
 * Memory is that of CHARGE_MERGE_ROWS charges and one a contract, however many
 * there are.
 */
#define CHARGE_MERGE_ROWS 65536

struct charge_merge;

struct charge_range {
	int64_t contract;    /* id in the file */
	int64_t first, last; /* seq, as the file's table contract says */
	unsigned tiers;      /* those wanted: 1 << enum tier */
};

/*
 * The charges of ${n} ranges, which are copied, that start in [from_us,
 * until_us).  ${db} is the opened file ${path}, and stays open until the end.
 */
int charge_merge_open(struct charge_merge **, struct db *, const char *path,
    const struct charge_range *, size_t n, int64_t from_us, int64_t until_us,
    struct err *);

/* 1, the next charge, without the other party's number and borrowed until the
 * next call, and the index of its range; 0; -1: ERR_DATA: the file is damaged.
 * Charges that start at once come in no particular order. */
int charge_merge_next(struct charge_merge *, const struct charge **,
    size_t *range, struct err *);

void charge_merge_close(struct charge_merge *); /* NULL is allowed */

#endif /* STORE_CHARGE_MERGE_H */
