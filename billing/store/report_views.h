#ifndef STORE_REPORT_VIEWS_H
#define STORE_REPORT_VIEWS_H

struct db;
struct err;

/*
 * What queries of margins stand on (report_margin.h, report_billed.h): the
 * temporary tables and views, and the function without_tax(price_e8, rate_e4),
 * which is tax_without() of document/tax.h.
 */
int report_views_margin(struct db *, struct err *);

#endif /* STORE_REPORT_VIEWS_H */
