#ifndef STORE_CHARGE_SCAN_H
#define STORE_CHARGE_SCAN_H

#include <stdint.h>

#include "rating/charge.h"

struct db;
struct err;

/*
 * All charges of a charges file (data/schema/charges.sql) in order of seq,
 * straight from its pages (store/table_scan.h): several times as fast as a
 * statement, for those who look at every charge.
 */
struct charge_scan;

/* ${db} is the opened file ${path}, and stays open until the end. */
int charge_scan_open(struct charge_scan **, struct db *, const char *path,
    struct err *);

/* For a check that finds out by itself which charges are missing: that some are
 * is no damage then. */
void charge_scan_allow_gaps(struct charge_scan *);

/* Go on with those from seq ${from} to before ${until}, which must all be there
 * if the caller goes on to read ${until} - ${from} of them. */
int charge_scan_seek(struct charge_scan *, int64_t from, int64_t until,
    struct err *);

/* 1 and the charge, the other party's number borrowed until the next call and not
 * ended by NUL; 0; -1: ERR_DATA: the file is damaged, or charges are missing. */
int charge_scan_next(struct charge_scan *, int64_t *seq, struct charge *,
    struct err *);

void charge_scan_close(struct charge_scan *); /* NULL is allowed */

#endif /* STORE_CHARGE_SCAN_H */
