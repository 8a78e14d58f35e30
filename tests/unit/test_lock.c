/*
 * The lock of a book: one writer, who is named; readers of its files, whom no
 * sweep may disturb.
 */
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/lock.h"

#include "../check.h"

static char dir[FILE_PATH_MAX];
static const char doing[] = "the book B is being written";

static void
test_one_writer(void)
{
	struct err e = { .code = ERR_NONE };
	struct lock mine, other;
	char want[128], none[FILE_PATH_MAX];

	CHECK(lock_acquire(&mine, dir, doing, "toll-rate", &e) == 0, "%s",
	    e.text);
	CHECK(lock_acquire(&other, dir, doing, "toll-close", &e) < 0, "two");
	CHECK_I64(e.code, ERR_BUSY, "a second one");
	(void)snprintf(want, sizeof(want),
	    "the book B is being written by toll-rate, process %ld; try again"
	    " later",
	    (long)getpid());
	CHECK_STR(e.text, want, "a second one");
	err_clear(&e);
	CHECK_I64(other.fd, -1, "not held");
	lock_release(&mine);
	lock_release(&mine);
	CHECK(lock_acquire(&other, dir, doing, "toll-close", &e) == 0, "%s",
	    e.text);
	lock_release(&other);
	CHECK(file_path_join(none, dir, "none", &e) == 0, "%s", e.text);
	CHECK(lock_acquire(&mine, none, doing, "x", &e) < 0, "no book");
	CHECK_I64(e.code, ERR_NOINPUT, "no book");
}

/* A holder that dies leaves its name, and no lock. */
static void
test_dead(void)
{
	struct err e = { .code = ERR_NONE };
	struct lock mine, other;
	char who[128];
	int status;
	pid_t pid = fork();

	if (pid == 0)
		_exit(lock_acquire(&mine, dir, doing, "toll-import", &e) == 0
			? 0
			: 1);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0, "child");
	lock_holder(dir, who, sizeof(who));
	CHECK_STR(who, "", "nobody alive");
	CHECK(lock_acquire(&other, dir, doing, "toll-close", &e) == 0, "%s",
	    e.text);
	lock_holder(dir, who, sizeof(who));
	CHECK_STR(who, "", "this process");
	lock_release(&other);
}

/* Hold the lock in another process, which writes ${name} into it late; it is
 * told by a byte that it holds it, and ends when the pipe does. */
static pid_t
hold(const char *name, int to[2], int *from)
{
	char path[FILE_PATH_MAX], byte = 'x';
	struct err e = { .code = ERR_NONE };
	int back[2], fd;
	pid_t pid;

	CHECK(pipe(to) == 0 && pipe(back) == 0, "pipe");
	CHECK(file_path_join(path, dir, "lock", &e) == 0, "%s", e.text);
	pid = fork();
	if (pid == 0) {
		const struct timespec late = { .tv_nsec = 30000000 };

		(void)close(to[1]);
		fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
		if (flock(fd, LOCK_EX) < 0 || write(back[1], &byte, 1) != 1)
			_exit(1);
		(void)nanosleep(&late, NULL);
		if (name != NULL)
			(void)dprintf(fd, "%s, process %ld\n", name,
			    (long)getpid());
		_exit(read(to[0], &byte, 1) == 0 ? 0 : 1);
	}
	CHECK(read(back[0], &byte, 1) == 1, "held");
	(void)close(back[1]);
	*from = back[0];
	return pid;
}

static void
let_go(pid_t pid, int to[2], int from)
{
	int status;

	(void)close(to[1]);
	(void)close(to[0]);
	(void)close(from);
	CHECK(waitpid(pid, &status, 0) == pid && status == 0, "child");
}

/* Who has just taken it is asked until it says its name. */
static void
test_late_name(void)
{
	struct err e = { .code = ERR_NONE };
	struct lock mine;
	char want[128], who[128];
	int to[2], from;
	pid_t pid = hold("toll-rate", to, &from);

	(void)snprintf(want, sizeof(want), "toll-rate, process %ld", (long)pid);
	CHECK(lock_acquire(&mine, dir, doing, "toll-close", &e) < 0, "held");
	CHECK(strstr(e.text, want) != NULL, "%s", e.text);
	lock_holder(dir, who, sizeof(who));
	CHECK_STR(who, want, "who");
	let_go(pid, to, from);
}

static void
test_no_name(void)
{
	struct err e = { .code = ERR_NONE };
	struct lock mine;
	char who[128];
	int to[2], from;
	pid_t pid = hold(NULL, to, &from);

	CHECK(lock_acquire(&mine, dir, doing, "toll-close", &e) < 0, "held");
	CHECK_I64(e.code, ERR_BUSY, "held");
	CHECK(strstr(e.text, "written by another program; try") != NULL, "%s",
	    e.text);
	lock_holder(dir, who, sizeof(who));
	CHECK_STR(who, "", "no name");
	let_go(pid, to, from);
}

/* Readers are many, the writer does not mind, who sweeps does. */
static void
test_readers(void)
{
	struct err e = { .code = ERR_NONE };
	struct lock one, two, writer, sweep;
	char none[FILE_PATH_MAX];

	CHECK(lock_share(&one, dir, &e) == 0 && one.fd >= 0, "%s", e.text);
	CHECK(lock_share(&two, dir, &e) == 0 && two.fd >= 0, "%s", e.text);
	CHECK(lock_acquire(&writer, dir, doing, "toll-rate", &e) == 0, "%s",
	    e.text);
	CHECK_I64(lock_alone(&sweep, dir, &e), 0, "two read");
	lock_release(&one);
	CHECK_I64(lock_alone(&sweep, dir, &e), 0, "one reads");
	lock_release(&two);
	CHECK_I64(lock_alone(&sweep, dir, &e), 1, "nobody reads");
	/* a sweep that stands still does not keep a reader out for ever */
	CHECK(lock_share(&one, dir, &e) == 0 && one.fd == -1, "%s", e.text);
	lock_release(&one);
	lock_release(&sweep);
	CHECK(lock_share(&one, dir, &e) == 0 && one.fd >= 0, "%s", e.text);
	lock_release(&one);
	lock_release(&writer);
	CHECK(file_path_join(none, dir, "none", &e) == 0, "%s", e.text);
	CHECK(lock_share(&one, none, &e) < 0, "no book");
	CHECK_I64(e.code, ERR_NOINPUT, "no book");
	err_clear(&e);
	CHECK(lock_alone(&one, none, &e) < 0, "no book");
}

int
main(void)
{
	static const char template[] = "/tmp/test_lock.XXXXXX";
	char command[sizeof(dir) + 20];

	memcpy(dir, template, sizeof(template));
	if (mkdtemp(dir) == NULL)
		return 1;
	test_one_writer();
	test_dead();
	test_late_name();
	test_no_name();
	test_readers();
	(void)snprintf(command, sizeof(command), "rm -rf %s", dir);
	CHECK(system(command) == 0, "clean up");
	return check_done();
}
