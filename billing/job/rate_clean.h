#ifndef JOB_RATE_CLEAN_H
#define JOB_RATE_CLEAN_H

struct err;

/*
 * Takes away what the tasks of a rating left in their folder, and nothing else:
 * whatever has not the name and the shape of theirs stays.
 */

/* ERR_DATA if the folder is a book: tasks have one of their own. */
int rate_clean_check(const char *tasks, struct err *);

/* The snapshot alone.  ERR_DATA if a folder of that name is none. */
int rate_clean_snapshot(const char *tasks, struct err *);

/* What a killed --part left aside; nobody else may be making tasks there. */
int rate_clean_aside(const char *tasks, struct err *);

/* All of it, the manifest first, so that no task begins meanwhile. */
int rate_clean(const char *tasks, struct err *);

#endif /* JOB_RATE_CLEAN_H */
