#ifndef BASE_OVERFLOW_H
#define BASE_OVERFLOW_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

struct err;

/*
 * Where work goes for which memory does not suffice: files without a name, which
 * nobody else can open and which are gone with the program, however that ends.
 * Pieces are written at the end, and read anywhere, by any number of threads;
 * each has a hash behind it, so that a disk that gives other bytes than it got
 * is noticed.  What is read at different times lies in different files, so that
 * its room, on disk and in the cache of the system, can be given back early.  A
 * zeroed one that was not opened may be closed.
 */
#define OVERFLOW_FILES 32

struct overflow_file {
	atomic_int fd; /* 0: nothing was written yet */
	atomic_llong size;
};

struct overflow {
	struct overflow_file files[OVERFLOW_FILES];
	pthread_mutex_t lock; /* of opening one */
	const char *dir;      /* borrowed; NULL: not opened */
};

/* In the folder ${dir}.  ERR_IO. */
int overflow_open(struct overflow *, const char *dir, struct err *);

/*
 * ${n} pieces, at most OVERFLOW_PIECES, to file ${file} of OVERFLOW_FILES;
 * ${arg} is the struct overflow; at[] is where each of them is.  ERR_IO: a full
 * disk, too.
 */
#define OVERFLOW_PIECES 64
int overflow_write(void *arg, int file, const struct iovec *pieces, int n,
    int64_t *at, struct err *);

/* The whole piece at ${at}.  ERR_IO, also if there is none of that length. */
int overflow_read(void *arg, int file, int64_t at, void *data, size_t len,
    struct err *);

/* What is in the file is not read again. */
void overflow_forget(void *arg, int file);

void overflow_close(struct overflow *);

#endif /* BASE_OVERFLOW_H */
