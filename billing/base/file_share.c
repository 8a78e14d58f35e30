/* A second name for a file, or a second file: for who needs it to stay. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define BLOCK ((size_t)1 << 20)

static int
copy_bytes(int in, int out, const char *from, const char *to, struct err *e)
{
	char *block = mem_alloc(BLOCK);
	ssize_t n;
	int rc = 0;

	while (rc == 0 && (n = read(in, block, BLOCK)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = err_set(e, ERR_IO, "reading %s: %s", from,
			    strerror(errno));
		else
			rc = file_write(out, block, (size_t)n, to, e);
	}
	free(block);
	if (rc == 0 && fsync(out) < 0)
		rc = err_set(e, ERR_IO, "syncing %s: %s", to, strerror(errno));
	return rc;
}

static int
copy_file(const char *from, const char *to, struct err *e)
{
	int in = open(from, O_RDONLY | O_CLOEXEC), out, rc;

	if (in < 0)
		return err_set(e, file_code(errno), "%s: %s", from,
		    strerror(errno));
	out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	if (out < 0) {
		(void)close(in);
		return err_set(e, ERR_IO, "creating %s: %s", to,
		    strerror(errno));
	}
	rc = copy_bytes(in, out, from, to, e);
	(void)close(in);
	if (close(out) < 0 && rc == 0)
		rc = err_set(e, ERR_IO, "closing %s: %s", to, strerror(errno));
	if (rc < 0)
		(void)unlink(to);
	return rc;
}

int
file_share(const char *from, const char *to, struct err *e)
{
	if (link(from, to) == 0)
		return 0;
	switch (errno) {
	case EXDEV: /* another file system, or one without links */
	case EPERM:
	case EMLINK:
	case EOPNOTSUPP:
		return copy_file(from, to, e);
	default:
		return err_set(e, file_code(errno), "linking %s to %s: %s",
		    from, to, strerror(errno));
	}
}

int
file_sync(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), failed;

	if (fd < 0)
		return err_set(e, file_code(errno), "%s: %s", path,
		    strerror(errno));
	failed = fsync(fd) < 0 ? errno : 0;
	(void)close(fd);
	return failed == 0
	    ? 0
	    : err_set(e, ERR_IO, "syncing %s: %s", path, strerror(failed));
}
