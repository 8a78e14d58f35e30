#ifndef JOB_CORRECT_MARGIN_H
#define JOB_CORRECT_MARGIN_H

#include <stdint.h>

struct close_plan;
struct document;
struct err;

/*
 * The margin statements that a correction makes untrue: those of the reseller
 * whose document, or whose customer's, was corrected, of the intervals that it
 * touches.  A statement is no invoice: its next revision takes its place without
 * a credit note, in a closing of its own that follows the correction's in the
 * same transaction.  One that says the same stays.
 */

/*
 * Once the correction of ${asked} is written: add the statements to the plan,
 * behind its documents, and write them.  *closing: their closing, 0 if there are
 * none.  NULL: nothing is written, and the documents of the plan need not be; they
 * have ids that are in no book.
 */
int correct_margin(struct close_plan *, const struct document *asked,
    int64_t *closing, struct err *);

#endif /* JOB_CORRECT_MARGIN_H */
