#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/settings.h"
#include "store/book.h"
#include "store/db.h"
#include "time/zone.h"

const char *const book_folders[] = { "archive", "calls", "charges", "documents",
	"inbox", "outbox", "templates", NULL };

int
book_path(char out[FILE_PATH_MAX], const struct book *b, const char *sub,
    struct err *e)
{
	return file_path_join(out, b->dir, sub, e);
}

static int
open_settings(struct book *b, struct err *e)
{
	char path[FILE_PATH_MAX];
	int there;

	if (book_path(path, b, "book.conf", e) < 0)
		return -1;
	there = file_there(path, e);
	if (there < 0)
		return -1;
	if (there == 0)
		return err_set(e, ERR_NOINPUT,
		    "%s: not there; restore it from a backup, or take that of"
		    " a new book (toll-init), which has the defaults",
		    path);
	if (settings_open(&b->settings, path, e) < 0)
		return -1;
	b->zone =
	    zone_find(settings_text(b->settings, "operator", "timezone"), e);
	if (b->zone == NULL) {
		if (e->code == ERR_DATA)
			e->code = ERR_CONFIG;
		return err_ctx(e, "%s: [operator] timezone", path);
	}
	return 0;
}

static int
lock_book(struct book *b, const char *program, struct err *e)
{
	char doing[FILE_PATH_MAX + 64];

	if (b->frozen)
		return 0;
	if (!b->write)
		return lock_share(&b->lock, b->dir, e);
	(void)snprintf(doing, sizeof(doing), "the book %s is being written",
	    b->dir);
	return lock_acquire(&b->lock, b->dir, doing, program, e);
}

static int
open_database(struct book *b, const char *path, struct err *e)
{
	return b->frozen ? db_open_frozen(&b->db, path, e)
			 : db_open_book(&b->db, path, b->write, e);
}

int
book_open(struct book *b, const char *dir, enum book_mode mode,
    const char *program, struct err *e)
{
	char path[FILE_PATH_MAX];
	int there;

	*b = (struct book){ .lock.fd = -1,
		.write = mode == BOOK_WRITE,
		.frozen = mode == BOOK_FROZEN };
	if (strlen(dir) >= sizeof(b->dir))
		return err_set(e, ERR_DATA, "%s: path is too long", dir);
	(void)memcpy(b->dir, dir, strlen(dir) + 1);
	if (book_path(path, b, "book.db", e) < 0)
		return -1;
	there = file_there(path, e);
	if (there < 0)
		return -1;
	if (there == 0)
		return err_set(e, ERR_NOINPUT,
		    "%s: no book here; toll-init creates one", dir);
	if (lock_book(b, program, e) < 0 || open_settings(b, e) < 0 ||
	    open_database(b, path, e) < 0) {
		book_close(b);
		return -1;
	}
	return 0;
}

void
book_close(struct book *b)
{
	db_close(b->db);
	settings_close(b->settings);
	if (b->dir[0] != '\0')
		lock_release(&b->lock);
	*b = (struct book){ .lock.fd = -1 };
}

int
book_sweep(const struct book *b,
    int (*sweep)(const struct book *, struct err *), struct err *e)
{
	struct lock alone;
	int rc = lock_alone(&alone, b->dir, e);

	if (rc <= 0)
		return rc;
	rc = sweep(b, e);
	lock_release(&alone);
	return rc;
}
