#ifndef DELIVERY_LINES_H
#define DELIVERY_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct err;
struct input;

/*
 * The lines of a log or a mailbox, one at a time, without their LF or CR LF.
 * A line is cut at LINES_MAX bytes and its rest dropped; NUL bytes become
 * spaces.  A read error is an error, not the end.  Zero it to begin with.
 */
#define LINES_MAX 65536

struct lines {
	struct input *input; /* the caller's */
	char block[65536];
	size_t at, filled;
	struct buf line;
	bool ended;
};

/* 1: *text is a line, borrowed until the next call; 0: the end; -1. */
int lines_next(struct lines *, const char **text, struct err *);

/* Does not close the input. */
void lines_free(struct lines *);

#endif /* DELIVERY_LINES_H */
