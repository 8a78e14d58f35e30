#ifndef JOB_INVOICE_CALLS_H
#define JOB_INVOICE_CALLS_H

#include <stdbool.h>

#include "render/document_data.h"

struct document;
struct err;
struct font_set;
struct itemised_reader;

/*
 * The calls of a document for its itemised part: those of the charges files
 * that it names, opened when a template asks for them, not before.
 *
 * With fonts only the calls that have a text which no font can print, for a
 * check before a number is drawn: to be laid out like any other, so that what
 * the template leaves out or masks is no fault.  Memory does not grow with the
 * calls.
 */
struct invoice_calls {
	const char *book; /* its folder */
	const struct document *document;
	const struct font_set *odd_for; /* NULL: all calls */
	struct itemised_reader *reader;
};

void invoice_calls_init(struct invoice_calls *, const char *book,
    const struct document *, const struct font_set *odd_for);
void invoice_calls_close(struct invoice_calls *);

/* What document_data_fill() takes; it borrows the calls. */
struct document_calls invoice_calls_source(struct invoice_calls *);

/* Can a text of a call be printed? */
bool invoice_calls_printable(const struct font_set *, const char *text);

#endif /* JOB_INVOICE_CALLS_H */
