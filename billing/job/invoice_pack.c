#include "job/invoice_pack.h"

#include <string.h>

#include "base/err.h"
#include "document/document.h"
#include "job/invoice_assets.h"
#include "render/cii.h"
#include "render/pdfa.h"
#include "render/ubl.h"
#include "store/document_store.h"

void
invoice_pack_reset(struct invoice_pack *p)
{
	buf_reset(&p->plain);
	buf_reset(&p->pdf);
	buf_reset(&p->xml);
	buf_reset(&p->why);
	p->without = false;
}

void
invoice_pack_free(struct invoice_pack *p)
{
	buf_free(&p->plain);
	buf_free(&p->pdf);
	buf_free(&p->xml);
	buf_free(&p->why);
}

int
invoice_pack_build(struct einvoice *v, struct db *db, const struct document *d,
    struct arena *a, struct err *e)
{
	struct einvoice_preceding before = { .number = d->corrects_number,
		.date_day = d->corrects_day };

	if (d->kind == DOCUMENT_INVOICE &&
	    document_store_revised(db, d, a, &before.number, &before.date_day,
		e) < 0)
		return err_ctx(e, "document %s", d->number);
	return einvoice_build(v, d, &before, a, e);
}

int
invoice_pack_write(struct einvoice *v, const char *syntax, struct buf *out,
    struct err *e)
{
	bool cii = strcmp(syntax, "cii") == 0;
	enum einvoice_profile own = v->profile;
	int rc;

	if (cii && own == EINVOICE_PEPPOL)
		einvoice_set_profile(v, EINVOICE_EN16931);
	rc = einvoice_xml_write(cii ? &cii_syntax : &ubl_syntax, v, out, e);
	einvoice_set_profile(v, own);
	return rc;
}

const char *
invoice_pack_name(const struct einvoice *v)
{
	return v->profile == EINVOICE_XRECHNUNG ? "xrechnung.xml"
						: "factur-x.xml";
}

/* The XML beside the PDF, if there is to be one. */
static int
write_beside(struct invoice_pack *p, struct einvoice *v, const char *setting,
    struct err *e)
{
	if (strcmp(setting, "none") == 0 ||
	    (strcmp(setting, "profile") == 0 && v->profile == EINVOICE_EN16931))
		return 0;
	return invoice_pack_write(v,
	    strcmp(setting, "profile") == 0 ? "ubl" : setting, &p->xml, e);
}

int
invoice_pack(struct invoice_pack *p, struct invoice_assets *assets,
    struct db *db, const struct document *d, struct arena *a, struct err *e)
{
	const struct buf *colours = invoice_assets_colours(assets);
	struct pdfa_job job = { .icc = colours->data,
		.icc_len = colours->len,
		.document = d->number };
	struct err why = { .code = ERR_NONE };
	struct buf cii = { 0 };
	struct einvoice v;
	int rc = 0;

	if (invoice_assets_hybrid(assets) && einvoice_wanted(d)) {
		rc = invoice_pack_build(&v, db, d, a, &why);
		if (rc < 0)
			return err_set(e, why.code, "%s", why.text);
		p->without = rc == 0;
		buf_str(&p->why, why.text);
	}
	if (rc == 1) {
		job.xml_name = invoice_pack_name(&v);
		job.level = v.profile == EINVOICE_XRECHNUNG
		    ? PDFA_LEVEL_XRECHNUNG
		    : PDFA_LEVEL_EN16931;
		rc = invoice_pack_write(&v, "cii", &cii, e);
		if (rc == 0)
			rc = write_beside(p, &v, invoice_assets_xml(assets), e);
		job.xml = cii.data;
		job.xml_len = cii.len;
	}
	if (rc == 0)
		rc = pdfa_convert(&job, &p->plain, &p->pdf, e);
	buf_free(&cii);
	return rc;
}
