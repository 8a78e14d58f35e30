#ifndef STORE_BOOK_H
#define STORE_BOOK_H

#include <stdbool.h>

#include "base/file.h"
#include "base/lock.h"

struct db;
struct err;
struct settings;
struct zone;

/*
 * The book: the directory that holds everything of one operator.
 *
 *	book.conf		settings (toll-book(5))
 *	book.db			master data, documents, outbox, journal
 *	calls/YYYY-MM/BATCH.db	facts: sorted segments of calls
 *	charges/YYYY-MM.RUN.db	derived: charges of a period
 *	documents/ archive/ inbox/ outbox/ templates/
 *	lock			who writes
 *
 * A program opens it once, reads or writes, and closes it.  There is one
 * writer at a time: a second one fails with ERR_BUSY.  Readers never wait, and
 * nobody waits for them: files that they may want are swept later.
 */
enum book_mode {
	BOOK_READ,  /* book.db read only; its files stay until the close */
	BOOK_WRITE, /* lock held until the close; an older schema is migrated */
	BOOK_FROZEN /* what task_book.h made: nobody writes, nothing is locked */
};

struct book {
	char dir[FILE_PATH_MAX];
	struct settings *settings;
	struct db *db;
	const struct zone *zone; /* of the operator */
	struct lock lock;
	bool write, frozen;
};

/*
 * ${program} ("toll-load") is written into the lock file.  On failure *b is
 * closed.  ERR_NOINPUT no book there; ERR_BUSY somebody else writes;
 * ERR_CONFIG its settings are wrong.
 */
int book_open(struct book *, const char *dir, enum book_mode,
    const char *program, struct err *);

void book_close(struct book *); /* harmless on a zeroed or closed one */

/* dir/sub ("calls/2026-10").  ERR_DATA if it is too long. */
int book_path(char out[FILE_PATH_MAX], const struct book *, const char *sub,
    struct err *);

/*
 * Remove files that the book does not name: ${sweep} is called if nobody reads
 * the book, for who began before the last change wants other files; else they are
 * left to the next sweep.
 */
int book_sweep(const struct book *,
    int (*sweep)(const struct book *, struct err *), struct err *);

/* The folders of a book, below its directory; NULL at the end. */
extern const char *const book_folders[];

#endif /* STORE_BOOK_H */
