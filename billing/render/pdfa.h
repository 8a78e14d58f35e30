#ifndef RENDER_PDFA_H
#define RENDER_PDFA_H

#include <stddef.h>

struct buf;
struct err;

/*
 * PDF/A-3b (ISO 19005-3) from the PDF that libharu drew, and the e-invoice
 * inside it (ZUGFeRD 2 / Factur-X 1.0).
 *
 * Added are: XMP metadata that repeat the Info dictionary and name part,
 * conformance and, with an e-invoice, its file and profile together with the
 * extension schema that explains those; an output intent with the sRGB profile;
 * the file itself, associated with the document as an alternative of it; an
 * identifier that is a hash of the content.  The same input gives the same
 * bytes.
 *
 * What PDF/A asks of the drawing (fonts embedded, RGB only, no device
 * dependence) is render/pdf.h's to keep.
 */
struct pdfa_job {
	const void *icc; /* colour profile, RGB */
	size_t icc_len;
	const char *xml_name; /* "factur-x.xml"; NULL: no e-invoice */
	const void *xml;
	size_t xml_len;
	const char *level;    /* conformance level: "EN 16931", "XRECHNUNG" */
	const char *document; /* its number, for messages */
};

#define PDFA_LEVEL_EN16931   "EN 16931"
#define PDFA_LEVEL_XRECHNUNG "XRECHNUNG"

/* The archived form of ${plain} at the end of ${out}.  ERR_INTERNAL: libqpdf
 * does not take what libharu wrote.  Any number of threads. */
int pdfa_convert(const struct pdfa_job *, const struct buf *plain,
    struct buf *out, struct err *);

#endif /* RENDER_PDFA_H */
