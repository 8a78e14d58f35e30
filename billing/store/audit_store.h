#ifndef STORE_AUDIT_STORE_H
#define STORE_AUDIT_STORE_H

#include <stdbool.h>

#include "store/stmt.h"

struct err;
struct report_reader;

/*
 * What auditors ask of a book, within the scope of a reader of reports
 * (store/report_store.h).
 */

/* Every number drawn, in order: series_year, series_seq, the one before in its
 * series (NULL: the first), series, number, id, date, kind, issuer, contract,
 * total_minor, currency. */
int audit_numbers(struct report_reader *, struct stmt *, struct err *);

/*
 * Documents of the periods asked for (report_reader_ask), and their lines that
 * were rounded: number, line (0: all of the document), description, exact e8,
 * invoiced minor, currency.  Prices with tax are compared with tax.
 */
int audit_rounding(struct report_reader *, bool lines, struct stmt *,
    struct err *);

/*
 * What is out of the ordinary: kind, contract, detail, count, amount e8 (NULL:
 * none), currency.  Of the book: open rejects, waivers, contracts left out and
 * warnings of closings, corrections.  Of the attached period: unrated calls,
 * calls sold below cost by zone, calls without a price, late calls.
 */
int audit_book(struct report_reader *, struct stmt *, struct err *);
int audit_period(struct report_reader *, struct stmt *, struct err *);

#endif /* STORE_AUDIT_STORE_H */
