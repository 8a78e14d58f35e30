#ifndef JOB_JOB_REPORT_H
#define JOB_JOB_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct out;

/*
 * Write one report; toll-report(1).
 *
 * Text, CSV and JSON go to ${out} or, written aside and renamed, to the file
 * ${path}; a workbook always to a file, NAME[-RESELLER]-PERIOD.xlsx in the
 * present folder if ${path} is NULL.
 */
struct job_report_options {
	const char *book; /* folder */
	const char *name;
	const char *format;   /* word, or NULL: by the end of path, text */
	const char *reseller; /* NULL or "": the operator */
	const char *const *periods; /* "YYYY-MM" */
	size_t nperiods;            /* 0: the latest, or all (report.h) */
	const char *path;           /* NULL: out */
	const char *table;          /* NULL: all, in CSV the first */
	bool raw;
	int64_t at_us; /* balances: as of then; INT64_MIN: the last event */
	int64_t now_us;
};

/* Into *written the path of the file, "" if it went to ${out}. */
int job_report(const struct job_report_options *, struct out *,
    char written[4096], struct err *);

/* The reports there are, a line each. */
void job_report_list(struct out *);

#endif /* JOB_JOB_REPORT_H */
