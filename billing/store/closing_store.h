#ifndef STORE_CLOSING_STORE_H
#define STORE_CLOSING_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "document/document.h"

struct db;
struct err;

/*
 * What toll-close writes, inside its one transaction: documents, the intervals
 * they close, the charges they bill, and the closing itself, last
 * (data/schema/0004-documents.sql).
 *
 *	closing_store_open();
 *	closing_store_last_seq() ... closing_store_write()	per document
 *	closing_store_interval()				per interval
 *	closing_store_run(), closing_store_note()
 *	closing_store_finish();
 *
 * The statements are prepared once.  ERR_REFUSED: a rule of the book says no.
 */
struct closing_store;

/* One run of toll-close; its number is that of the last closing + 1. */
struct closing {
	int64_t number;
	int64_t until_day;
	int64_t date_day; /* INT64_MIN: today, in each issuer's zone */
	int64_t now_us;
	int64_t load;
	int64_t documents, intervals, left_out;
};

int closing_store_open(struct closing_store **, struct db *, struct err *);
void closing_store_close(struct closing_store *); /* NULL is allowed */

/* Where billing of the contract stands: the end of its last closed interval;
 * INT64_MIN: none is closed. */
int closing_store_closed_until(struct closing_store *, const char *contract,
    int64_t *until_us, struct err *);

/* Is the one-off item of the contract on a document of the interval that begins
 * at ${from_us}, and on one of another? */
int closing_store_item_billed(struct closing_store *, const char *contract,
    const char *ref, int64_t from_us, bool *here, bool *elsewhere,
    struct err *);

/* What was drawn from a series. */
struct closing_last {
	int64_t seq; /* the last number of the year; 0: none */
	int64_t day; /* the date of the last, of any year; INT64_MIN: none */
	bool drawn;  /* one, in any year */
};

int closing_store_last(struct closing_store *, const char *issuer,
    const char *series, int64_t year, struct closing_last *, struct err *);

/* Write *d with all it holds and set d->id.  Its number is drawn already. */
int closing_store_write(struct closing_store *, struct document *d,
    struct err *);

/* Which charges a document bills; ${document} 0: an interval without one. */
int closing_store_usage(struct closing_store *, const char *contract,
    int64_t document, int64_t closing, const struct document_usage *,
    struct err *);

int closing_store_interval(struct closing_store *, const char *contract,
    int64_t from_us, int64_t until_us, int64_t closing, int64_t documents,
    struct err *);

/* A charges file that was read. */
int closing_store_run(struct closing_store *, int64_t closing,
    const char *period, int64_t run, struct err *);

/* ${severity}: "left_out", "waived", "warning"; ${position} from 1. */
int closing_store_note(struct closing_store *, int64_t closing,
    int64_t position, const char *severity, const char *contract,
    const char *text, struct err *);

/* What was let pass: "unrated" of a period, contract and reason, or "rejects"
 * of the batch in ${reason}. */
int closing_store_waived(struct closing_store *, int64_t closing,
    const char *what, const char *period, const char *contract,
    const char *reason, int64_t calls, struct err *);

/* The closing itself, and its seal (store/manifest_store.h). */
int closing_store_finish(struct closing_store *, const struct closing *,
    struct err *);

#endif /* STORE_CLOSING_STORE_H */
