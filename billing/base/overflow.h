#ifndef BASE_OVERFLOW_H
#define BASE_OVERFLOW_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * Where work goes for which memory does not suffice: a file without a name, which
 * nobody else can open and which is gone with the program, however that ends.
 * Pieces are written at the end, and read anywhere, by any number of threads;
 * each has a hash behind it, so that a disk that gives other bytes than it got
 * is noticed.  A zeroed one that was not opened may be closed.
 */
struct overflow {
	int fd; /* 0: none */
	atomic_llong size;
	const char *dir; /* for messages; borrowed */
};

/* In the folder ${dir}.  ERR_IO. */
int overflow_open(struct overflow *, const char *dir, struct err *);

/* A piece.  ${arg} is the struct overflow; *at is where it is.  ERR_IO: a full
 * disk, too. */
int overflow_write(void *arg, const void *data, size_t len, int64_t *at,
    struct err *);

/* The whole piece at ${at}.  ERR_IO, also if there is none of that length. */
int overflow_read(void *arg, int64_t at, void *data, size_t len, struct err *);

void overflow_close(struct overflow *);

#endif /* BASE_OVERFLOW_H */
