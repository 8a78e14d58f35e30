#ifndef BASE_LOCK_H
#define BASE_LOCK_H

struct err;

/*
 * One writer per book: flock(2) on DIR/lock, which names program and process
 * of the holder.  The lock goes with the process, also when it is killed; the
 * file stays and its content then means nothing.  Readers never lock.
 */
struct lock {
	int fd; /* -1 when not held */
};

/* ERR_BUSY names who holds it; ERR_NOINPUT if there is no such folder. */
int lock_acquire(struct lock *, const char *book_dir, const char *program,
    struct err *);

void lock_release(struct lock *); /* harmless when not held */

#endif /* BASE_LOCK_H */
