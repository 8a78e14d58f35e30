/*
 * Pictures in documents/ that book.db does not name.
 *
 * A picture is there before the book names it, and a closing may draw up
 * documents while a check runs: the folder is read first and what the book says
 * then is what counts.  What toll-invoice drew and has not named yet, because it
 * is at work or was killed, is one of a document that has none: it will be drawn
 * again, the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/mem.h"
#include "base/textmap.h"
#include "document/document.h"
#include "job/check.h"
#include "job/invoice_draw.h"
#include "store/book.h"
#include "store/check_store.h"

static int
list_folder(struct check *c, const char *sub, struct err *e)
{
	char path[FILE_PATH_MAX], below[FILE_PATH_MAX];
	struct folder_entry *in;
	size_t n;
	int rc = 0;

	if (book_path(path, c->book, sub, e) < 0 ||
	    folder_read(path, &c->pictures.arena, &in, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n && rc == 0; i++) {
		if (in[i].name[0] == '.')
			continue;
		rc = file_path_join(below, sub, in[i].name, e);
		if (rc == 0 && in[i].folder)
			rc = list_folder(c, below, e);
		else if (rc == 0) {
			c->pictures.all =
			    mem_grow(c->pictures.all, c->pictures.n,
				&c->pictures.cap, sizeof(c->pictures.all[0]));
			c->pictures.all[c->pictures.n++] =
			    arena_strdup(&c->pictures.arena, below);
		}
	}
	return rc;
}

int
check_strays_list(struct check *c, struct err *e)
{
	return list_folder(c, "documents", e);
}

void
check_strays_free(struct check *c)
{
	free(c->pictures.all);
	arena_free(&c->pictures.arena);
	c->pictures.all = NULL;
	c->pictures.n = c->pictures.cap = 0;
}

/* Is it what toll-invoice would draw for a document that has no such picture?
 * The name ends with the document's id: "-17.pdf".  1, 0, -1. */
static int
is_undrawn(struct check *c, const char *path, struct err *e)
{
	const char *dash = strrchr(path, '-'), *dot = strrchr(path, '.');
	char would[FILE_PATH_MAX];
	struct document d = { 0 };
	int rc;

	if (dash == NULL || dot == NULL || dot < dash)
		return 0;
	d.id = strtoll(dash + 1, NULL, 10);
	rc = check_store_undrawn(c->book, dot + 1, &c->arena, &d, e);
	if (rc <= 0)
		return rc;
	invoice_draw_path(would, &d, dot + 1);
	return strcmp(would, path) == 0;
}

int
check_strays_judge(struct check *c, const struct textmap *named, struct err *e)
{
	for (size_t i = 0; i < c->pictures.n; i++) {
		const char *path = c->pictures.all[i];
		int undrawn;

		if (textmap_find(named, path, strlen(path)) != TEXTMAP_NONE)
			continue;
		undrawn = is_undrawn(c, path, e);
		if (undrawn < 0)
			return -1;
		if (undrawn == 0)
			check_found(c, "%s is not named in book.db", path);
	}
	return 0;
}
