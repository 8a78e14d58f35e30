#ifndef JOB_BALANCE_NOW_H
#define JOB_BALANCE_NOW_H

#include <stdint.h>

#include "base/arena.h"
#include "rating/balance_set.h"
#include "rating/directory.h"
#include "rating/master.h"

struct book;
struct err;

/*
 * Balances as they stand: what the last rating run and closing left, gone on
 * with by the rules for what comes after, such as top-ups booked since.  Shared
 * by what reads balances; the calls must be rated.
 */
struct balance_now {
	struct arena arena;
	struct master master; /* without fees */
	struct directory *directory;
	struct balance_set state; /* where it begins */
	struct balance_series series;
	int64_t at_us;
};

/* INT64_MIN: the state after the last call or top-up of each contract. */
#define BALANCE_NOW_LAST INT64_MIN

int balance_now_open(struct balance_now *, struct book *, int64_t at_us,
    struct err *);

/*
 * Work out one contract: n->series then stands at the instant asked for.  0:
 * nothing is known of it, not even its activation.  ERR_DATA.
 */
int balance_now_contract(struct balance_now *, uint32_t contract, struct err *);

/* The rows of all contracts; see balance_store_rows(). */
int balance_now_rows(struct balance_now *, const struct book *,
    struct balance_set *rows, struct err *);

void balance_now_close(struct balance_now *); /* harmless on a zeroed one */

#endif /* JOB_BALANCE_NOW_H */
