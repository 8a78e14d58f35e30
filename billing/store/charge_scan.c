#include "store/charge_scan.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/stmt.h"
#include "store/table_scan.h"

static const char sql_row[] =
    "SELECT seq, contract, tier, direction, segment, call, start_us,"
    " subscriber, fee, band, duration_ms, billed_s, free_s, price_e8, cash_e8,"
    " bought_e8, late, document, day, number FROM charge WHERE seq = ?1";

static const char sql_count[] = "SELECT charges FROM run";

#define COLUMNS 20 /* of charge, in the order of the schema */
#define NUMBERS 19 /* of these, before the other party's number */

struct charge_scan {
	struct stmt row;
	struct table_scan *scan;
	int64_t last;    /* seq of the charge before */
	int64_t charges; /* the seq that must be the last */
	bool gaps;       /* are allowed */
};

static int
count_charges(struct db *db, int64_t *n, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_count, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	if (rc == 0)
		rc = stmt_step(&s, e);
	*n = rc > 0 ? stmt_int(&s, 0) : -1;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
charge_scan_open(struct charge_scan **out, struct db *db, const char *path,
    struct err *e)
{
	struct charge_scan *s = mem_calloc(1, sizeof(*s));
	uint32_t root, page_size;

	*out = NULL;
	if (count_charges(db, &s->charges, e) < 0 ||
	    stmt_prepare(&s->row, db, sql_row, e) < 0 ||
	    stmt_root_page(db, "charge", &root, &page_size, e) < 0 ||
	    table_scan_open(&s->scan, path, root, page_size, 1, INT64_MAX, e) <
		0) {
		charge_scan_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* From the columns of a record, the key first. */
static void
read_values(const int64_t v[NUMBERS], struct charge *c)
{
	*c = (struct charge){ .contract = v[1],
		.tier = v[2],
		.direction = v[3],
		.segment = v[4],
		.call = v[5],
		.start_us = v[6],
		.subscriber = v[7],
		.fee = v[8],
		.band = v[9],
		.duration_ms = v[10],
		.billed_s = v[11],
		.free_s = v[12],
		.price_e8 = v[13],
		.cash_e8 = v[14],
		.bought_e8 = v[15],
		.late = v[16],
		.document = v[17],
		.day = v[18] };
}

int
charge_scan_next(struct charge_scan *s, int64_t *seq, struct charge *c,
    struct err *e)
{
	struct table_value values[COLUMNS];
	int64_t v[NUMBERS];
	int rc = table_scan_next(s->scan, seq, values, COLUMNS, e);

	if (rc == 0 && s->last != s->charges && !s->gaps)
		return table_scan_damaged(s->scan, e);
	if (rc <= 0)
		return rc;
	if (rc == 1) {
		for (int i = 0; i < NUMBERS; i++)
			v[i] = values[i].number;
		read_values(v, c);
		c->number = values[NUMBERS].text;
		c->number_len = values[NUMBERS].len;
	} else {
		/* it does not lie on one page */
		stmt_reset(&s->row);
		rc = stmt_row(&s->row, e, ARGS(A_INT(*seq)));
		if (rc <= 0)
			return rc < 0 ? -1 : table_scan_damaged(s->scan, e);
		for (int i = 0; i < NUMBERS; i++)
			v[i] = stmt_int(&s->row, i);
		read_values(v, c);
		c->number = stmt_text(&s->row, NUMBERS);
		c->number_len = stmt_bytes(&s->row, NUMBERS);
	}
	/* they are numbered from 1 without gaps */
	s->last++;
	return charge_is_sound(c) && (*seq == s->last || s->gaps)
	    ? 1
	    : table_scan_damaged(s->scan, e);
}

int
charge_scan_seek(struct charge_scan *s, int64_t from, int64_t until,
    struct err *e)
{
	s->last = from - 1;
	s->charges = until - 1;
	return table_scan_seek(s->scan, from, until, e);
}

void
charge_scan_allow_gaps(struct charge_scan *s)
{
	s->gaps = true;
}

void
charge_scan_close(struct charge_scan *s)
{
	if (s == NULL)
		return;
	table_scan_close(s->scan);
	stmt_free(&s->row);
	free(s);
}
