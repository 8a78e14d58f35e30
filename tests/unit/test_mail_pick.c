/*
 * States of several mails committed together, and the room in the log of the book
 * that is made for them.
 *
 * Method: entries of the outbox by SQL, moved on as connections do; what the
 * outbox and its journal say then is read by SQL.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "job/mail_pick.h"
#include "store/book.h"
#include "store/check_store.h"
#include "store/db.h"
#include "store/db_log.h"
#include "store/state_hash.h"
#include "store/stmt.h"

#include "../check.h"

#define MAILS 5

static char dir[] = "/tmp/test_mail_pick.XXXXXX";
static struct err err;

/* The document is of no interest here. */
static const char sql_entries[] =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    " WHERE i < 5) INSERT INTO outbox (id, document, recipient, revision,"
    " name, language, template, queued_us, state, attempts, reply, queue_id,"
    " note, changed_us) SELECT i, i, 'a@b.example', 1, '', '', '', 0,"
    " 'queued', 0, '', '', '', 0 FROM n;"
    "UPDATE outbox SET message_id = '<' || id || '@b.example>', sender ="
    " 'c@d.example', file = id || '.eml', size = 1, sha256 ="
    " printf('%064d', 1), built_us = 0";

static const char sql_states[] =
    "SELECT group_concat(state || attempts) FROM"
    " (SELECT state, attempts FROM outbox ORDER BY id)";

static const char sql_journal[] =
    "SELECT group_concat(outbox || to_state) FROM (SELECT outbox, to_state"
    " FROM outbox_journal WHERE to_state <> 'queued' ORDER BY seq)";

static void
check_text(struct db *db, const char *sql, const char *want)
{
	struct stmt s;

	CHECK(stmt_prepare(&s, db, sql, &err) == 0 &&
		stmt_row(&s, &err, NO_ARGS) == 1,
	    "%s: %s", sql, err.text);
	CHECK_STR(stmt_text(&s, 0), want, sql);
	stmt_free(&s);
}

/* As a program of ours does. */
static void
change(struct db *db, const char *sql)
{
	CHECK(db_begin(db, &err) == 0 && db_exec(db, sql, &err) == 0 &&
		db_commit(db, &err) == 0,
	    "%s", err.text);
}

static void
begin_moves(struct mail_piece *pieces, struct mail_move *moves,
    struct err *errs, enum outbox_state to)
{
	for (int i = 0; i < MAILS; i++) {
		errs[i] = (struct err){ .code = ERR_NONE };
		moves[i] = (struct mail_move){ .piece = &pieces[i],
			.to = to,
			.rc = 1,
			.err = &errs[i] };
	}
}

/* All go on together; then one that is not where its sender thinks it is. */
static void
test_moves(struct book *book)
{
	const struct job_mail_options options = { .now_us = 7 };
	struct mail_pick p = { .book = book, .options = &options };
	struct mail_piece pieces[MAILS] = { 0 };
	struct mail_move moves[MAILS];
	struct err errs[MAILS];

	CHECK(outbox_store_open(&p.store, book->db, &err) == 0, "%s", err.text);
	for (int i = 0; i < MAILS; i++)
		pieces[i].entry = (struct outbox_entry){ .id = i + 1,
			.state = OUTBOX_QUEUED };
	begin_moves(pieces, moves, errs, OUTBOX_SENDING);
	mail_pick_move_all(&p, moves, MAILS);
	for (int i = 0; i < MAILS; i++)
		CHECK(moves[i].rc == 0 && pieces[i].entry.attempts == 1 &&
			pieces[i].entry.state == OUTBOX_SENDING,
		    "%d: %s", i, errs[i].text);
	check_text(book->db, sql_states,
	    "sending1,sending1,sending1,sending1,sending1");

	begin_moves(pieces, moves, errs, OUTBOX_DOT);
	pieces[2].entry.state = OUTBOX_QUEUED;
	moves[4].to = OUTBOX_DEFERRED;
	moves[4].change =
	    (struct outbox_change){ .reply = "450 later", .next_try_us = 9 };
	mail_pick_move_all(&p, moves, MAILS);
	for (int i = 0; i < MAILS; i++)
		CHECK_I64(moves[i].rc, i == 2 ? -1 : 0, errs[i].text);
	CHECK_I64(errs[2].code, ERR_REFUSED, errs[2].text);
	CHECK(pieces[2].entry.state == OUTBOX_QUEUED && !pieces[2].at_dot,
	    "not moved");
	CHECK(pieces[0].at_dot && !pieces[4].at_dot, "at the dot");
	check_text(book->db, sql_states, "dot1,dot1,sending1,dot1,deferred1");
	check_text(book->db, sql_journal,
	    "1sending,2sending,3sending,4sending,5sending,"
	    "1dot,2dot,4dot,5deferred");
	CHECK_I64(mail_pick_move(&p, &pieces[0], OUTBOX_SENT, NULL, &err), 0,
	    err.text);
	outbox_store_close(p.store);
}

static int found;

static void
count_found(void *arg, const char *text)
{
	(void)arg;
	(void)printf("%s\n", text);
	found++;
}

/* Another connection gives a table of state one more column meanwhile. */
static void
test_columns(struct book *book, const char *path)
{
	static const char more[] =
	    "ALTER TABLE outbox ADD COLUMN extra TEXT NOT NULL DEFAULT 'x'";
	struct db *other;

	CHECK(state_hash_check(book->db, count_found, NULL, &err) == 0 &&
		found == 0,
	    "%d rows: %s", found, err.text);
	CHECK(db_open_book(&other, path, true, &err) == 0 &&
		db_exec(other, more, &err) == 0,
	    "%s", err.text);
	db_close(other);
	change(book->db,
	    "UPDATE outbox SET state = 'sent', extra = 'y'"
	    " WHERE id = 2");
	/* who opens it now sees all columns */
	CHECK(db_open_book(&other, path, true, &err) == 0, "%s", err.text);
	CHECK(state_hash_check(other, count_found, NULL, &err) == 0 &&
		found == 0,
	    "%d rows with another column: %s", found, err.text);
	db_close(other);
}

static void
copy(const char *from, const char *to)
{
	struct buf bytes = { 0 };
	FILE *f = fopen(to, "wb");

	CHECK(f != NULL && file_read(from, 1 << 26, &bytes, &err) == 0, "%s",
	    err.text);
	if (f == NULL)
		return;
	CHECK(fwrite(bytes.data, 1, bytes.len, f) == bytes.len, "%s", to);
	CHECK(fclose(f) == 0, "%s", to);
	buf_free(&bytes);
}

/* What a power cut would leave is read back whole, zeros and all. */
static void
test_log(struct db *db, const char *path)
{
	char log[FILE_PATH_MAX + 8], left[FILE_PATH_MAX + 8],
	    left_log[FILE_PATH_MAX + 16];
	struct db *again;
	struct stat before, after;

	(void)snprintf(log, sizeof(log), "%s-wal", path);
	(void)snprintf(left, sizeof(left), "%s.left", path);
	(void)snprintf(left_log, sizeof(left_log), "%s-wal", left);
	CHECK(db_log_reserve(db, 500, &err) == 0, "%s", err.text);
	CHECK(stat(log, &before) == 0 && before.st_size >= 500 * 4120 + 32 &&
		before.st_size < 520 * 4120,
	    "%lld bytes", (long long)before.st_size);
	CHECK(db_log_reserve(db, 400, &err) == 0, "%s", err.text);
	change(db, "UPDATE outbox SET note = 'n' WHERE id = 3");
	CHECK(stat(log, &after) == 0 && after.st_size == before.st_size,
	    "it did not grow");
	copy(path, left);
	copy(log, left_log);
	CHECK(db_open_book(&again, left, true, &err) == 0, "%s", err.text);
	check_text(again, "SELECT note FROM outbox WHERE id = 3", "n");
	check_text(again, "PRAGMA integrity_check", "ok");
	db_close(again);
	CHECK(db_log_reserve(db, INT64_C(1) << 40, &err) == 0 &&
		stat(log, &after) == 0 && after.st_size < 1200 * 4120,
	    "%lld bytes at most", (long long)after.st_size);
	(void)unlink(left);
}

int
main(void)
{
	char path[FILE_PATH_MAX];
	struct book book = { .write = true };

	if (mkdtemp(dir) == NULL ||
	    file_path_join(path, dir, "book.db", &err) < 0)
		return 1;
	CHECK(db_create_book(&book.db, path, &err) == 0 &&
		db_exec(book.db, "PRAGMA foreign_keys = OFF", &err) == 0,
	    "%s", err.text);
	change(book.db, sql_entries);
	test_moves(&book);
	test_log(book.db, path);
	test_columns(&book, path);
	db_close(book.db);
	(void)unlink(path);
	(void)rmdir(dir);
	return check_done();
}
