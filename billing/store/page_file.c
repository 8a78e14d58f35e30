#include "store/page_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"

#define LOCK_BYTE INT64_C(0x40000000) /* the page that holds it is left out */
#define BUFFER    (1 << 20)
#define BEHIND    (8 << 20) /* written to the disk at once */
#define SIZE_AT   28        /* of the file header: number of pages */

int
page_file_open(struct page_file *f, const char *path, uint32_t page_size,
    struct err *e)
{
	struct stat st;

	*f = (struct page_file){ .page_size = page_size };
	f->path = mem_strdup(path);
	f->fd = open(path, O_RDWR | O_CLOEXEC);
	if (f->fd < 0 || fstat(f->fd, &st) < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	f->next = (uint32_t)(st.st_size / page_size) + 1;
	f->first = f->next;
	f->size = BUFFER - BUFFER % page_size;
	f->buffer = mem_alloc(f->size);
	return 0;
}

static int
write_at(struct page_file *f, const void *data, size_t len, int64_t at,
    struct err *e)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = pwrite(f->fd, p, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO, "%s: %s", f->path,
			    n < 0 ? strerror(errno) : "nothing written");
		p += n;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/*
 * The disk begins while we still write: a hint, so that the sync at the end has
 * little left to wait for.
 */
static void
write_behind(struct page_file *f, int64_t end)
{
	if (end - f->started < BEHIND)
		return;
	(void)sync_file_range(f->fd, f->started, end - f->started,
	    SYNC_FILE_RANGE_WRITE);
	f->started = end;
}

static int
flush(struct page_file *f, struct err *e)
{
	int64_t at = (int64_t)(f->first - 1) * f->page_size;
	int rc = f->used == 0 ? 0 : write_at(f, f->buffer, f->used, at, e);

	write_behind(f, at + (int64_t)f->used);
	f->first = f->next;
	f->used = 0;
	return rc;
}

/* ${number}, or the one behind it if that is the page of the lock byte. */
static uint32_t
unlocked(const struct page_file *f, uint32_t number)
{
	return number + ((int64_t)(number - 1) * f->page_size == LOCK_BYTE);
}

uint32_t
page_file_next(const struct page_file *f)
{
	return unlocked(f, f->next);
}

uint32_t
page_file_after(const struct page_file *f, uint32_t number)
{
	return unlocked(f, number + 1);
}

int
page_file_append(struct page_file *f, const uint8_t *page, uint32_t *number,
    struct err *e)
{
	if (page_file_next(f) != f->next) {
		if (flush(f, e) < 0)
			return -1;
		f->first = ++f->next;
	}
	if (f->used == f->size && flush(f, e) < 0)
		return -1;
	memcpy(f->buffer + f->used, page, f->page_size);
	f->used += f->page_size;
	*number = f->next++;
	return 0;
}

int
page_file_put(struct page_file *f, const uint8_t *page, uint32_t number,
    struct err *e)
{
	return write_at(f, page, f->page_size,
	    (int64_t)(number - 1) * f->page_size, e);
}

int
page_file_finish(struct page_file *f, struct err *e)
{
	uint8_t size[4];

	if (flush(f, e) < 0)
		return -1;
	page_file_put32(size, f->next - 1);
	return write_at(f, size, sizeof(size), SIZE_AT, e);
}

void
page_file_close(struct page_file *f)
{
	if (f->fd >= 0 && f->path != NULL)
		(void)close(f->fd);
	free(f->buffer);
	free(f->path);
	*f = (struct page_file){ .fd = -1 };
}

void
page_file_head(uint8_t *page, uint8_t kind, uint32_t cells, uint32_t content)
{
	page[0] = kind;
	page_file_put16(page + 1, 0);
	page_file_put16(page + 3, cells);
	page_file_put16(page + 5, content); /* 65536 is 0, as it should be */
	page[7] = 0;
}
