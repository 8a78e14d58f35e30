#ifndef JOB_INTAKE_PARTS_H
#define JOB_INTAKE_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "store/segment_write.h"
#include "time/interval.h"

struct book;
struct import_range;
struct run;
struct run_place;

/*
 * The segments of a batch, written by several threads.
 *
 * A batch has one segment for each period, NUMBER.db; a large one is cut by
 * start into parts of some INTAKE_PART_CALLS, NUMBER-2.db and so on, so that
 * memory is bounded and all cores write.  Where it is cut depends on the calls
 * alone, never on the threads.  The last part is written first: a run is a file
 * that can be cut off at its end only, and pages that it gives back are what the
 * next part is written to.
 */
#define INTAKE_PART_CALLS 500000

struct intake_part {
	int64_t from_us, until_us;
	struct run_place *from; /* the same in each run */
	char period[INTERVAL_PERIOD_MAX];
	char name[64];            /* NUMBER.db */
	char dir[FILE_PATH_MAX];  /* BOOK/calls/PERIOD */
	struct segment_done done; /* calls 0: nothing was written */
	int64_t late; /* calls in an interval billed for some contract */
};

struct intake_parts {
	struct book *book;
	const struct run *runs;
	size_t n_runs;
	struct segment_head head; /* but for the period */
	const struct import_range *billed;
	size_t n_billed;

	struct intake_part *parts; /* the result, by start */
	size_t count, cap;
	struct run_place *places; /* of all parts in all runs */
};

/* Cut and write.  On failure some files may lie there: see _remove. */
int intake_parts_write(struct intake_parts *, int threads, struct err *);

/* Remove what was written: it was not committed. */
void intake_parts_remove(struct intake_parts *);

void intake_parts_free(struct intake_parts *);

#endif /* JOB_INTAKE_PARTS_H */
