#ifndef JOB_CREDIT_NOTE_H
#define JOB_CREDIT_NOTE_H

#include <stdbool.h>
#include <stdint.h>

struct close_plan;
struct document;
struct err;

/*
 * The credit note of ${of}, checked as every document that is issued, and added
 * to the plan without its number.  ${lines} and ${to_balance} as in
 * document/credit.h.
 * ERR_REFUSED: it would be dated before the document, or there is nothing to
 * credit.
 */
int credit_note_add(struct close_plan *, const struct document *of,
    const bool *lines, const char *reason, bool to_balance, int64_t date_day,
    struct err *);

#endif /* JOB_CREDIT_NOTE_H */
