/* Which message is sent next; mail_pick.h says what is promised. */
#include "job/mail_pick.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/progress.h"
#include "store/book.h"
#include "store/db.h"

/* Each try waits as long as the store does for a lock (10 s). */
#define BUSY_TRIES 60

void
mail_pick_tell(struct mail_pick *p, const struct outbox_entry *o,
    const char *what, const char *why)
{
	out_printf(p->messages, "%s to %s (%" PRId64 "): %s%s%s\n", o->number,
	    o->recipient, o->id, what, why[0] != '\0' ? ": " : "", why);
}

void
mail_pick_free(struct mail_piece *piece)
{
	if (piece == NULL)
		return;
	buf_free(&piece->bytes);
	arena_free(&piece->arena);
	free(piece);
}

static bool
is_wanted(const struct mail_pick *p, const struct outbox_entry *o)
{
	return p->options->closing == 0 || o->closing == p->options->closing;
}

int
mail_pick_look(struct mail_pick *p, struct arena *a, struct outbox_entry *o,
    struct err *e)
{
	const struct job_mail_options *opt = p->options;
	int more;

	if (opt->limit > 0 && p->picked >= opt->limit)
		return 0;
	for (;;) {
		more = outbox_store_due(p->store, p->phase, p->after,
		    opt->now_us, a, o, e);
		if (more < 0)
			return -1;
		if (more == 0 && p->phase == OUTBOX_DEFERRED)
			return 0;
		if (more == 0) {
			p->phase = OUTBOX_DEFERRED;
			p->after = 0;
			continue;
		}
		p->after = o->id;
		if (is_wanted(p, o))
			break;
	}
	p->picked++;
	progress_add(opt->progress, 1);
	return 1;
}

/* The bytes as they were built: same length, same hash. */
static int
read_message(const struct mail_pick *p, const struct outbox_entry *o,
    struct buf *bytes, struct err *e)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX], hex[HASH_HEX_MAX];

	if (book_path(dir, p->book, "outbox", e) < 0 ||
	    file_path_join(path, dir, o->file, e) < 0 ||
	    file_read(path, (size_t)o->size, bytes, e) < 0)
		return -1;
	hash_sha256_hex(bytes->data, bytes->len, hex);
	if (bytes->len != (size_t)o->size || strcmp(hex, o->sha256) != 0)
		return err_set(e, ERR_DATA,
		    "%s is not the message that was built", path);
	return 0;
}

/* A deferred message that was tried for long enough. */
static int
give_up(struct mail_pick *p, struct mail_piece *piece, struct err *e)
{
	const struct outbox_change change = { .note = "given up" };

	if (mail_pick_move(p, piece, OUTBOX_FAILED, &change, e) < 0)
		return -1;
	p->report->failed++;
	mail_pick_tell(p, &piece->entry, "given up", piece->entry.reply);
	return 0;
}

/* 1: to be sent; 0: dealt with otherwise; -1. */
static int
make_ready(struct mail_pick *p, struct mail_piece *piece, struct err *e)
{
	const struct outbox_entry *o = &piece->entry;
	struct err fault = { .code = ERR_NONE };

	if (o->state == OUTBOX_DEFERRED &&
	    p->options->now_us - o->first_try_us >= p->give_up_us)
		return give_up(p, piece, e);
	if (read_message(p, o, &piece->bytes, &fault) < 0) {
		if (fault.code == ERR_IO) {
			*e = fault;
			return -1;
		}
		p->report->damaged++;
		mail_pick_tell(p, o, "not sent", fault.text);
		return 0;
	}
	return 1;
}

int
mail_pick_next(struct mail_pick *p, struct mail_piece **out, struct err *e)
{
	int more;

	do {
		struct mail_piece *piece = mem_calloc(1, sizeof(*piece));

		more = mail_pick_look(p, &piece->arena, &piece->entry, e);
		if (more > 0) {
			more = make_ready(p, piece, e);
			if (more > 0) {
				*out = piece;
				return 1;
			}
			more = more < 0 ? -1 : 1;
		}
		mail_pick_free(piece);
	} while (more > 0);
	return more;
}

/* In one transaction; one alone is one by itself, or part of the caller's. */
static int
move_once(struct mail_pick *p, const struct mail_move *moves, size_t n,
    struct err *e)
{
	struct db *db = p->book->db;
	int rc = n == 1 ? 0 : db_begin(db, e);

	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = outbox_store_move(p->store, moves[i].piece->entry.id,
		    moves[i].piece->entry.state, moves[i].to, &moves[i].change,
		    p->options->now_us, e);
	if (n == 1)
		return rc;
	if (rc == 0)
		rc = db_commit(db, e);
	if (rc < 0)
		db_rollback(db);
	return rc;
}

static int
move_patiently(struct mail_pick *p, const struct mail_move *moves, size_t n,
    struct err *e)
{
	int tries = 0, rc;

	do {
		err_clear(e);
		rc = move_once(p, moves, n, e);
	} while (rc < 0 && e->code == ERR_BUSY && ++tries < BUSY_TRIES);
	return rc;
}

static void
moved(struct mail_move *m)
{
	struct outbox_entry *o = &m->piece->entry;

	m->rc = 0;
	o->state = m->to;
	o->attempts += m->to == OUTBOX_SENDING;
	m->piece->at_dot = m->piece->at_dot || m->to == OUTBOX_DOT;
}

void
mail_pick_move_all(struct mail_pick *p, struct mail_move *moves, size_t n)
{
	struct err e = { .code = ERR_NONE };

	if (n > 1 && move_patiently(p, moves, n, &e) == 0) {
		for (size_t i = 0; i < n; i++)
			moved(&moves[i]);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		moves[i].rc = move_patiently(p, &moves[i], 1, moves[i].err);
		if (moves[i].rc == 0)
			moved(&moves[i]);
	}
}

int
mail_pick_move(struct mail_pick *p, struct mail_piece *piece,
    enum outbox_state to, const struct outbox_change *change, struct err *e)
{
	struct mail_move m = { .piece = piece, .to = to, .err = e };

	if (change != NULL)
		m.change = *change;
	mail_pick_move_all(p, &m, 1);
	return m.rc;
}
