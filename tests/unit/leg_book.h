#ifndef TESTS_LEG_BOOK_H
#define TESTS_LEG_BOOK_H

#include <stdint.h>

/*
 * A book with two resellers that share a contract and one by itself, their
 * customers, and random charges of September and October 2026: for test_leg.c.
 */
struct book;

/* 1 September 2026, and a day. */
#define LEG_BOOK_US     INT64_C(1788220800000000)
#define LEG_BOOK_DAY_US INT64_C(86400000000)

#define LEG_BOOK_FILE_1 "charges/2026-09.1.db"
#define LEG_BOOK_FILE_2 "charges/2026-10.2.db"

/* Number i has the id 3 (i + 1) in charges files. */
#define LEG_BOOK_FEES 6
extern const struct leg_book_fee {
	const char *profile, *currency, *zone, *detail;
	int rows; /* 0 none, 1 in fees, 2 in fees_history */
	int64_t connect_e12, init, init_e12, follow_e12;
} leg_book_fees[LEG_BOOK_FEES];

/* Everything into ${b}, whose book.db was just made and whose folder has one for
 * charges. */
void leg_book_make(struct book *b);

/* A number of the same random ones: low..high. */
int64_t leg_book_any(int64_t low, int64_t high);

#endif /* TESTS_LEG_BOOK_H */
