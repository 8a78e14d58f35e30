#ifndef RENDER_PDFA_READ_H
#define RENDER_PDFA_READ_H

#include <stddef.h>

struct buf;
struct err;

/*
 * A PDF of ours read again: the e-invoice inside and the text on its pages.
 * ${name} is for messages.  ERR_DATA: it is no PDF, or its structure is
 * damaged.  Any number of threads.
 */
struct pdfa_read {
	struct buf *xml;   /* the associated file; empty: there is none */
	char xml_name[64]; /* "factur-x.xml"; "" */
	struct buf *text;  /* all pages, as render/pdfa_text.h gives it */
};

int pdfa_read(struct pdfa_read *, const char *name, const void *bytes,
    size_t len, struct err *);

#endif /* RENDER_PDFA_READ_H */
