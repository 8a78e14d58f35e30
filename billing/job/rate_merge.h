#ifndef JOB_RATE_MERGE_H
#define JOB_RATE_MERGE_H

struct err;
struct rate_period;
struct rate_period_input;
struct rate_task;

/*
 * A period from the files that tasks left (toll-tasks(5)): what
 * rate_period_make() would have worked out, to be published in the same way.
 * Everything is verified: ERR_BUSY something is missing yet; ERR_DATA a file was
 * altered, is of another snapshot or in another one's place, totals do not add
 * up, or the book is not what it was.
 */

/* ${t} has its manifest. */
int rate_merge_make(struct rate_task *t, struct rate_period *,
    const struct rate_period_input *, struct err *);

#endif /* JOB_RATE_MERGE_H */
