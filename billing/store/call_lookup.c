#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/call_lookup.h"
#include "store/db.h"
#include "store/stmt.h"

#define OPEN_MAX 64 /* segments open at a time */

static const char sql_id[] = "SELECT call_id FROM call WHERE seq = ?1";
static const char sql_named[] = "SELECT 1 FROM segment WHERE file = ?1";

struct open_segment {
	char *name; /* NULL: free */
	struct db *db;
	struct stmt id;
	int64_t used; /* when it was last asked, in questions */
};

struct call_lookup {
	const struct book *book;
	struct open_segment segments[OPEN_MAX];
	struct open_segment *last; /* the one of the last question */
	int64_t questions;
};

int
call_lookup_open(struct call_lookup **l, const struct book *book, struct err *e)
{
	(void)e;
	*l = mem_calloc(1, sizeof(**l));
	(*l)->book = book;
	return 0;
}

static void
close_segment(struct open_segment *s)
{
	stmt_free(&s->id);
	db_close(s->db);
	free(s->name);
	*s = (struct open_segment){ 0 };
}

/* The slot of ${name}; else a free one, else the least recently used one. */
static struct open_segment *
find_slot(struct call_lookup *l, const char *name)
{
	struct open_segment *best = &l->segments[0];

	if (l->last != NULL && l->last->name != NULL &&
	    strcmp(l->last->name, name) == 0)
		return l->last;
	for (size_t i = 0; i < OPEN_MAX; i++) {
		struct open_segment *s = &l->segments[i];

		if (s->name != NULL && strcmp(s->name, name) == 0)
			return s;
		if (s->name == NULL || s->used < best->used)
			best = best->name == NULL ? best : s;
	}
	return best;
}

/* A file that is gone, and that the book does not name either, was taken out
 * by toll-unimport, or merged into another one, after the charges were made. */
static int
explain_gone(const struct call_lookup *l, const char *name, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	struct stmt s = { 0 };
	int named = 1;

	if (e->code != ERR_NOINPUT)
		return -1;
	if (stmt_prepare(&s, l->book->db, sql_named, &ignored) == 0)
		named = stmt_row(&s, &ignored, ARGS(A_TEXT(name)));
	stmt_free(&s);
	if (named != 0)
		return -1;
	err_clear(e);
	return err_set(e, ERR_NOINPUT,
	    "taken out of the book after it was rated; toll-rate makes the"
	    " charges anew");
}

static int
open_segment(struct call_lookup *l, struct open_segment *s, const char *name,
    struct err *e)
{
	char path[FILE_PATH_MAX], below[FILE_PATH_MAX];

	close_segment(s);
	(void)snprintf(below, sizeof(below), "calls/%s", name);
	if (book_path(path, l->book, below, e) < 0 ||
	    db_open_part(&s->db, path, DB_CALLS, e) < 0 ||
	    /* one transaction for all: else each call locks the file anew */
	    db_begin_read(s->db, e) < 0 ||
	    stmt_prepare(&s->id, s->db, sql_id, e) < 0) {
		close_segment(s);
		(void)explain_gone(l, name, e);
		return err_ctx(e, "calls of segment %s", name);
	}
	s->name = mem_strdup(name);
	return 0;
}

const char *
call_lookup_id(struct call_lookup *l, const char *segment, int64_t seq,
    struct err *e)
{
	struct open_segment *s = find_slot(l, segment);
	int found;

	if ((s->name == NULL || strcmp(s->name, segment) != 0) &&
	    open_segment(l, s, segment, e) < 0)
		return NULL;
	l->last = s;
	s->used = ++l->questions;
	found = stmt_row(&s->id, e, ARGS(A_INT(seq)));
	if (found > 0)
		return stmt_text(&s->id, 0);
	if (found == 0)
		(void)err_set(e, ERR_DATA,
		    "segment %s: there is no call %" PRId64, segment, seq);
	return NULL;
}

void
call_lookup_close(struct call_lookup *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < OPEN_MAX; i++)
		close_segment(&l->segments[i]);
	free(l);
}
