/*
 * Templates: no crash, whatever the file; what loads, draws or says why not.
 * Run from the top of the sources: the schema and the fonts are read there.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "document/document.h"
#include "render/font_set.h"
#include "render/pdf.h"
#include "render/sample_document.h"
#include "template/lang.h"
#include "template/template.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lang *lang;
static struct font_set fonts;

static void
draw(const struct template *t)
{
	struct sample_calls made = { .per_subscriber = 3 };
	struct document_calls calls = sample_document_calls(&made);
	struct arena a = { 0 };
	struct document *d = sample_document(&a, DOCUMENT_INVOICE,
	    TEMPLATE_CATEGORY_CUSTOMER, "de");
	struct document_data *values = calloc(1, sizeof(*values));
	struct pdf_job job = { .template = t,
		.lang = lang,
		.fonts = &fonts,
		.document = "fuzz",
		.created_us = PDF_NO_DATE };
	struct buf out = { 0 };
	struct err e = { .code = ERR_NONE };

	if (values == NULL || document_data_fill(values, d, "", &calls, &e) < 0)
		abort();
	job.data = &values->values;
	(void)pdf_render(&job, &out, &e);
	buf_free(&out);
	document_data_free(values);
	free(values);
	arena_free(&a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct template *t = NULL;

	if (lang == NULL &&
	    (lang_open(&lang, "templates/lang/de.ini", &e) < 0 ||
		font_set_open(&fonts, "build/fonts", NULL, &e) < 0))
		abort();
	if (template_open_text(&t, "fuzz.xml", (const char *)data, size,
		"templates/template.rng", &e) < 0)
		return 0;
	if (lang_check(lang, t->labels, t->name, &e) == 0)
		draw(t);
	template_free(t);
	return 0;
}
