#ifndef JOB_RATE_CLEAN_H
#define JOB_RATE_CLEAN_H

#include <stdbool.h>

struct err;

/*
 * Takes away what the tasks of a rating left in their folder, and nothing else:
 * whatever has not the name and the shape of theirs stays.
 */

/* ERR_DATA if the folder is a book: tasks have one of their own. */
int rate_clean_check(const char *tasks, struct err *);

/* What a killed --part or --clean left, for who makes new tasks: nobody else may
 * be making some there, and there is no manifest. */
int rate_clean_before(const char *tasks, struct err *);

/*
 * All of it, the manifest first, so that no task begins meanwhile.  That of tasks
 * which are ${merged} goes by another name until all else is gone: who is killed
 * here, or between, finds out by it that there is nothing left to merge.
 */
int rate_clean(const char *tasks, bool merged, struct err *);

/* Was that begun, and not ended?  1 or 0. */
int rate_clean_was_merged(const char *tasks, struct err *);

#endif /* JOB_RATE_CLEAN_H */
