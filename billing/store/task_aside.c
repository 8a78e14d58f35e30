#include "store/task_aside.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"

/* What a signal handler is to remove: only while ${abandon} is set. */
static char abandoned[FILE_PATH_MAX];
static volatile sig_atomic_t abandon;

/* Letters, digits and dashes of the name of this machine. */
static void
host_name(char out[65])
{
	size_t n = 0;

	if (gethostname(out, 64) < 0)
		out[0] = '\0';
	out[64] = '\0';
	for (; out[n] != '\0'; n++)
		if (strchr(
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789-",
			out[n]) == NULL)
			out[n] = '_';
	if (n == 0)
		(void)memcpy(out, "host", sizeof("host"));
}

int
task_aside_name(char path[FILE_PATH_MAX], const char *dir, struct err *e)
{
	char host[65], name[128];
	uint64_t random;

	if (getrandom(&random, sizeof(random), 0) != sizeof(random))
		return err_set(e, ERR_IO, "no random number: %s",
		    strerror(errno));
	host_name(host);
	(void)snprintf(name, sizeof(name),
	    TASK_ASIDE_PREFIX "%s.%ld.%016" PRIx64, host, (long)getpid(),
	    random);
	return file_path_join(path, dir, name, e);
}

int
task_aside_open(struct task_aside *f, const char *dir, const char *name,
    struct err *e)
{
	f->fd = -1;
	if (file_path_join(f->dir, dir, ".", e) < 0 ||
	    file_path_join(f->path, dir, name, e) < 0 ||
	    task_aside_name(f->temp, dir, e) < 0)
		return -1;
	(void)memcpy(abandoned, f->temp, sizeof(abandoned));
	abandon = 1;
	f->fd = open(f->temp,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (f->fd >= 0)
		return 0;
	abandon = 0;
	return err_set(e, ERR_IO, "creating %s: %s", f->temp, strerror(errno));
}

/* A rename that a server had to be asked for twice fails the second time: is
 * ours in place all the same? */
static bool
is_in_place(const struct task_aside *f)
{
	struct stat ours, there;

	return fstat(f->fd, &ours) == 0 && stat(f->path, &there) == 0 &&
	    ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

int
task_aside_commit(struct task_aside *f, struct err *e)
{
	int rc = 0;

	if (fsync(f->fd) < 0)
		rc = err_set(e, ERR_IO, "syncing %s: %s", f->temp,
		    strerror(errno));
	else if (rename(f->temp, f->path) < 0 && !is_in_place(f))
		rc = err_set(e, ERR_IO, "renaming %s to %s: %s", f->temp,
		    f->path, strerror(errno));
	if (rc < 0) {
		task_aside_abort(f);
		return -1;
	}
	abandon = 0;
	if (close(f->fd) < 0)
		rc = err_set(e, ERR_IO, "closing %s: %s", f->path,
		    strerror(errno));
	f->fd = -1;
	return rc < 0 ? -1 : file_sync_dir(f->dir, e);
}

void
task_aside_abort(struct task_aside *f)
{
	if (f->fd < 0)
		return;
	(void)close(f->fd);
	f->fd = -1;
	(void)unlink(f->temp);
	abandon = 0;
}

void
task_aside_abandon(void)
{
	if (abandon)
		(void)unlink(abandoned);
}
