#include "cdr/run_thread.h"

#include <assert.h>
#include <stdlib.h>

#include "base/mem.h"

static void *
work(void *data)
{
	struct run_thread *t = data;

	t->rc = run_make(&t->run, &t->batch, t->path, &t->e);
	return NULL;
}

void
run_thread_begin(struct run_thread *t, struct batch *batch, const char *path)
{
	struct batch spare = t->batch;

	assert(!t->busy);
	t->batch = *batch;
	*batch = spare;
	t->path = mem_strdup(path);
	t->e = (struct err){ .code = ERR_NONE };
	t->busy = true;
	t->started = pthread_create(&t->thread, NULL, work, t) == 0;
	if (!t->started)
		(void)work(t);
}

int
run_thread_take(struct run_thread *t, struct run *run, struct err *e)
{
	if (!t->busy)
		return 0;
	if (t->started)
		(void)pthread_join(t->thread, NULL);
	t->busy = t->started = false;
	free(t->path);
	t->path = NULL;
	if (t->rc < 0) {
		*e = t->e;
		return -1;
	}
	*run = t->run;
	return 1;
}

void
run_thread_free(struct run_thread *t)
{
	struct err ignored = { .code = ERR_NONE };
	struct run run;

	if (run_thread_take(t, &run, &ignored) > 0)
		run_free(&run);
	batch_free(&t->batch);
}
