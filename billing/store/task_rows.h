#ifndef STORE_TASK_ROWS_H
#define STORE_TASK_ROWS_H

#include "base/buf.h"
#include "rating/reduce.h"
#include "store/task_bytes.h"

struct arena;
struct directory;

/*
 * What comes out of a task beside calls and charges, as bytes: the rows of each
 * kind behind their number.  References are numbers of the directory, which is
 * the same for all tasks of a snapshot.
 *
 *	unrated		segment, seq, contract, tier, direction, reason,
 *			start_us, duration_ms, then the text "detail"
 *	listed		segment, seq, contract, reason
 *	contracts	contract, first charge (from 0 in its shard), charges
 *	parts, entries, locks	of balances: contract, then the members in the
 *			order of rating/balance.h
 *	ledger		profile, tier, exact and rounded sums of 16 bytes each
 */

/* What bounds references that are read. */
struct task_rows_bounds {
	const struct directory *directory;
	uint32_t first, until; /* contracts */
	size_t nsegments;
};

void task_rows_put_exceptions(struct buf *, const struct map_exceptions *);

/* All of the bytes, appended to ${x}; texts into the arena.  False if they are
 * not sound.  ${none}: of calls that are nobody's, too. */
bool task_rows_get_exceptions(struct task_bytes *,
    const struct task_rows_bounds *, bool none, struct arena *,
    struct map_exceptions *x);

void task_rows_put_contracts(struct buf *, const struct reduce_contract *,
    size_t n);
bool task_rows_get_contracts(struct task_bytes *,
    const struct task_rows_bounds *, struct reduce_output *o);

void task_rows_put_balances(struct buf *, const struct balance_set *);
bool task_rows_get_balances(struct task_bytes *,
    const struct task_rows_bounds *, struct balance_set *);

void task_rows_put_ledger(struct buf *, const struct directory *,
    struct reduce_ledger (*)[3]);

/* Added to what is there.  False if a sum does not fit as well. */
bool task_rows_get_ledger(struct task_bytes *, const struct directory *,
    struct reduce_ledger (*)[3]);

#endif /* STORE_TASK_ROWS_H */
