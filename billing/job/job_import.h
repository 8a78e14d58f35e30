#ifndef JOB_JOB_IMPORT_H
#define JOB_JOB_IMPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cdr_format;
struct err;
struct out;
struct progress;

/*
 * toll-import: call records into the book.  Every file is a batch of its own
 * and one atomic step: after a crash it is wholly there or not at all.
 */
struct job_import_options {
	const char *book;         /* folder of the book */
	const char *program;      /* for the lock */
	const char *format;       /* NAME, or the path of a format file */
	const char *formats_dir;  /* DATA/data/formats */
	const char *own_provider; /* NULL, or the operator's name as a peer */
	const char *const *files;
	size_t n_files;
	bool archive; /* keep the original (if the settings say so too) */
	bool follow;  /* read what a growing file gained */
	bool json;
	int64_t now_us;
};

struct job_import_report {
	int64_t files;  /* imported */
	int64_t known;  /* were imported before */
	int64_t failed; /* could not be read as a whole */
	int64_t rows, calls, duplicates, conflicts, rejects;
};

/*
 * A file that cannot be read as a whole is reported to ${messages}; the next
 * ones are imported all the same, and the first such error is returned.
 */
int job_import(const struct job_import_options *, struct out *,
    struct out *messages, struct progress *, struct job_import_report *,
    struct err *);

/* The format ${name}: a path (it has a slash), BOOK/formats/NAME.ini, or
 * DIR/NAME.ini.  ERR_NOINPUT. */
int job_import_format(struct cdr_format **, const char *book, const char *dir,
    const char *name, struct err *);

#endif /* JOB_JOB_IMPORT_H */
