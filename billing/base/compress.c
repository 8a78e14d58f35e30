#include "base/compress.h"

#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define COMPRESS_BLOCK 131072 /* bytes written at once */

struct compress {
	int fd;
	const char *name;
	enum compress_kind kind;
	z_stream gz;
	ZSTD_CStream *zstd;
	unsigned char *block;
};

int
compress_open(struct compress **out, int fd, const char *name,
    enum compress_kind kind, struct err *e)
{
	struct compress *c = mem_calloc(1, sizeof(*c));

	(void)e;
	c->fd = fd;
	c->name = name;
	c->kind = kind;
	c->block = mem_alloc(COMPRESS_BLOCK);
	if (kind == COMPRESS_GZIP) {
		/* 15 + 16: a gzip header, which zlib leaves without time. */
		if (deflateInit2(&c->gz, 6, Z_DEFLATED, 15 + 16, 8,
			Z_DEFAULT_STRATEGY) != Z_OK)
			mem_exhausted();
	} else if (kind == COMPRESS_ZSTD) {
		c->zstd = ZSTD_createCStream();
		if (c->zstd == NULL ||
		    ZSTD_isError(ZSTD_CCtx_setParameter(c->zstd,
			ZSTD_c_compressionLevel, 1)) ||
		    ZSTD_isError(ZSTD_CCtx_setParameter(c->zstd,
			ZSTD_c_checksumFlag, 1)))
			mem_exhausted();
	}
	*out = c;
	return 0;
}

static int
compress_gzip(struct compress *c, const void *p, size_t n, int flush,
    struct err *e)
{
	union {
		const void *in;
		Bytef *zlib; /* zlib does not write there */
	} from = { .in = p };
	int rc;

	c->gz.next_in = from.zlib;
	c->gz.avail_in = (uInt)n;
	do {
		c->gz.next_out = c->block;
		c->gz.avail_out = COMPRESS_BLOCK;
		rc = deflate(&c->gz, flush);
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			return err_set(e, ERR_INTERNAL, "%s: gzip failed",
			    c->name);
		if (file_write(c->fd, c->block,
			COMPRESS_BLOCK - c->gz.avail_out, c->name, e) < 0)
			return -1;
	} while (
	    c->gz.avail_out == 0 || (flush == Z_FINISH && rc != Z_STREAM_END));
	return 0;
}

static int
compress_zstd(struct compress *c, const void *p, size_t n,
    ZSTD_EndDirective how, struct err *e)
{
	ZSTD_inBuffer from = { p, n, 0 };
	size_t left;

	do {
		ZSTD_outBuffer to = { c->block, COMPRESS_BLOCK, 0 };

		left = ZSTD_compressStream2(c->zstd, &to, &from, how);
		if (ZSTD_isError(left))
			return err_set(e, ERR_INTERNAL, "%s: zstd failed: %s",
			    c->name, ZSTD_getErrorName(left));
		if (file_write(c->fd, c->block, to.pos, c->name, e) < 0)
			return -1;
	} while (from.pos < from.size || (how == ZSTD_e_end && left > 0));
	return 0;
}

int
compress_write(struct compress *c, const void *data, size_t len, struct err *e)
{
	const char *p = data;

	if (c->kind == COMPRESS_NONE)
		return file_write(c->fd, p, len, c->name, e);
	if (c->kind == COMPRESS_ZSTD)
		return compress_zstd(c, p, len, ZSTD_e_continue, e);
	while (len > 0) {
		size_t part = len > (1u << 30) ? (1u << 30) : len;

		if (compress_gzip(c, p, part, Z_NO_FLUSH, e) < 0)
			return -1;
		p += part;
		len -= part;
	}
	return 0;
}

int
compress_close(struct compress *c, struct err *e)
{
	int rc = 0;

	if (c->kind == COMPRESS_GZIP)
		rc = compress_gzip(c, NULL, 0, Z_FINISH, e);
	else if (c->kind == COMPRESS_ZSTD)
		rc = compress_zstd(c, NULL, 0, ZSTD_e_end, e);
	compress_abort(c);
	return rc;
}

void
compress_abort(struct compress *c)
{
	if (c == NULL)
		return;
	if (c->kind == COMPRESS_GZIP)
		(void)deflateEnd(&c->gz);
	ZSTD_freeCStream(c->zstd);
	free(c->block);
	free(c);
}

void
compress_memory(const void *data, size_t len, struct buf *out)
{
	uLongf n = compressBound((uLong)len);

	buf_reserve(out, n);
	if (compress2((Bytef *)out->data + out->len, &n, data, (uLong)len, 6) !=
	    Z_OK)
		mem_exhausted();
	out->len += n;
	out->data[out->len] = '\0';
}
