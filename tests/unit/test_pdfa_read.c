/*
 * A PDF read again: its e-invoice and its text; and the same file damaged at
 * one place after the other, whose bytes stay where they are.
 */
#include "../check.h"

#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "render/pdfa_read.h"

static const char text[] = "A\342\202\254\nab\n";

static const struct {
	const char *from, *to; /* as long */
	const char *says;      /* NULL: it can be read */
} rows[] = {
	{ "/Root 1 0 R", "/Ro0t 1 0 R", "not a sound PDF" },
	{ "/Root 1 0 R", "/Root 2 0 R", "0 pages" },
	{ "/Count 2", "/Count x", NULL },
	{ "/Kids [3", "/Kids [x", NULL },
	{ "startxref", "startxxxx", "not a sound PDF" },
	{ "%PDF-1.7", "%xxx-1.7", NULL },
	{ "/AF [7 0 R]", "/AF [9 0 R]", NULL },
	{ "/UF (factur", "/UF [factur", NULL },
	{ "/ToUnicode", "/ToUnic0de", NULL },
};

/* The file with the first ${from} replaced. */
static void
replace(struct buf *to, const struct buf *file, const char *old,
    const char *new)
{
	char *at;

	buf_reset(to);
	buf_add(to, file->data, file->len);
	at = memmem(to->data, to->len, old, strlen(old));
	if (CHECK(at != NULL && strlen(old) == strlen(new), "%s", old))
		memcpy(at, new, strlen(new));
}

int
main(void)
{
	struct buf file = { 0 }, damaged = { 0 }, xml = { 0 }, out = { 0 };
	struct pdfa_read r = { .xml = &xml, .text = &out };
	struct err e = { .code = ERR_NONE };
	size_t whole = sizeof(text) - 1;

	CHECK(file_read("tests/fuzz/corpus/fuzz_pdfa_read/whole.pdf", 1 << 16,
		  &file, &e) == 0 &&
		pdfa_read(&r, "x.pdf", file.data, file.len, &e) == 0,
	    "%s", e.text);
	CHECK_STR(r.xml_name, "factur-x.xml", "name");
	CHECK_STR(buf_text(&xml), "<?xml version=\"1.0\"?><a/>", "file");
	/* the second page shows the same twice */
	CHECK(out.len == 3 * whole && strncmp(buf_text(&out), text, whole) == 0,
	    "%s", buf_text(&out));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int rc;

		err_clear(&e);
		replace(&damaged, &file, rows[i].from, rows[i].to);
		buf_reset(&xml);
		buf_reset(&out);
		rc = pdfa_read(&r, "x.pdf", damaged.data, damaged.len, &e);
		CHECK((rc < 0) == (rows[i].says != NULL) &&
			(rc == 0 ||
			    (e.code == ERR_DATA &&
				strstr(e.text, rows[i].says) != NULL)),
		    "%s: %s", rows[i].to, e.text);
	}
	for (size_t len = 0; len < file.len; len++) {
		err_clear(&e);
		CHECK(pdfa_read(&r, "x.pdf", file.data, len, &e) < 0 ||
			len > file.len - 8,
		    "cut to %zu bytes", len);
	}
	buf_free(&file);
	buf_free(&damaged);
	buf_free(&xml);
	buf_free(&out);
	return check_done();
}
