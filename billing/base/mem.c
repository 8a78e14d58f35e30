#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"

#define LARGE_PAGE  ((size_t)2 << 20)
#define LARGE_LEAST (LARGE_PAGE / 4) /* that is worth a page of its own */

_Noreturn void
mem_exhausted(void)
{
	static const char text[] = "out of memory; nothing was changed\n";

	(void)!write(2, text, sizeof(text) - 1);
	_exit(ERR_BUSY);
}

void *
mem_alloc(size_t size)
{
	void *p = malloc(size > 0 ? size : 1);

	if (p == NULL)
		mem_exhausted();
	return p;
}

void *
mem_alloc_large(size_t size)
{
	void *p;

	if (size < LARGE_LEAST)
		return mem_alloc(size);
	if (__builtin_add_overflow(size, LARGE_PAGE - 1, &size))
		mem_exhausted();
	size = size / LARGE_PAGE * LARGE_PAGE;
	p = aligned_alloc(LARGE_PAGE, size);
	if (p == NULL)
		mem_exhausted();
	(void)madvise(p, size, MADV_HUGEPAGE);
	return p;
}

void *
mem_calloc(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (p == NULL)
		mem_exhausted();
	return p;
}

void *
mem_realloc(void *old, size_t size)
{
	void *p = realloc(old, size > 0 ? size : 1);

	if (p == NULL)
		mem_exhausted();
	return p;
}

void *
mem_realloc_array(void *old, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		mem_exhausted();
	return mem_realloc(old, bytes);
}

void *
mem_grow(void *old, size_t count, size_t *cap, size_t size)
{
	if (old != NULL && count < *cap)
		return old;
	*cap = *cap < 8 ? 16 : *cap * 2;
	return mem_realloc_array(old, *cap, size);
}

char *
mem_strdup(const char *text)
{
	return mem_strndup(text, strlen(text));
}

char *
mem_strndup(const char *text, size_t len)
{
	char *p = mem_alloc(len + 1);

	memcpy(p, text, len);
	p[len] = '\0';
	return p;
}
