#ifndef JOB_CLOSE_TEXT_H
#define JOB_CLOSE_TEXT_H

#include <stdbool.h>

#include "job/close_plan.h"

struct out;

/* The documents, one a line: number, kind, contract, interval, net, tax, total. */
void close_text_documents(const struct close_plan *, struct out *);

/* Totals by kind, category and currency, what balances paid of them, and what
 * was lost by rounding. */
void close_text_totals(const struct close_plan *, struct out *);

/* The largest lines of each currency. */
void close_text_top(const struct close_plan *, struct out *);

/* What a person should look at. */
void close_text_notes(const struct close_plan *, struct out *);

#endif /* JOB_CLOSE_TEXT_H */
