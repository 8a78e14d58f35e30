/*
 * Checks of documents: each one works out again as it was issued, and the
 * charges that it bills are in the charges file of today, unchanged.
 */
#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "document/verify.h"
#include "job/check.h"
#include "store/book.h"
#include "store/document_store.h"
#include "store/usage_store.h"

int
check_documents(struct check *c, struct err *e)
{
	const struct document_filter all = DOCUMENT_FILTER_ALL;
	struct arena arena = { 0 };
	struct document d;
	struct err wrong;
	int64_t *ids;
	size_t n;
	int rc;

	rc = document_store_ids(c->book->db, &all, &c->arena, &ids, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		arena_reset(&arena);
		rc = document_store_read(c->book->db, ids[i], &arena, &d, e);
		wrong = (struct err){ .code = ERR_NONE };
		if (rc < 0 && e->code == ERR_DATA) {
			check_found(c, "%s", e->text);
			err_clear(e);
			rc = 0;
		} else if (rc == 0 && verify_document(&d, &wrong) < 0) {
			check_found(c, "document %s: %s", d.number, wrong.text);
		}
	}
	arena_free(&arena);
	return rc;
}

/* The current charges file of a period. */
static bool
find_file(const struct usage_store *usage, const char *period, size_t *file)
{
	for (size_t i = 0; i < usage_store_files(usage); i++)
		if (strcmp(usage_store_file(usage, i)->period, period) == 0) {
			*file = i;
			return true;
		}
	return false;
}

/*
 * What was billed from a file that is still the current one is open in it
 * (document 0); a later one names its document.
 */
static int
check_usage(struct check *c, struct usage_store *usage,
    const struct billed_usage *b, struct err *e)
{
	struct document_usage u = { .tier = b->tier,
		.part = b->part,
		.from_us = b->from_us,
		.until_us = b->until_us };
	size_t file;

	/* toll-correct billed them again, with the next revision */
	if (b->replaced)
		return 0;
	if (!find_file(usage, b->period, &file)) {
		check_found(c,
		    "contract %s: charges of %s are billed, but the "
		    "period has none",
		    b->contract, b->period);
		return 0;
	}
	if (usage_store_tally(usage, file, b->contract,
		usage_store_file(usage, file)->run == b->run ? 0 : b->document,
		&u, e) < 0)
		return -1;
	if (b->cancelled && u.calls == 0)
		return 0;
	if (u.calls != b->calls || u.price_e8 != b->price_e8 ||
	    u.cash_e8 != b->cash_e8 || u.bought_e8 != b->bought_e8)
		check_found(c,
		    "contract %s: document %" PRId64 " bills %" PRId64
		    " charges of %s (%" PRId64 " x 10^-8), the charges file "
		    "has %" PRId64 " (%" PRId64 ")",
		    b->contract, b->document, b->calls, b->period, b->price_e8,
		    u.calls, u.price_e8);
	return 0;
}

int
check_documents_billed(struct check *c, struct err *e)
{
	struct usage_store *usage;
	struct billed_usage *billed;
	size_t n;
	int rc;

	if (usage_store_open(&usage, c->book, e) < 0)
		return -1;
	rc =
	    document_store_usages(c->book->db, NULL, &c->arena, &billed, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = check_usage(c, usage, &billed[i], e);
	usage_store_close(usage);
	return rc;
}
