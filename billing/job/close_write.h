#ifndef JOB_CLOSE_WRITE_H
#define JOB_CLOSE_WRITE_H

#include <stdint.h>

#include "job/close_gate.h"
#include "job/close_plan.h"

struct err;

/*
 * Write what was planned, inside the caller's transaction: documents, mails to
 * send, closed intervals, notes; then read every document back and work it out
 * again.  The caller commits.  *number is that of the closing.
 */
int close_write(struct close_plan *, const struct close_gate *, int64_t *number,
    struct err *);

#endif /* JOB_CLOSE_WRITE_H */
