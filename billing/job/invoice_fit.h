#ifndef JOB_INVOICE_FIT_H
#define JOB_INVOICE_FIT_H

struct document;
struct err;
struct invoice_assets;

/*
 * Could this document be rendered?  Template, language and logo are there, and
 * every text of it can be printed and fits where the template puts it, and its
 * e-invoice has all that it needs.  For a check before a number is drawn; ERR_DATA
 * and ERR_NOINPUT say what is wrong.
 *
 * With the folder of ${book} also those of its calls that have a text which no
 * font can print are laid out, from the charges files that the document names.
 * That reads all of them: NULL where the caller knows that there is no such
 * text.
 */
int invoice_fit(struct invoice_assets *, const struct document *,
    const char *book, struct err *);

#endif /* JOB_INVOICE_FIT_H */
