#ifndef JOB_JOB_DUMP_H
#define JOB_JOB_DUMP_H

#include <stddef.h>
#include <stdint.h>

struct err;
struct out;

/*
 * Write master data as CSV: toll-dump(1).
 *
 * The files are those that toll-load reads, with every column, sorted by key.
 * Loading them again changes nothing.
 */
struct job_dump_options {
	const char *const *entities; /* names */
	size_t count;                /* 0: all that have rows */
	const char *dir;             /* folder for the files; NULL: to ${out} */
	int64_t load;                /* as of this load; ENTITY_LATEST: now */
};

/* Without a folder only one entity can be written.  ERR_USAGE, ERR_NOINPUT:
 * there is no such entity or load. */
int job_dump(const char *book_dir, const struct job_dump_options *,
    struct out *, struct err *);

#endif /* JOB_JOB_DUMP_H */
