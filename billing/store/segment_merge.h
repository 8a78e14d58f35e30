#ifndef STORE_SEGMENT_MERGE_H
#define STORE_SEGMENT_MERGE_H

#include <stdint.h>

struct book;
struct err;

/*
 * Segments made of segments.  Both write a new file aside and switch to it by
 * the commit in book.db; the old files are removed after that, or by the next
 * import_store_sweep().
 */
#define SEGMENT_MERGE_FEW   4      /* so many small ones may lie there */
#define SEGMENT_MERGE_SMALL 200000 /* calls of a segment that is small */

/*
 * If a period has more than a few small segments (an import every hour makes
 * 700 in a month), make one of them.  Nothing is merged in a period that is
 * billed in part: what was billed names its calls by segment.  *merged is the
 * number of segments that went.  The book must be open for writing, without a
 * transaction.
 */
int segment_merge_small(struct book *, const char *period, int64_t *merged,
    struct err *);

/*
 * In the caller's transaction: replace segment ${file} by one without the calls
 * of ${batch}, or by none.  *removed is the number of its calls; 0: untouched.
 * ERR_REFUSED if the period is billed in part.
 */
int segment_merge_without(struct book *, const char *file, int64_t batch,
    int64_t *removed, struct err *);

#endif /* STORE_SEGMENT_MERGE_H */
