#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/call_row.h"
#include "store/call_store.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_range[] = "SELECT " CALL_ROW_COLUMNS "  FROM call"
				" WHERE seq >= ?1 AND seq < ?2 ORDER BY seq";

struct call_range {
	struct db *db;
	struct stmt rows;
};

/* Text of a column, never NULL. */
static const char *
range_text(sqlite3_stmt *s, int column)
{
	const unsigned char *text = sqlite3_column_text(s, column);

	return text == NULL ? "" : (const char *)text;
}

void
call_row_read(struct sqlite3_stmt *s, struct call *c, int64_t *seq)
{
	*seq = sqlite3_column_int64(s, 0);
	c->start_us = sqlite3_column_int64(s, 1);
	c->duration_ms = sqlite3_column_int64(s, 2);
	c->status = sqlite3_column_int64(s, 3);
	c->type = sqlite3_column_int64(s, 4);
	c->source_account = range_text(s, 5);
	c->source_number = range_text(s, 6);
	c->source_domain = range_text(s, 7);
	c->source_ip = range_text(s, 8);
	c->source_user = range_text(s, 9);
	c->source_peer = range_text(s, 10);
	c->destination_account = range_text(s, 11);
	c->destination_number = range_text(s, 12);
	c->destination_domain = range_text(s, 13);
	c->destination_peer = range_text(s, 14);
	c->disposition = range_text(s, 15);
	c->call_id = range_text(s, 16);
	if (sqlite3_column_type(s, 17) == SQLITE_NULL) {
		c->identity = c->call_id;
		c->identity_len = sqlite3_column_bytes(s, 16);
	} else {
		c->identity = range_text(s, 17);
		c->identity_len = sqlite3_column_bytes(s, 17);
	}
	c->setup_us = sqlite3_column_type(s, 18) == SQLITE_NULL
	    ? CALL_NO_SETUP
	    : sqlite3_column_int64(s, 18);
	c->batch = sqlite3_column_int64(s, 19);
	c->line = sqlite3_column_int64(s, 20);
}

int
call_range_open(struct call_range **out, const struct call_segment *segment,
    int64_t from, int64_t until, struct err *e)
{
	struct call_range *r = mem_calloc(1, sizeof(*r));

	if (db_open_part(&r->db, segment->path, DB_CALLS, e) < 0 ||
	    stmt_prepare(&r->rows, r->db, sql_range, e) < 0 ||
	    stmt_bind(&r->rows, e, ARGS(A_INT(from), A_INT(until))) < 0) {
		call_range_close(r);
		return -1;
	}
	*out = r;
	return 0;
}

int
call_range_next(struct call_range *r, struct call *call, int64_t *seq,
    struct err *e)
{
	int rc = stmt_step(&r->rows, e);

	if (rc > 0)
		call_row_read(r->rows.handle, call, seq);
	return rc;
}

void
call_range_close(struct call_range *r)
{
	if (r == NULL)
		return;
	stmt_free(&r->rows);
	db_close(r->db);
	free(r);
}
