#include "job/load_write.h"

#include <assert.h>

#include "job/load_state.h"

/* Rows behind their load, files behind their rows: triggers look at both. */
static void *
work(void *data)
{
	struct load_write *w = data;

	w->rc = load_store_insert(w->db, &w->load, &w->err);
	if (w->rc == 0)
		w->rc = load_state_write(w->state, &w->stop, w->db, &w->err);
	if (w->rc == 0 && !atomic_load(&w->stop))
		w->rc = load_store_insert_files(w->db, w->load.number, w->files,
		    w->nfiles, &w->err);
	return NULL;
}

void
load_write_start(struct load_write *w)
{
	atomic_init(&w->stop, false);
	w->err = (struct err){ .code = ERR_NONE };
	w->rc = 0;
	w->started = true;
	w->running = pthread_create(&w->thread, NULL, work, w) == 0;
}

static void
join(struct load_write *w)
{
	if (w->running)
		(void)pthread_join(w->thread, NULL);
	w->running = false;
}

void
load_write_stop(struct load_write *w)
{
	if (w == NULL || !w->started)
		return;
	atomic_store(&w->stop, true);
	join(w);
}

int
load_write_finish(struct load_write *w, struct err *e)
{
	assert(w->started && !atomic_load(&w->stop));
	if (w->running)
		join(w);
	else
		(void)work(w); /* there was no thread to be had */
	if (w->rc < 0)
		*e = w->err;
	return w->rc;
}
