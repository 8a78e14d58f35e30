#ifndef BASE_BLOCK_QUEUE_H
#define BASE_BLOCK_QUEUE_H

#include <stddef.h>

struct err;

/*
 * Blocks of bytes, made by a thread of their own a few ahead of who takes them,
 * in order.  None is copied: who takes one gives the last one back for it.
 */
struct block_queue;

/* Fill ${to}: the bytes, >0; 0: no more; -1.  Called in the thread, and not
 * again after 0 or -1. */
typedef ptrdiff_t block_queue_fn(void *data, unsigned char *to, struct err *);

/* NULL if the system has no thread to give. */
struct block_queue *block_queue_start(size_t size, block_queue_fn *make,
    void *data);

/* What ${make} returned, and its block in *block, whose old content is used
 * up: it is a block of the same size from malloc(3). */
ptrdiff_t block_queue_take(struct block_queue *, unsigned char **block,
    struct err *);

/* Waits until ${make} is not running; its blocks are lost.  NULL is allowed. */
void block_queue_stop(struct block_queue *);

#endif /* BASE_BLOCK_QUEUE_H */
