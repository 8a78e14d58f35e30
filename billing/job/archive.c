#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/compress.h"
#include "base/err.h"
#include "base/input.h"
#include "job/archive.h"
#include "store/book.h"

int
archive_open(struct archive *a, const struct book *book, int64_t batch, bool on,
    struct err *e)
{
	*a = (struct archive){ .on = on, .batch = batch, .file.fd = -1 };
	if (!on)
		return 0;
	if (book_path(a->dir, book, "archive", e) < 0)
		return -1;
	return file_mkdirs(a->dir, e);
}

/* The first bytes say whether the file is compressed already. */
static int
archive_begin(struct archive *a, const unsigned char *p, size_t n,
    struct err *e)
{
	bool gzip = n >= 2 && p[0] == 0x1f && p[1] == 0x8b;
	bool zstd = n >= 4 && memcmp(p, "\x28\xb5\x2f\xfd", 4) == 0;

	(void)snprintf(a->name, sizeof(a->name), "%06" PRId64 ".%s", a->batch,
	    gzip ? "gz" : "zst");
	if (file_aside_open(&a->file, a->dir, a->name, e) < 0)
		return -1;
	a->opened = true;
	return compress_open(&a->to, a->file.fd, a->file.temp,
	    gzip || zstd ? COMPRESS_NONE : COMPRESS_ZSTD, e);
}

int
archive_add(struct archive *a, const void *p, size_t n, struct err *e)
{
	if (!a->on)
		return 0;
	if (!a->opened && archive_begin(a, p, n, e) < 0)
		return -1;
	return compress_write(a->to, p, n, e);
}

static int
archive_end(struct archive *a, struct err *e)
{
	struct compress *to = a->to;

	if (!a->on)
		return 0;
	if (!a->opened && archive_begin(a, NULL, 0, e) < 0)
		return -1;
	if (a->to == NULL)
		return to == NULL ? 0 : -1;
	a->to = NULL;
	return compress_close(to, e);
}

int
archive_reopen(struct archive *a, struct input **in, struct err *e)
{
	*in = NULL;
	if (!a->on)
		return 0;
	if (archive_end(a, e) < 0)
		return -1;
	return input_open(in, a->file.temp, e);
}

int
archive_commit(struct archive *a, struct err *e)
{
	if (!a->on)
		return 0;
	if (archive_end(a, e) < 0 || file_aside_commit(&a->file, e) < 0)
		return -1;
	a->published = true;
	return 0;
}

void
archive_keep(struct archive *a)
{
	a->kept = true;
}

const char *
archive_name(const struct archive *a)
{
	return a->name;
}

void
archive_free(struct archive *a)
{
	compress_abort(a->to);
	a->to = NULL;
	if (a->opened && !a->published)
		file_aside_abort(&a->file);
	if (a->published && !a->kept)
		(void)unlink(a->file.path);
}
