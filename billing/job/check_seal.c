/*
 * The check of the seal: every manifest follows the one before, is the text
 * that was hashed, and all that it names is what it was.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/file.h"
#include "job/check.h"
#include "store/book.h"
#include "store/manifest_rows.h"
#include "store/manifest_store.h"

#define SHOWN 16 /* digits of a hash in a message */

struct seal {
	struct check *c;
	struct manifest_rows *rows;
	int64_t before; /* closing of the manifest before */
};

static void
differs(struct seal *s, const struct manifest *m, const struct manifest_item *i,
    int64_t count, const char *found)
{
	if (count >= 0 && count != i->count)
		check_found(s->c,
		    "closing %" PRId64 ": %s %s: sealed %.*s, %" PRId64
		    " rows; found %.*s, %" PRId64 " rows",
		    m->closing, i->kind, i->name, SHOWN, i->sha256, i->count,
		    SHOWN, found, count);
	else
		check_found(s->c,
		    "closing %" PRId64 ": %s %s: sealed %.*s, found %.*s",
		    m->closing, i->kind, i->name, SHOWN, i->sha256, SHOWN,
		    found[0] == '\0' ? "nothing" : found);
}

/* The hash of a file below a folder of the book; "" if it is not there. */
static int
hash_file(struct seal *s, const char *folder, const char *name,
    char sha256[HASH_HEX_MAX], struct err *e)
{
	char sub[FILE_PATH_MAX], path[FILE_PATH_MAX];
	int there;

	sha256[0] = '\0';
	if (file_path_join(sub, folder, name, e) < 0 ||
	    book_path(path, s->c->book, sub, e) < 0)
		return -1;
	there = file_there(path, e);
	return there > 0 ? file_sha256(path, sha256, NULL, e) : there;
}

/* What the book records of a file, and what it is. */
static int
check_recorded(struct seal *s, const struct manifest *m,
    const struct manifest_item *i, struct err *e)
{
	bool charges = strcmp(i->kind, "charges") == 0;
	char sha256[HASH_HEX_MAX];
	int64_t count;

	if (manifest_recorded(s->c->book->db, i->kind, i->name, &count, sha256,
		e) < 0)
		return -1;
	if (strcmp(sha256, i->sha256) != 0 || count != i->count)
		differs(s, m, i, count, sha256);
	/* the check files has looked at those that the book names now */
	if (!charges)
		return 0;
	if (hash_file(s, "charges", i->name, sha256, e) < 0)
		return -1;
	if (strcmp(sha256, i->sha256) != 0)
		differs(s, m, i, -1, sha256);
	return 0;
}

static int
check_kept(struct seal *s, const struct manifest *m,
    const struct manifest_item *i, const char *folder, const char *name,
    struct err *e)
{
	char sha256[HASH_HEX_MAX];

	if (hash_file(s, folder, name, sha256, e) < 0)
		return -1;
	if (strcmp(sha256, i->sha256) != 0)
		differs(s, m, i, -1, sha256);
	return 0;
}

static int
check_rows(struct seal *s, const struct manifest *m,
    const struct manifest_item *i, struct err *e)
{
	bool master = strcmp(i->kind, "master") == 0;
	char sha256[HASH_HEX_MAX];
	int64_t from, count;

	if (manifest_before(s->c->book->db, m->closing, i->kind, i->name, &from,
		e) < 0)
		return -1;
	if ((master ? manifest_rows_master(s->rows, i->name, from, i->upto,
			  &count, sha256, e)
		    : manifest_rows_table(s->rows, i->name, from, i->upto,
			  &count, sha256, e)) < 0)
		return -1;
	if (strcmp(sha256, i->sha256) != 0)
		differs(s, m, i, count, sha256);
	return 0;
}

static int
check_segment(struct seal *s, const struct manifest *m,
    const struct manifest_item *i, struct err *e)
{
	char sha256[HASH_HEX_MAX];
	int64_t count;

	if (manifest_rows_segment(s->rows, i->name, &count, sha256, e) < 0)
		return -1;
	if (strcmp(sha256, i->sha256) != 0)
		differs(s, m, i, -1, count < 0 ? "" : sha256);
	return 0;
}

static int
check_document(struct seal *s, const struct manifest *m,
    const struct manifest_item *i, struct err *e)
{
	char sha256[HASH_HEX_MAX];
	int64_t id, found;

	if (decimal_int(i->name, strcspn(i->name, " "), 1, INT64_MAX, &id, e) <
		0 ||
	    manifest_rows_document(s->rows, id, &found, sha256, e) < 0)
		return -1;
	if (found == 0)
		differs(s, m, i, -1, "");
	else if (strcmp(sha256, i->sha256) != 0)
		differs(s, m, i, -1, sha256);
	return 0;
}

static int
check_item(struct seal *s, const struct manifest *m,
    const struct manifest_item *i, struct err *e)
{
	if (strcmp(i->kind, "document") == 0)
		return check_document(s, m, i, e);
	if (strcmp(i->kind, "rows") == 0 || strcmp(i->kind, "master") == 0)
		return check_rows(s, m, i, e);
	if (strcmp(i->kind, "archive") == 0)
		return check_kept(s, m, i, "archive", i->name, e);
	if (strcmp(i->kind, "asset") == 0)
		return check_kept(s, m, i, "archive/assets", i->sha256, e);
	if (strcmp(i->kind, "calls") == 0)
		return check_segment(s, m, i, e);
	return check_recorded(s, m, i, e);
}

/* A document that came into the closing after it was sealed. */
static int
check_no_more(struct seal *s, const struct manifest *m, struct err *e)
{
	int64_t *ids, id;
	size_t n, k = 0;

	if (manifest_documents(s->c->book->db, s->before, m->closing,
		&s->c->arena, &ids, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		id = 0;
		while (k < m->n && strcmp(m->items[k].kind, "document") == 0 &&
		    decimal_int(m->items[k].name,
			strcspn(m->items[k].name, " "), 1, INT64_MAX, &id,
			e) == 0 &&
		    id < ids[i])
			k++;
		if (id != ids[i])
			check_found(s->c,
			    "closing %" PRId64 ": document %" PRId64
			    " is not in its manifest",
			    m->closing, ids[i]);
	}
	err_clear(e);
	return 0;
}

static int
check_manifest(struct seal *s, const struct manifest *m, const char *previous,
    struct err *e)
{
	char sha256[HASH_HEX_MAX];

	if (strcmp(m->previous, previous) != 0)
		check_found(s->c,
		    "closing %" PRId64 ": its manifest follows %.*s, but the "
		    "one before is %.*s",
		    m->closing, SHOWN, m->previous, SHOWN, previous);
	manifest_hash(m, sha256);
	if (strcmp(m->sha256, sha256) != 0)
		check_found(s->c,
		    "closing %" PRId64 ": its manifest was %.*s, and is %.*s",
		    m->closing, SHOWN, m->sha256, SHOWN, sha256);
	for (size_t i = 0; i < m->n; i++) {
		struct err one = { .code = ERR_NONE };

		if (check_item(s, m, &m->items[i], &one) < 0)
			check_found(s->c, "closing %" PRId64 ": %s %s: %s",
			    m->closing, m->items[i].kind, m->items[i].name,
			    one.text);
	}
	return check_no_more(s, m, e);
}

static int
check_chain(struct seal *s, struct err *e)
{
	char previous[HASH_HEX_MAX];
	struct manifest m;
	int64_t next;
	int more;

	(void)snprintf(previous, sizeof(previous), "%064d", 0);
	while (
	    (more = manifest_next(s->c->book->db, s->before, &next, e)) > 0) {
		arena_reset(&s->c->arena);
		if (manifest_read(s->c->book->db, next, &s->c->arena, &m, e) <
			0 ||
		    check_manifest(s, &m, previous, e) < 0)
			return -1;
		memcpy(previous, m.sha256, sizeof(previous));
		s->before = next;
	}
	return more;
}

int
check_seal(struct check *c, struct err *e)
{
	struct seal s = { .c = c };
	int64_t *missing;
	size_t n;
	int rc;

	if (manifest_rows_open(&s.rows, c->book->db, e) < 0)
		return -1;
	rc = check_chain(&s, e);
	if (rc == 0)
		rc = manifest_missing(c->book->db, &c->arena, &missing, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		check_found(c, "closing %" PRId64 " has no manifest",
		    missing[i]);
	manifest_rows_close(s.rows);
	return rc;
}
