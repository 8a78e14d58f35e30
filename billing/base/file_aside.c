/* Publishing a file: write aside, fsync, rename, fsync the folder. */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"

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
	f->fd = open(f->temp,
	    O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (f->fd < 0)
		return err_set(e, ERR_IO, "creating %s: %s", f->temp,
		    strerror(errno));
	return 0;
}

int
file_aside_commit(struct file_aside *f, struct err *e)
{
	int fd = f->fd;

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
		return file_sync_dir(f->dir, e);
	(void)unlink(f->temp);
	return -1;
}

void
file_aside_abort(struct file_aside *f)
{
	if (f->fd < 0)
		return;
	(void)close(f->fd);
	f->fd = -1;
	(void)unlink(f->temp);
}

int
file_publish(const char *temp, const char *path, struct err *e)
{
	char dir[FILE_PATH_MAX];
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);
	int fd, failed;

	if (len >= sizeof(dir))
		return err_set(e, ERR_DATA, "path too long: %.100s...", path);
	memcpy(dir, path, len);
	dir[len] = '\0';
	if (len == 0)
		(void)snprintf(dir, sizeof(dir), "%s", slash ? "/" : ".");

	fd = open(temp, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", temp, strerror(errno));
	failed = fsync(fd) < 0 ? errno : 0;
	(void)close(fd);
	if (failed != 0)
		return err_set(e, ERR_IO, "syncing %s: %s", temp,
		    strerror(failed));
	if (rename(temp, path) < 0)
		return err_set(e, ERR_IO, "renaming %s to %s: %s", temp, path,
		    strerror(errno));
	return file_sync_dir(dir, e);
}
