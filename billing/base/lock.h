#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stddef.h>

struct err;

/*
 * One writer per book: flock(2) on DIR/lock, which names program and process
 * of the holder.  The lock goes with the process, also when it is killed; the
 * file stays and its content then means nothing.
 *
 * Readers are never kept out by it, nor keep a writer out.  They share a lock
 * on the folder itself, which says: files that the book named when I began are
 * still wanted.  Whoever sweeps files takes it alone or leaves them to the next
 * sweep.
 */
struct lock {
	int fd; /* -1 when not held */
};

/*
 * Take DIR/lock alone.  ERR_BUSY says ${doing} ("the book B is being written")
 * and by whom; ERR_NOINPUT if there is no such folder.
 */
int lock_acquire(struct lock *, const char *dir, const char *doing,
    const char *program, struct err *);

/* Be one of the readers of ${dir}; waits for a sweep, but not for long. */
int lock_share(struct lock *, const char *dir, struct err *);

/* Be alone with the files of ${dir}: 1, 0 somebody reads, -1. */
int lock_alone(struct lock *, const char *dir, struct err *);

void lock_release(struct lock *); /* harmless when not held */

/*
 * Who, but this process, holds DIR/lock as far as it says: "toll-rate, process
 * 4711".  Empty when it names nobody alive.
 */
void lock_holder(const char *dir, char *text, size_t size);

#endif /* BASE_LOCK_H */
