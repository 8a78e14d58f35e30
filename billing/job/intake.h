#ifndef JOB_INTAKE_H
#define JOB_INTAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "cdr/batch.h"
#include "cdr/run_thread.h"
#include "job/intake_parts.h"
#include "store/identity.h"
#include "store/import_store.h"

struct book;
struct call;
struct cdr_format;
struct err;
struct run;

/*
 * One batch on its way into the book: calls and rejects are handed in one by
 * one, then settled against what is there, written as segments, and named in
 * book.db by one commit.  Until that commit nothing of it counts.
 *
 *	intake_begin; any number of intake_call and intake_reject;
 *	intake_settle; intake_reject for each of identity.conflicts;
 *	intake_write; what else belongs in the transaction; intake_commit.
 *
 * intake_free() at any time undoes what was not committed.  Memory is bounded
 * by the setting [rating] memory_mib: whenever the calls take three eighths of
 * it they go to disk, sorted, in a thread of their own, while as many again are
 * read; the rest is for sorting.
 */
struct intake {
	struct book *book;
	const struct cdr_format *format;
	struct import_batch batch; /* number, counts */
	struct batch calls;
	size_t memory; /* bytes of calls before they are put on disk */
	struct run_thread spill; /* ... where they go meanwhile */
	struct run *runs;
	size_t n_runs, cap_runs;
	struct identity_result identity;
	struct arena arena;
	struct import_range *billed;
	size_t n_billed;
	int64_t late; /* calls in an interval billed for some contract */
	struct intake_parts parts; /* the segments */
	bool committed;
};

/* Begins the transaction.  ${format_name} is borrowed. */
int intake_begin(struct intake *, struct book *, const struct cdr_format *,
    const char *format_name, int64_t now_us, struct err *);

/* The call's line is set, its batch not. */
int intake_call(struct intake *, struct call *, struct err *);

/* Texts and raw are copied.  ${kind} is "reject" or "conflict". */
int intake_reject(struct intake *, const char *kind, int64_t line,
    int64_t column, const char *reason, const void *raw, size_t raw_len,
    struct err *);

int intake_settle(struct intake *, struct err *);
int intake_write(struct intake *, const char *header, struct err *);
int intake_commit(struct intake *, struct err *);
void intake_free(struct intake *);

#endif /* JOB_INTAKE_H */
