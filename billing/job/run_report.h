#ifndef JOB_RUN_REPORT_H
#define JOB_RUN_REPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

struct book;
struct err;
struct out;

/*
 * What toll-run says at its end: stage by stage what came in, what it cost,
 * what was billed and sent, and how long it took.  As text for the terminal
 * and the mail to the operator, and as one HTML file without external parts.
 */
enum run_outcome {
	RUN_DONE,
	RUN_LOOK,    /* done, but something needs a look */
	RUN_FAILED,  /* this stage stopped the run */
	RUN_SKIPPED, /* an earlier stage stopped it, or it was not wanted */
};
extern const char *const run_outcome_words[]; /* done look failed skipped */

struct run_stage {
	const char *name;
	int64_t outcome; /* enum run_outcome */
	int64_t took_us;
	struct buf text; /* what the stage said, lines */
};

struct run_report {
	const char *period;   /* "2026-10" */
	const char *operator; /* name of the operator, may be "" */
	int64_t now_us;
	struct run_stage *stages;
	size_t nstages;
};

void run_report_text(const struct run_report *, struct out *);

/* With bars of the revenue by zone and customer and of the time by stage;
 * ${book} is read for the former. */
int run_report_html(const struct run_report *, const struct book *book,
    struct out *, struct err *);

#endif /* JOB_RUN_REPORT_H */
