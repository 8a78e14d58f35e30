#ifndef STORE_ITEMISED_STORE_H
#define STORE_ITEMISED_STORE_H

#include <stdint.h>

struct document;
struct err;

/*
 * The calls that a document bills, read from the charges files that it names
 * (struct document_usage), for its itemised part.
 *
 * They come by subscriber, in the order of the document's subscribers, and in
 * order of time within one.  Memory does not grow with their number: SQLite
 * sorts on disk what it must.
 */
struct itemised_reader;

struct itemised_call {
	int64_t start_us;
	int64_t duration_ms;
	int64_t billed_s;
	int64_t free_s;
	int64_t amount_e8;  /* as on the document: what we earn is positive */
	int64_t direction;  /* enum direction */
	const char *number; /* these three until the next call is read */
	const char *zone;
	const char *detail;
};

/* Which calls: all, or those with a character other than printable ASCII in
 * number, zone or detail. */
enum itemised_choice { ITEMISED_ALL, ITEMISED_BEYOND_ASCII };

/* ${book} is its folder; the document is borrowed.  ERR_NOINPUT: a charges
 * file is not there. */
int itemised_reader_open(struct itemised_reader **, const char *book,
    const struct document *, enum itemised_choice, struct err *);
void itemised_reader_close(struct itemised_reader *); /* NULL is allowed */

/* Go before the first call of ${subscriber} (a ref; "" calls of none). */
int itemised_reader_begin(struct itemised_reader *, const char *subscriber,
    struct err *);

/* How many digits after the point (1..8) the prices of all calls need. */
int itemised_reader_digits(struct itemised_reader *, int *digits, struct err *);

/* 1: *call is filled in; 0: no more of this subscriber; -1. */
int itemised_reader_next(struct itemised_reader *, struct itemised_call *,
    struct err *);

#endif /* STORE_ITEMISED_STORE_H */
