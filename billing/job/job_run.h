#ifndef JOB_JOB_RUN_H
#define JOB_JOB_RUN_H

#include <stdbool.h>
#include <stdint.h>

struct err;
struct out;
struct progress;

/*
 * The month in one command, for cron: import what is in the inbox, rate,
 * limits against fraud, preflight, close, render, check, report, mail;
 * toll-run(1).
 *
 * Each stage is the job of the program of that name, is done when it is done
 * and adds nothing when it runs again: after a failure, or a kill at any
 * instant, the same command finishes the work.  A stage that fails, or a
 * threshold of book.conf that is exceeded, stops the run before anything
 * leaves the house.
 */
struct job_run_options {
	const char *book;
	const char *data_dir; /* in it lie data/ and templates/ */
	const char *period;   /* "YYYY-MM"; NULL: the month before now */
	const char *date;     /* of the documents; NULL: today */
	const char *to_dir;   /* mail into a Maildir; NULL: the server */
	const char *waive;    /* file of waivers for closing, or NULL */
	bool no_mail;
	int64_t now_us;
	int64_t (*clock_us)(void); /* for the time of stages; NULL: none */
};

/*
 * Ends with the run report on ${out}; the same is kept as
 * BOOK/reports/PERIOD/run-N.txt and .html beside the workbooks.
 * 0: all done; 1: done, but something needs a look; -1: a stage failed, the
 * report says which.
 */
int job_run(const struct job_run_options *, struct out *, struct progress *,
    struct err *);

#endif /* JOB_JOB_RUN_H */
