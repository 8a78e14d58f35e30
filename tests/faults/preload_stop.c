/*
 * Stops a program (SIGSTOP) just before a chosen call of the C library that asks
 * something of the system: the STOP_AT-th of all, or of those that change or
 * open something (STOP_KIND=few).  With STOP_COUNT it writes into that file how
 * many there were of all and of the few, and of the few up to the last rename(2),
 * instead.  With NO_LOCK flock(2) is not called and holds: the planted bug of
 * two_at_once.py.
 *
 * With STOP_PAUSE_US it pauses for so many microseconds before each of the few:
 * a slow program is hit inside of what it does and not only around it.
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
#include <time.h>

int getpid(void);

static atomic_ulong all, few, few_at_rename;
enum { ANY, FEW, RENAME };
static unsigned long stop_all, stop_few;
static const char *count_file;
static int no_lock;
static struct timespec pause_for;

__attribute__((constructor)) static void
prepare(void)
{
	const char *at = getenv("STOP_AT"), *kind = getenv("STOP_KIND");
	const char *pause_us = getenv("STOP_PAUSE_US");
	long us = pause_us == NULL ? 0 : strtol(pause_us, NULL, 10);
	unsigned long n = at == NULL ? 0 : strtoul(at, NULL, 10);

	if (kind != NULL && strcmp(kind, "few") == 0)
		stop_few = n;
	else
		stop_all = n;
	pause_for.tv_sec = us / 1000000;
	pause_for.tv_nsec = us % 1000000 * 1000;
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
	(void)fprintf(f, "%lu %lu %lu\n", atomic_load(&all), atomic_load(&few),
	    atomic_load(&few_at_rename));
	(void)fclose(f);
}

static void
count(int kind)
{
	int of_few = kind != ANY;
	unsigned long n = atomic_fetch_add(&all, 1) + 1;
	unsigned long m = of_few ? atomic_fetch_add(&few, 1) + 1 : 0;

	if (kind == RENAME)
		atomic_store(&few_at_rename, m);
	if (of_few && (pause_for.tv_sec != 0 || pause_for.tv_nsec != 0))
		(void)nanosleep(&pause_for, NULL);
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
#define WRAP(symbol, kind)                                           \
	long wrap_##symbol(long, long, long, long) __asm__(#symbol); \
	long wrap_##symbol(long a, long b, long c, long d)           \
	{                                                            \
		static _Atomic(void *) next;                         \
                                                                     \
		count(kind);                                         \
		return call(#symbol, &next, a, b, c, d);             \
	}

WRAP(open, FEW)
WRAP(open64, FEW)
WRAP(opendir, FEW)
WRAP(fsync, FEW)
WRAP(fdatasync, FEW)
WRAP(ftruncate, FEW)
WRAP(ftruncate64, FEW)
WRAP(rename, RENAME)
WRAP(unlink, FEW)
WRAP(rmdir, FEW)
WRAP(mkdir, FEW)
WRAP(pwrite, FEW)
WRAP(write, FEW)
WRAP(connect, FEW)
WRAP(send, FEW)
WRAP(recv, FEW)
WRAP(close, ANY)
WRAP(read, ANY)
WRAP(pread, ANY)
WRAP(pread64, ANY)
WRAP(pwrite64, ANY)
WRAP(fcntl64, ANY)
WRAP(stat, ANY)
WRAP(stat64, ANY)

long wrap_flock(long, long, long, long) __asm__("flock");
long
wrap_flock(long a, long b, long c, long d)
{
	static _Atomic(void *) next;

	count(FEW);
	return no_lock ? 0 : call("flock", &next, a, b, c, d);
}
