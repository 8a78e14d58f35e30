#include "store/credit_store.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"
#include "base/words.h"
#include "document/document.h"
#include "store/stmt.h"

static const char sql_lines[] = "SELECT c.line, d.number FROM credit_line AS c"
				" JOIN document AS d ON d.id = c.document"
				" WHERE c.corrects = ? ORDER BY c.line";

static const char sql_standing[] =
    "SELECT d.id, d.revision, d.kind, d.category,"
    "  (SELECT count(*) FROM credit_line WHERE corrects = d.id),"
    "  (SELECT count(*) FROM document_line WHERE document = d.id)"
    " FROM document AS d"
    " WHERE d.contract = ?1 AND d.from_us = ?2 AND d.corrects IS NULL"
    "  AND NOT EXISTS (SELECT 1 FROM document AS n"
    "   WHERE n.contract = d.contract AND n.from_us = d.from_us"
    "    AND n.corrects IS NULL AND n.category = d.category"
    "    AND (n.kind IN ('statement', 'margin'))"
    "     = (d.kind IN ('statement', 'margin'))"
    "    AND n.revision > d.revision)"
    " ORDER BY d.id";

static const char sql_margins[] =
    "SELECT id FROM document AS d WHERE contract = ?1 AND kind = 'margin'"
    " AND from_us < ?3 AND until_us > ?2 AND NOT EXISTS"
    "  (SELECT 1 FROM document AS n WHERE n.contract = d.contract"
    "    AND n.from_us = d.from_us AND n.kind = 'margin'"
    "    AND n.revision > d.revision)"
    " ORDER BY from_us";

int
credit_store_lines(struct db *db, int64_t id, struct arena *arena,
    struct credited_line **lines, size_t *n, struct err *e)
{
	struct credited_line *all = NULL;
	size_t cap = 0;
	struct stmt st;
	int rc;

	*n = 0;
	if (stmt_prepare(&st, db, sql_lines, e) < 0)
		return -1;
	rc = stmt_bind(&st, e, ARGS(A_INT(id)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		all = mem_grow(all, *n, &cap, sizeof(all[0]));
		all[*n].line = stmt_int(&st, 0);
		all[(*n)++].number = arena_strdup(arena, stmt_text(&st, 1));
		rc = 0;
	}
	stmt_free(&st);
	*lines = ARENA_NEW(arena, struct credited_line, *n + 1);
	if (*n > 0)
		memcpy(*lines, all, *n * sizeof(all[0]));
	free(all);
	return rc;
}

int
credit_store_standing(struct db *db, const char *contract, int64_t from_us,
    struct arena *arena, struct standing **standing, size_t *n, struct err *e)
{
	struct standing *all = NULL;
	size_t cap = 0;
	struct stmt st;
	int rc;

	*n = 0;
	if (stmt_prepare(&st, db, sql_standing, e) < 0)
		return -1;
	rc = stmt_bind(&st, e, ARGS(A_TEXT(contract), A_INT(from_us)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		int64_t credited = stmt_int(&st, 4), lines = stmt_int(&st, 5);

		all = mem_grow(all, *n, &cap, sizeof(all[0]));
		all[(*n)++] = (struct standing){ .id = stmt_int(&st, 0),
			.revision = stmt_int(&st, 1),
			.kind = word_find(series_kind_words, stmt_text(&st, 2)),
			.category = word_find(template_category_words,
			    stmt_text(&st, 3)),
			.cancelled = credited == lines,
			.touched = credited > 0 && credited < lines };
		rc = 0;
	}
	stmt_free(&st);
	*standing = ARENA_NEW(arena, struct standing, *n + 1);
	if (*n > 0)
		memcpy(*standing, all, *n * sizeof(all[0]));
	free(all);
	return rc;
}

int
credit_store_margins(struct db *db, const char *contract, int64_t from_us,
    int64_t until_us, struct arena *arena, int64_t **ids, size_t *n,
    struct err *e)
{
	int64_t *all = NULL;
	size_t cap = 0;
	struct stmt st;
	int rc;

	*n = 0;
	if (stmt_prepare(&st, db, sql_margins, e) < 0)
		return -1;
	rc = stmt_bind(&st, e,
	    ARGS(A_TEXT(contract), A_INT(from_us), A_INT(until_us)));
	while (rc == 0 && (rc = stmt_step(&st, e)) == 1) {
		all = mem_grow(all, *n, &cap, sizeof(all[0]));
		all[(*n)++] = stmt_int(&st, 0);
		rc = 0;
	}
	stmt_free(&st);
	*ids = ARENA_NEW(arena, int64_t, *n + 1);
	if (*n > 0)
		memcpy(*ids, all, *n * sizeof(all[0]));
	free(all);
	return rc;
}
