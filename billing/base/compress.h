#ifndef BASE_COMPRESS_H
#define BASE_COMPRESS_H

#include <stddef.h>

struct buf;
struct err;

/*
 * Writes bytes to a file descriptor, compressed.  Same bytes in, same bytes
 * out: no time and no name in the header.
 */
struct compress;

enum compress_kind {
	COMPRESS_NONE, /* copied as they are */
	COMPRESS_GZIP,
	COMPRESS_ZSTD
};

/* ${fd} stays the caller's; ${name} is borrowed, for messages. */
int compress_open(struct compress **, int fd, const char *name,
    enum compress_kind, struct err *);

int compress_write(struct compress *, const void *, size_t, struct err *);

/* End the stream and free; on failure too.  Does not fsync. */
int compress_close(struct compress *, struct err *);

/* Append ${len} bytes as a zlib stream (RFC 1950) to ${out}. */
void compress_memory(const void *, size_t len, struct buf *out);

void compress_abort(struct compress *); /* free only; NULL is allowed */

#endif /* BASE_COMPRESS_H */
