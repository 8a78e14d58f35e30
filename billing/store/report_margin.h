#ifndef STORE_REPORT_MARGIN_H
#define STORE_REPORT_MARGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "store/report_store.h"

/*
 * What a reseller's customers pay and what it pays, side by side: the one source
 * of figures of the report margin and of margin statements.
 *
 * A leg is a call in one direction: its retail charge, of a customer of the
 * reseller in scope, and its wholesale charge, of the reseller's own contract;
 * one of the two may be missing.  They are paired straight from the pages of the
 * charges file (leg_pair.h) and added up as they come (leg_sum.h), never kept:
 * the sums, in a temporary table, are what the queries below read.
 */

/* Pair all legs of the attached period and add them. */
int report_reader_pair(struct report_reader *, struct err *);

/*
 * The legs of a billing interval of the reseller's contract that are on no
 * statement yet; its customers are those of every reseller that has the
 * contract.
 */
struct report_margin_part {
	const char *period; /* of the charges file that is attached ... */
	int64_t run;        /* ... and its run */
	int64_t from_us;    /* the interval begins */
	int64_t open_us;    /* charges from here on: before from_us late ones */
	int64_t until_us;   /* ... up to here */
	bool documents;     /* also which document has billed each */
};

/*
 * As it was then: what closings after ${opened} billed is open, and on a document
 * of none after ${billed}.
 */
int report_reader_upto(struct report_reader *, int64_t opened, int64_t billed,
    struct err *);

/*
 * Pair those of the attached period and add them: every leg whose wholesale
 * charge is open (its column document is 0), that is what the reseller's invoice
 * bills; and of those without a wholesale charge all of the interval, and late
 * ones that the customer is not billed yet.
 */
int report_reader_pair_open(struct report_reader *,
    const struct report_margin_part *, struct err *);

/*
 * Pair those that start in [open_us, until_us) and are of the interval that begins
 * at from_us, and add them, with the documents that have billed them: for
 * report_billed.h.  Of the interval is a leg whose wholesale charge is on a document
 * of it; without a wholesale charge one that starts in it, or is on the customer's
 * document of it.
 */
int report_reader_pair_billed(struct report_reader *,
    const struct report_margin_part *, struct err *);

/*
 * Retail prices are without tax (tax_without() in document/tax.h), at the rate that
 * master data have today.
 *
 * Columns: key, detail, calls, duration_ms, retail_e8, wholesale_e8, retail
 * currency, wholesale currency; of a loss the word of the reason that most of it
 * has (document_loss_words) and the fee, else ""; negative margins first.
 */
int report_reader_margin(struct report_reader *, enum report_by, struct stmt *,
    struct err *);

/*
 * The same sums as lines of a statement, of the legs in ${currency} on both
 * sides; those that start before from_us of their part apart, by month.  Columns:
 * zone, detail ("" without ${by_detail}), direction, month ("" not late), first
 * and last start, calls, duration_ms, retail_e8, wholesale_e8, reason and fee of a
 * loss; negative margins first.
 */
int report_reader_margin_lines(struct report_reader *, bool by_detail,
    const char *currency, struct stmt *, struct err *);

/*
 * What each customer's charges in them come to.  Columns: customer, 1 if these
 * are the incoming calls of one that has a document of its own for them, retail_e8, the
 * tax that was taken off.
 */
int report_reader_margin_ties(struct report_reader *, const char *currency,
    struct stmt *, struct err *);

/* One row: how many legs are not in ${currency} on both sides. */
int report_reader_margin_odd(struct report_reader *, const char *currency,
    struct stmt *, struct err *);

#endif /* STORE_REPORT_MARGIN_H */
