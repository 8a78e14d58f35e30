/* What libxlsxwriter takes for temporary files; xlsx_temp.h says why. */
#include "render/xlsx_temp.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xlsxwriter.h>

#include "base/err.h"
#include "base/file.h"

#define BUFFER_SIZE (64 << 10)

struct temp {
	int fd;
};

static _Thread_local char folder[FILE_PATH_MAX];
static _Thread_local int first_error; /* an errno, or 0 */
static _Thread_local bool asked;

void
xlsx_temp_begin(const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path) + 1;

	first_error = len < sizeof(folder) ? 0 : ENAMETOOLONG;
	asked = false;
	if (first_error != 0 || len == 0) {
		memcpy(folder, ".", sizeof("."));
		return;
	}
	memcpy(folder, path, len);
	folder[len] = '\0';
}

int
xlsx_temp_error(struct err *e)
{
	if (first_error == 0)
		return 0;
	return err_set(e, ERR_IO, "temporary file in %s: %s", folder,
	    strerror(first_error));
}

int
xlsx_temp_end(struct err *e)
{
	if (xlsx_temp_error(e) < 0)
		return -1;
	if (!asked)
		return err_set(e, ERR_INTERNAL,
		    "libxlsxwriter uses temporary files of its own");
	return 0;
}

static void
fail(void)
{
	if (first_error == 0)
		first_error = errno;
}

static ssize_t
temp_read(void *cookie, char *bytes, size_t size)
{
	const struct temp *t = cookie;
	ssize_t n = read(t->fd, bytes, size);

	if (n < 0)
		fail();
	return n;
}

/* All of it, or 0, which stdio takes for an error. */
static ssize_t
temp_write(void *cookie, const char *bytes, size_t size)
{
	const struct temp *t = cookie;

	for (size_t done = 0; done < size;) {
		ssize_t n = write(t->fd, bytes + done, size - done);

		if (n < 0) {
			fail();
			return 0;
		}
		done += (size_t)n;
	}
	return (ssize_t)size;
}

static int
temp_seek(void *cookie, off64_t *at, int whence)
{
	const struct temp *t = cookie;
	off64_t to = lseek64(t->fd, *at, whence);

	if (to < 0) {
		fail();
		return -1;
	}
	*at = to;
	return 0;
}

static int
temp_close(void *cookie)
{
	struct temp *t = cookie;
	int rc = close(t->fd);

	if (rc < 0)
		fail();
	free(t);
	return rc;
}

/* Not every file system has files without a name. */
static int
open_nameless(void)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
		fd = open(P_tmpdir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	return fd;
}

/* In place of the library's own; the folder that it names is not used. */
FILE *
lxw_tmpfile(char *tmpdir)
{
	static const cookie_io_functions_t calls = { .read = temp_read,
		.write = temp_write,
		.seek = temp_seek,
		.close = temp_close };
	struct temp *t = malloc(sizeof(*t));
	FILE *f = NULL;

	(void)tmpdir;
	asked = true;
	if (t != NULL && (t->fd = open_nameless()) >= 0) {
		f = fopencookie(t, "w+", calls);
		if (f == NULL)
			(void)close(t->fd);
	}
	if (f == NULL) {
		fail();
		free(t);
		return NULL;
	}
	(void)setvbuf(f, NULL, _IOFBF, BUFFER_SIZE);
	return f;
}
