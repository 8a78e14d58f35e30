#ifndef STORE_BOOK_REWIND_H
#define STORE_BOOK_REWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "store/run_store.h"

struct arena;
struct book;
struct err;

/*
 * A copy of a book that is taken back to what it was when a rating run was made:
 * what was billed, frozen and rated then, and the calls that were read.  Master
 * data are asked for by load (entity_store.h), they need no way back.
 *
 *	book_rewind_copy();	the folder, once
 *	book_rewind_open();	it opens, without triggers
 *	book_rewind_to();	before the run
 *	book_rewind_undo();	as it was copied; the next run
 *
 * Nothing of the original is written: its calls and charges files are links.
 */
struct book_rewind_run {
	const char *period;
	int64_t run;
	char file[RUN_STORE_FILE_MAX];
	int64_t load;
	char sha256[HASH_HEX_MAX];
	int64_t time_us;
	int64_t closing; /* the first that read it; 0: none did */
	/* The last closing before it was made (0: none) is one of these: those
	 * in which they differ were made at the same time as the run, and book.db
	 * does not say which came first. */
	int64_t before, before_max;
	/* The closing is toll-correct's and the run was made for it: it released
	 * these documents.  NULL: not so. */
	const char *contract;
	int64_t from_us, until_us;
	const int64_t *documents;
	size_t n_documents;
	bool limited; /* with so much bought cash for its calls */
	int64_t limit_e8;
};

/* The runs whose files are kept: current ones and those that a closing read,
 * by period and number. */
int book_rewind_runs(const struct book *, struct arena *,
    struct book_rewind_run **, size_t *n, struct err *);

/* ${dir} is an empty folder. */
int book_rewind_copy(const struct book *, const char *dir, struct arena *,
    struct err *);
int book_rewind_open(struct book *copy, const char *dir, const char *program,
    struct err *);

/*
 * ${before}: the last closing that stays.  *missing: a file of calls that the run read and the book does not have any
 * more, in the arena; NULL: all are there.
 */
int book_rewind_to(struct book *copy, const struct book_rewind_run *,
    int64_t before, struct arena *, const char **missing, struct err *);
void book_rewind_undo(struct book *copy);

#endif /* STORE_BOOK_REWIND_H */
