/*
 * Stops a program (SIGSTOP) just before a chosen call of the C library that asks
 * something of the system: the STOP_AT-th of all, or of those that change or
 * open something (STOP_KIND=few).  With STOP_COUNT it writes into that file how
 * many there were of all and of the few, instead.  With NO_LOCK flock(2) is not
 * called and holds: the planted bug of two_at_once.py.
 *
 * A stopped program shows what another one meets at that very point.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int getpid(void);

static atomic_ulong all, few;
static unsigned long stop_all, stop_few;
static const char *count_file;
static int no_lock;

__attribute__((constructor)) static void
prepare(void)
{
	const char *at = getenv("STOP_AT"), *kind = getenv("STOP_KIND");
	unsigned long n = at == NULL ? 0 : strtoul(at, NULL, 10);

	if (kind != NULL && strcmp(kind, "few") == 0)
		stop_few = n;
	else
		stop_all = n;
	count_file = getenv("STOP_COUNT");
	no_lock = getenv("NO_LOCK") != NULL;
	if (!no_lock)
		(void)unsetenv("LD_PRELOAD"); /* this program only */
}

__attribute__((destructor)) static void
report(void)
{
	FILE *f = count_file == NULL ? NULL : fopen(count_file, "w");

	if (f == NULL)
		return;
	(void)fprintf(f, "%lu %lu\n", atomic_load(&all), atomic_load(&few));
	(void)fclose(f);
}

static void
count(int of_few)
{
	unsigned long n = atomic_fetch_add(&all, 1) + 1;
	unsigned long m = of_few ? atomic_fetch_add(&few, 1) + 1 : 0;

	if ((stop_all != 0 && n == stop_all) ||
	    (of_few && stop_few != 0 && m == stop_few))
		(void)kill(getpid(), SIGSTOP);
}

typedef long call_fn(long, long, long, long);

static long
call(const char *name, _Atomic(void *) *next, long a, long b, long c, long d)
{
	call_fn *fn;
	void *symbol = atomic_load(next);

	if (symbol == NULL) {
		symbol = dlsym(RTLD_NEXT, name);
		atomic_store(next, symbol);
	}
	memcpy(&fn, &symbol, sizeof(fn));
	return fn(a, b, c, d);
}

/* Whatever its type, its arguments are at most four words (LP64). */
#define WRAP(symbol, of_few)                                         \
	long wrap_##symbol(long, long, long, long) __asm__(#symbol); \
	long wrap_##symbol(long a, long b, long c, long d)           \
	{                                                            \
		static _Atomic(void *) next;                         \
                                                                     \
		count(of_few);                                       \
		return call(#symbol, &next, a, b, c, d);             \
	}

WRAP(open, 1)
WRAP(open64, 1)
WRAP(opendir, 1)
WRAP(fsync, 1)
WRAP(fdatasync, 1)
WRAP(ftruncate, 1)
WRAP(ftruncate64, 1)
WRAP(rename, 1)
WRAP(unlink, 1)
WRAP(rmdir, 1)
WRAP(mkdir, 1)
WRAP(pwrite, 1)
WRAP(write, 1)
WRAP(connect, 1)
WRAP(send, 1)
WRAP(recv, 1)
WRAP(close, 0)
WRAP(read, 0)
WRAP(pread, 0)
WRAP(pread64, 0)
WRAP(pwrite64, 0)
WRAP(fcntl64, 0)
WRAP(stat, 0)
WRAP(stat64, 0)

long wrap_flock(long, long, long, long) __asm__("flock");
long
wrap_flock(long a, long b, long c, long d)
{
	static _Atomic(void *) next;

	count(1);
	return no_lock ? 0 : call("flock", &next, a, b, c, d);
}
