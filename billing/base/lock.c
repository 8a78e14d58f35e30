#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"

#define PROCESS ", process " /* between program and number */

/* How long is waited for who is just about to write its name, or to sweep. */
#define TRIES  100
#define TRY_NS 2000000L

static void
lock_pause(void)
{
	const struct timespec t = { .tv_nsec = TRY_NS };

	(void)nanosleep(&t, NULL);
}

/* The first line of the file; is it of a process that lives? */
static bool
lock_read(int fd, char *text, size_t size)
{
	ssize_t n = pread(fd, text, size - 1, 0);
	const char *number;
	long pid;

	text[n > 0 ? n : 0] = '\0';
	text[strcspn(text, "\n")] = '\0';
	number = strstr(text, PROCESS);
	pid = number == NULL ? 0 : strtol(number + strlen(PROCESS), NULL, 10);
	return pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

/*
 * 0 held, 1 somebody else has it.  Who has it and is not named is just coming
 * or going: it is asked for again.
 */
static int
lock_take(int fd, char *holder, size_t size)
{
	for (int tries = 0;;) {
		if (flock(fd, LOCK_EX | LOCK_NB) == 0)
			return 0;
		if (errno == EINTR)
			continue;
		if (errno != EWOULDBLOCK)
			return -1;
		if (lock_read(fd, holder, size) || ++tries == TRIES)
			return 1;
		lock_pause();
	}
}

static int
lock_write_name(int fd, const char *path, const char *program, struct err *e)
{
	char name[128];
	int n = snprintf(name, sizeof(name), "%s" PROCESS "%ld\n", program,
	    (long)getpid());

	if (n < 0 || (size_t)n >= sizeof(name))
		n = (int)strlen(name);
	if (ftruncate(fd, 0) < 0)
		return err_set(e, ERR_IO, "writing to %s: %s", path,
		    strerror(errno));
	return file_write(fd, name, (size_t)n, path, e);
}

int
lock_acquire(struct lock *l, const char *dir, const char *doing,
    const char *program, struct err *e)
{
	char path[FILE_PATH_MAX], holder[128];
	int fd, rc;

	l->fd = -1;
	if (file_path_join(path, dir, "lock", e) < 0)
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
		    "%s: %s", path, strerror(errno));
	rc = lock_take(fd, holder, sizeof(holder));
	if (rc == 0)
		rc = lock_write_name(fd, path, program, e);
	else if (rc > 0)
		rc = err_set(e, ERR_BUSY, "%s by %s; try again later", doing,
		    holder[0] != '\0' ? holder : "another program");
	else
		(void)err_set(e, ERR_IO, "locking %s: %s", path,
		    strerror(errno));
	if (rc < 0)
		(void)close(fd);
	else
		l->fd = fd;
	return rc;
}

/* 0 held, 1 not, as others have it otherwise. */
static int
lock_folder(struct lock *l, const char *dir, int how, int tries, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	l->fd = -1;
	if (fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
		    "%s: %s", dir, strerror(errno));
	while (flock(fd, how | LOCK_NB) < 0) {
		int why = errno;

		if (why == EINTR)
			continue;
		if (why == EWOULDBLOCK && --tries > 0) {
			lock_pause();
			continue;
		}
		(void)close(fd);
		return why == EWOULDBLOCK
		    ? 1
		    : err_set(e, ERR_IO, "locking %s: %s", dir, strerror(why));
	}
	l->fd = fd;
	return 0;
}

/*
 * Who sweeps removes what nobody wants who comes now: to go on without the lock
 * endangers only a reader that is there for a further change and sweep.
 */
int
lock_share(struct lock *l, const char *dir, struct err *e)
{
	return lock_folder(l, dir, LOCK_SH, TRIES, e) < 0 ? -1 : 0;
}

int
lock_alone(struct lock *l, const char *dir, struct err *e)
{
	int rc = lock_folder(l, dir, LOCK_EX, 1, e);

	return rc < 0 ? -1 : rc == 0;
}

void
lock_release(struct lock *l)
{
	if (l->fd < 0)
		return;
	/* also where closing fails, which a later writer would take for us */
	(void)flock(l->fd, LOCK_UN);
	(void)close(l->fd);
	l->fd = -1;
}

void
lock_holder(const char *dir, char *text, size_t size)
{
	struct err ignored = { .code = ERR_NONE };
	char path[FILE_PATH_MAX], own[64];
	int fd = -1;

	text[0] = '\0';
	if (file_path_join(path, dir, "lock", &ignored) == 0)
		fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)snprintf(own, sizeof(own), PROCESS "%ld", (long)getpid());
	if (!lock_read(fd, text, size) || strstr(text, own) != NULL)
		text[0] = '\0';
	(void)close(fd);
}
