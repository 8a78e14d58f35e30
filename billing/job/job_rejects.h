#ifndef JOB_JOB_REJECTS_H
#define JOB_JOB_REJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;

/*
 * toll-rejects: the rows that imports did not take.
 */
struct job_rejects_options {
	const char *book, *program;
	int64_t batch; /* 0: of all batches */
	bool all;      /* also those that are waived or imported again */
	bool json;
	bool raw; /* in the CSV: no guard against formulas */
	int64_t now_us;

	const char *formats_dir;  /* reimport */
	const char *own_provider; /* NULL, or as for the import */
	const char *file;         /* NULL, or the exported and mended CSV */

	const char *by, *note; /* waive */
	const int64_t *ids;    /* waive: these; none: all that are open */
	size_t n_ids;
};

/* Print them; as a list, or as CSV.  *open is how many are open. */
int job_rejects_list(const struct job_rejects_options *, struct out *,
    int64_t *open, struct err *);
int job_rejects_export(const struct job_rejects_options *, struct out *,
    struct err *);

/* Waive them by name: ERR_USAGE without a name or reason. */
int job_rejects_waive(const struct job_rejects_options *, struct out *,
    struct err *);

/*
 * Read them again, with their format as it is now; or, with a file, the rows as
 * they were mended in it.  What is taken becomes a batch of its own for each
 * batch the rows came from.  *open is how many of them are still open.
 */
int job_rejects_reimport(const struct job_rejects_options *, struct out *,
    int64_t *open, struct err *);

#endif /* JOB_JOB_REJECTS_H */
