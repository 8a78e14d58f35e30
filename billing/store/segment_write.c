/*
 * Calls and their hashes are written as pages by table_file and index_file:
 * SQLite made the schema before and adds the row that says what the file is
 * afterwards.  Through statements the same takes four times as long.
 */
#include "store/segment_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/radix.h"
#include "cdr/pack.h"
#include "store/db.h"
#include "store/index_file.h"
#include "store/stmt.h"
#include "store/table_file.h"

#define COLUMNS 21 /* of table call */

static const char sql_head[] =
    "INSERT INTO segment (period, batch, format, trust_cli, demand_group,"
    "  calls) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/* The segment being written. */
struct segment {
	char temp[FILE_PATH_MAX];
	uint32_t calls_root, identity_root, page_size;
	struct radix *hashes; /* (hash, seq) of all calls so far */
	size_t count, cap;
};

static void
put_text(struct table_record *r, const char *text, size_t len)
{
	if (len < 58)
		table_record_text(r, text, len);
	else
		*r = table_record_text_whole(*r, text, len);
}

/* The record of a call, in the order of the columns of the schema. */
static size_t
make_record(const struct pack *p, uint8_t *out)
{
	int64_t setup_us = pack_setup_us(p);
	struct table_record r;
	struct pack_texts t;

	table_record_begin(&r, out, COLUMNS);
	table_record_null(&r); /* seq */
	table_record_int(&r, p->start_us);
	table_record_int(&r, p->duration_ms);
	table_record_int(&r, p->status);
	table_record_int(&r, p->type);
	pack_texts(p, &t);
	for (int i = 0; i < PACK_IDENTITY; i++)
		put_text(&r, t.text[i], t.len[i]);
	if (t.len[PACK_IDENTITY] > 0)
		put_text(&r, t.text[PACK_IDENTITY], t.len[PACK_IDENTITY]);
	else
		table_record_null(&r); /* is the call_id */
	if (setup_us != CALL_NO_SETUP)
		table_record_int(&r, setup_us);
	else
		table_record_null(&r);
	table_record_int(&r, p->batch);
	table_record_int(&r, pack_line(p));
	return table_record_end(&r);
}

static int
write_calls(struct segment *s, segment_next_fn *next, void *data, struct err *e)
{
	uint8_t *record = mem_alloc(PACK_SIZE_MAX + TABLE_RECORD_ROOM);
	struct table_file *t;
	const struct pack *p;
	int rc;

	if (table_file_open(&t, s->temp, s->calls_root, s->page_size, e) < 0) {
		free(record);
		return -1;
	}
	while ((rc = next(data, &p, e)) > 0) {
		s->hashes =
		    mem_grow(s->hashes, s->count, &s->cap, sizeof(*s->hashes));
		s->count++;
		s->hashes[s->count - 1] = (struct radix){
			radix_signed((int64_t)p->hash), s->count, /* seq */
		};
		rc = table_file_add(t, record, make_record(p, record), e);
		if (rc < 0)
			break;
	}
	if (rc == 0)
		rc = table_file_finish(t, e);
	table_file_free(t);
	free(record);
	return rc;
}

static int
write_identities(struct segment *s, struct err *e)
{
	struct radix *scratch = mem_alloc((s->count + 1) * sizeof(*scratch));
	struct index_file *f;
	int rc;

	if (s->count > 0)
		radix_sort(s->hashes, scratch, s->count);
	free(scratch);
	rc = index_file_open(&f, s->temp, s->identity_root, s->page_size, e);
	for (size_t i = 0; rc == 0 && i < s->count; i++)
		rc = index_file_add(f,
		    (int64_t)radix_signed((int64_t)s->hashes[i].key),
		    (int64_t)s->hashes[i].value, e);
	if (rc == 0)
		rc = index_file_finish(f, e);
	index_file_free(f);
	return rc;
}

static int
write_head(const struct segment *s, const struct segment_head *head,
    struct err *e)
{
	struct stmt stmt = { 0 };
	struct db *db;
	int rc;

	if (db_build_more(&db, s->temp, e) < 0)
		return -1;
	rc = db_begin(db, e);
	if (rc == 0)
		rc = stmt_prepare(&stmt, db, sql_head, e);
	if (rc == 0)
		rc = stmt_run(&stmt, e,
		    ARGS(A_TEXT(head->period), A_INT(head->batch),
			A_TEXT(head->format), A_INT(head->trust_cli),
			A_INT(head->demand_group), A_INT((int64_t)s->count)));
	stmt_free(&stmt);
	if (rc == 0)
		rc = db_commit(db, e);
	db_close(db);
	return rc;
}

/* The schema; then the file belongs to the writers of pages. */
static int
make_schema(struct segment *s, struct err *e)
{
	struct db *db;
	int rc;

	if (db_build(&db, s->temp, "data/schema/calls.sql", e) < 0)
		return -1;
	rc = stmt_root_page(db, "call", &s->calls_root, &s->page_size, e);
	if (rc == 0)
		rc = stmt_root_page(db, "identity", &s->identity_root,
		    &s->page_size, e);
	db_close(db);
	return rc;
}

int
segment_write(const char *dir, const char *name,
    const struct segment_head *head, segment_next_fn *next, void *data,
    struct segment_done *done, struct err *e)
{
	struct segment s = { .hashes = NULL };
	char path[FILE_PATH_MAX], aside[256];
	struct err ignored = { .code = ERR_NONE };
	int rc = -1;

	*done = (struct segment_done){ .calls = 0 };
	(void)snprintf(aside, sizeof(aside), ".%.240s.aside", name);
	if (file_mkdirs(dir, e) < 0 || file_path_join(path, dir, name, e) < 0 ||
	    file_path_join(s.temp, dir, aside, e) < 0)
		return -1;
	if (make_schema(&s, e) == 0 && write_calls(&s, next, data, e) == 0 &&
	    write_identities(&s, e) == 0 && write_head(&s, head, e) == 0 &&
	    file_sha256(s.temp, done->sha256, &done->size, e) == 0)
		rc = file_publish(s.temp, path, e);
	done->calls = (int64_t)s.count;
	free(s.hashes);
	if (rc < 0)
		(void)file_remove(s.temp, &ignored);
	return rc;
}
