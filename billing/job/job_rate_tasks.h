#ifndef JOB_JOB_RATE_TASKS_H
#define JOB_JOB_RATE_TASKS_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * toll-rate as tasks on many machines (toll-tasks(5)): the book's host makes the
 * tasks, then any machine does them, each as often as it likes, then the book's
 * host merges what they left (job_rate.h).
 */
struct job_rate_part_options {
	const char *book, *program, *version;
	const char *tasks;  /* the folder that all machines see */
	const char *period; /* YYYY-MM */
	int64_t maps, shards;
	bool json;
};

int job_rate_part(const struct job_rate_part_options *, struct out *,
    struct err *);

struct job_rate_task_options {
	const char *version, *tasks;
	bool reduce;        /* else a map */
	int64_t number, of; /* ERR_USAGE if there are not so many */
	bool json;
};

int job_rate_task(const struct job_rate_task_options *, struct out *,
    struct progress *, struct err *);

/* Take the folder's tasks away, ${merged} or not. */
int job_rate_clean(const char *tasks, bool merged, struct err *);

/* Was one of a merge begun, but not ended?  1 or 0. */
int job_rate_was_merged(const char *tasks, struct err *);

/* Remove what the running task writes, from within a signal handler. */
void job_rate_abandon(void);

#endif /* JOB_JOB_RATE_TASKS_H */
