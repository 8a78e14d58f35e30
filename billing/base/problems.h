#ifndef BASE_PROBLEMS_H
#define BASE_PROBLEMS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct out;

/*
 * A list of what is wrong with files, all of it and not only the first:
 *
 *	fees.csv:12:31: init_rate "0,04": not a decimal
 *
 * A zeroed struct is an empty list.  Past PROBLEMS_MAX they are counted but
 * not kept, and the print says how many.
 */
#define PROBLEMS_MAX 1000

struct problem {
	const char *file; /* NULL: of no file */
	int64_t line;     /* 0: of the whole file */
	int64_t column;   /* in bytes, from 1; 0: of the whole line */
	const char *text;
	size_t seq; /* order of finding */
};

struct problems {
	struct arena arena;
	struct problem *items;
	size_t kept, cap;
	int64_t count; /* all of them */
};

void problems_add(struct problems *, const char *file, int64_t line,
    int64_t column, const char *, ...) __attribute__((format(printf, 5, 6)));

int64_t problems_count(const struct problems *);

/* Move all of ${from}, which is empty then: the first PROBLEMS_MAX of both, by
 * file, line and column, are kept. */
void problems_merge(struct problems *, struct problems *from);

/* One line each, by file, line, column, order of finding. */
void problems_print(struct problems *, struct out *);

void problems_free(struct problems *);

#endif /* BASE_PROBLEMS_H */
