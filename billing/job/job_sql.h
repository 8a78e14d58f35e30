#ifndef JOB_JOB_SQL_H
#define JOB_JOB_SQL_H

#include <stddef.h>

struct buf;
struct err;
struct out;

/*
 * The commands that toll-sql(1) has the sqlite3 shell run first: attach the
 * call and charges files of periods, and make views over all of them.
 */
struct job_sql_options {
	const char *const *periods; /* YYYY-MM */
	size_t count;               /* 0: the latest four */
};

/*
 * Append the commands to ${script}.  What does not fit (SQLite attaches a
 * limited number of files) is told in ${messages}.  ERR_NOINPUT: a period that
 * was named has neither calls nor charges.
 */
int job_sql(const char *book_dir, const struct job_sql_options *,
    struct buf *script, struct out *messages, struct err *);

#endif /* JOB_JOB_SQL_H */
