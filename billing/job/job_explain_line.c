#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/out.h"
#include "job/explain_line.h"
#include "job/job_explain.h"
#include "store/book.h"
#include "store/document_store.h"

static int
explain_one(const struct job_explain_line *opt, const struct book *b,
    const struct document *d, int64_t position, struct out *out, bool *look,
    struct err *e)
{
	struct arena arena = { 0 };
	struct explain_line x = { 0 };
	int rc = explain_line_make(&x, b, d, position, &arena, e);

	if (rc == 0 && opt->json)
		explain_line_json(out, &x);
	else if (rc == 0)
		explain_line_text(out, &x);
	if (rc == 0 && d->corrects == 0 && !x.agrees)
		*look = true;
	explain_line_free(&x);
	arena_free(&arena);
	return rc < 0 ? err_ctx(e, "line %" PRId64, position) : 0;
}

static int
explain_lines(const struct job_explain_line *opt, const struct book *b,
    struct arena *a, struct out *out, bool *look, struct err *e)
{
	struct document d;
	int64_t id, n;

	if (document_store_find(b->db, opt->number, opt->issuer, &id, e) < 0 ||
	    document_store_read(b->db, id, a, &d, e) < 0)
		return -1;
	if (d.kind == DOCUMENT_MARGIN)
		return err_set(e, ERR_NOINPUT,
		    "document %s is a margin statement, no charge is billed on "
		    "it: explain the lines of the documents that it compares",
		    opt->number);
	n = (int64_t)d.n_lines;
	if (opt->line > n)
		return err_set(e, ERR_NOINPUT,
		    "document %s has %" PRId64 " lines", opt->number, n);
	for (int64_t i = 1; i <= n; i++) {
		if (opt->line != 0 && i != opt->line)
			continue;
		if (opt->line == 0 && i > 1 && !opt->json)
			out_char(out, '\n');
		if (explain_one(opt, b, &d, i, out, look, e) < 0)
			return err_ctx(e, "document %s", opt->number);
	}
	return 0;
}

int
job_explain_line(const struct job_explain_line *opt, struct out *out,
    struct err *e)
{
	struct arena arena = { 0 };
	struct book book;
	bool look = false;
	int rc;

	if (book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	rc = explain_lines(opt, &book, &arena, out, &look, e);
	arena_free(&arena);
	book_close(&book);
	return rc < 0 ? -1 : look;
}
