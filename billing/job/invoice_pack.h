#ifndef JOB_INVOICE_PACK_H
#define JOB_INVOICE_PACK_H

#include <stdbool.h>

#include "base/buf.h"
#include "render/einvoice.h"

struct arena;
struct db;
struct document;
struct err;
struct invoice_assets;

/*
 * What becomes of the drawing of a document: a PDF/A-3 with its e-invoice
 * inside, and where asked for an XML file beside it.
 *
 * The e-invoice inside is CII: factur-x.xml, profile EN 16931, or
 * xrechnung.xml where the recipient asks for XRechnung.  The XML beside is UBL
 * (or CII, as [invoice] xml says), in the recipient's own profile.
 */
struct invoice_pack {
	struct buf plain; /* as it was drawn */
	struct buf pdf;
	struct buf xml; /* beside it; empty: none */
	bool without;   /* there is none inside, though there should be: ... */
	struct buf why; /* ... this is why */
};

void invoice_pack_reset(struct invoice_pack *);
void invoice_pack_free(struct invoice_pack *);

/* The e-invoice of a stored document, read with its past: as
 * einvoice_build(). */
int invoice_pack_build(struct einvoice *, struct db *, const struct document *,
    struct arena *, struct err *);

/* ${syntax} is "cii" or "ubl"; CII of a Peppol recipient is plain EN 16931. */
int invoice_pack_write(struct einvoice *, const char *syntax, struct buf *out,
    struct err *);

/* The name of the e-invoice inside a PDF. */
const char *invoice_pack_name(const struct einvoice *);

/* From ${p}->plain to all else. */
int invoice_pack(struct invoice_pack *p, struct invoice_assets *, struct db *,
    const struct document *, struct arena *, struct err *);

#endif /* JOB_INVOICE_PACK_H */
