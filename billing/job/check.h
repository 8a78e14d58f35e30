#ifndef JOB_CHECK_H
#define JOB_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct book;
struct err;
struct out;
struct textmap;

/*
 * The checks of toll-check(1).
 *
 * A check is a row of the table in job_check.c: a name, what it proves, and a
 * function that calls check_found() for everything that is not so.  It reads
 * only.  To add one, write such a function and add its row.
 */
struct check {
	struct book *book;
	struct out *out;
	struct arena arena;   /* emptied after each check */
	const char *name;     /* of the check that runs */
	int64_t found, notes; /* by all checks so far */
	bool json;            /* findings as JSON */
	bool verbose;         /* also say what was counted */
	bool quiet;           /* nothing but findings */
	const char *temp_dir; /* for the deep check */
	struct {              /* below documents/, before the book was read */
		struct arena arena;
		const char **all;
		size_t n, cap;
	} pictures;
};

struct check_row {
	const char *name;
	const char *what; /* what holds if nothing is found */
	int (*run)(struct check *, struct err *);
};

/* Report one thing that is wrong: "NAME: text". */
void check_found(struct check *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Say what is as it may be and still to be known, "NAME: note: text": something
 * that waits for a program, or that cannot be proven.  It is no finding.
 */
void check_note(struct check *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* The rows, one function each. */
int check_book_schema(struct check *, struct err *);
int check_book_queries(struct check *, struct err *);
int check_book_master(struct check *, struct err *);
int check_book_state(struct check *, struct err *);
int check_files(struct check *, struct err *);
int check_documents(struct check *, struct err *);
int check_documents_billed(struct check *, struct err *);
int check_ties(struct check *, struct err *);
int check_outbox(struct check *, struct err *);
int check_conserve(struct check *, struct err *);
int check_seal(struct check *, struct err *);
int check_deep(struct check *, struct err *); /* only if asked for */

/* A part of check_files(): list what lies in documents/, judge it once the book
 * was read. */
int check_strays_list(struct check *, struct err *);
int check_strays_judge(struct check *, const struct textmap *named,
    struct err *);
void check_strays_free(struct check *);

#endif /* JOB_CHECK_H */
