#include "store/charge_fees.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "rating/master.h"
#include "store/stmt.h"
#include "store/table_file.h"

#define COLUMNS 12 /* of table fee */
#define TEXTS   7
#define LONG    5000 /* bytes of all texts of a fee: fewer fit a page */

static const char sql_fee[] =
    "INSERT INTO fee (id, profile, currency, direction, type, match, source,"
    " destination, zone, zone_detail, load, line)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

static size_t
rows_of(const struct charge_fees *c)
{
	return c->directory->master->n_fees;
}

static struct fee_origin
origin_of(const struct charge_fees *c, size_t i)
{
	return i < rows_of(c) ? fee_origin_of(c->directory, (uint32_t)i)
			      : c->extra[i - rows_of(c)];
}

/* The texts, in the order of the columns, and their lengths; false if they are
 * too long for a page. */
static bool
measure(const struct fee_origin *f, const char *text[TEXTS], size_t len[TEXTS])
{
	size_t sum = 0;

	text[0] = f->profile;
	text[1] = f->currency;
	text[2] = f->match;
	text[3] = f->source;
	text[4] = f->destination;
	text[5] = f->zone;
	text[6] = f->zone_detail;
	for (int i = 0; i < TEXTS; i++) {
		len[i] = strlen(text[i]);
		sum += len[i];
	}
	return sum < LONG;
}

int
charge_fees_fill(const struct charge_fees *c, struct table_file *t,
    struct err *e)
{
	uint8_t out[TABLE_RECORD_ROOM];
	struct table_record r;
	const char *text[TEXTS];
	size_t len[TEXTS];

	for (size_t i = 0; i < rows_of(c) + c->nextra; i++) {
		struct fee_origin f;

		if (!c->used[i + 1])
			continue;
		f = origin_of(c, i);
		if (!measure(&f, text, len))
			continue;
		table_record_begin(&r, out, COLUMNS);
		table_record_null(&r); /* id */
		table_record_text(&r, text[0], len[0]);
		table_record_text(&r, text[1], len[1]);
		table_record_int(&r, f.direction);
		table_record_int(&r, f.type);
		for (int k = 2; k < TEXTS; k++)
			table_record_text(&r, text[k], len[k]);
		table_record_int(&r, f.load);
		table_record_int(&r, f.line);
		if (table_file_add_key(t, (int64_t)i + 1, out,
			table_record_end(&r), e) < 0)
			return -1;
	}
	return 0;
}

int
charge_fees_insert_long(const struct charge_fees *c, struct db *db,
    struct err *e)
{
	const char *text[TEXTS];
	size_t len[TEXTS];
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_fee, e);

	for (size_t i = 0; rc == 0 && i < rows_of(c) + c->nextra; i++) {
		struct fee_origin f;

		if (!c->used[i + 1])
			continue;
		f = origin_of(c, i);
		if (measure(&f, text, len))
			continue;
		rc = stmt_run(&s, e,
		    ARGS(A_INT((int64_t)i + 1), A_TEXT(f.profile),
			A_TEXT(f.currency), A_INT(f.direction), A_INT(f.type),
			A_TEXT(f.match), A_TEXT(f.source),
			A_TEXT(f.destination), A_TEXT(f.zone),
			A_TEXT(f.zone_detail), A_INT(f.load), A_INT(f.line)));
	}
	stmt_free(&s);
	return rc;
}
