/* Delivery into a Maildir; maildir.h says what is promised. */
#include "delivery/maildir.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"

static const char *const folders[] = { "tmp", "new", "cur" };

int
maildir_open(const char *dir, struct err *e)
{
	char path[FILE_PATH_MAX];

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (file_path_join(path, dir, folders[i], e) < 0 ||
		    file_mkdirs(path, e) < 0)
			return -1;
	return 0;
}

static int
check_name(const char *name)
{
	static const char chars[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_";

	return name[0] != '\0' && name[0] != '.' &&
	    strlen(name) <= MAILDIR_NAME_MAX &&
	    name[strspn(name, chars)] == '\0';
}

/* 1 if ${path} is there with these bytes, 0 if absent, -1. */
static int
compare(const char *path, const void *bytes, size_t len, struct err *e)
{
	struct buf there = { 0 };
	int rc;

	rc = file_there(path, e);
	if (rc <= 0)
		return rc;
	if (file_read(path, len, &there, e) < 0) {
		buf_free(&there);
		if (e->code != ERR_DATA)
			return -1;
		err_clear(e);
		return err_set(e, ERR_DATA, "%s: another message", path);
	}
	rc = there.len == len && memcmp(there.data, bytes, len) == 0;
	buf_free(&there);
	if (!rc)
		return err_set(e, ERR_DATA, "%s: another message", path);
	return 1;
}

/* 1 if a mail reader has moved it to cur, where it carries its flags. */
static int
find_in_cur(const char *dir, const char *name, struct err *e)
{
	char path[FILE_PATH_MAX];
	size_t len = strlen(name);
	struct dirent *d;
	int found = 0;
	DIR *cur;

	if (file_path_join(path, dir, "cur", e) < 0)
		return -1;
	cur = opendir(path);
	if (cur == NULL)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	while (!found && (errno = 0, d = readdir(cur)) != NULL)
		found = strncmp(d->d_name, name, len) == 0 &&
		    (d->d_name[len] == '\0' || d->d_name[len] == ':');
	if (!found && errno != 0)
		found = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	(void)closedir(cur);
	return found;
}

static int
write_synced(const char *path, const void *bytes, size_t len, struct err *e)
{
	int fd;

	if (file_remove(path, e) < 0)
		return -1;
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (file_write(fd, bytes, len, path, e) < 0) {
		(void)close(fd);
		(void)unlink(path);
		return -1;
	}
	if (close(fd) < 0) {
		(void)unlink(path);
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	}
	return 0;
}

int
maildir_deliver(const char *dir, const char *name, const void *bytes,
    size_t len, struct err *e)
{
	char temp[FILE_PATH_MAX], path[FILE_PATH_MAX], sub[FILE_PATH_MAX];
	int rc;

	assert(check_name(name));
	if (file_path_join(sub, dir, "tmp", e) < 0 ||
	    file_path_join(temp, sub, name, e) < 0 ||
	    file_path_join(sub, dir, "new", e) < 0 ||
	    file_path_join(path, sub, name, e) < 0)
		return -1;
	rc = compare(path, bytes, len, e);
	if (rc == 0)
		rc = find_in_cur(dir, name, e);
	if (rc != 0)
		return rc < 0 ? -1 : 0;
	if (write_synced(temp, bytes, len, e) < 0 ||
	    file_publish(temp, path, e) < 0)
		return -1;
	return 1;
}
