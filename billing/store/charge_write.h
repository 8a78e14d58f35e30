#ifndef STORE_CHARGE_WRITE_H
#define STORE_CHARGE_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "rating/directory.h"
#include "rating/fee_origin.h"
#include "rating/run.h"

struct book;
struct call_store;
struct charge_marks;
struct err;

/*
 * Writes the charges file of a period: aside in charges/, charges first, shard
 * after shard, then the tables they refer to.  The same
 * charges give the same bytes: neither the run's number nor the time is in it.
 */
struct charge_write;

int charge_write_open(struct charge_write **, const struct book *,
    const char *period, const struct directory *, struct err *);

/* Fees that only charges carried over have: numbered behind those of master
 * data.  Texts are borrowed until the end. */
void charge_write_extra_fees(struct charge_write *,
    const struct fee_origin *extra, size_t n);

/* The sink of run_rate(): records are made by the threads that rate, and
 * written shard after shard. */
void charge_write_encode(void *writer, struct reduce_output *);
int charge_write_charges(void *writer, const struct buf *encoded, size_t n,
    struct err *);
int charge_write_shard(void *writer, const struct reduce_output *,
    struct err *);

/* What the charges name: for who writes some that were encoded elsewhere. */
struct charge_marks *charge_write_marks(struct charge_write *);

/* Everything beside the charges, then close and hash the file. */
int charge_write_finish(struct charge_write *, const struct call_store *,
    const struct run_result *, char sha256[HASH_HEX_MAX], struct err *);

/* Sync and rename it to charges/${name}. */
int charge_write_publish(struct charge_write *, const char *name, struct err *);

/* Remove what was not published.  NULL is allowed. */
void charge_write_free(struct charge_write *);

#endif /* STORE_CHARGE_WRITE_H */
