/*
 * Counts what a program asks of the heap, and says so on its standard error when
 * it ends: "allocations: N".
 *
 * Preloaded into toll-rate and toll-import it shows that a call costs no
 * allocation.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* What glibc calls them inside; to look for the next ones would allocate. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

static atomic_ulong allocations;

void *
malloc(size_t size)
{
	atomic_fetch_add(&allocations, 1);
	return __libc_malloc(size);
}

void *
calloc(size_t count, size_t size)
{
	atomic_fetch_add(&allocations, 1);
	return __libc_calloc(count, size);
}

void *
realloc(void *old, size_t size)
{
	atomic_fetch_add(&allocations, 1);
	return __libc_realloc(old, size);
}

void *
aligned_alloc(size_t align, size_t size)
{
	atomic_fetch_add(&allocations, 1);
	return __libc_memalign(align, size);
}

__attribute__((destructor)) static void
report(void)
{
	(void)dprintf(2, "allocations: %lu\n", atomic_load(&allocations));
}
