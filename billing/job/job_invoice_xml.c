#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/out.h"
#include "document/document.h"
#include "job/invoice_draw.h"
#include "job/invoice_pack.h"
#include "job/job_invoice.h"
#include "store/book.h"
#include "store/document_past.h"
#include "store/document_store.h"

/* 1, 0 (or nothing is there yet), -1. */
static int
is_folder(const char *path, struct err *e)
{
	struct stat st;

	if (path == NULL)
		return 0;
	if (stat(path, &st) == 0)
		return S_ISDIR(st.st_mode);
	return file_code(errno) == ERR_NOINPUT
	    ? 0
	    : err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

static int
write_file(const char *dir, const char *name, const struct buf *xml,
    struct err *e)
{
	struct file_aside file;

	if (file_aside_open(&file, dir, name, e) < 0)
		return -1;
	if (file_write(file.fd, xml->data, xml->len, file.temp, e) < 0) {
		file_aside_abort(&file);
		return -1;
	}
	return file_aside_commit(&file, e);
}

/* To standard output, into a folder, or the file of that path. */
static int
deliver(const struct job_invoice_xml *opt, const struct document *d,
    const struct buf *xml, struct out *out, struct err *e)
{
	char path[FILE_PATH_MAX], *slash;
	int folder = is_folder(opt->file, e);

	if (folder < 0)
		return -1;
	if (opt->file == NULL) {
		out_write(out, xml->data, xml->len);
		return 0;
	}
	if (folder > 0) {
		invoice_draw_path(path, d, "xml");
		return write_file(opt->file, strrchr(path, '/') + 1, xml, e);
	}
	if (strlen(opt->file) >= sizeof(path))
		return err_set(e, ERR_DATA, "path is too long");
	memcpy(path, opt->file, strlen(opt->file) + 1);
	slash = strrchr(path, '/');
	if (slash == NULL)
		return write_file(".", path, xml, e);
	*slash = '\0';
	return write_file(slash == path ? "/" : path, slash + 1, xml, e);
}

static int
write_one(struct book *b, const struct job_invoice_xml *opt, int64_t id,
    struct arena *a, struct buf *xml, struct out *out, struct err *e)
{
	struct document d;
	struct einvoice v;
	int rc;

	if (document_store_read(b->db, id, a, &d, e) < 0 ||
	    document_past_read(b->db, a, &d, e) < 0)
		return -1;
	if (!einvoice_wanted(&d) && opt->count == 0)
		return 0;
	if (!einvoice_wanted(&d))
		return err_set(e, ERR_REFUSED,
		    "document %s is a %s: it has no e-invoice", d.number,
		    series_kind_words[d.kind]);
	rc = invoice_pack_build(&v, b->db, &d, a, e);
	if (rc == 1)
		rc = invoice_pack_write(&v, opt->syntax, xml, e);
	else
		rc = -1; /* e says why */
	return rc < 0 ? -1 : deliver(opt, &d, xml, out, e);
}

/* All of a run, for those that have an e-invoice. */
static int
write_run(struct book *b, const struct job_invoice_xml *opt,
    struct arena *ids_a, struct out *out, struct out *messages, struct err *e)
{
	struct document_filter filter = DOCUMENT_FILTER_ALL;
	struct arena a = { 0 };
	struct buf xml = { 0 };
	int64_t *ids;
	size_t n;
	int rc, left = 0;

	filter.issuer = opt->issuer;
	filter.closing = opt->closing;
	rc = opt->closing < 0
	    ? document_store_last_closing(b->db, &filter.closing, e)
	    : 0;
	if (rc == 0)
		rc = document_store_ids(b->db, &filter, ids_a, &ids, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		struct err fault = { .code = ERR_NONE };

		if (write_one(b, opt, ids[i], &a, &xml, out, &fault) < 0) {
			if (fault.code == ERR_IO) {
				*e = fault;
				rc = -1;
			} else {
				out_printf(messages, "%s\n", fault.text);
				left++;
			}
		}
		arena_reset(&a);
		buf_reset(&xml);
	}
	arena_free(&a);
	buf_free(&xml);
	return rc < 0 ? -1 : left > 0;
}

int
job_invoice_xml(const char *dir, const struct job_invoice_xml *opt,
    struct out *out, struct out *messages, struct err *e)
{
	struct arena a = { 0 };
	struct buf xml = { 0 };
	struct book b;
	int64_t id;
	int rc = 0;

	if (book_open(&b, dir, BOOK_READ, opt->program, e) < 0)
		return -1;
	if (opt->count == 0)
		rc = write_run(&b, opt, &a, out, messages, e);
	for (size_t i = 0; rc == 0 && i < opt->count; i++) {
		rc = document_store_find(b.db, opt->numbers[i], opt->issuer,
		    &id, e);
		if (rc == 0)
			rc = write_one(&b, opt, id, &a, &xml, out, e);
		buf_reset(&xml);
	}
	buf_free(&xml);
	arena_free(&a);
	book_close(&b);
	return rc;
}
