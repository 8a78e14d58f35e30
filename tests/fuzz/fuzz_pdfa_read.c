/*
 * A whole PDF of which anything but the table of its objects may be damaged:
 * its e-invoice and its text, or ERR_DATA; a name that ends, a text that is
 * UTF-8, and the same when it is read again.
 *
 * The input is the bodies of objects 1, 2, 3, ... each ended by a line "%%"; the
 * table, its place and the trailer (object 1 is the root) are made here, for a
 * file whose table is wrong is refused before anything of it is read.  Input
 * that begins with "%PDF" is taken as it is.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "render/pdfa_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OBJECTS_MAX 40

static void
make_pdf(struct buf *b, const uint8_t *data, size_t size)
{
	size_t at[OBJECTS_MAX + 1], n = 0, table;

	buf_str(b, "%PDF-1.7\n");
	while (size > 0 && n < OBJECTS_MAX) {
		const uint8_t *end = memmem(data, size, "%%\n", 3);
		size_t len = end == NULL ? size : (size_t)(end - data);

		at[++n] = b->len;
		buf_printf(b, "%zu 0 obj\n", n);
		buf_add(b, data, len);
		buf_str(b, "\nendobj\n");
		len += end == NULL ? 0 : 3;
		data += len;
		size -= len;
	}
	table = b->len;
	buf_printf(b, "xref\n0 %zu\n0000000000 65535 f \n", n + 1);
	for (size_t i = 1; i <= n; i++)
		buf_printf(b, "%010zu 00000 n \n", at[i]);
	buf_printf(b,
	    "trailer\n<</Size %zu /Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
	    n + 1, table);
}

static int
read_pdf(struct pdfa_read *r, const struct buf *pdf)
{
	struct err e = { .code = ERR_NONE };
	int rc;

	memset(r->xml_name, 'x', sizeof(r->xml_name));
	rc = pdfa_read(r, "a.pdf", pdf->data, pdf->len, &e);
	assert((rc < 0) == (e.code == ERR_DATA));
	assert(rc == 0 || strncmp(e.text, "a.pdf: ", 7) == 0);
	if (rc == 0) {
		assert(memchr(r->xml_name, '\0', sizeof(r->xml_name)) != NULL);
		assert(utf8_check(buf_text(r->text), r->text->len, NULL));
	}
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf pdf = { 0 }, xml[2] = { { 0 } }, text[2] = { { 0 } };
	struct pdfa_read a = { .xml = &xml[0], .text = &text[0] };
	struct pdfa_read b = { .xml = &xml[1], .text = &text[1] };

	if (size >= 4 && memcmp(data, "%PDF", 4) == 0)
		buf_add(&pdf, data, size);
	else
		make_pdf(&pdf, data, size);
	if (read_pdf(&a, &pdf) == 0) {
		assert(read_pdf(&b, &pdf) == 0);
		assert(strcmp(a.xml_name, b.xml_name) == 0);
		assert(strcmp(buf_text(a.xml), buf_text(b.xml)) == 0);
		assert(strcmp(buf_text(a.text), buf_text(b.text)) == 0);
	}
	buf_free(&pdf);
	for (size_t i = 0; i < 2; i++) {
		buf_free(&xml[i]);
		buf_free(&text[i]);
	}
	return 0;
}
