/* toll-check --manifest: what a closing sealed, as the text that is hashed. */
#include <inttypes.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/out.h"
#include "job/job_check.h"
#include "store/book.h"
#include "store/manifest_store.h"

int
job_check_manifest(const char *book_dir, int64_t closing, struct out *out,
    struct err *e)
{
	struct arena arena = { 0 };
	struct buf text = { 0 };
	char last[HASH_HEX_MAX];
	struct manifest m;
	struct book book;
	int rc = 0;

	if (book_open(&book, book_dir, BOOK_READ, "toll-check", e) < 0)
		return -1;
	if (closing == 0)
		rc = manifest_last(book.db, &closing, last, e);
	if (rc >= 0)
		rc = manifest_read(book.db, closing, &arena, &m, e);
	if (rc == 1) {
		manifest_text(&m, &text);
		out_write(out, buf_text(&text), text.len);
	}
	if (rc == 0 && closing == 0)
		rc = err_set(e, ERR_NOINPUT, "nothing is closed and sealed");
	else if (rc == 0)
		rc = err_set(e, ERR_NOINPUT,
		    "closing %" PRId64 ": there is no manifest of it", closing);
	buf_free(&text);
	arena_free(&arena);
	book_close(&book);
	return rc < 0 ? -1 : 0;
}
