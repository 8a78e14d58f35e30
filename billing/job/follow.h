#ifndef JOB_FOLLOW_H
#define JOB_FOLLOW_H

#include <stddef.h>
#include <stdint.h>

#include "base/file.h"

struct db;
struct err;

/*
 * A file that a switch still writes: which part of it is new.
 *
 * The book remembers device, inode and offset.  Another inode, or a file that
 * is shorter than it was, is a new file.  Only whole lines are taken: half a
 * line at the end waits for the next run.  A zeroed struct follows nothing.
 */
struct follow {
	char path[FILE_PATH_MAX]; /* absolute; "" when nothing is followed */
	int64_t device, inode;
	int64_t from, until;  /* the new part */
	int64_t lines_before; /* lines in front of it */
	int64_t lines;        /* in it, counted by follow_count() */
	char *header;
};

/* 1: there are new lines; 0: there are none; -1. */
int follow_open(struct follow *, struct db *, const char *path, struct err *);

void follow_count(struct follow *, const void *, size_t);

/* Remember that the part was read.  ${header} is the file's header line; used
 * if this was the file's first part. */
int follow_save(const struct follow *, struct db *, const char *header,
    struct err *);

void follow_free(struct follow *);

#endif /* JOB_FOLLOW_H */
