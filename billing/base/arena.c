#include "base/arena.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define ARENA_BLOCK 65536             /* bytes of the first block */
#define ARENA_LARGE ((size_t)2 << 20) /* of a block of much memory */

struct arena_block {
	struct arena_block *older;
	size_t size, used; /* of data */
	_Alignas(max_align_t) unsigned char data[];
};

struct arena_adopted {
	struct arena_adopted *older;
	void *p;
};

/* Blocks grow with what is in the arena, up to a large page: master data of
 * hundreds of thousands of rows are then found without a walk through the
 * tables of small pages. */
static size_t
arena_block_bytes(const struct arena *a)
{
	if (a->used < ARENA_BLOCK)
		return ARENA_BLOCK;
	return a->used < ARENA_LARGE / 2 ? a->used : ARENA_LARGE;
}

static struct arena_block *
arena_add_block(struct arena *a, size_t size)
{
	struct arena_block *b;
	size_t bytes, least;

	if (__builtin_add_overflow(size, sizeof(*b), &bytes))
		mem_exhausted();
	least = arena_block_bytes(a);
	if (bytes < least)
		bytes = least;
	b = mem_alloc_large(bytes);
	b->older = a->head;
	b->size = bytes - sizeof(*b);
	b->used = 0;
	a->head = b;
	return b;
}

void *
arena_alloc(struct arena *a, size_t count, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	struct arena_block *b = a->head;
	size_t bytes;
	void *p;

	if (__builtin_mul_overflow(count, size, &bytes) ||
	    __builtin_add_overflow(bytes, align - 1, &bytes))
		mem_exhausted();
	bytes &= ~(align - 1);
	if (b == NULL || b->size - b->used < bytes)
		b = arena_add_block(a, bytes);
	p = b->data + b->used;
	b->used += bytes;
	a->used += bytes;
	return memset(p, 0, bytes);
}

char *
arena_strndup(struct arena *a, const char *text, size_t len)
{
	char *p = arena_alloc(a, len + 1, 1);

	if (len > 0)
		memcpy(p, text, len);
	return p;
}

char *
arena_strdup(struct arena *a, const char *text)
{
	return arena_strndup(a, text, text == NULL ? 0 : strlen(text));
}

char *
arena_printf(struct arena *a, const char *format, ...)
{
	va_list ap;
	char *p;
	int n;

	va_start(ap, format);
	n = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	assert(n >= 0);
	p = arena_alloc(a, (size_t)n + 1, 1);
	va_start(ap, format);
	(void)vsnprintf(p, (size_t)n + 1, format, ap);
	va_end(ap);
	return p;
}

void
arena_adopt(struct arena *a, void *p)
{
	struct arena_adopted *n = mem_alloc(sizeof(*n));

	*n = (struct arena_adopted){ .older = a->adopted, .p = p };
	a->adopted = n;
}

void
arena_reset(struct arena *a)
{
	struct arena_block *keep = a->head;

	while (a->adopted != NULL) {
		struct arena_adopted *n = a->adopted;

		a->adopted = n->older;
		free(n->p);
		free(n);
	}
	if (keep != NULL) {
		struct arena_block *b = keep->older;

		while (b != NULL) {
			struct arena_block *older = b->older;

			free(b);
			b = older;
		}
		keep->older = NULL;
		keep->used = 0;
	}
	a->used = 0;
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->head);
	a->head = NULL;
}
