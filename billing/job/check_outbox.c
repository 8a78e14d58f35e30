/*
 * Checks of the outbox: every document that is to be sent is in it, every
 * message is the one that was built, and the journal leads to where it is.
 */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "job/check.h"
#include "store/book.h"
#include "store/outbox_store.h"

static int
check_message(struct check *c, const struct outbox_entry *o, struct err *e)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX], hex[HASH_HEX_MAX];
	struct err fault = { .code = ERR_NONE };
	struct buf bytes = { 0 };

	if (book_path(dir, c->book, "outbox", e) < 0 ||
	    file_path_join(path, dir, o->file, e) < 0)
		return -1;
	if (file_read(path, (size_t)o->size, &bytes, &fault) < 0) {
		check_found(c, "entry %" PRId64 ": %s", o->id, fault.text);
	} else {
		hash_sha256_hex(buf_text(&bytes), bytes.len, hex);
		if (strcmp(hex, o->sha256) != 0)
			check_found(c,
			    "entry %" PRId64
			    ": outbox/%s is not what was built",
			    o->id, o->file);
	}
	buf_free(&bytes);
	return 0;
}

static int
check_messages(struct check *c, struct outbox_store *s, struct err *e)
{
	struct arena arena = { 0 };
	int64_t after = 0;
	int more;

	do {
		struct outbox_entry o;

		arena_reset(&arena);
		more = outbox_store_next(s, after, &arena, &o, e);
		if (more > 0) {
			after = o.id;
			if (o.message_id[0] != '\0' &&
			    check_message(c, &o, e) < 0)
				more = -1;
		}
	} while (more > 0);
	arena_free(&arena);
	return more;
}

static int
check_rows(struct check *c, struct outbox_store *s, struct err *e)
{
	int64_t *ids;
	size_t n;

	if (outbox_store_astray(s, &c->arena, &ids, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		check_found(c,
		    "entry %" PRId64 ": its journal does not lead to its state",
		    ids[i]);
	if (outbox_store_forgotten(s, &c->arena, &ids, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		check_found(c,
		    "document %" PRId64 " is to be sent, but not queued",
		    ids[i]);
	return 0;
}

int
check_outbox(struct check *c, struct err *e)
{
	struct outbox_store *s;
	int rc;

	if (outbox_store_open(&s, c->book->db, e) < 0)
		return -1;
	rc = check_rows(c, s, e);
	if (rc == 0)
		rc = check_messages(c, s, e);
	outbox_store_close(s);
	return rc;
}
