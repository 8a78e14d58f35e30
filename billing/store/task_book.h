#ifndef STORE_TASK_BOOK_H
#define STORE_TASK_BOOK_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct arena;
struct book;
struct err;

/*
 * The book as the tasks of a rating see it (toll-tasks(5)): a folder like that of
 * a book, with what rating one period reads and nothing else; no mail, no
 * payments, no documents but for what bills the period.  The same state of the
 * book gives the same bytes.  BOOK_FROZEN opens it.
 */

/* book.db at ${path}, for who rates ${period} while ${run} is its current run
 * (0: none). */
int task_book_database(const struct book *, const char *period, int64_t run,
    const char *path, struct err *);

/* Of the charges file ${from} the balances alone, as a charges file. */
int task_book_balances(const char *from, const char *path, struct err *);

/* The call files of a period as the book names them, in order, in the arena. */
struct task_book_segment {
	const char *file; /* below calls/ */
	int64_t size;
	char sha256[HASH_HEX_MAX];
};
int task_book_segments(const struct book *, const char *period, struct arena *,
    struct task_book_segment **, size_t *n, struct err *);

/* The settings that rating reads. */
int task_book_settings(const struct book *, const char *path, struct err *);

#endif /* STORE_TASK_BOOK_H */
