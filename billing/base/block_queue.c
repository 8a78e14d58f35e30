#include "base/block_queue.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"

#define AHEAD 4 /* blocks in flight */

struct block_queue {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	block_queue_fn *make;
	void *data;
	unsigned char *blocks[AHEAD];
	size_t len[AHEAD];
	size_t made, taken; /* of all blocks */
	bool ended, stop;   /* no more comes; no more is wanted */
	ptrdiff_t last;     /* how it ended */
	struct err e;
};

/* A block that may be filled: its number, or false: stop. */
static bool
wait_for_room(struct block_queue *q, size_t *i)
{
	bool stop;

	(void)pthread_mutex_lock(&q->lock);
	while (q->made - q->taken == AHEAD && !q->stop)
		(void)pthread_cond_wait(&q->changed, &q->lock);
	stop = q->stop;
	*i = q->made % AHEAD;
	(void)pthread_mutex_unlock(&q->lock);
	return !stop;
}

static void *
work(void *data)
{
	struct block_queue *q = data;
	ptrdiff_t n = 1;
	size_t i;

	while (n > 0 && wait_for_room(q, &i)) {
		n = q->make(q->data, q->blocks[i], &q->e);
		(void)pthread_mutex_lock(&q->lock);
		if (n > 0) {
			q->len[i] = (size_t)n;
			q->made++;
		} else {
			q->ended = true;
			q->last = n;
		}
		(void)pthread_cond_signal(&q->changed);
		(void)pthread_mutex_unlock(&q->lock);
	}
	return NULL;
}

static void
drop(struct block_queue *q)
{
	for (int i = 0; i < AHEAD; i++)
		free(q->blocks[i]);
	(void)pthread_cond_destroy(&q->changed);
	(void)pthread_mutex_destroy(&q->lock);
	free(q);
}

struct block_queue *
block_queue_start(size_t size, block_queue_fn *make, void *data)
{
	struct block_queue *q = mem_calloc(1, sizeof(*q));

	q->make = make;
	q->data = data;
	(void)pthread_mutex_init(&q->lock, NULL);
	(void)pthread_cond_init(&q->changed, NULL);
	for (int i = 0; i < AHEAD; i++)
		q->blocks[i] = mem_alloc(size);
	if (pthread_create(&q->thread, NULL, work, q) == 0)
		return q;
	drop(q);
	return NULL;
}

ptrdiff_t
block_queue_take(struct block_queue *q, unsigned char **block, struct err *e)
{
	unsigned char *empty = *block;
	ptrdiff_t n;

	(void)pthread_mutex_lock(&q->lock);
	while (q->made == q->taken && !q->ended)
		(void)pthread_cond_wait(&q->changed, &q->lock);
	if (q->made == q->taken) {
		n = q->last;
		if (n < 0)
			*e = q->e;
	} else {
		size_t i = q->taken % AHEAD;

		n = (ptrdiff_t)q->len[i];
		*block = q->blocks[i];
		q->blocks[i] = empty;
		q->taken++;
		(void)pthread_cond_signal(&q->changed);
	}
	(void)pthread_mutex_unlock(&q->lock);
	return n;
}

void
block_queue_stop(struct block_queue *q)
{
	if (q == NULL)
		return;
	(void)pthread_mutex_lock(&q->lock);
	q->stop = true;
	(void)pthread_cond_signal(&q->changed);
	(void)pthread_mutex_unlock(&q->lock);
	(void)pthread_join(q->thread, NULL);
	drop(q);
}
