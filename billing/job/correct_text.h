#ifndef JOB_CORRECT_TEXT_H
#define JOB_CORRECT_TEXT_H

#include <stdint.h>

#include "job/close_plan.h"

struct out;

/*
 * What toll-credit and toll-correct say: the documents, what each cancels or
 * takes the place of, and for toll-correct what is otherwise and why.
 * ${closing} 0: a dry run, nothing was written.  ${margins}: that of the margin
 * statements, which are the plan's last documents; 0: there are none.
 */
void correct_text(const struct close_plan *, int64_t closing, int64_t margins,
    struct out *);
void correct_text_json(const struct close_plan *, int64_t closing,
    struct out *);

#endif /* JOB_CORRECT_TEXT_H */
