#include "job/invoice_check.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "document/document.h"
#include "job/invoice_assets.h"
#include "job/invoice_pack.h"
#include "render/einvoice_xml.h"
#include "render/pdfa_read.h"
#include "render/paper_check.h"
#include "store/book.h"
#include "store/document_past.h"
#include "store/document_store.h"
#include "template/template.h"

#define FILE_MAX (256 * 1024 * 1024) /* bytes of a document */

struct invoice_check {
	const struct book *book;
	struct invoice_assets *assets;
	struct arena memory;
	struct buf file, xml, text;
};

void
invoice_check_open(struct invoice_check **out, const struct book *book,
    struct invoice_assets *assets)
{
	struct invoice_check *c = mem_calloc(1, sizeof(*c));

	c->book = book;
	c->assets = assets;
	*out = c;
}

void
invoice_check_close(struct invoice_check *c)
{
	if (c == NULL)
		return;
	buf_free(&c->file);
	buf_free(&c->xml);
	buf_free(&c->text);
	arena_free(&c->memory);
	free(c);
}

/* The file of a kind, with its hash as recorded: 1, 0 there is none, -1. */
static int
read_made(struct invoice_check *c, int64_t id, const char *kind,
    const char **name, struct err *e)
{
	const char *path, *sha256;
	char whole[FILE_PATH_MAX], hex[HASH_HEX_MAX];

	buf_reset(&c->file);
	if (document_store_file(c->book->db, id, kind, &c->memory, &path,
		&sha256, e) < 0)
		return -1;
	if (path == NULL)
		return 0;
	*name = path;
	if (book_path(whole, c->book, path, e) < 0 ||
	    file_read(whole, FILE_MAX, &c->file, e) < 0)
		return -1;
	hash_sha256_hex(c->file.data, c->file.len, hex);
	if (strcmp(hex, sha256) != 0)
		return err_set(e, ERR_DATA,
		    "%s: its SHA-256 is not the one that the book has", path);
	return 1;
}

/* An e-invoice as it was found, against the book's; its profile may be the
 * plain one where the syntax has not the recipient's. */
static int
compare(struct invoice_check *c, struct einvoice *book, const struct buf *xml,
    const char *name, bool inside, struct err *e)
{
	enum einvoice_profile own = book->profile;
	struct einvoice found;
	int rc;

	if (einvoice_xml_read(&found, name, xml->data, xml->len, &c->memory,
		e) < 0)
		return -1;
	if (inside && own == EINVOICE_PEPPOL)
		einvoice_set_profile(book, EINVOICE_EN16931);
	rc = einvoice_same(book, &found, name, e);
	einvoice_set_profile(book, own);
	return rc == 1 ? 0 : -1;
}

static int
check_paper(struct invoice_check *c, const struct document *d, const char *name,
    struct err *e)
{
	const struct template *template;
	const struct lang *lang;

	if (invoice_assets_find(c->assets, d->template, d->language, &template,
		&lang, e) < 0)
		return -1;
	if (paper_check(d, template, lang, buf_text(&c->text), e) < 0)
		return err_ctx(e, "%s", name);
	return 0;
}

/* The e-invoice inside: there where it ought to be, and the same. */
static int
check_inside(struct invoice_check *c, struct einvoice *book,
    const struct pdfa_read *pdf, const char *name, struct err *e)
{
	if (pdf->xml_name[0] == '\0')
		return 0; /* drawn without: [invoice] einvoice = pdf */
	if (book == NULL)
		return err_set(e, ERR_DATA,
		    "%s: %s is in it, but the document can have no e-invoice",
		    name, pdf->xml_name);
	if (strcmp(pdf->xml_name, invoice_pack_name(book)) != 0)
		return err_set(e, ERR_DATA, "%s: the book has %s, found is %s",
		    name, invoice_pack_name(book), pdf->xml_name);
	return compare(c, book, &c->xml, pdf->xml_name, true, e);
}

/* The XML beside it; ${book} NULL: the document can have none. */
static int
check_beside(struct invoice_check *c, struct einvoice *book, int64_t id,
    struct err *e)
{
	const char *name = NULL;
	int rc = read_made(c, id, "xml", &name, e);

	if (rc <= 0)
		return rc;
	if (book == NULL)
		return err_set(e, ERR_DATA,
		    "%s: the document can have no e-invoice", name);
	return compare(c, book, &c->file, name, false, e);
}

static int
check_files(struct invoice_check *c, const struct document *d, struct err *e)
{
	struct pdfa_read pdf = { .xml = &c->xml, .text = &c->text };
	struct err why = { .code = ERR_NONE };
	struct einvoice v, *book = NULL;
	const char *name = NULL;
	int rc = read_made(c, d->id, "pdf", &name, e);

	if (rc <= 0)
		return rc;
	buf_reset(&c->xml);
	buf_reset(&c->text);
	if (einvoice_wanted(d)) {
		rc = invoice_pack_build(&v, c->book->db, d, &c->memory, &why);
		if (rc < 0 && invoice_assets_hybrid(c->assets))
			return err_set(e, why.code, "%s", why.text);
		book = rc == 1 ? &v : NULL;
	}
	if (pdfa_read(&pdf, name, c->file.data, c->file.len, e) < 0 ||
	    check_inside(c, book, &pdf, name, e) < 0 ||
	    check_paper(c, d, name, e) < 0 ||
	    check_beside(c, book, d->id, e) < 0)
		return -1;
	return 1;
}

int
invoice_check(struct invoice_check *c, int64_t id, struct err *e)
{
	struct document d;
	int rc;

	arena_reset(&c->memory);
	if (document_store_read(c->book->db, id, &c->memory, &d, e) < 0 ||
	    document_past_read(c->book->db, &c->memory, &d, e) < 0)
		return -1;
	rc = check_files(c, &d, e);
	if (rc < 0 && strncmp(e->text, "document ", 9) != 0)
		(void)err_ctx(e, "document %s", d.number); /* not named yet */
	return rc;
}
