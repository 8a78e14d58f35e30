#include "job/invoice_draw.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/document.h"
#include "job/invoice_assets.h"
#include "job/invoice_calls.h"
#include "render/document_data.h"
#include "render/pdf.h"
#include "time/civil.h"

#define NUMBER_SHOWN 100 /* of a number in a file name */

static const char *
author(const struct document *d)
{
	const struct document_party *p = &d->party[DOCUMENT_ISSUER];

	return p->company[0] != '\0' ? p->company : p->last_name;
}

int
invoice_draw(struct invoice_assets *assets, const char *book,
    const struct document *d, struct buf *out, struct err *e)
{
	struct document_calls source;
	struct invoice_calls calls;
	struct pdf_job job = { .document = d->number,
		.author = author(d),
		.created_us = d->created_us,
		.fonts = invoice_assets_fonts(assets),
		.pictures = invoice_assets_pictures(assets) };
	struct document_data *data;
	char logo[FILE_PATH_MAX];
	int rc;

	if (invoice_assets_find(assets, d->template, d->language, &job.template,
		&job.lang, e) < 0 ||
	    invoice_assets_logo(assets, d->party[DOCUMENT_ISSUER].logo, logo,
		e) < 0)
		return err_ctx(e, "document %s", d->number);
	invoice_calls_init(&calls, book, d, NULL);
	source = invoice_calls_source(&calls);
	data = mem_calloc(1, sizeof(*data));
	rc = document_data_fill(data, d, logo, &source, e);
	if (rc == 0) {
		job.data = &data->values;
		rc = pdf_render(&job, out, e);
	}
	invoice_calls_close(&calls);
	document_data_free(data);
	free(data);
	return rc;
}

void
invoice_draw_path(char out[FILE_PATH_MAX], const struct document *d,
    const char *kind)
{
	char number[NUMBER_SHOWN + 1];
	struct civil c;
	size_t n = 0;

	for (const char *p = d->number; *p != '\0' && n < NUMBER_SHOWN; p++) {
		bool plain = (*p >= '0' && *p <= '9') ||
		    (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') ||
		    (n > 0 && (*p == '.' || *p == '_' || *p == '-'));

		number[n++] = plain ? *p : '_';
	}
	number[n] = '\0';
	civil_from_days(d->date_day, &c);
	(void)snprintf(out, FILE_PATH_MAX, "documents/%04d/%s-%" PRId64 ".%s",
	    c.year, number, d->id, kind);
}
