#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/settings.h"
#include "document/document.h"
#include "job/invoice_assets.h"
#include "job/job_invoice.h"
#include "render/pdf.h"
#include "render/sample_document.h"
#include "store/book.h"
#include "template/lang.h"
#include "template/template.h"

#define CALLS_SHOWN 90 /* of each subscriber: some pages */

/* A name with a slash or with .xml at its end is the path of a file. */
static bool
is_path(const char *name)
{
	size_t n = strlen(name);

	return strchr(name, '/') != NULL ||
	    (n > 4 && strcmp(name + n - 4, ".xml") == 0);
}

static int
draw(struct book *b, struct invoice_assets *assets,
    const struct job_invoice_preview *opt, struct buf *pdf, struct err *e)
{
	struct sample_calls made = { .per_subscriber = CALLS_SHOWN };
	struct document_calls calls = sample_document_calls(&made);
	struct arena a = { 0 };
	struct document_data *data = mem_calloc(1, sizeof(*data));
	struct pdf_job job = { .data = &data->values,
		.fonts = invoice_assets_fonts(assets),
		.pictures = invoice_assets_pictures(assets) };
	enum template_category category;
	struct document *d;
	int64_t kind;
	char logo[FILE_PATH_MAX];
	int rc;

	sample_document_for(opt->template_name, &kind, &category);
	d = sample_document(&a, kind, category,
	    opt->language != NULL ? opt->language : "");
	job.document = d->number;
	job.created_us = d->created_us;
	d->party[DOCUMENT_ISSUER].logo =
	    settings_text(b->settings, "invoice", "logo");
	d->party[DOCUMENT_ISSUER].color =
	    settings_text(b->settings, "invoice", "color");
	rc = (is_path(opt->template_name) ? invoice_assets_find_file
					  : invoice_assets_find)(assets,
	    opt->template_name, d->language, &job.template, &job.lang, e);
	if (rc == 0)
		rc = invoice_assets_logo(assets, d->party[DOCUMENT_ISSUER].logo,
		    logo, e);
	if (rc == 0)
		rc = document_data_fill(data, d, logo, &calls, e);
	if (rc == 0)
		rc = pdf_render(&job, pdf, e);
	document_data_free(data);
	free(data);
	arena_free(&a);
	return rc;
}

static int
write_file(const char *path, const struct buf *pdf, struct err *e)
{
	const char *slash = strrchr(path, '/');
	struct file_aside file;
	char dir[FILE_PATH_MAX] = ".";

	if (slash != NULL) {
		size_t n = slash == path ? 1 : (size_t)(slash - path);

		if (n >= sizeof(dir))
			return err_set(e, ERR_DATA, "path is too long");
		memcpy(dir, path, n);
		dir[n] = '\0';
	}
	if (file_aside_open(&file, dir, slash != NULL ? slash + 1 : path, e) <
	    0)
		return -1;
	if (file_write(file.fd, pdf->data, pdf->len, file.temp, e) < 0) {
		file_aside_abort(&file);
		return -1;
	}
	return file_aside_commit(&file, e);
}

int
job_invoice_preview(const char *dir, const struct job_invoice_preview *opt,
    struct out *out, struct err *e)
{
	struct invoice_assets *assets = NULL;
	struct buf pdf = { 0 };
	struct book b;
	int rc;

	if (book_open(&b, dir, BOOK_READ, opt->program, e) < 0)
		return -1;
	rc = invoice_assets_open(&assets, &b, opt->data_dir, e);
	if (rc == 0)
		rc = draw(&b, assets, opt, &pdf, e);
	if (rc == 0 && opt->file != NULL)
		rc = write_file(opt->file, &pdf, e);
	else if (rc == 0)
		out_write(out, pdf.data, pdf.len);
	invoice_assets_close(assets);
	buf_free(&pdf);
	book_close(&b);
	return rc;
}
