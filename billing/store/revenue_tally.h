#ifndef STORE_REVENUE_TALLY_H
#define STORE_REVENUE_TALLY_H

struct err;
struct report_reader;

/*
 * The revenue of the charges file that is attached: what who is in scope earns,
 * added up contract by contract from the pages of the file
 * (report_reader_revenue_add() in report_store.h).
 *
 * Memory is that of the fees and of what they are shown as, not of the charges.
 */
int revenue_tally_add(struct report_reader *, const char *period, struct err *);

#endif /* STORE_REVENUE_TALLY_H */
