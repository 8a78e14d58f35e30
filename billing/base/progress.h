#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How far a job is.  Jobs count; the program decides whether and how to draw
 * (cmd/cli.c: a bar on a terminal after a second).  A NULL progress is allowed
 * everywhere and costs nothing.  progress_add() may be called by many threads.
 */
struct progress {
	/* NULL: nobody looks.  Called now and then, by one thread at a time. */
	void (*draw)(struct progress *, bool ended);
	void *data;       /* of the drawer */
	const char *what; /* "rating", borrowed from begin to end */
	int64_t total;    /* 0: unknown */
	int64_t done;
	int64_t next; /* draw again when done reaches this */
	int busy;     /* somebody draws */
};

void progress_begin(struct progress *, const char *what, int64_t total);
void progress_add(struct progress *, int64_t n);
void progress_end(struct progress *);

#endif /* BASE_PROGRESS_H */
