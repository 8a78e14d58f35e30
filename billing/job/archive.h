#ifndef JOB_ARCHIVE_H
#define JOB_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

struct book;
struct compress;
struct err;
struct input;

/*
 * The original of an import, kept in archive/: compressed with zstd, or as it
 * is if it was compressed already.  Its bytes come in while the file is read;
 * nothing is read twice.  A zeroed struct keeps nothing.
 */
struct archive {
	bool on;
	struct file_aside file;
	bool opened, published, kept;
	struct compress *to;
	char dir[FILE_PATH_MAX];
	char name[32];
	int64_t batch;
};

int archive_open(struct archive *, const struct book *, int64_t batch, bool on,
    struct err *);
int archive_add(struct archive *, const void *, size_t, struct err *);

/* Everything came in: the copy so far, to be read; NULL if none is kept. */
int archive_reopen(struct archive *, struct input **, struct err *);

/* Publish it.  It is removed by archive_free() unless archive_keep() says that
 * the book names it. */
int archive_commit(struct archive *, struct err *);
void archive_keep(struct archive *);

const char *archive_name(const struct archive *); /* "": not kept */
void archive_free(struct archive *);

#endif /* JOB_ARCHIVE_H */
