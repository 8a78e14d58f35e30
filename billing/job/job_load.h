#ifndef JOB_JOB_LOAD_H
#define JOB_JOB_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;

/*
 * Load master data from CSV: toll-load(1).
 *
 * One transaction: all rows of all files, or nothing.  What must hold is
 * checked on the whole result, the book with the files in it; every fault is
 * listed as file:line:column.  Rows that are in the book as they stand in the
 * file are left alone; if nothing is new, no load is booked.
 */
struct job_load_options {
	const char *const *files; /* files, or folders with files */
	size_t count;
	bool dry_run;         /* print what would change, and change nothing */
	bool quiet;	      /* do not print the counts */
	bool replace;         /* a file is the whole truth for its entity */
	const char *reseller; /* ... and this owner; NULL: for all owners */
	const char *sipwise;  /* handle of the profile; NULL: not that format */
	const char *program;  /* "toll-load", for the lock ... */
	const char *version;  /* ... and with the version, kept with the load */
	const char *base;     /* folder left away in names of files, or NULL */
	int64_t now_us;
};

/*
 * ${out} gets the result, ${messages} what is wrong.  ERR_DATA: the messages
 * tell why, nothing was changed; ERR_NOINPUT, ERR_USAGE about the files.
 */
int job_load(const char *book_dir, const struct job_load_options *,
    struct out *out, struct out *messages, struct err *);

#endif /* JOB_JOB_LOAD_H */
