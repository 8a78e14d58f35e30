#ifndef JOB_CREDIT_NOTE_H
#define JOB_CREDIT_NOTE_H

struct close_plan;
struct credit;
struct err;

/*
 * The credit note, checked as every document that is issued, and added to the plan
 * without its number.  Its template is that of the issuer, whatever ${asked} says.
 * ERR_REFUSED: it would be dated before the document, or there is nothing to
 * credit.
 */
int credit_note_add(struct close_plan *, const struct credit *asked,
    struct err *);

#endif /* JOB_CREDIT_NOTE_H */
