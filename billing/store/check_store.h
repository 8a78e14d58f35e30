#ifndef STORE_CHECK_STORE_H
#define STORE_CHECK_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

struct arena;
struct book;
struct db;
struct document;
struct err;

/*
 * What can be proven by asking the database: each query returns one text per
 * thing that is wrong, and none if all is well.  To add a check, add a row to
 * the table of the files it is about.
 */
struct check_query {
	const char *name; /* "document-sums" */
	const char *what; /* what holds: "the lines of a document ..." */
	const char *sql;
};

extern const struct check_query check_store_book[];    /* of book.db */
extern const struct check_query check_store_calls[];   /* of each segment */
extern const struct check_query check_store_charges[]; /* of each run */

typedef void check_found_fn(void *arg, const char *text);

/* Run one query (the tables end with a NULL name). */
int check_store_run(struct db *, const struct check_query *,
    check_found_fn *found, void *arg, struct err *);

/*
 * One pass over the pages of an opened file of calls or charges, ${path}: 1, and
 * then the queries of which check_store_proves() is true find nothing; 0: ask
 * them; -1.  Much faster than they are.
 */
int check_store_prove(struct db *, const char *path, int32_t application_id,
    struct err *);
bool check_store_proves(const struct check_query *);

/*
 * The files that book.db names: segments, current charges, documents.  ${path}
 * is below the book; count is what the file must have in it, -1 if nothing is
 * known; application_id 0: it is no database.
 */
struct check_file {
	const char *path;
	const char *sha256;
	int64_t count;
	int32_t application_id;
};

/* All of them, in the arena. */
int check_store_files(const struct book *, struct arena *,
    struct check_file **files, size_t *n, struct err *);

/* The number and day of document d->id if it has no picture of that kind; 1, 0,
 * -1. */
int check_store_undrawn(const struct book *, const char *kind, struct arena *,
    struct document *d, struct err *);

/* The number of calls or charges in an opened file. */
int check_store_count(struct db *, int32_t application_id, int64_t *count,
    struct err *);

/*
 * Columns of the tables of master data that differ from the descriptions: one
 * text each.
 */
int check_store_schema(struct db *, check_found_fn *found, void *arg,
    struct err *);

/* Tables, triggers, views and indexes that are not those of this program. */
int check_store_guards(struct db *, check_found_fn *found, void *arg,
    struct err *);

#endif /* STORE_CHECK_STORE_H */
