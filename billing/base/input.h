#ifndef BASE_INPUT_H
#define BASE_INPUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct err;

/*
 * A file as a stream of bytes, read once.
 *
 * "-" is standard input.  gzip and zstd are recognised by their first bytes
 * (so "-" may be compressed too) and unpacked on the way.  Meanwhile the
 * SHA-256 of the bytes as they lie in the file is taken.  A read error is
 * ERR_IO, never taken for the end; a compressed file that ends early is
 * ERR_DATA.
 */
struct input;

int input_open(struct input **, const char *path, struct err *);

/*
 * The bytes [from, until) of a regular file, not unpacked: what a growing file
 * gained.  Its size is until - from.
 */
int input_open_range(struct input **, const char *path, int64_t from,
    int64_t until, struct err *);

/* From memory (borrowed until the close), not unpacked; for tests. */
int input_open_mem(struct input **, const char *name, const void *, size_t,
    struct err *);

/*
 * Hand every byte as it lies in the file to ${tee} as well (an archive).  To
 * be called before the first read.  Its error becomes that of input_read().
 */
typedef int input_tee_fn(void *data, const void *, size_t, struct err *);
void input_tee(struct input *, input_tee_fn *tee, void *data);

/*
 * Read, hash and hand to the tee in a thread of its own, a few blocks ahead of
 * the reader: for a large file whose records take as long.  To be called after
 * input_tee() and before the first read, and of use only if the file is a
 * regular one of some size; else nothing is done.
 */
void input_ahead(struct input *);

/* Nobody will ask for a hash: none is taken.  To be called before the first
 * read. */
void input_unhashed(struct input *);

/* Up to ${size} bytes (size > 0): >0 their number, 0 end of file, -1. */
ptrdiff_t input_read(struct input *, void *, size_t size, struct err *);

const char *input_name(const struct input *); /* the path, or "-" */

/* Bytes of the file read so far, before unpacking. */
int64_t input_raw_bytes(const struct input *);

/* Size of the file in bytes, or -1 if it is not a regular file. */
int64_t input_size(const struct input *);

/*
 * SHA-256 of the whole file.  Only after input_read() returned 0; reads and
 * hashes what may lie behind the end of a compressed stream.
 */
int input_sha256(struct input *, char hex[HASH_HEX_MAX], struct err *);

/* SHA-256 of what input_read() returned: that of the file, if it was not
 * compressed.  Only after input_read() returned 0. */
int input_content_sha256(struct input *, char hex[HASH_HEX_MAX], struct err *);

void input_close(struct input *); /* NULL is allowed */

#endif /* BASE_INPUT_H */
