#include "job/invoice_fit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/document.h"
#include "job/invoice_assets.h"
#include "job/invoice_calls.h"
#include "render/document_data.h"
#include "render/einvoice.h"
#include "render/pdf.h"
#include "render/picture.h"

/* What a document without a number yet is laid out with. */
#define NUMBER_TO_BE "INV2000-000000"

static int
check_layout(struct invoice_assets *a, const struct document *d,
    const char *book, const struct pdf_job *asked, const char *logo,
    struct err *e)
{
	struct document_calls source;
	struct invoice_calls calls;
	struct document_data *data = mem_calloc(1, sizeof(*data));
	struct document numbered = *d;
	struct pdf_job job = *asked;
	int rc;

	if (d->number[0] == '\0')
		numbered.number = NUMBER_TO_BE;
	job.data = &data->values;
	job.fonts = invoice_assets_fonts(a);
	job.pictures = invoice_assets_pictures(a);
	job.document = NULL; /* it has none yet */
	job.created_us = PDF_NO_DATE;
	invoice_calls_init(&calls, book, d, invoice_assets_fonts(a));
	source = invoice_calls_source(&calls);
	rc = document_data_fill(data, &numbered, logo,
	    book != NULL ? &source : NULL, e);
	if (rc == 0)
		rc = document_data_check(data, invoice_assets_fonts(a), e);
	if (rc == 0)
		rc = pdf_check_layout(&job, e);
	invoice_calls_close(&calls);
	document_data_free(data);
	free(data);
	return rc;
}

static int
check_logo(struct invoice_assets *a, const char *path, struct err *e)
{
	const struct picture *logo;

	if (path[0] == '\0')
		return 0;
	if (picture_set_find(invoice_assets_pictures(a), path, &logo, e) < 0)
		return err_ctx(e, "logo");
	return 0;
}

/* Only what master data can mend; an amount that cannot be written is told
 * when the document is drawn. */
static int
check_einvoice(const struct invoice_assets *a, const struct document *d,
    struct err *e)
{
	const struct einvoice_preceding before = { .number = d->corrects_number,
		.date_day = d->corrects_day };
	struct err why = { .code = ERR_NONE };
	struct arena memory = { 0 };
	struct einvoice v;
	int rc = 0;

	if (invoice_assets_hybrid(a) && einvoice_wanted(d))
		rc = einvoice_build(&v, d, &before, &memory, &why);
	arena_free(&memory);
	return rc < 0 ? err_set(e, why.code, "%s", why.text) : 0;
}

int
invoice_fit(struct invoice_assets *a, const struct document *d,
    const char *book, struct err *e)
{
	struct pdf_job job = { .template = NULL };
	char logo[FILE_PATH_MAX];

	if (invoice_assets_find(a, d->template, d->language, &job.template,
		&job.lang, e) < 0 ||
	    invoice_assets_logo(a, d->party[DOCUMENT_ISSUER].logo, logo, e) <
		0 ||
	    check_logo(a, logo, e) < 0)
		return -1;
	if (check_layout(a, d, book, &job, logo, e) < 0)
		return -1;
	return check_einvoice(a, d, e);
}
