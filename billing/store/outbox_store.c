/* The outbox in book.db; outbox_store.h says what is promised. */
#include "store/outbox_store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/stmt.h"

static const char *const words[OUTBOX_STATES] = { "queued", "sending", "dot",
	"sent", "unknown", "deferred", "failed" };

#define ENTRY_COLUMNS                                                           \
	"SELECT o.id, o.document, o.revision, o.recipient, o.name, o.language," \
	" o.template, o.message_id, o.sender, o.file, o.size, o.sha256,"        \
	" o.state, o.attempts, o.queued_us, o.first_try_us, o.next_try_us,"     \
	" o.changed_us, o.reply, o.queue_id, o.note,"                           \
	" coalesce(d.number, 'fraud-' || o.fraud), d.closing, o.fraud"          \
	" FROM outbox AS o LEFT JOIN document AS d ON d.id = o.document"

static const char sql_queue[] =
    "INSERT INTO outbox (document, recipient, revision, name, language,"
    " template, queued_us, state, attempts, reply, queue_id, note, changed_us,"
    " fraud) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', 0, '', '', '', ?7,"
    " ?8) ON CONFLICT DO NOTHING";

static const char sql_unbuilt[] = ENTRY_COLUMNS
    " WHERE o.state = 'queued' AND o.message_id IS NULL AND o.id > ?1"
    " ORDER BY o.id LIMIT 1";

static const char sql_built[] =
    "UPDATE outbox SET message_id = ?2, sender = ?3, file = ?4, size = ?5,"
    " sha256 = ?6, built_us = ?7 WHERE id = ?1 AND message_id IS NULL";

static const char sql_due[] = ENTRY_COLUMNS
    " WHERE o.state = ?1 AND o.id > ?2 AND o.message_id IS NOT NULL"
    " AND coalesce(o.next_try_us, ?3) <= ?3 ORDER BY o.id LIMIT 1";

static const char sql_move[] =
    "UPDATE outbox SET state = ?3, attempts = attempts + (?3 = 'sending'),"
    " first_try_us = CASE ?3 WHEN 'sending' THEN coalesce(first_try_us, ?8)"
    " ELSE first_try_us END,"
    " next_try_us = ?7, reply = coalesce(?4, reply),"
    " queue_id = coalesce(?5, queue_id), note = coalesce(?6, note),"
    " changed_us = ?8 WHERE id = ?1 AND state = ?2";

static const char sql_requeue[] =
    "UPDATE outbox SET state = 'queued', changed_us = ?1,"
    " reply = 'the sender died before the final dot'"
    " WHERE state = 'sending'";

static const char sql_unknown[] =
    "UPDATE outbox SET state = 'unknown', changed_us = ?1,"
    " reply = 'the sender died at the final dot'"
    " WHERE state = 'dot'";

static const char sql_find[] = ENTRY_COLUMNS " WHERE o.id = ?1";

static const char sql_find_message[] = ENTRY_COLUMNS " WHERE o.message_id = ?1";

static const char sql_next[] =
    ENTRY_COLUMNS " WHERE o.id > ?1 ORDER BY o.id LIMIT 1";

static const char sql_tries[] =
    "SELECT count(*) FILTER (WHERE to_state = 'sending')"
    " - count(*) FILTER (WHERE from_state = 'sending'"
    " AND substr(reply, 1, length(?2)) = ?2)"
    " FROM outbox_journal WHERE outbox = ?1";

static const char sql_count[] =
    "SELECT state, count(*) FROM outbox GROUP BY state ORDER BY state";

static const char sql_bounce[] =
    "INSERT INTO outbox_bounce (outbox, notice_id, action, status, diagnostic,"
    " read_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
    " ON CONFLICT (outbox, notice_id) DO NOTHING";

static const char sql_last_bounce[] =
    "SELECT notice_id, action, status, diagnostic FROM outbox_bounce"
    " WHERE outbox = ?1 ORDER BY read_us DESC, notice_id DESC LIMIT 1";

/* Entries whose steps do not follow each other, or do not end where it is. */
static const char sql_astray[] =
    "SELECT id FROM outbox AS o WHERE o.state IS NOT (SELECT to_state"
    "  FROM outbox_journal WHERE outbox = o.id ORDER BY seq DESC LIMIT 1)"
    " UNION SELECT outbox FROM (SELECT outbox, from_state,"
    "  lag(to_state, 1, '') OVER (PARTITION BY outbox ORDER BY seq) AS before"
    "  FROM outbox_journal) WHERE from_state <> before ORDER BY 1";

/* Documents that are to be sent and were not queued. */
static const char sql_forgotten[] =
    "SELECT id FROM document WHERE send = 1 AND NOT EXISTS"
    " (SELECT 1 FROM outbox WHERE document = document.id) ORDER BY id";

enum {
	QUEUE,
	UNBUILT,
	BUILT,
	DUE,
	MOVE,
	REQUEUE,
	UNKNOWN,
	FIND,
	FIND_MESSAGE,
	NEXT,
	TRIES,
	COUNT,
	BOUNCE,
	LAST_BOUNCE,
	STATEMENTS
};

static const char *const texts[STATEMENTS] = { sql_queue, sql_unbuilt,
	sql_built, sql_due, sql_move, sql_requeue, sql_unknown, sql_find,
	sql_find_message, sql_next, sql_tries, sql_count, sql_bounce,
	sql_last_bounce };

struct outbox_store {
	struct db *db;
	struct stmt stmts[STATEMENTS];
};

int
outbox_store_open(struct outbox_store **out, struct db *db, struct err *e)
{
	struct outbox_store *s = mem_calloc(1, sizeof(*s));

	s->db = db;
	for (size_t i = 0; i < STATEMENTS; i++)
		if (stmt_prepare(&s->stmts[i], db, texts[i], e) < 0) {
			outbox_store_close(s);
			return err_ctx(e, "outbox");
		}
	*out = s;
	return 0;
}

void
outbox_store_close(struct outbox_store *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		stmt_free(&s->stmts[i]);
	free(s);
}

const char *
outbox_store_word(enum outbox_state state)
{
	assert(state < OUTBOX_STATES);
	return words[state];
}

enum outbox_state
outbox_store_state(const char *word)
{
	enum outbox_state state = OUTBOX_QUEUED;

	while (state < OUTBOX_STATES && strcmp(words[state], word) != 0)
		state++;
	return state;
}

static const char *
text_or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

/* Take over the row of an ENTRY_COLUMNS statement and end it. */
static int
read_entry(struct stmt *st, int more, struct arena *a, struct outbox_entry *o)
{
	if (more > 0) {
		*o = (struct outbox_entry){
			.id = stmt_int(st, 0),
			.document = stmt_int(st, 1),
			.revision = stmt_int(st, 2),
			.recipient = arena_strdup(a, stmt_text(st, 3)),
			.name = arena_strdup(a, stmt_text(st, 4)),
			.language = arena_strdup(a, stmt_text(st, 5)),
			.template = arena_strdup(a, stmt_text(st, 6)),
			.message_id = arena_strdup(a, stmt_text(st, 7)),
			.sender = arena_strdup(a, stmt_text(st, 8)),
			.file = arena_strdup(a, stmt_text(st, 9)),
			.size = stmt_int(st, 10),
			.sha256 = arena_strdup(a, stmt_text(st, 11)),
			.state = outbox_store_state(stmt_text(st, 12)),
			.attempts = stmt_int(st, 13),
			.queued_us = stmt_int(st, 14),
			.first_try_us = stmt_int(st, 15),
			.next_try_us = stmt_int(st, 16),
			.changed_us = stmt_int(st, 17),
			.reply = arena_strdup(a, stmt_text(st, 18)),
			.queue_id = arena_strdup(a, stmt_text(st, 19)),
			.note = arena_strdup(a, stmt_text(st, 20)),
			.number = arena_strdup(a, stmt_text(st, 21)),
			.closing = stmt_int(st, 22),
			.fraud = stmt_int(st, 23),
		};
		assert(o->state < OUTBOX_STATES);
	}
	stmt_reset(st);
	return more;
}

int
outbox_store_queue(struct outbox_store *s, const struct outbox_entry *o,
    int64_t now_us, struct err *e)
{
	if (stmt_run(&s->stmts[QUEUE], e,
		ARGS(o->document == 0 ? A_NULL : A_INT(o->document),
		    A_TEXT(o->recipient),
		    A_INT(o->revision == 0 ? 1 : o->revision),
		    A_TEXT(text_or_empty(o->name)),
		    A_TEXT(text_or_empty(o->language)),
		    A_TEXT(text_or_empty(o->template)), A_INT(now_us),
		    o->fraud == 0 ? A_NULL : A_INT(o->fraud))) < 0)
		return -1;
	return db_changes(s->db) > 0;
}

int
outbox_store_unbuilt(struct outbox_store *s, int64_t after, struct arena *a,
    struct outbox_entry *o, struct err *e)
{
	struct stmt *st = &s->stmts[UNBUILT];

	return read_entry(st, stmt_row(st, e, ARGS(A_INT(after))), a, o);
}

int
outbox_store_built(struct outbox_store *s, const struct outbox_entry *o,
    int64_t now_us, struct err *e)
{
	if (stmt_run(&s->stmts[BUILT], e,
		ARGS(A_INT(o->id), A_TEXT(o->message_id), A_TEXT(o->sender),
		    A_TEXT(o->file), A_INT(o->size), A_TEXT(o->sha256),
		    A_INT(now_us))) < 0)
		return -1;
	return db_changes(s->db) > 0;
}

int
outbox_store_due(struct outbox_store *s, enum outbox_state which, int64_t after,
    int64_t now_us, struct arena *a, struct outbox_entry *o, struct err *e)
{
	struct stmt *st = &s->stmts[DUE];

	assert(which == OUTBOX_QUEUED || which == OUTBOX_DEFERRED);
	return read_entry(st,
	    stmt_row(st, e,
		ARGS(A_TEXT(words[which]), A_INT(after), A_INT(now_us))),
	    a, o);
}

int
outbox_store_move(struct outbox_store *s, int64_t id, enum outbox_state from,
    enum outbox_state to, const struct outbox_change *c, int64_t now_us,
    struct err *e)
{
	static const struct outbox_change nothing;

	if (c == NULL)
		c = &nothing;
	if (stmt_run(&s->stmts[MOVE], e,
		ARGS(A_INT(id), A_TEXT(words[from]), A_TEXT(words[to]),
		    A_TEXT(c->reply), A_TEXT(c->queue_id), A_TEXT(c->note),
		    to == OUTBOX_DEFERRED ? A_INT(c->next_try_us) : A_NULL,
		    A_INT(now_us))) < 0)
		return err_ctx(e, "outbox entry %lld", (long long)id);
	if (db_changes(s->db) == 0)
		return err_set(e, ERR_REFUSED,
		    "outbox entry %lld is not \"%s\"", (long long)id,
		    words[from]);
	return 0;
}

int
outbox_store_recover(struct outbox_store *s, int64_t now_us, int64_t *requeued,
    int64_t *unknown, struct err *e)
{
	if (stmt_run(&s->stmts[REQUEUE], e, ARGS(A_INT(now_us))) < 0)
		return -1;
	*requeued = db_changes(s->db);
	if (stmt_run(&s->stmts[UNKNOWN], e, ARGS(A_INT(now_us))) < 0)
		return -1;
	*unknown = db_changes(s->db);
	return 0;
}

/* All ids that a statement without parameters gives. */
static int
read_ids(struct db *db, const char *sql, struct arena *a, int64_t **ids,
    size_t *n, struct err *e)
{
	struct stmt st = { 0 };
	int64_t *all = NULL;
	size_t cap = 0;
	int more = -1;

	*n = 0;
	if (stmt_prepare(&st, db, sql, e) == 0 &&
	    stmt_bind(&st, e, NO_ARGS) == 0)
		while ((more = stmt_step(&st, e)) > 0) {
			all = mem_grow(all, *n, &cap, sizeof(*all));
			all[(*n)++] = stmt_int(&st, 0);
		}
	stmt_free(&st);
	if (more == 0) {
		*ids = ARENA_NEW(a, int64_t, *n + 1);
		for (size_t i = 0; i < *n; i++)
			(*ids)[i] = all[i];
	}
	free(all);
	return more;
}

int
outbox_store_astray(struct outbox_store *s, struct arena *a, int64_t **ids,
    size_t *n, struct err *e)
{
	return read_ids(s->db, sql_astray, a, ids, n, e);
}

int
outbox_store_forgotten(struct outbox_store *s, struct arena *a, int64_t **ids,
    size_t *n, struct err *e)
{
	return read_ids(s->db, sql_forgotten, a, ids, n, e);
}

int
outbox_store_find(struct outbox_store *s, int64_t id, struct arena *a,
    struct outbox_entry *o, struct err *e)
{
	struct stmt *st = &s->stmts[FIND];

	return read_entry(st, stmt_row(st, e, ARGS(A_INT(id))), a, o);
}

int
outbox_store_find_message(struct outbox_store *s, const char *message_id,
    struct arena *a, struct outbox_entry *o, struct err *e)
{
	struct stmt *st = &s->stmts[FIND_MESSAGE];

	return read_entry(st, stmt_row(st, e, ARGS(A_TEXT(message_id))), a, o);
}

int
outbox_store_next(struct outbox_store *s, int64_t after, struct arena *a,
    struct outbox_entry *o, struct err *e)
{
	struct stmt *st = &s->stmts[NEXT];

	return read_entry(st, stmt_row(st, e, ARGS(A_INT(after))), a, o);
}

int
outbox_store_tries(struct outbox_store *s, int64_t id, int64_t *tries,
    struct err *e)
{
	struct stmt *st = &s->stmts[TRIES];

	if (stmt_row(st, e, ARGS(A_INT(id), A_TEXT(OUTBOX_NO_SESSION))) < 0)
		return -1;
	*tries = stmt_int(st, 0);
	stmt_reset(st);
	return 0;
}

int
outbox_store_count(struct outbox_store *s, int64_t counts[OUTBOX_STATES],
    struct err *e)
{
	struct stmt *st = &s->stmts[COUNT];
	int more;

	memset(counts, 0, OUTBOX_STATES * sizeof(counts[0]));
	if (stmt_bind(st, e, NO_ARGS) < 0)
		return -1;
	while ((more = stmt_step(st, e)) > 0) {
		enum outbox_state state = outbox_store_state(stmt_text(st, 0));

		assert(state < OUTBOX_STATES);
		counts[state] = stmt_int(st, 1);
	}
	return more;
}

int
outbox_store_bounce(struct outbox_store *s, int64_t id,
    const struct outbox_bounce *b, int64_t now_us, struct err *e)
{
	if (stmt_run(&s->stmts[BOUNCE], e,
		ARGS(A_INT(id), A_TEXT(text_or_empty(b->notice_id)),
		    A_TEXT(b->action), A_TEXT(text_or_empty(b->status)),
		    A_TEXT(text_or_empty(b->diagnostic)), A_INT(now_us))) < 0)
		return -1;
	return db_changes(s->db) > 0;
}

int
outbox_store_last_bounce(struct outbox_store *s, int64_t id, struct arena *a,
    struct outbox_bounce *b, struct err *e)
{
	struct stmt *st = &s->stmts[LAST_BOUNCE];
	int more = stmt_row(st, e, ARGS(A_INT(id)));

	if (more > 0) {
		b->notice_id = arena_strdup(a, stmt_text(st, 0));
		b->action = arena_strdup(a, stmt_text(st, 1));
		b->status = arena_strdup(a, stmt_text(st, 2));
		b->diagnostic = arena_strdup(a, stmt_text(st, 3));
	}
	stmt_reset(st);
	return more;
}
