#ifndef STORE_CHARGE_FEED_H
#define STORE_CHARGE_FEED_H

#include <stddef.h>
#include <stdint.h>

struct charge;
struct err;
struct sqlite3;

/*
 * A virtual table over an array of charges, so that SQLite takes them in with
 * one INSERT ... SELECT: clearly faster than binding row by row.  The columns
 * are those of table charge.
 */
struct charge_feed {
	const struct charge *charges;
	size_t n;
	int64_t seq; /* of the first */
};

/* Make the table "charge_feed" on a connection; ${feed} is read whenever the
 * table is, and must live as long as the connection. */
int charge_feed_register(struct sqlite3 *, struct charge_feed *feed,
    struct err *);

#endif /* STORE_CHARGE_FEED_H */
