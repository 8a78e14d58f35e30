#include "base/overflow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"

/* For file systems without unnamed files. */
static int
open_named(const char *dir, struct err *e)
{
	char path[FILE_PATH_MAX];
	int fd;

	if (file_path_join(path, dir, ".overflow.XXXXXX", e) < 0)
		return -1;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		(void)unlink(path);
	return fd;
}

int
overflow_open(struct overflow *o, const char *dir, struct err *e)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	*o = (struct overflow){ .dir = dir };
	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
		fd = open_named(dir, e);
	if (fd < 0)
		return err_set(e, ERR_IO, "making a file in %s: %s", dir,
		    strerror(errno));
	o->fd = fd;
	return 0;
}

static int
put(const struct overflow *o, const void *data, size_t len, int64_t at,
    struct err *e)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = pwrite(o->fd, p, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO,
			    "writing to a temporary file in %s: %s", o->dir,
			    strerror(errno));
		p += n;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
get(const struct overflow *o, void *data, size_t len, int64_t at, struct err *e)
{
	char *p = data;

	while (len > 0) {
		ssize_t n = pread(o->fd, p, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return err_set(e, ERR_IO,
			    "reading a temporary file in %s: %s", o->dir,
			    n == 0 ? "it is too short" : strerror(errno));
		p += n;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

/* What stands behind a piece: it also tells a piece from another one. */
static uint64_t
seal_of(const void *data, size_t len, int64_t at)
{
	return hash64(data, len, (uint64_t)at);
}

int
overflow_write(void *arg, const void *data, size_t len, int64_t *at,
    struct err *e)
{
	struct overflow *o = arg;
	uint64_t seal;

	*at = atomic_fetch_add(&o->size, (long long)(len + sizeof(seal)));
	seal = seal_of(data, len, *at);
	if (put(o, data, len, *at, e) < 0)
		return -1;
	return put(o, &seal, sizeof(seal), *at + (int64_t)len, e);
}

int
overflow_read(void *arg, int64_t at, void *data, size_t len, struct err *e)
{
	const struct overflow *o = arg;
	uint64_t seal;

	if (get(o, data, len, at, e) < 0 ||
	    get(o, &seal, sizeof(seal), at + (int64_t)len, e) < 0)
		return -1;
	if (seal != seal_of(data, len, at))
		return err_set(e, ERR_IO,
		    "reading a temporary file in %s: it is not what was"
		    " written: check the disk",
		    o->dir);
	return 0;
}

void
overflow_close(struct overflow *o)
{
	if (o->fd > 0)
		(void)close(o->fd);
	*o = (struct overflow){ .fd = 0 };
}
