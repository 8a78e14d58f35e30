#include "base/overflow.h"

#include <assert.h>
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

static int
open_file(struct overflow *o, int file, struct err *e)
{
	int fd = open(o->dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
		fd = open_named(o->dir, e);
	if (fd < 0)
		return err_set(e, ERR_IO, "making a file in %s: %s", o->dir,
		    strerror(errno));
	atomic_store(&o->files[file].fd, fd);
	return 0;
}

/* The first file is made now, to know that the folder will do. */
int
overflow_open(struct overflow *o, const char *dir, struct err *e)
{
	*o = (struct overflow){ .dir = dir };
	pthread_mutex_init(&o->lock, NULL);
	if (open_file(o, 0, e) == 0)
		return 0;
	overflow_close(o);
	return -1;
}

/* The file's descriptor; it is made when it is first written to. */
static int
descriptor(struct overflow *o, int file, struct err *e)
{
	int rc = 0;

	assert(file >= 0 && file < OVERFLOW_FILES);
	pthread_mutex_lock(&o->lock);
	if (atomic_load(&o->files[file].fd) == 0)
		rc = open_file(o, file, e);
	pthread_mutex_unlock(&o->lock);
	return rc < 0 ? -1 : atomic_load(&o->files[file].fd);
}

/* ${n} bytes are written: what is left of the vectors. */
static void
pass(struct iovec **v, int *count, size_t n)
{
	while (*count > 0 && n >= (*v)->iov_len) {
		n -= (*v)->iov_len;
		(*v)++;
		(*count)--;
	}
	if (*count > 0) {
		(*v)->iov_base = (char *)(*v)->iov_base + n;
		(*v)->iov_len -= n;
	}
}

/* ${v} is used up. */
static int
put(const struct overflow *o, int fd, struct iovec *v, int count, int64_t at,
    struct err *e)
{
	while (count > 0) {
		ssize_t n = pwritev(fd, v, count, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO,
			    "writing to a temporary file in %s: %s", o->dir,
			    strerror(errno));
		at += n;
		pass(&v, &count, (size_t)n);
	}
	return 0;
}

static int
get(const struct overflow *o, int fd, void *data, size_t len, int64_t at,
    struct err *e)
{
	char *p = data;

	while (len > 0) {
		ssize_t n = pread(fd, p, len, at);

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
	return hash64_block(data, len, (uint64_t)at);
}

int
overflow_write(void *arg, int file, const struct iovec *pieces, int n,
    int64_t *at, struct err *e)
{
	struct overflow *o = arg;
	struct iovec v[2 * OVERFLOW_PIECES];
	uint64_t seals[OVERFLOW_PIECES];
	int fd = descriptor(o, file, e);
	int64_t len = 0, first;

	if (fd < 0)
		return -1;
	assert(n > 0 && n <= OVERFLOW_PIECES);
	for (int i = 0; i < n; i++)
		len += (int64_t)(pieces[i].iov_len + sizeof(*seals));
	first = atomic_fetch_add(&o->files[file].size, (long long)len);
	for (int i = 0; i < n; i++) {
		at[i] = i == 0 ? first
			       : at[i - 1] +
			(int64_t)(pieces[i - 1].iov_len + sizeof(*seals));
		seals[i] =
		    seal_of(pieces[i].iov_base, pieces[i].iov_len, at[i]);
		v[2 * i] = pieces[i];
		v[2 * i + 1] = (struct iovec){ .iov_base = &seals[i],
			.iov_len = sizeof(*seals) };
	}
	return put(o, fd, v, 2 * n, first, e);
}

int
overflow_read(void *arg, int file, int64_t at, void *data, size_t len,
    struct err *e)
{
	struct overflow *o = arg;
	int fd = descriptor(o, file, e);
	uint64_t seal;

	if (fd < 0 || get(o, fd, data, len, at, e) < 0 ||
	    get(o, fd, &seal, sizeof(seal), at + (int64_t)len, e) < 0)
		return -1;
	if (seal != seal_of(data, len, at))
		return err_set(e, ERR_IO,
		    "reading a temporary file in %s: it is not what was"
		    " written: check the disk",
		    o->dir);
	return 0;
}

void
overflow_forget(void *arg, int file)
{
	struct overflow *o = arg;
	int fd = atomic_exchange(&o->files[file].fd, 0);

	if (fd > 0)
		(void)close(fd);
}

void
overflow_close(struct overflow *o)
{
	if (o->dir == NULL)
		return;
	for (int i = 0; i < OVERFLOW_FILES; i++)
		overflow_forget(o, i);
	pthread_mutex_destroy(&o->lock);
	o->dir = NULL;
}
