#ifndef CDR_RUN_THREAD_H
#define CDR_RUN_THREAD_H

#include <pthread.h>
#include <stdbool.h>

#include "base/err.h"
#include "cdr/run.h"

/*
 * Makes a run (cdr/run.h) in a thread of its own while the next calls are read.
 * One at a time; a zeroed struct has none.
 */
struct run_thread {
	pthread_t thread;
	bool busy;    /* a run is under way or was not yet taken */
	bool started; /* the thread is to be joined */
	struct batch batch;
	struct run run;
	char *path;
	int rc;
	struct err e;
};

/*
 * Begin to make a run of the calls of ${batch} in the file ${path}; the batch
 * gets the memory of the last one, empty.  The run before must have been taken.
 */
void run_thread_begin(struct run_thread *, struct batch *, const char *path);

/* Wait for the run: 1 and *run, which is the caller's; 0 there is none; -1. */
int run_thread_take(struct run_thread *, struct run *, struct err *);

/* Wait, and drop the run and all memory. */
void run_thread_free(struct run_thread *);

#endif /* CDR_RUN_THREAD_H */
