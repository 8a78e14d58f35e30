#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

static bool
is_absent(int number)
{
	return number == ENOENT || number == ENOTDIR;
}

enum err_code
file_code(int number)
{
	return is_absent(number) ? ERR_NOINPUT : ERR_IO;
}

int
file_path_join(char out[FILE_PATH_MAX], const char *dir, const char *name,
    struct err *e)
{
	size_t len = strlen(dir);
	int n;

	while (len > 1 && dir[len - 1] == '/')
		len--;
	while (name[0] == '/')
		name++;
	n = snprintf(out, FILE_PATH_MAX, "%.*s%s%s", (int)len, dir,
	    len == 1 && dir[0] == '/' ? "" : "/", name);
	if (n < 0 || n >= FILE_PATH_MAX)
		return err_set(e, ERR_DATA, "path too long: %.100s...", dir);
	return 0;
}

bool
file_exists(const char *path)
{
	return access(path, F_OK) == 0 || !is_absent(errno);
}

int
file_there(const char *path, struct err *e)
{
	if (access(path, F_OK) == 0)
		return 1;
	return is_absent(errno)
	    ? 0
	    : err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

int
file_find(char path[FILE_PATH_MAX], const char *const *dirs, size_t n,
    const char *name, struct err *e)
{
	int there = 0;

	for (size_t i = 0; i < n && there == 0; i++)
		there = file_path_join(path, dirs[i], name, e) < 0
		    ? -1
		    : file_there(path, e);
	return there;
}

int
file_read(const char *path, size_t max, struct buf *into, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t had = into->len;
	ssize_t n;

	if (fd < 0)
		return err_set(e, file_code(errno), "%s: %s", path,
		    strerror(errno));
	for (;;) {
		buf_reserve(into, 65536);
		n = read(fd, into->data + into->len, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		into->len += (size_t)n;
		if (into->len - had > max)
			break;
	}
	into->data[into->len] = '\0';
	if (n < 0)
		(void)err_set(e, ERR_IO, "reading %s: %s", path,
		    strerror(errno));
	else if (into->len - had > max)
		n = err_set(e, ERR_DATA, "%s: larger than %zu bytes", path,
		    max);
	(void)close(fd);
	return n < 0 ? -1 : 0;
}

int
file_mkdirs(const char *path, struct err *e)
{
	char part[FILE_PATH_MAX];
	size_t len = strlen(path);
	struct stat st;

	if (len >= sizeof(part))
		return err_set(e, ERR_DATA, "path too long: %.100s...", path);
	for (size_t i = 1; i <= len; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0700) == 0) {
			char *slash = strrchr(part, '/');

			/* The new name must outlast a power cut as well. */
			if (slash != NULL)
				slash[slash == part] = '\0';
			if (file_sync_dir(slash != NULL ? part : ".", e) < 0)
				return -1;
		} else if (errno != EEXIST) {
			return err_set(e, ERR_IO, "creating folder %s: %s",
			    part, strerror(errno));
		}
	}
	if (stat(path, &st) < 0)
		return err_set(e, ERR_IO, "folder %s: %s", path,
		    strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return err_set(e, ERR_IO, "%s is not a folder", path);
	return 0;
}

int
file_sync_dir(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return err_set(e, file_code(errno), "%s: %s", path,
		    strerror(errno));
	failed = fsync(fd) < 0 ? errno : 0;
	(void)close(fd);
	if (failed != 0)
		return err_set(e, ERR_IO, "syncing folder %s: %s", path,
		    strerror(failed));
	return 0;
}

int
file_write(int fd, const void *data, size_t len, const char *name,
    struct err *e)
{
	const char *p = data;

	while (len > 0) {
		ssize_t n = write(fd, p, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "writing to %s: %s", name,
			    strerror(errno));
		p += n;
		len -= (size_t)n;
	}
	return 0;
}

int
file_remove(const char *path, struct err *e)
{
	if (unlink(path) < 0 && errno != ENOENT)
		return err_set(e, ERR_IO, "removing %s: %s", path,
		    strerror(errno));
	return 0;
}
