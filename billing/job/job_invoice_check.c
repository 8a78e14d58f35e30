#include <inttypes.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "base/progress.h"
#include "job/invoice_assets.h"
#include "job/invoice_check.h"
#include "job/job_invoice.h"
#include "store/book.h"
#include "store/document_store.h"

struct tally {
	int64_t agree, without, differ;
};

/* Which documents: those named, or those of a run, or all. */
static int
find_ids(struct book *b, const struct job_invoice_options *opt, struct arena *a,
    int64_t **ids, size_t *n, struct err *e)
{
	struct document_filter filter = DOCUMENT_FILTER_ALL;

	if (opt->count == 0) {
		filter.issuer = opt->issuer;
		filter.closing = opt->closing;
		if (opt->closing < 0 &&
		    document_store_last_closing(b->db, &filter.closing, e) < 0)
			return -1;
		return document_store_ids(b->db, &filter, a, ids, n, e);
	}
	*ids = ARENA_NEW(a, int64_t, opt->count);
	for (*n = 0; *n < opt->count; (*n)++)
		if (document_store_find(b->db, opt->numbers[*n], opt->issuer,
			&(*ids)[*n], e) < 0)
			return -1;
	return 0;
}

static bool
is_finding(enum err_code code)
{
	return code == ERR_DATA || code == ERR_NOINPUT;
}

static int
check_all(struct invoice_check *c, const int64_t *ids, size_t n,
    struct tally *t, struct progress *progress, struct out *messages,
    struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		struct err fault = { .code = ERR_NONE };
		int rc = invoice_check(c, ids[i], &fault);

		if (rc < 0 && !is_finding(fault.code)) {
			*e = fault;
			return -1;
		}
		if (rc < 0)
			out_printf(messages, "%s\n", fault.text);
		t->agree += rc == 1;
		t->without += rc == 0;
		t->differ += rc < 0;
		progress_add(progress, 1);
	}
	return 0;
}

int
job_invoice_check(const char *dir, const struct job_invoice_options *opt,
    struct out *out, struct out *messages, struct progress *progress,
    struct err *e)
{
	struct invoice_assets *assets = NULL;
	struct invoice_check *c = NULL;
	struct tally t = { 0 };
	struct arena a = { 0 };
	struct book b;
	int64_t *ids;
	size_t n;
	int rc = -1;

	if (book_open(&b, dir, BOOK_READ, opt->program, e) < 0)
		return -1;
	if (find_ids(&b, opt, &a, &ids, &n, e) < 0 ||
	    invoice_assets_open(&assets, &b, opt->data_dir, e) < 0)
		goto out;
	invoice_check_open(&c, &b, assets);
	progress_begin(progress, "checking documents", (int64_t)n);
	rc = check_all(c, ids, n, &t, progress, messages, e);
	progress_end(progress);
	if (rc < 0)
		goto out;
	out_printf(out, "documents that agree with the book: %" PRId64 "\n",
	    t.agree);
	if (t.without > 0)
		out_printf(out, "documents without a PDF: %" PRId64 "\n",
		    t.without);
	if (t.differ > 0)
		out_printf(out, "documents that differ: %" PRId64 "\n",
		    t.differ);
	rc = t.differ > 0;
out:
	invoice_check_close(c);
	invoice_assets_close(assets);
	arena_free(&a);
	book_close(&b);
	return rc;
}
