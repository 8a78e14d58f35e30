#ifndef STORE_USAGE_STORE_H
#define STORE_USAGE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"
#include "store/usage_sums.h"

struct arena;
struct book;
struct err;

/*
 * The charges that closing bills: all current charges files of the book, and
 * in them what is open.
 *
 * A charge is open as long as its own column document is 0 and no closing has
 * billed it from this very file: a closing bills everything of a contract in a
 * file that starts before the end of the interval it closes, so what is open
 * begins where its last billing from that file ended (usage_store_open_from).
 *
 * Read only.  Files are numbered from 0 in order of period.
 */
struct usage_store;

struct usage_file {
	const char *period; /* "2026-10" */
	int64_t run;
	int64_t load;              /* of master data it was rated with */
	int64_t from_us, until_us; /* of the period, in the operator's zone */
};

int usage_store_open(struct usage_store **, const struct book *, struct err *);
void usage_store_close(struct usage_store *); /* NULL is allowed */

size_t usage_store_files(const struct usage_store *);
const struct usage_file *usage_store_file(const struct usage_store *,
    size_t file);

/*
 * Was the file rated from the calls that the book names now?  1 yes, 0 no: a
 * later import, -1.  And a period that has calls and no charges at all: 1 and
 * its name in the arena, 0 there is none.
 */
int usage_store_is_current(struct usage_store *, size_t file, struct err *);
int usage_store_never_rated(struct usage_store *, int64_t before_us,
    struct arena *, const char **period, struct err *);

/*
 * From where on charges of the contract are open in the file: INT64_MIN, or
 * the end of the last interval billed from it.
 */
int usage_store_open_from(struct usage_store *, size_t file,
    const char *contract, int64_t *from_us, struct err *);

/*
 * The start of the first and of the last open charge that starts on or after
 * ${from_us}; 1, or 0 if there are none.
 */
int usage_store_span(struct usage_store *, size_t file, const char *contract,
    int64_t tier, int64_t from_us, int64_t *first_us, int64_t *last_us,
    struct err *);

/*
 * Add sums by subscriber, fee and day of the open charges that u->tier, part, from and
 * until name; their totals go to u->calls, price, cash and
 * bought.
 */
int usage_store_sums(struct usage_store *, size_t file, const char *contract,
    struct document_usage *u, struct usage_list *, struct err *);

/*
 * Count the charges that u->tier, part, from and until name and whose column
 * document is ${document}: 0 open in this file, -1 billed without one.
 */
int usage_store_tally(struct usage_store *, size_t file, const char *contract,
    int64_t document, struct document_usage *u, struct err *);

/*
 * Calls without a price that start before ${until_us}, by contract and reason,
 * less what an earlier closing has waived.  Contract "" could not be resolved.
 */
struct usage_unrated {
	const char *period, *contract, *reason;
	int64_t calls;
	int64_t waived; /* of them, by earlier closings */
};
int usage_store_unrated(struct usage_store *, int64_t until_us, struct arena *,
    struct usage_unrated **, size_t *n, struct err *);

/* Open rejects by import batch, less those waived before. */
struct usage_rejects {
	int64_t batch;
	const char *file;
	int64_t rejects, waived;
};
int usage_store_rejects(struct usage_store *, struct arena *,
    struct usage_rejects **, size_t *n, struct err *);

/* Refs of contracts with charges in the file, in order, in the arena. */
int usage_store_contracts(struct usage_store *, size_t file, struct arena *,
    const char *const **refs, size_t *n, struct err *);

#endif /* STORE_USAGE_STORE_H */
