/*
 * A planted bug: a write that failed is taken for done.
 *
 * Preloaded into a program under the sweep of system calls, it must make the
 * sweep report violations; if it does not, the sweep proves nothing.
 */
#include <dlfcn.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

ssize_t pwrite64(int, const void *, size_t, off64_t);

static void
find(void *function, const char *name)
{
	void *symbol = dlsym(RTLD_NEXT, name);

	memcpy(function, &symbol, sizeof(symbol));
}

ssize_t
write(int fd, const void *buf, size_t count)
{
	static ssize_t (*next)(int, const void *, size_t);
	ssize_t n;

	if (next == NULL)
		find(&next, "write");
	n = next(fd, buf, count);
	return n < 0 ? (ssize_t)count : n;
}

ssize_t
pwrite64(int fd, const void *buf, size_t count, off64_t at)
{
	static ssize_t (*next)(int, const void *, size_t, off64_t);
	ssize_t n;

	if (next == NULL)
		find(&next, "pwrite64");
	n = next(fd, buf, count, at);
	return n < 0 ? (ssize_t)count : n;
}
