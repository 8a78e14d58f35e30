#ifndef JOB_JOB_CLOSE_H
#define JOB_JOB_CLOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-close: turn the charges of every billing interval that is over and not
 * billed into documents, in one transaction.  Running it again adds nothing.
 */
struct job_close_options {
	const char *book;
	const char *until; /* YYYY-MM-DD: intervals that end by its 00:00 */
	const char *date;  /* of the documents; NULL: today */
	const char **contracts; /* only these; n 0: all */
	size_t n_contracts;
	const char *waive; /* file of waivers, or NULL */
	/* where templates and fonts are, so that every document can be drawn;
	 * NULL: do not look */
	const char *data_dir;
	bool dry_run; /* say what would be done */
	bool strict;  /* all contracts or none */
	bool quiet;
	bool brief; /* a dry run without the list of documents */
	int64_t now_us;
};

/*
 * 0: done; 1: done, but something needs a look (contracts left out, calls
 * waived); -1.  ERR_REFUSED: calls are unrated or were imported since, rejects
 * are open, or (strict) a contract cannot be billed: nothing was changed.
 */
int job_close(const struct job_close_options *, struct out *, struct err *);

#endif /* JOB_JOB_CLOSE_H */
