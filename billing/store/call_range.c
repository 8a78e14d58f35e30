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
#include "store/table_scan.h"

static const char sql_root[] =
    "SELECT rootpage, (SELECT page_size FROM pragma_page_size)"
    "  FROM sqlite_master WHERE type = 'table' AND name = 'call'";
static const char sql_row[] = "SELECT " CALL_ROW_COLUMNS "  FROM call"
			      " WHERE seq = ?1";

#define COLUMNS 21 /* of CALL_ROW_COLUMNS, in the order of the schema */

/*
 * Rows come straight from the pages of the table (table_scan.h), which is
 * several times as fast as a statement; one too long for a page comes from
 * SQLite.
 */
struct call_range {
	struct db *db;
	struct stmt row;
	struct table_scan *scan;
	char *text; /* of the last call, ended by NUL each */
	size_t cap;
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

static int
open_scan(struct call_range *r, const struct call_segment *segment,
    int64_t from, int64_t until, struct err *e)
{
	struct stmt s = { 0 };
	uint32_t root = 0, page_size = 0;
	int rc = stmt_prepare(&s, r->db, sql_root, e);

	if (rc == 0)
		rc = stmt_row(&s, e, NO_ARGS);
	if (rc > 0) {
		root = (uint32_t)stmt_int(&s, 0);
		page_size = (uint32_t)stmt_int(&s, 1);
	}
	stmt_free(&s);
	if (rc == 0)
		return err_set(e, ERR_DATA, "%s: has no table of calls",
		    segment->path);
	if (rc < 0)
		return -1;
	return table_scan_open(&r->scan, segment->path, root, page_size, from,
	    until, e);
}

int
call_range_open(struct call_range **out, const struct call_segment *segment,
    int64_t from, int64_t until, struct err *e)
{
	struct call_range *r = mem_calloc(1, sizeof(*r));

	if (db_open_part(&r->db, segment->path, DB_CALLS, e) < 0 ||
	    stmt_prepare(&r->row, r->db, sql_row, e) < 0 ||
	    open_scan(r, segment, from, until, e) < 0) {
		call_range_close(r);
		return -1;
	}
	*out = r;
	return 0;
}

/* The texts of the columns, each ended by NUL, in r->text. */
static void
keep_texts(struct call_range *r, struct table_value *v)
{
	size_t need = 0;
	char *at;

	for (int i = 0; i < COLUMNS; i++)
		need += v[i].len + 1;
	if (need > r->cap) {
		free(r->text);
		r->cap = need * 2;
		r->text = mem_alloc(r->cap);
	}
	at = r->text;
	for (int i = 0; i < COLUMNS; i++) {
		if (v[i].type != TABLE_TEXT || v[i].len == 0) {
			v[i].text = ""; /* as most are */
			continue;
		}
		memcpy(at, v[i].text, v[i].len);
		at[v[i].len] = '\0';
		v[i].text = at;
		at += v[i].len + 1;
	}
}

/* As call_row_read(), from the columns of a record. */
static void
read_values(const struct table_value *v, struct call *c)
{
	bool named = v[17].type == TABLE_TEXT;

	*c = (struct call){ .start_us = v[1].number,
		.duration_ms = v[2].number,
		.status = v[3].number,
		.type = v[4].number,
		.source_account = v[5].text,
		.source_number = v[6].text,
		.source_domain = v[7].text,
		.source_ip = v[8].text,
		.source_user = v[9].text,
		.source_peer = v[10].text,
		.destination_account = v[11].text,
		.destination_number = v[12].text,
		.destination_domain = v[13].text,
		.destination_peer = v[14].text,
		.disposition = v[15].text,
		.call_id = v[16].text,
		.identity = named ? v[17].text : v[16].text,
		.identity_len = named ? v[17].len : v[16].len,
		.setup_us =
		    v[18].type == TABLE_NULL ? CALL_NO_SETUP : v[18].number,
		.batch = v[19].number,
		.line = v[20].number };
}

int
call_range_next(struct call_range *r, struct call *call, int64_t *seq,
    struct err *e)
{
	struct table_value values[COLUMNS];
	int rc = table_scan_next(r->scan, seq, values, COLUMNS, e);

	if (rc == 2) {
		rc = stmt_row(&r->row, e, ARGS(A_INT(*seq)));
		if (rc > 0)
			call_row_read(r->row.handle, call, seq);
		return rc;
	}
	if (rc > 0) {
		keep_texts(r, values);
		read_values(values, call);
	}
	return rc;
}

void
call_range_close(struct call_range *r)
{
	if (r == NULL)
		return;
	table_scan_close(r->scan);
	stmt_free(&r->row);
	db_close(r->db);
	free(r->text);
	free(r);
}
