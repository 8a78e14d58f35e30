#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/short_copy.h"
#include "cdr/pack.h"
#include "store/call_row.h"
#include "store/call_store.h"
#include "store/db.h"
#include "store/page_read.h"
#include "store/stmt.h"
#include "store/table_scan.h"

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
	struct range_text { /* of a call, ended by NUL each */
		char *data;
		size_t cap;
	} texts[CALL_RANGE_KEPT];
	size_t next;             /* of texts */
	int64_t expected, until; /* the next call; behind the last one */
};

/* Text of a column, never NULL. */
static const char *
column_text(sqlite3_stmt *s, int column)
{
	const unsigned char *text = sqlite3_column_text(s, column);

	return text == NULL ? "" : (const char *)text;
}

bool
call_row_read(struct sqlite3_stmt *s, struct call *c, int64_t *seq)
{
	*seq = sqlite3_column_int64(s, 0);
	c->start_us = sqlite3_column_int64(s, 1);
	c->duration_ms = sqlite3_column_int64(s, 2);
	c->status = sqlite3_column_int64(s, 3);
	c->type = sqlite3_column_int64(s, 4);
	c->source_account = column_text(s, 5);
	c->source_number = column_text(s, 6);
	c->source_domain = column_text(s, 7);
	c->source_ip = column_text(s, 8);
	c->source_user = column_text(s, 9);
	c->source_peer = column_text(s, 10);
	c->destination_account = column_text(s, 11);
	c->destination_number = column_text(s, 12);
	c->destination_domain = column_text(s, 13);
	c->destination_peer = column_text(s, 14);
	c->disposition = column_text(s, 15);
	c->call_id = column_text(s, 16);
	if (sqlite3_column_type(s, 17) == SQLITE_NULL) {
		c->identity = c->call_id;
		c->identity_len = sqlite3_column_bytes(s, 16);
	} else {
		c->identity = column_text(s, 17);
		c->identity_len = sqlite3_column_bytes(s, 17);
	}
	c->setup_us = sqlite3_column_type(s, 18) == SQLITE_NULL
	    ? CALL_NO_SETUP
	    : sqlite3_column_int64(s, 18);
	c->batch = sqlite3_column_int64(s, 19);
	c->line = sqlite3_column_int64(s, 20);
	for (int i = 5; i <= 17; i++)
		if (sqlite3_column_bytes(s, i) > PACK_TEXT_MAX)
			return false;
	return call_row_is_sound(c);
}

static int
open_scan(struct call_range *r, const struct call_segment *segment,
    int64_t from, int64_t until, struct err *e)
{
	uint32_t root, page_size;

	if (stmt_root_page(r->db, "call", &root, &page_size, e) < 0)
		return -1;
	return table_scan_open(&r->scan, segment->path, root, page_size, from,
	    until, e);
}

int
call_range_open(struct call_range **out, const struct call_segment *segment,
    int64_t from, int64_t until, struct err *e)
{
	struct call_range *r = mem_calloc(1, sizeof(*r));

	r->expected = from;
	r->until = until <= segment->calls ? until : segment->calls + 1;
	if (db_open_part(&r->db, segment->path, DB_CALLS, e) < 0 ||
	    stmt_prepare(&r->row, r->db, sql_row, e) < 0 ||
	    open_scan(r, segment, from, until, e) < 0) {
		call_range_close(r);
		return -1;
	}
	*out = r;
	return 0;
}

/* The columns of a row: numbers as they are, texts ended by NUL, "" if NULL. */
struct values {
	int64_t number[COLUMNS];
	const char *text[COLUMNS];
	size_t len[COLUMNS]; /* of the texts */
	bool null[COLUMNS];
};

/*
 * Read the record at ${p} in one pass, its texts copied to ${text}.  A statement
 * would take ten times as long, and columns as table_scan_next() gives them
 * twice as long: this is done for every call.
 */
static bool
read_columns(char *text, const uint8_t *p, size_t size, struct values *v)
{
	const uint8_t *end = p + size, *head_end = p, *body;
	char *at = text;
	uint64_t head;

	if (!page_get_varint(&p, end, &head) || head > size)
		return false;
	head_end += head;
	body = head_end;
	for (int i = 0; i < COLUMNS; i++) {
		uint64_t type;
		int64_t len;

		if (!page_get_varint(&p, head_end, &type) ||
		    (len = page_value_len(type)) < 0 || len > end - body)
			return false;
		v->null[i] = type == 0;
		v->text[i] = "";
		v->len[i] = 0;
		v->number[i] = 0;
		if (type > 0 && type < 12) {
			v->number[i] = page_get_int(body, type, len);
		} else if (len > 0) {
			memcpy(at, body, (size_t)len);
			at[len] = '\0';
			v->text[i] = at;
			v->len[i] = (size_t)len;
			at += len + 1;
		}
		body += len;
	}
	return true;
}

/* As call_row_read(), from the columns of a record. */
static void
read_values(const struct values *v, struct call *c)
{
	int identity = v->null[17] ? 16 : 17;

	*c = (struct call){ .start_us = v->number[1],
		.duration_ms = v->number[2],
		.status = v->number[3],
		.type = v->number[4],
		.source_account = v->text[5],
		.source_number = v->text[6],
		.source_domain = v->text[7],
		.source_ip = v->text[8],
		.source_user = v->text[9],
		.source_peer = v->text[10],
		.destination_account = v->text[11],
		.destination_number = v->text[12],
		.destination_domain = v->text[13],
		.destination_peer = v->text[14],
		.disposition = v->text[15],
		.call_id = v->text[16],
		.identity = v->text[identity],
		.identity_len = (int64_t)v->len[identity],
		.setup_us = v->null[18] ? CALL_NO_SETUP : v->number[18],
		.batch = v->number[19],
		.line = v->number[20] };
}

/* --- records as nearly all are -------------------------------------------- */

/*
 * A record whose columns have a serial type of one byte each (no text longer
 * than 57 bytes), which the length of its head tells.  The columns are taken in
 * the order of the schema, straight into the call; half of the work of
 * read_columns().
 */
#define PLAIN_HEAD (1 + COLUMNS)
#define TEXTS      12 /* columns 5 to 16 */

struct plain {
	const uint8_t *type; /* of the next column */
	const uint8_t *body, *end;
	char *at; /* where the next text goes */
	bool odd; /* it is not such a record */
};

static inline int64_t
plain_int(struct plain *p)
{
	unsigned type = *p->type++;
	int64_t len = type < 10 ? page_value_len(type) : -1, v;

	if (type == 0 || len < 0 || len > p->end - p->body) {
		p->odd = true;
		return 0;
	}
	v = page_get_int(p->body, type, len);
	p->body += len;
	return v;
}

static inline const char *
plain_text(struct plain *p, size_t *size)
{
	unsigned type = *p->type++;
	size_t len = (type - 13) / 2;
	char *text = p->at;

	*size = 0;
	if (type == 13)
		return "";
	if (type < 13 || type > 127 || type % 2 == 0 ||
	    len > (size_t)(p->end - p->body)) {
		p->odd = true;
		return "";
	}
	short_copy(text, p->body, len);
	text[len] = '\0';
	p->body += len;
	p->at += len + 1;
	*size = len;
	return text;
}

/* Is the next column NULL?  Then it is passed. */
static inline bool
plain_null(struct plain *p)
{
	bool null = *p->type == 0;

	p->type += null;
	return null;
}

static bool
read_plain(char *text, const uint8_t *record, size_t size, struct call *c)
{
	struct plain p = { .type = record + 2, /* the key is no column */
		.body = record + PLAIN_HEAD,
		.end = record + size,
		.at = text };
	const char *texts[TEXTS];
	size_t len = 0;

	if (size < PLAIN_HEAD || record[0] != PLAIN_HEAD || record[1] != 0)
		return false;
	c->start_us = plain_int(&p);
	c->duration_ms = plain_int(&p);
	c->status = plain_int(&p);
	c->type = plain_int(&p);
	for (int i = 0; i < TEXTS; i++)
		texts[i] = plain_text(&p, &len);
	c->source_account = texts[0];
	c->source_number = texts[1];
	c->source_domain = texts[2];
	c->source_ip = texts[3];
	c->source_user = texts[4];
	c->source_peer = texts[5];
	c->destination_account = texts[6];
	c->destination_number = texts[7];
	c->destination_domain = texts[8];
	c->destination_peer = texts[9];
	c->disposition = texts[10];
	c->call_id = texts[11];
	c->identity = plain_null(&p) ? c->call_id : plain_text(&p, &len);
	c->identity_len = (int64_t)len;
	c->setup_us = plain_null(&p) ? CALL_NO_SETUP : plain_int(&p);
	c->batch = plain_int(&p);
	c->line = plain_int(&p);
	return !p.odd;
}

/* Room for all texts of a record of ${len} bytes, each ended by NUL: in the
 * place of the call that was read CALL_RANGE_KEPT ago. */
static char *
reserve_text(struct call_range *r, size_t len)
{
	struct range_text *t = &r->texts[r->next++ % CALL_RANGE_KEPT];

	if (len + COLUMNS > t->cap) {
		free(t->data);
		t->cap = 2 * (len + COLUMNS);
		t->data = mem_alloc(t->cap);
	}
	return t->data;
}

/* The row ${seq}, which is too long for a page: its texts are copied, for
 * SQLite keeps them only until the next. */
static int
read_long(struct call_range *r, struct call *c, int64_t *seq, struct err *e)
{
	const char **texts[] = { &c->source_account, &c->source_number,
		&c->source_domain, &c->source_ip, &c->source_user,
		&c->source_peer, &c->destination_account,
		&c->destination_number, &c->destination_domain,
		&c->destination_peer, &c->disposition, &c->call_id };
	size_t n = sizeof(texts) / sizeof(texts[0]), len;
	char *at;
	int rc = stmt_row(&r->row, e, ARGS(A_INT(*seq)));

	if (rc < 0)
		return -1;
	if (rc == 0 || !call_row_read(r->row.handle, c, seq)) /* it was seen */
		return table_scan_damaged(r->scan, e);
	len = (size_t)c->identity_len;
	for (size_t i = 0; i < n; i++)
		len += strlen(*texts[i]);
	at = reserve_text(r, len);
	/* first the one that may be that of another column */
	memcpy(at, c->identity, (size_t)c->identity_len + 1);
	c->identity = at;
	at += c->identity_len + 1;
	for (size_t i = 0; i < n; i++) {
		len = strlen(*texts[i]) + 1;
		*texts[i] = memcpy(at, *texts[i], len);
		at += len;
	}
	return 1;
}

/* The calls of a segment are numbered without gaps: none is missing, be it that
 * a page lost some. */
static int
next_record(struct call_range *r, int64_t *seq, const uint8_t **record,
    size_t *len, struct err *e)
{
	int rc = table_scan_record(r->scan, seq, record, len, e);

	if (rc > 0 && *seq == r->expected) {
		r->expected++;
		return rc;
	}
	if (rc < 0 || (rc == 0 && r->expected >= r->until))
		return rc;
	return err_set(e, ERR_DATA, "%s: damaged: call %" PRId64 " is missing",
	    db_path(r->db), r->expected);
}

int
call_range_next(struct call_range *r, struct call *call, int64_t *seq,
    struct err *e)
{
	const uint8_t *record;
	struct values values;
	size_t len;
	char *text;
	int rc = next_record(r, seq, &record, &len, e);

	if (rc == 2)
		return read_long(r, call, seq, e);
	if (rc <= 0)
		return rc;
	text = reserve_text(r, len);
	if (!read_plain(text, record, len, call)) {
		if (!read_columns(text, record, len, &values))
			return table_scan_damaged(r->scan, e);
		read_values(&values, call);
	}
	return call_row_is_sound(call) ? 1 : table_scan_damaged(r->scan, e);
}

void
call_range_close(struct call_range *r)
{
	if (r == NULL)
		return;
	table_scan_close(r->scan);
	stmt_free(&r->row);
	db_close(r->db);
	for (size_t i = 0; i < CALL_RANGE_KEPT; i++)
		free(r->texts[i].data);
	free(r);
}
