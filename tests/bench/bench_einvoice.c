/*
 * bench_einvoice: how fast hybrid e-invoices are made.
 *
 * An itemised invoice of two pages is drawn, its e-invoice built, checked and
 * written as CII, and both become a PDF/A-3: CPU time of each step, and
 * documents a second and core.  Reading it all back, as toll-invoice --check
 * does, is measured apart, and so is UBL.
 *
 * Run from the root of the tree.  Fails if a core makes fewer than 80 a second.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "document/document.h"
#include "document/tax.h"
#include "money/currency.h"
#include "render/cii.h"
#include "render/einvoice.h"
#include "render/font_set.h"
#include "render/pdf.h"
#include "render/pdfa.h"
#include "render/pdfa_read.h"
#include "render/sample_document.h"
#include "render/ubl.h"
#include "template/lang.h"
#include "template/template.h"

#define ROUNDS    200
#define CALLS     28 /* of the one subscriber: the second page is full */
#define SPEED_MIN 80.0

static struct template *template;
static struct lang *lang;
static struct font_set fonts;
static struct buf icc;

enum step { DRAW, BUILD, CII, PDFA, UBL, READ, STEPS };
static const char *const step_names[STEPS] = { "drawing", "model and checks",
	"CII", "PDF/A-3: XMP, colours, file, libqpdf", "UBL (apart)",
	"reading back (apart)" };

static double
cpu_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
open_all(struct err *e)
{
	if (font_set_open(&fonts, "build/fonts", NULL, e) < 0 ||
	    file_read("build/fonts/sRGB.icc", 1000000, &icc, e) < 0 ||
	    template_open(&template,
		"templates/documents/customer-itemised.xml",
		"templates/template.rng", e) < 0 ||
	    lang_open(&lang, "templates/lang/de.ini", e) < 0)
		return -1;
	return lang_check(lang, template->labels, template->name, e);
}

static int
draw(struct document *d, struct buf *out, struct err *e)
{
	struct document_data *data = mem_calloc(1, sizeof(*data));
	struct sample_calls made = { .per_subscriber = CALLS };
	const struct document_calls source = sample_document_calls(&made);
	struct pdf_job job = { .template = template,
		.data = &data->values,
		.lang = lang,
		.fonts = &fonts,
		.document = d->number,
		.author = d->party[DOCUMENT_ISSUER].company,
		.created_us = d->created_us };
	int rc = document_data_fill(data, d, "", &source, e);

	if (rc == 0)
		rc = pdf_render(&job, out, e);
	document_data_free(data);
	free(data);
	return rc;
}

static struct document *
invoice(struct arena *a, struct err *e)
{
	struct document *d = sample_document(a, DOCUMENT_INVOICE,
	    TEMPLATE_CATEGORY_CUSTOMER, "de");

	d->n_lines = 4;
	d->n_subscribers = 1;
	d->n_history = 0;
	d->n_allowances = 0;
	d->paid_minor = 0;
	return tax_totals(d, currency_find(d->currency), a, e) < 0 ? NULL : d;
}

/* One document, the time of each step added to ${ms}. */
static int
make(double ms[STEPS], struct buf *out, struct arena *a, struct err *e)
{
	const struct einvoice_preceding none = { .number = NULL };
	struct buf plain = { 0 }, cii = { 0 }, ubl = { 0 }, xml = { 0 },
		   text = { 0 };
	struct pdfa_read back = { .xml = &xml, .text = &text };
	struct pdfa_job job = { .icc = icc.data,
		.icc_len = icc.len,
		.xml_name = "factur-x.xml",
		.level = PDFA_LEVEL_EN16931,
		.document = "bench" };
	struct document *d = invoice(a, e);
	struct einvoice v, found;
	double at[STEPS + 1];
	int rc = -1;

	at[DRAW] = cpu_ms();
	if (d == NULL || draw(d, &plain, e) < 0)
		goto out;
	at[BUILD] = cpu_ms();
	if (einvoice_build(&v, d, &none, a, e) != 1)
		goto out;
	at[CII] = cpu_ms();
	if (einvoice_xml_write(&cii_syntax, &v, &cii, e) < 0)
		goto out;
	at[PDFA] = cpu_ms();
	job.xml = cii.data;
	job.xml_len = cii.len;
	if (pdfa_convert(&job, &plain, out, e) < 0)
		goto out;
	at[UBL] = cpu_ms();
	if (einvoice_xml_write(&ubl_syntax, &v, &ubl, e) < 0)
		goto out;
	at[READ] = cpu_ms();
	if (pdfa_read(&back, "bench", out->data, out->len, e) < 0 ||
	    einvoice_xml_read(&found, "bench", xml.data, xml.len, a, e) < 0 ||
	    einvoice_same(&v, &found, "bench", e) != 1)
		goto out;
	at[STEPS] = cpu_ms();
	for (int i = 0; i < STEPS; i++)
		ms[i] += at[i + 1] - at[i];
	rc = 0;
out:
	buf_free(&plain);
	buf_free(&cii);
	buf_free(&ubl);
	buf_free(&xml);
	buf_free(&text);
	return rc;
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };
	double ms[STEPS] = { 0 }, all = 0, speed;
	struct buf out = { 0 };
	struct arena a = { 0 };

	if (open_all(&e) < 0) {
		(void)fprintf(stderr, "bench_einvoice: %s\n", e.text);
		return (int)e.code;
	}
	for (int i = 0; i < ROUNDS; i++) {
		buf_reset(&out);
		if (make(ms, &out, &a, &e) < 0) {
			(void)fprintf(stderr, "bench_einvoice: %s\n", e.text);
			return (int)e.code;
		}
		arena_reset(&a);
	}
	for (int i = 0; i < STEPS; i++) {
		(void)printf("  %6.2f ms CPU  %s\n", ms[i] / ROUNDS,
		    step_names[i]);
		if (i < UBL)
			all += ms[i];
	}
	speed = ROUNDS / all * 1e3;
	(void)printf("  hybrid e-invoice of two pages, %zu KB: %.0f a second"
		     " and core\n",
	    out.len / 1000, speed);
	arena_free(&a);
	buf_free(&out);
	buf_free(&icc);
	font_set_close(&fonts);
	lang_free(lang);
	template_free(template);
	if (speed >= SPEED_MIN)
		return 0;
	(void)fprintf(stderr, "bench_einvoice: wanted %.0f a second\n",
	    SPEED_MIN);
	return 1;
}
