#ifndef STORE_REPORT_VIEWS_H
#define STORE_REPORT_VIEWS_H

struct db;
struct err;

/*
 * What margins stand on (report_margin.h, report_billed.h): the temporary tables
 * and views of a reader.
 */
int report_views_margin(struct db *, struct err *);

#endif /* STORE_REPORT_VIEWS_H */
