#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

/*
 * Memory that is there or ends the program.
 *
 * None of these returns NULL.  When there is no memory (or the size overflows)
 * a message goes to file descriptor 2 and the program exits with ERR_BUSY
 * (75): the open transaction is lost, the book is as before, and the operator
 * may try again.  What they return is given to free(3).
 */
void *mem_alloc(size_t size) __attribute__((returns_nonnull, malloc));
void *mem_calloc(size_t count, size_t size)
    __attribute__((returns_nonnull, malloc));
void *mem_realloc(void *, size_t size) __attribute__((returns_nonnull));

/*
 * Memory that is read all over the place, on large pages where the system has
 * them: what is as large as one, or larger.  Not zeroed.
 */
void *mem_alloc_large(size_t size) __attribute__((returns_nonnull, malloc));

/* ${count} objects of ${size} bytes; the new ones are not zeroed. */
void *mem_realloc_array(void *, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* Room for one object more: grows by doubling when ${count} == *cap. */
void *mem_grow(void *, size_t count, size_t *cap, size_t size)
    __attribute__((returns_nonnull));

char *mem_strdup(const char *) __attribute__((returns_nonnull));

/* A NUL-terminated copy of ${len} bytes. */
char *mem_strndup(const char *, size_t len) __attribute__((returns_nonnull));

/* Says that there is no memory and exits with ERR_BUSY. */
_Noreturn void mem_exhausted(void);

#endif /* BASE_MEM_H */
