#ifndef JOB_CLOSE_SETUP_H
#define JOB_CLOSE_SETUP_H

#include <stdint.h>

#include "job/close_plan.h"

/*
 * What every program that issues documents needs before it plans any: master
 * data and settings, the terms of one contract, days.
 */

/* Read master data and settings of plan->book into the plan. */
int close_setup_master(struct close_plan *, struct err *);

/* "2026-11-01", the value of ${option}, to a day.  ERR_USAGE. */
int close_setup_day(const char *text, const char *option, int64_t *day,
    struct err *);

/* The terms of the customer or contract ${ref}, as they are today. */
int close_setup_terms(struct close_plan *, const char *ref, struct terms *,
    struct err *);

/* The date of a document: plan->date_day, else today where its seller is. */
int64_t close_setup_date(const struct close_plan *, const struct terms *);

#endif /* JOB_CLOSE_SETUP_H */
