#ifndef STORE_TASK_TRAILER_H
#define STORE_TASK_TRAILER_H

#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"
#include "store/task_file.h"

struct arena;
struct err;

/*
 * What the files of tasks say of themselves at their end (task_file.h).
 *
 * map/NNN, what a share of the calls is for each shard:
 *
 *	tollbook-map 1
 *	snapshot SHA256		of the manifest
 *	task I N		which of how many; from 0
 *	calls N			read
 *	charged N		of them answered and to be charged
 *	unrated N		of them that are nobody's
 *	listed N		rows
 *	shards S
 *	shard LEN RECORDS SHA256	S times: records (rating/map_call.h)
 *	exceptions LEN ROWS SHA256	unrated and listed (task_rows.h)
 *	sha256 SHA256
 *
 * reduce/NNN, the charges of the contracts of a shard:
 *
 *	tollbook-reduce 1
 *	snapshot SHA256
 *	task S N
 *	maps M
 *	input SHA256		M times: the last line of map/NNN
 *	records N		of the shard in all of them
 *	priced N		of them with a charge
 *	unrated N		of them without a price that is due
 *	free N			of them that cost nothing by a rule
 *	listed N
 *	price N			sum of the charges, 10^-8
 *	cash N			of it paid by balances
 *	duration N		milliseconds of the charges
 *	charges LEN N SHA256	records behind their lengths of two bytes
 *	contracts, balances, ledger, used, exceptions LEN ROWS SHA256
 *	sha256 SHA256
 *
 * All numbers are decimal.
 */
struct task_map_trailer {
	char snapshot[HASH_HEX_MAX];
	int64_t number, of;
	int64_t calls, charged, unrated, listed;
	size_t nshards;
	struct task_section *shards;
	struct task_section exceptions;
	char sha256[HASH_HEX_MAX]; /* its last line */
};

struct task_reduce_trailer {
	char snapshot[HASH_HEX_MAX];
	int64_t number, of;
	size_t nmaps;
	char (*inputs)[HASH_HEX_MAX];
	int64_t records, priced, unrated, unpriced, listed;
	i128 price_e8, cash_e8, duration_ms;
	struct task_section charges, contracts, balances, ledger, used,
	    exceptions;
	char sha256[HASH_HEX_MAX];
};

/* More tasks of a kind than that are not needed. */
#define TASK_MAX 10000

void task_trailer_put_map(struct buf *, const struct task_map_trailer *);
void task_trailer_put_reduce(struct buf *, const struct task_reduce_trailer *);

/* From an open file, lists into the arena.  ERR_DATA: it is not of that kind, or
 * its sections are not its body. */
int task_trailer_get_map(struct task_reader *, struct arena *,
    struct task_map_trailer *, struct err *);
int task_trailer_get_reduce(struct task_reader *, struct arena *,
    struct task_reduce_trailer *, struct err *);

#endif /* STORE_TASK_TRAILER_H */
