/*
 * Files as they lie on the disk, compressed or not: what is read in small pieces
 * is what is read in large ones, its hash is that of what came; what was
 * compressed by us comes back, and cut anywhere it is an error.
 *
 * The first byte: 1 gzip and 2 zstd of the rest, cut off by as many bytes as the
 * second one says; else the rest is the file.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/compress.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MOST ((size_t)4 << 20) /* a few bytes unpack to gigabytes */

/* Read all of it, ${step} bytes at a time: 0, -1, or 1: more than MOST. */
static int
read_all(const char *path, size_t step, struct buf *out,
    char file[HASH_HEX_MAX], struct err *e)
{
	static char block[1 << 16];
	char hex[HASH_HEX_MAX], want[HASH_HEX_MAX];
	struct input *in;
	ptrdiff_t n;

	assert(input_open(&in, path, e) == 0);
	while (out->len < MOST && (n = input_read(in, block, step, e)) > 0) {
		assert((size_t)n <= step);
		buf_add(out, block, (size_t)n);
	}
	if (out->len < MOST && n == 0) {
		assert(input_sha256(in, file, e) == 0);
		assert(input_content_sha256(in, hex, e) == 0);
		hash_sha256_hex(buf_text(out), out->len, want);
		assert(strcmp(hex, want) == 0);
	}
	input_close(in);
	return out->len >= MOST ? 1 : n < 0 ? -1 : 0;
}

/* The file itself, or what is to be in it, compressed and cut. */
static void
make(int fd, const uint8_t *data, size_t size, enum compress_kind kind,
    size_t cut)
{
	struct err e = { .code = ERR_NONE };
	struct compress *c;
	off_t end;

	assert(compress_open(&c, fd, "fuzz", kind, &e) == 0);
	assert(size == 0 || compress_write(c, data, size, &e) == 0);
	assert(compress_close(c, &e) == 0);
	end = lseek(fd, 0, SEEK_END);
	assert((off_t)cut < end || end == 0);
	assert(ftruncate(fd, end - (off_t)cut) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE }, again = { .code = ERR_NONE };
	struct buf large = { 0 }, small = { 0 };
	char path[64], a[HASH_HEX_MAX], b[HASH_HEX_MAX];
	enum compress_kind kind = COMPRESS_NONE;
	size_t cut = 0;
	int fd, rc;

	if (size < 2)
		return 0;
	if (data[0] == 1 || data[0] == 2) {
		kind = data[0] == 1 ? COMPRESS_GZIP : COMPRESS_ZSTD;
		cut = data[1] % 9; /* the least file has nine bytes */
	}
	fd = memfd_create("input", MFD_CLOEXEC);
	assert(fd >= 0);
	make(fd, data + 2, size - 2, kind, cut);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	rc = read_all(path, 1 << 16, &large, a, &e);
	assert((rc < 0) == (e.code != ERR_NONE));
	assert(rc >= 0 || (e.code == ERR_DATA && strstr(e.text, path) != NULL));
	if (kind != COMPRESS_NONE)
		assert((rc == 0) == (cut == 0));
	if (kind != COMPRESS_NONE && rc == 0)
		assert(large.len == size - 2 &&
		    memcmp(buf_text(&large), data + 2, size - 2) == 0);
	if (rc < 1 && large.len < 1 << 18) {
		assert(
		    read_all(path, 1 + data[1] % 7u, &small, b, &again) == rc);
		/* of a damaged file more or less may come before the error */
		assert(rc < 0 ||
		    (large.len == small.len &&
			memcmp(buf_text(&large), buf_text(&small), large.len) ==
			    0 &&
			strcmp(a, b) == 0));
	}
	buf_free(&large);
	buf_free(&small);
	(void)close(fd);
	return 0;
}
