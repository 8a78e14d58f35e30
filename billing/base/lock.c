#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"

/* The first line of the file: "toll-rate, process 4711". */
static void
lock_holder(int fd, char *text, size_t size)
{
	ssize_t n = pread(fd, text, size - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	if (text[0] == '\0')
		(void)snprintf(text, size, "another program");
}

int
lock_acquire(struct lock *l, const char *book_dir, const char *program,
    struct err *e)
{
	char path[FILE_PATH_MAX], holder[128];
	int n;

	l->fd = -1;
	if (file_path_join(path, book_dir, "lock", e) < 0)
		return -1;
	l->fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (l->fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
		    "%s: %s", path, strerror(errno));
	while (flock(l->fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		if (errno == EWOULDBLOCK) {
			lock_holder(l->fd, holder, sizeof(holder));
			(void)err_set(e, ERR_BUSY,
			    "the book %s is being written by %s; "
			    "try again later",
			    book_dir, holder);
		} else {
			(void)err_set(e, ERR_IO, "locking %s: %s", path,
			    strerror(errno));
		}
		lock_release(l);
		return -1;
	}
	n = snprintf(holder, sizeof(holder), "%s, process %ld\n", program,
	    (long)getpid());
	if (n < 0 || (size_t)n >= sizeof(holder))
		n = (int)strlen(holder);
	if (ftruncate(l->fd, 0) < 0 ||
	    file_write(l->fd, holder, (size_t)n, path, e) < 0) {
		if (e->code == ERR_NONE)
			(void)err_set(e, ERR_IO, "writing to %s: %s", path,
			    strerror(errno));
		lock_release(l);
		return -1;
	}
	return 0;
}

void
lock_release(struct lock *l)
{
	if (l->fd < 0)
		return;
	(void)close(l->fd);
	l->fd = -1;
}
