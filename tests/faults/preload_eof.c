/*
 * A planted bug: a read error is taken for the end of the file.
 *
 * Preloaded into a program under the sweep of system calls, it must make the
 * sweep report violations; if it does not, the sweep proves nothing.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

typedef ssize_t read_fn(int, void *, size_t);

ssize_t
read(int fd, void *buf, size_t count)
{
	static read_fn *next;
	ssize_t n;

	if (next == NULL) {
		void *symbol = dlsym(RTLD_NEXT, "read");

		__builtin_memcpy(&next, &symbol, sizeof(next));
	}
	n = next(fd, buf, count);
	return n < 0 && errno == EIO ? 0 : n;
}
