#ifndef JOB_LOAD_WRITE_H
#define JOB_LOAD_WRITE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "store/load_store.h"

struct db;
struct load_state;

/*
 * The rows of a load on their way into the book while the load is still being
 * checked: the check reads memory only, and SQLite takes longer than it.
 *
 * Nothing is committed here.  Whoever finds something wrong stops the writing
 * and takes the transaction back; otherwise the caller commits once the writing
 * is finished.  From start to stop or finish the connection belongs to the
 * thread of the writing.
 */
struct load_write {
	struct db *db;
	const struct load_state *state;
	struct load load;
	const struct load_file *files;
	size_t nfiles;

	/* its own */
	atomic_bool stop;
	bool started, running;
	pthread_t thread;
	int rc;
	struct err err;
};

/* Begin; in a transaction of the caller, who keeps all that it borrows. */
void load_write_start(struct load_write *);

/* Write no more and wait for the end; harmless when NULL, zeroed or ended. */
void load_write_stop(struct load_write *);

/* Wait until all is written. */
int load_write_finish(struct load_write *, struct err *);

#endif /* JOB_LOAD_WRITE_H */
