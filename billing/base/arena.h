#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

/*
 * An arena: memory for one unit of work (a batch of calls, one invoice),
 * given back all at once.
 *
 *	struct arena work = { 0 };
 *	while (next_invoice(...)) {
 *		build(&work, ...);	(allocates freely, frees nothing)
 *		arena_reset(&work);
 *	}
 *	arena_free(&work);
 *
 * A function that takes a struct arena * may leave its results there; they
 * live until the caller resets it.  A zeroed struct is an empty arena.  Not
 * for use by two threads at once.  Out of memory: see base/mem.h.
 */
struct arena_block;
struct arena_adopted;

struct arena {
	struct arena_block *head;      /* newest block */
	struct arena_adopted *adopted; /* memory of others */
	size_t used;                   /* bytes handed out since the reset */
};

/* ${count} zeroed objects of ${size} bytes, aligned for any type. */
void *arena_alloc(struct arena *, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* A NUL-terminated copy of ${len} bytes of ${text}. */
char *arena_strndup(struct arena *, const char *text, size_t len)
    __attribute__((returns_nonnull));

/* A copy of ${text}; NULL gives "". */
char *arena_strdup(struct arena *, const char *text)
    __attribute__((returns_nonnull));

char *arena_printf(struct arena *, const char *, ...)
    __attribute__((returns_nonnull, format(printf, 2, 3)));

/* ${p}, as malloc(3) gave it, is freed with what is in the arena. */
void arena_adopt(struct arena *, void *p);

#define ARENA_NEW(a, type, count) \
	((type *)arena_alloc((a), (count), sizeof(type)))

void arena_reset(struct arena *); /* empty it, keep one block for reuse */
void arena_free(struct arena *);  /* empty it and return every block */

#endif /* BASE_ARENA_H */
