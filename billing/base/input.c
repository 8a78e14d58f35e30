#include "base/input.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/block_queue.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define INPUT_BLOCK  262144    /* bytes read at once */
#define INPUT_DIRECT 65536     /* what is read without a copy */
#define INPUT_LARGE  (4 << 20) /* what is smaller is read without a thread */

struct input {
	char *name;
	int fd;          /* -1: from memory */
	const char *mem; /* what is left of it */
	size_t mem_left;
	int64_t size;      /* of the file; -1 unknown */
	int64_t raw_bytes; /* read so far */
	bool range;        /* only part of the file: never unpacked */
	bool unhashed;     /* sha and content are not taken */
	struct hash_sha256 sha, content; /* as it lies; unpacked */
	char hex[HASH_HEX_MAX], content_hex[HASH_HEX_MAX];
	input_tee_fn *tee;
	void *tee_data;
	struct block_queue *ahead; /* NULL: no thread */
	unsigned char *raw;        /* a block as it lies in the file */
	size_t raw_at, raw_len;
	bool raw_end; /* nothing comes after it */
	bool begun;   /* the kind is known */
	bool inside;  /* in the middle of a compressed frame */
	bool ended;   /* input_read() returned 0 */
	enum { INPUT_PLAIN, INPUT_GZIP, INPUT_ZSTD } kind;
	z_stream gz;
	ZSTD_DStream *zstd;
	bool frame_sized;    /* the zstd frame says what it unpacks to ... */
	uint64_t frame_left; /* ... and so much of it is to come */
};

static struct input *
input_new(const char *name)
{
	struct input *in = mem_calloc(1, sizeof(*in));

	in->name = mem_strdup(name);
	in->fd = -1;
	in->size = -1;
	in->raw = mem_alloc(INPUT_BLOCK);
	hash_sha256_begin(&in->sha);
	return in;
}

int
input_open(struct input **out, const char *path, struct err *e)
{
	struct input *in;
	struct stat st;
	int fd =
	    strcmp(path, "-") == 0 ? dup(0) : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(e, file_code(errno), "%s: %s", path,
		    strerror(errno));
	if (fstat(fd, &st) < 0) {
		(void)err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		(void)close(fd);
		return -1;
	}
	if (S_ISDIR(st.st_mode)) {
		(void)close(fd);
		return err_set(e, ERR_NOINPUT, "%s: is a folder", path);
	}
	in = input_new(path);
	in->fd = fd;
	if (S_ISREG(st.st_mode))
		in->size = st.st_size;
	*out = in;
	return 0;
}

int
input_open_range(struct input **out, const char *path, int64_t from,
    int64_t until, struct err *e)
{
	struct input *in;

	assert(from >= 0 && until >= from);
	if (input_open(&in, path, e) < 0)
		return -1;
	if (in->size < until || lseek(in->fd, from, SEEK_SET) < 0) {
		input_close(in);
		return err_set(e, ERR_IO, "%s: cannot read from byte %lld",
		    path, (long long)from);
	}
	in->range = true;
	in->size = until - from;
	*out = in;
	return 0;
}

int
input_open_mem(struct input **out, const char *name, const void *data,
    size_t len, struct err *e)
{
	struct input *in = input_new(name);

	(void)e;
	in->mem = data;
	in->mem_left = len;
	in->size = (int64_t)len;
	*out = in;
	return 0;
}

void
input_tee(struct input *in, input_tee_fn *tee, void *data)
{
	assert(in->raw_bytes == 0);
	in->tee = tee;
	in->tee_data = data;
}

void
input_unhashed(struct input *in)
{
	assert(in->raw_bytes == 0);
	in->unhashed = true;
}

/* Read until ${want} bytes are there or the file ends. */
static ptrdiff_t
input_block(struct input *in, unsigned char *to, size_t want, struct err *e)
{
	size_t got = 0;

	if (in->range && in->size - in->raw_bytes < (int64_t)want)
		want = (size_t)(in->size - in->raw_bytes);
	if (in->fd < 0) {
		got = in->mem_left < want ? in->mem_left : want;
		if (got > 0)
			memcpy(to, in->mem, got);
		in->mem += got;
		in->mem_left -= got;
		return (ptrdiff_t)got;
	}
	while (got < want) {
		ssize_t n = read(in->fd, to + got, want - got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "reading %s: %s", in->name,
			    strerror(errno));
		if (n == 0)
			break;
		got += (size_t)n;
	}
	return (ptrdiff_t)got;
}

/* Read, count and hash, hand to the tee. */
static ptrdiff_t
input_take(struct input *in, unsigned char *to, size_t want, struct err *e)
{
	ptrdiff_t n = input_block(in, to, want, e);

	if (n < 0)
		return -1;
	if (n == 0) {
		/* A file that shrank under us was not read whole. */
		if (in->size >= 0 && in->fd > 0 && in->raw_bytes < in->size)
			return err_set(e, ERR_IO,
			    "%s: ended after %lld of %lld bytes", in->name,
			    (long long)in->raw_bytes, (long long)in->size);
		return 0;
	}
	in->raw_bytes += n;
	if (!in->unhashed)
		hash_sha256_add(&in->sha, to, (size_t)n);
	if (in->tee != NULL && in->tee(in->tee_data, to, (size_t)n, e) < 0)
		return -1;
	return n;
}

/* A block of it: block_queue_fn. */
static ptrdiff_t
input_make(void *data, unsigned char *to, struct err *e)
{
	return input_take(data, to, INPUT_BLOCK, e);
}

void
input_ahead(struct input *in)
{
	assert(!in->begun && in->ahead == NULL);
	if (in->fd >= 0 && in->size >= INPUT_LARGE)
		in->ahead = block_queue_start(INPUT_BLOCK, input_make, in);
}

/* The next block of the file; the old one must be used up. */
static int
input_fill(struct input *in, struct err *e)
{
	ptrdiff_t n;

	assert(in->raw_at == in->raw_len);
	in->raw_at = in->raw_len = 0;
	if (in->raw_end)
		return 0;
	n = in->ahead != NULL ? block_queue_take(in->ahead, &in->raw, e)
			      : input_make(in, in->raw, e);
	if (n < 0)
		return -1;
	in->raw_len = (size_t)n;
	in->raw_end = n == 0;
	return 0;
}

/* Recognise the kind by the first bytes. */
static int
input_begin(struct input *in, struct err *e)
{
	static const unsigned char gzip[] = { 0x1f, 0x8b };
	static const unsigned char zstd[] = { 0x28, 0xb5, 0x2f, 0xfd };

	in->begun = true;
	if (input_fill(in, e) < 0)
		return -1;
	if (in->fd < 0 || in->range)
		return 0;
	if (in->raw_len >= sizeof(gzip) &&
	    memcmp(in->raw, gzip, sizeof(gzip)) == 0) {
		if (inflateInit2(&in->gz, 15 + 16) != Z_OK)
			mem_exhausted();
		in->kind = INPUT_GZIP;
	} else if (in->raw_len >= sizeof(zstd) &&
	    memcmp(in->raw, zstd, sizeof(zstd)) == 0) {
		in->zstd = ZSTD_createDStream();
		if (in->zstd == NULL)
			mem_exhausted();
		in->kind = INPUT_ZSTD;
	}
	if (in->kind != INPUT_PLAIN)
		hash_sha256_begin(&in->content);
	return 0;
}

/* One step of gzip: what the block gives, into p. */
static ptrdiff_t
input_gunzip(struct input *in, void *p, size_t size, struct err *e)
{
	int rc;

	if (!in->inside && inflateReset(&in->gz) != Z_OK)
		mem_exhausted();
	in->inside = true;
	in->gz.next_in = in->raw + in->raw_at;
	in->gz.avail_in = (uInt)(in->raw_len - in->raw_at);
	in->gz.next_out = p;
	in->gz.avail_out = (uInt)size;
	rc = inflate(&in->gz, Z_NO_FLUSH);
	in->raw_at = in->raw_len - in->gz.avail_in;
	if (rc == Z_MEM_ERROR)
		mem_exhausted();
	if (rc == Z_STREAM_END)
		in->inside = false;
	else if (rc != Z_OK && rc != Z_BUF_ERROR)
		return err_set(e, ERR_DATA, "%s: not valid gzip: %s", in->name,
		    in->gz.msg != NULL ? in->gz.msg : "damaged");
	return (ptrdiff_t)(size - in->gz.avail_out);
}

/* A frame begins: how much does it say it holds? */
static void
input_frame(struct input *in)
{
	unsigned long long size = ZSTD_getFrameContentSize(in->raw + in->raw_at,
	    in->raw_len - in->raw_at);

	in->frame_sized =
	    size != ZSTD_CONTENTSIZE_UNKNOWN && size != ZSTD_CONTENTSIZE_ERROR;
	in->frame_left = size;
}

/* libzstd takes a frame that ends with an empty block for whole, whatever it
 * said: so what comes is counted. */
static ptrdiff_t
input_unzstd(struct input *in, void *p, size_t size, struct err *e)
{
	ZSTD_inBuffer from = { in->raw, in->raw_len, in->raw_at };
	ZSTD_outBuffer to = { p, size, 0 };
	size_t rc;

	if (!in->inside)
		input_frame(in);
	rc = ZSTD_decompressStream(in->zstd, &to, &from);
	if (ZSTD_isError(rc))
		return err_set(e, ERR_DATA, "%s: not valid zstd: %s", in->name,
		    ZSTD_getErrorName(rc));
	if (in->frame_sized &&
	    (to.pos > in->frame_left || (rc == 0 && to.pos < in->frame_left)))
		return err_set(e, ERR_DATA,
		    "%s: not valid zstd: not of the size that it says",
		    in->name);
	in->frame_left -= to.pos;
	in->raw_at = from.pos;
	in->inside = rc != 0;
	return (ptrdiff_t)to.pos;
}

/* Can the next bytes go to where they are wanted, and not by way of a block? */
static bool
input_is_direct(const struct input *in)
{
	return in->kind == INPUT_PLAIN && in->ahead == NULL &&
	    in->raw_at == in->raw_len && !in->raw_end;
}

ptrdiff_t
input_read(struct input *in, void *p, size_t size, struct err *e)
{
	ptrdiff_t n;

	assert(size > 0);
	if (size > INPUT_BLOCK)
		size = INPUT_BLOCK;
	if (!in->begun && input_begin(in, e) < 0)
		return -1;
	if (size >= INPUT_DIRECT && input_is_direct(in)) {
		n = input_take(in, p, size, e);
		in->raw_end = in->ended = n == 0;
		return n;
	}
	for (;;) {
		if (in->raw_at == in->raw_len && input_fill(in, e) < 0)
			return -1;
		if (in->kind == INPUT_PLAIN) {
			n = (ptrdiff_t)(in->raw_len - in->raw_at);
			if ((size_t)n > size)
				n = (ptrdiff_t)size;
			memcpy(p, in->raw + in->raw_at, (size_t)n);
			in->raw_at += (size_t)n;
			in->ended = n == 0;
			return n;
		}
		if (in->raw_end && !in->inside) {
			in->ended = true;
			return 0;
		}
		n = in->kind == INPUT_GZIP ? input_gunzip(in, p, size, e)
					   : input_unzstd(in, p, size, e);
		if (n > 0 && !in->unhashed)
			hash_sha256_add(&in->content, p, (size_t)n);
		if (n != 0)
			return n;
		if (in->raw_end && in->inside)
			return err_set(e, ERR_DATA,
			    "%s: compressed file ends too early", in->name);
	}
}

const char *
input_name(const struct input *in)
{
	return in->name;
}

int64_t
input_raw_bytes(const struct input *in)
{
	return in->raw_bytes;
}

int64_t
input_size(const struct input *in)
{
	return in->size;
}

int
input_sha256(struct input *in, char hex[HASH_HEX_MAX], struct err *e)
{
	assert(in->ended && !in->unhashed);
	while (!in->raw_end) {
		in->raw_at = in->raw_len;
		if (input_fill(in, e) < 0)
			return -1;
	}
	if (in->sha.state != NULL)
		hash_sha256_end(&in->sha, in->hex);
	memcpy(hex, in->hex, sizeof(in->hex));
	return 0;
}

int
input_content_sha256(struct input *in, char hex[HASH_HEX_MAX], struct err *e)
{
	assert(in->ended && !in->unhashed);
	if (in->kind == INPUT_PLAIN)
		return input_sha256(in, hex, e);
	if (in->content.state != NULL)
		hash_sha256_end(&in->content, in->content_hex);
	memcpy(hex, in->content_hex, sizeof(in->content_hex));
	return 0;
}

void
input_close(struct input *in)
{
	if (in == NULL)
		return;
	block_queue_stop(in->ahead);
	if (in->fd >= 0)
		(void)close(in->fd);
	if (in->kind == INPUT_GZIP)
		(void)inflateEnd(&in->gz);
	ZSTD_freeDStream(in->zstd);
	hash_sha256_drop(&in->sha);
	hash_sha256_drop(&in->content);
	free(in->raw);
	free(in->name);
	free(in);
}
