/*
 * Watches toll-mail keep its word about the disk: LD_PRELOAD.
 *
 * What goes out on a connection in clear (the final dot; MAIL or QUIT after an
 * answer) may do so only when something was written to the log of the book
 * (book.db-wal) after the last thing that went out there, and was synced since:
 * the state of the message that changed meanwhile.  If not, the program is
 * aborted.  SYNC_COUNT: a file to which the number of what was let through is
 * written at the end.
 */
#include <sys/socket.h>
#include <sys/stat.h>

#include <dlfcn.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long written, synced; /* numbers of writes to the log */
static long passed;
static __thread long last; /* write before the last thing this thread sent */
static __thread bool greeted;

/* dlsym() gives an object pointer where a function is meant. */
static void
find(const char *name, void *function)
{
	void *found = dlsym(RTLD_NEXT, name);

	memcpy(function, &found, sizeof(found));
}

static bool
is_log(int fd)
{
	char link[64], path[4096];
	ssize_t n;

	(void)snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	n = readlink(link, path, sizeof(path));
	return n > 4 && memcmp(path + n - 4, "-wal", 4) == 0;
}

ssize_t
pwrite64(int fd, const void *bytes, size_t len, off_t at)
{
	static ssize_t (*real)(int, const void *, size_t, off_t);
	ssize_t n;

	if (real == NULL)
		find("pwrite64", &real);
	n = real(fd, bytes, len, at);
	if (is_log(fd)) {
		(void)pthread_mutex_lock(&lock);
		written++;
		(void)pthread_mutex_unlock(&lock);
	}
	return n;
}

int
fdatasync(int fd)
{
	static int (*real)(int);
	bool log = is_log(fd);
	long until;
	int rc;

	if (real == NULL)
		find("fdatasync", &real);
	(void)pthread_mutex_lock(&lock);
	until = written;
	(void)pthread_mutex_unlock(&lock);
	rc = real(fd);
	(void)pthread_mutex_lock(&lock);
	if (log && rc == 0 && until > synced)
		synced = until;
	(void)pthread_mutex_unlock(&lock);
	return rc;
}

/* The dot alone, or a command after an answer to one. */
static bool
counts(const char *text, size_t len)
{
	if (len >= 3 && memcmp(text, ".\r\n", 3) == 0)
		return true;
	return greeted && len >= 4 &&
	    (memcmp(text, "MAIL", 4) == 0 || memcmp(text, "QUIT", 4) == 0);
}

ssize_t
send(int fd, const void *bytes, size_t len, int flags)
{
	static ssize_t (*real)(int, const void *, size_t, int);
	const bool due = counts(bytes, len);
	ssize_t n;

	if (real == NULL)
		find("send", &real);
	(void)pthread_mutex_lock(&lock);
	if (due && synced <= last) {
		(void)fprintf(stderr, "preload_sync: %.4s left too early\n",
		    (const char *)bytes);
		abort();
	}
	passed += due;
	(void)pthread_mutex_unlock(&lock);
	n = real(fd, bytes, len, flags);
	(void)pthread_mutex_lock(&lock);
	greeted = greeted || (len >= 4 && memcmp(bytes, "MAIL", 4) == 0);
	last = written;
	(void)pthread_mutex_unlock(&lock);
	return n;
}

__attribute__((destructor)) static void
count(void)
{
	const char *path = getenv("SYNC_COUNT");
	FILE *f = path == NULL ? NULL : fopen(path, "w");

	if (f != NULL) {
		(void)fprintf(f, "%ld\n", passed);
		(void)fclose(f);
	}
}
