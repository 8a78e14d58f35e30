#ifndef JOB_JOB_CHECK_H
#define JOB_JOB_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;

/*
 * Prove what must hold in a book, reading only: toll-check(1).  Returns 0: all
 * is well; 1: something was found and listed; -1: it could not be checked.
 */
struct job_check_options {
	bool verbose; /* name every check and what it proves */
	bool quiet;   /* print findings only */
	bool json;    /* a finding is an object on a line of its own */
	const char
	    *deep; /* also rate again, in a folder below this one; NULL */
};

int job_check(const char *book_dir, const struct job_check_options *,
    struct out *, struct err *);

/* Every setting: its value in this book, what it does, its default. */
int job_check_config(const char *book_dir, struct out *, struct err *);

/*
 * The text of a closing's manifest, as its hash is taken; ${closing} 0: of the
 * last one.  ERR_NOINPUT: it has none.
 */
int job_check_manifest(const char *book_dir, int64_t closing, struct out *,
    struct err *);

#endif /* JOB_JOB_CHECK_H */
