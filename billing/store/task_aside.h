#ifndef STORE_TASK_ASIDE_H
#define STORE_TASK_ASIDE_H

#include "base/file.h"

struct err;

/*
 * A file of a task, written aside and put in place by rename: as file_aside
 * (base/file.h), but for a folder that other machines write to as well, where
 * locks may not be had.  The name aside is ".tmp.HOST.PID.RANDOM", so that two
 * tasks of one number never write to the same file; each puts the same bytes in
 * place, whoever comes last.
 */
struct task_aside {
	int fd; /* for writing; -1 when closed */
	char dir[FILE_PATH_MAX];
	char temp[FILE_PATH_MAX];
	char path[FILE_PATH_MAX];
};

#define TASK_ASIDE_PREFIX ".tmp."

/* A path for something aside in ${dir}; nothing is made. */
int task_aside_name(char path[FILE_PATH_MAX], const char *dir, struct err *);

/* One at a time in a program. */
int task_aside_open(struct task_aside *, const char *dir, const char *name,
    struct err *);
int task_aside_commit(struct task_aside *, struct err *);
void task_aside_abort(struct task_aside *); /* harmless after a commit */

/* Remove what is being written, from within a signal handler. */
void task_aside_abandon(void);

#endif /* STORE_TASK_ASIDE_H */
