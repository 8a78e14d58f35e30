#ifndef STORE_TASK_REDUCE_H
#define STORE_TASK_REDUCE_H

#include <stddef.h>
#include <stdint.h>

#include "rating/run.h"
#include "store/charge_encode.h"
#include "store/task_rows.h"
#include "store/task_trailer.h"

struct arena;
struct err;

/*
 * The file of a reduce task (task_trailer.h): the charges of the contracts of a
 * shard in order, encoded as a charges file has them, and all else that comes of
 * them.
 */
struct task_reduce_writer {
	struct task_writer file;
	struct task_reduce_trailer *trailer; /* borrowed */
	struct charge_marks marks;
	struct run_result result; /* exceptions and balances */
	struct reduce_contract *contracts;
	size_t ncontracts, contracts_cap;
	int64_t charges;
	int64_t last[5]; /* what names the item of the last charge */
};

/* ${t} has its snapshot, number and inputs; the rest is filled in. */
int task_reduce_begin(struct task_reduce_writer *, const char *dir,
    const char *name, const struct directory *, size_t nextra,
    struct task_reduce_trailer *t, struct err *);

/* For a reducer: its encode and hand_on. */
void task_reduce_encode(void *writer, struct reduce_output *);
int task_reduce_hand_on(void *writer, struct reduce_output *, struct err *);

/* A shard of the run is done, its charges were handed on. */
void task_reduce_shard(struct task_reduce_writer *, struct reduce_output *);

int task_reduce_finish(struct task_reduce_writer *, const struct directory *,
    struct reduce_ledger (*)[3], struct err *);
void task_reduce_abort(struct task_reduce_writer *); /* also after a finish */

/* One that is open, with its trailer. */
struct task_reduce_file {
	struct task_reader reader;
	struct task_reduce_trailer trailer;
};

int task_reduce_open(struct task_reduce_file *, const char *path,
    const char *snapshot, int64_t number, int64_t of, int64_t maps,
    struct arena *, struct err *);
void task_reduce_close(struct task_reduce_file *);

/* The bytes of all sections are those that were written. */
int task_reduce_verify(struct task_reduce_file *, struct err *);

/* Its charges in order, some at a time; the last ones may have been used before
 * they are found to be altered. */
int task_reduce_charges(struct task_reduce_file *,
    int (*use)(void *arg, const struct buf *encoded, size_t n, struct err *),
    void *arg, struct err *);

/* All else: contracts, exceptions and balances into *o, the ledger added, what
 * is used marked. */
int task_reduce_rest(struct task_reduce_file *, const struct task_rows_bounds *,
    struct reduce_output *o, struct reduce_ledger (*)[3], struct charge_marks *,
    struct err *);

#endif /* STORE_TASK_REDUCE_H */
