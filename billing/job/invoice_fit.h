#ifndef JOB_INVOICE_FIT_H
#define JOB_INVOICE_FIT_H

struct document;
struct err;
struct invoice_assets;

/*
 * Could this document be rendered?  Template, language and logo are there, and
 * every text of it can be printed and fits where the template puts it, and its
 * e-invoice has all that it needs.  Calls are not looked at.  For a check before
 * a number is drawn; ERR_DATA and ERR_NOINPUT say what is wrong.
 */
int invoice_fit(struct invoice_assets *, const struct document *, struct err *);

#endif /* JOB_INVOICE_FIT_H */
