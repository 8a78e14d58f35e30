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
#include "render/document_data.h"
#include "render/pdf.h"
#include "store/itemised_store.h"
#include "time/civil.h"

#define NUMBER_SHOWN 100 /* of a number in a file name */

/* The charges files are opened when a template asks for calls, not before. */
struct call_source {
	const char *book;
	const struct document *document;
	struct itemised_reader *reader;
};

static int
begin_calls(void *context, const char *subscriber, struct err *e)
{
	struct call_source *s = context;

	if (s->reader == NULL &&
	    itemised_reader_open(&s->reader, s->book, s->document, e) < 0)
		return -1;
	return itemised_reader_begin(s->reader, subscriber, e);
}

static int
next_call(void *context, struct document_call *call, struct err *e)
{
	struct call_source *s = context;
	struct itemised_call c;
	int more = itemised_reader_next(s->reader, &c, e);

	if (more > 0)
		*call = (struct document_call){ .start_us = c.start_us,
			.duration_ms = c.duration_ms,
			.billed_s = c.billed_s,
			.free_s = c.free_s,
			.amount_e8 = c.amount_e8,
			.direction = c.direction,
			.number = c.number,
			.zone = c.zone,
			.detail = c.detail };
	return more;
}

static int
call_digits(void *context, int *digits, struct err *e)
{
	struct call_source *s = context;

	if (s->reader == NULL &&
	    itemised_reader_open(&s->reader, s->book, s->document, e) < 0)
		return -1;
	return itemised_reader_digits(s->reader, digits, e);
}

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
	struct call_source source = { .book = book, .document = d };
	const struct document_calls calls = { begin_calls, next_call,
		call_digits, &source };
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
	data = mem_calloc(1, sizeof(*data));
	rc = document_data_fill(data, d, logo, &calls, e);
	if (rc == 0) {
		job.data = &data->values;
		rc = pdf_render(&job, out, e);
	}
	itemised_reader_close(source.reader);
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
