#ifndef RENDER_PDFA_XMP_H
#define RENDER_PDFA_XMP_H

struct buf;

/*
 * The XMP packet of a PDF/A-3b (ISO 16684-1, ISO 19005-3 6.6), of the texts
 * that stand in the Info dictionary, which must say the same.  Empty texts are
 * left away.
 */
struct pdfa_xmp {
	const char *title, *author, *producer;
	const char *created;  /* "2026-11-01T00:00:00+00:00" */
	const char *xml_name; /* of the e-invoice inside; NULL for none */
	const char *level;    /* its conformance level */
};

void pdfa_xmp_write(const struct pdfa_xmp *, struct buf *);

#endif /* RENDER_PDFA_XMP_H */
