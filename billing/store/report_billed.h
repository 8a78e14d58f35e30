#ifndef STORE_REPORT_BILLED_H
#define STORE_REPORT_BILLED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/report_margin.h"

struct document;

/*
 * The margin of an interval that is billed: the legs that its documents have, and
 * which document each is on.  For a margin statement that takes the place of
 * another.
 *
 *	report_billed_add()		documents that are not committed yet
 *	report_billed_has() ... report_reader_run(), report_reader_pair_billed()
 *	report_reader_margin_lines(), report_billed_ties()
 */

/* A document that the reader's connection does not see. */
int report_billed_add(struct report_reader *, const struct document *,
    struct err *);

/* Have documents of an interval that begins at ${from_us} billed charges of the
 * period?  1, 0, -1. */
int report_billed_has(struct report_reader *, const char *period,
    int64_t from_us, struct err *);

/* Columns: contract, tier, number of the document, "" without one, and what its
 * charges come to, the tax taken off; the wholesale charges are those of ${contract}. */
int report_billed_ties(struct report_reader *, const char *currency,
    const char *contract, struct stmt *, struct err *);

#endif /* STORE_REPORT_BILLED_H */
