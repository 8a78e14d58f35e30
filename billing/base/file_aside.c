/* Publishing a file: write aside, fsync, rename, fsync the folder. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"

#define TRIES 100 /* files of that name that others put in place meanwhile */

/*
 * Be the only one who writes it, until it is in place.  1 is ours, 0 another
 * program has just put it in place: it is not the one that ${temp} names.
 */
static int
aside_lock(const struct file_aside *f, struct err *e)
{
	struct stat named, held;

	/* a file system without locks has none of ours either */
	while (flock(f->lock, LOCK_EX | LOCK_NB) < 0)
		if (errno == EWOULDBLOCK)
			return err_set(e, ERR_BUSY,
			    "%s: another program is writing it; try again"
			    " later",
			    f->path);
		else if (errno != EINTR)
			break;
	if (fstat(f->lock, &held) < 0)
		return err_set(e, ERR_IO, "%s: %s", f->temp, strerror(errno));
	return stat(f->temp, &named) == 0 && named.st_ino == held.st_ino &&
	    named.st_dev == held.st_dev;
}

/* Open and lock it; a leftover of a killed program is emptied. */
static int
aside_create(struct file_aside *f, struct err *e)
{
	int ours = 0;

	for (int i = 0; i < TRIES && ours == 0; i++) {
		f->lock = open(f->temp,
		    O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (f->lock < 0)
			return err_set(e, ERR_IO, "creating %s: %s", f->temp,
			    strerror(errno));
		ours = aside_lock(f, e);
		if (ours <= 0)
			(void)close(f->lock);
	}
	if (ours < 0)
		return -1;
	if (ours == 0)
		return err_set(e, ERR_BUSY,
		    "%s: other programs are writing it; try again later",
		    f->path);
	f->fd = fcntl(f->lock, F_DUPFD_CLOEXEC, 3);
	if (f->fd >= 0 && ftruncate(f->fd, 0) == 0)
		return 0;
	(void)err_set(e, ERR_IO, "creating %s: %s", f->temp, strerror(errno));
	if (f->fd >= 0)
		(void)close(f->fd);
	f->fd = -1;
	(void)unlink(f->temp);
	(void)close(f->lock);
	return -1;
}

int
file_aside_open(struct file_aside *f, const char *dir, const char *name,
    struct err *e)
{
	char temp[300];
	int n;

	assert(strchr(name, '/') == NULL);
	f->fd = -1;
	n = snprintf(temp, sizeof(temp), ".%s.aside", name);
	if (n < 0 || (size_t)n > 255)
		return err_set(e, ERR_DATA, "file name too long: %.100s...",
		    name);
	if (file_path_join(f->dir, dir, "", e) < 0 ||
	    file_path_join(f->temp, dir, temp, e) < 0 ||
	    file_path_join(f->path, dir, name, e) < 0)
		return -1;
	return aside_create(f, e);
}

int
file_aside_commit(struct file_aside *f, struct err *e)
{
	int fd = f->fd, rc = -1;

	assert(fd >= 0);
	if (fsync(fd) < 0) {
		(void)err_set(e, ERR_IO, "syncing %s: %s", f->temp,
		    strerror(errno));
		file_aside_abort(f);
		return -1;
	}
	f->fd = -1;
	if (close(fd) < 0)
		(void)err_set(e, ERR_IO, "closing %s: %s", f->temp,
		    strerror(errno));
	else if (rename(f->temp, f->path) < 0)
		(void)err_set(e, ERR_IO, "renaming %s to %s: %s", f->temp,
		    f->path, strerror(errno));
	else
		rc = 0;
	if (rc < 0)
		(void)unlink(f->temp);
	(void)close(f->lock);
	return rc < 0 ? -1 : file_sync_dir(f->dir, e);
}

void
file_aside_abort(struct file_aside *f)
{
	if (f->fd < 0)
		return;
	(void)close(f->fd);
	f->fd = -1;
	(void)unlink(f->temp);
	(void)close(f->lock);
}

int
file_publish(const char *temp, const char *path, struct err *e)
{
	char dir[FILE_PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);

	if (len >= sizeof(dir))
		return err_set(e, ERR_DATA, "path too long: %.100s...", path);
	memcpy(dir, path, len);
	dir[len] = '\0';
	if (len == 0)
		(void)snprintf(dir, sizeof(dir), "%s", slash ? "/" : ".");

	if (file_sync(temp, e) < 0)
		return -1;
	if (rename(temp, path) < 0)
		return err_set(e, ERR_IO, "renaming %s to %s: %s", temp, path,
		    strerror(errno));
	return file_sync_dir(dir, e);
}
