#include "store/itemised_store.h"

#include <assert.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "document/document.h"
#include "store/db.h"
#include "store/stmt.h"

/* The charges of a usage; ?5 is enum document_part, as document.h has it. */
#define USAGE                                                                   \
	" WHERE charge.seq BETWEEN (SELECT first FROM contract WHERE ref = ?1)" \
	"   AND (SELECT last FROM contract WHERE ref = ?1)"                     \
	"  AND charge.tier = ?2 AND charge.start_us >= ?3"                      \
	"  AND charge.start_us < ?4 AND charge.document = 0"                    \
	"  AND CASE ?5 WHEN 0 THEN 1 WHEN 1 THEN charge.price_e8 < 0"           \
	"   WHEN 2 THEN charge.price_e8 >= 0 WHEN 3 THEN charge.direction = 0"  \
	"   ELSE charge.direction = 1 END"

/* What a document charges for, as its lines do. */
#define AMOUNT "charge.price_e8 - charge.cash_e8 + charge.bought_e8"

#define CALLS                                                               \
	"SELECT coalesce(subscriber.ref, ''), charge.start_us,"             \
	"  charge.duration_ms, charge.billed_s, charge.free_s, " AMOUNT "," \
	"  charge.direction, charge.number, fee.zone, fee.zone_detail"      \
	" FROM charge"                                                      \
	"  JOIN fee ON fee.id = charge.fee"                                 \
	"  LEFT JOIN subscriber ON subscriber.id = charge.subscriber" USAGE

#define IN_ORDER " ORDER BY 1, charge.seq"

static const char *const sql_calls[] = {
	[ITEMISED_ALL] = CALLS IN_ORDER,
	[ITEMISED_BEYOND_ASCII] = CALLS
	" AND (charge.number GLOB '*[^ -~]*' OR fee.zone GLOB '*[^ -~]*'"
	"  OR fee.zone_detail GLOB '*[^ -~]*')" IN_ORDER,
};

/* 10^8 divides what has no digit after the point, 10 what has seven. */
static const char sql_digits[] =
    "SELECT max(CASE WHEN v % 10000000 = 0 THEN 1 WHEN v % 1000000 = 0 THEN 2"
    "  WHEN v % 100000 = 0 THEN 3 WHEN v % 10000 = 0 THEN 4"
    "  WHEN v % 1000 = 0 THEN 5 WHEN v % 100 = 0 THEN 6"
    "  WHEN v % 10 = 0 THEN 7 ELSE 8 END)"
    " FROM (SELECT " AMOUNT " AS v FROM charge" USAGE ")";

static_assert(DOCUMENT_PART_ALL == 0 && DOCUMENT_PART_EARNED == 1 &&
	DOCUMENT_PART_OWED == 2 && DOCUMENT_PART_OUT == 3 &&
	DOCUMENT_PART_IN == 4,
    "the parts of sql_calls");

/* One stretch of charges. */
struct cursor {
	const struct document_usage *usage;
	struct db *db;
	struct stmt stmt;
	int state; /* what the last step gave: 1 a row is there, 0 ended */
	bool used; /* the row was given out */
};

struct itemised_reader {
	const struct document *document;
	struct cursor *cursors;
	size_t n, at;           /* the cursor that is being read */
	const char *subscriber; /* in the document; NULL: not begun */
};

static int
open_cursor(struct cursor *c, const char *book, enum itemised_choice choice,
    struct err *e)
{
	char name[64], path[FILE_PATH_MAX];

	(void)snprintf(name, sizeof(name), "charges/%s.%" PRId64 ".db",
	    c->usage->period, c->usage->run);
	if (file_path_join(path, book, name, e) < 0 ||
	    db_open_part(&c->db, path, DB_CHARGES, e) < 0)
		return -1;
	return stmt_prepare(&c->stmt, c->db, sql_calls[choice], e);
}

int
itemised_reader_open(struct itemised_reader **out, const char *book,
    const struct document *d, enum itemised_choice choice, struct err *e)
{
	struct itemised_reader *r = mem_calloc(1, sizeof(*r));

	r->document = d;
	r->cursors = mem_calloc(d->n_usages + 1, sizeof(r->cursors[0]));
	for (; r->n < d->n_usages; r->n++) {
		r->cursors[r->n].usage = &d->usages[r->n];
		if (open_cursor(&r->cursors[r->n], book, choice, e) < 0) {
			r->n++;
			itemised_reader_close(r);
			return err_ctx(e, "document %s", d->number);
		}
	}
	*out = r;
	return 0;
}

void
itemised_reader_close(struct itemised_reader *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < r->n; i++) {
		stmt_free(&r->cursors[i].stmt);
		db_close(r->cursors[i].db);
	}
	free(r->cursors);
	free(r);
}

static int
step(struct cursor *c, struct err *e)
{
	c->state = stmt_step(&c->stmt, e);
	c->used = false;
	return c->state < 0 ? -1 : 0;
}

static int
bind(const struct itemised_reader *r, const struct document_usage *u,
    struct stmt *stmt, struct err *e)
{
	return stmt_bind(stmt, e,
	    ARGS(A_TEXT(r->document->contract), A_INT(u->tier),
		A_INT(u->from_us), A_INT(u->until_us), A_INT(u->part)));
}

int
itemised_reader_digits(struct itemised_reader *r, int *digits, struct err *e)
{
	*digits = 1;
	for (size_t i = 0; i < r->n; i++) {
		struct stmt stmt = { 0 };
		int rc = stmt_prepare(&stmt, r->cursors[i].db, sql_digits, e);

		if (rc == 0)
			rc = bind(r, r->cursors[i].usage, &stmt, e);
		if (rc == 0)
			rc = stmt_step(&stmt, e);
		if (rc > 0 && stmt_int(&stmt, 0) > *digits)
			*digits = (int)stmt_int(&stmt, 0);
		stmt_free(&stmt);
		if (rc < 0)
			return err_ctx(e, "document %s", r->document->number);
	}
	return 0;
}

int
itemised_reader_begin(struct itemised_reader *r, const char *subscriber,
    struct err *e)
{
	/* Subscribers are asked for in order: go on where we are. */
	bool on =
	    r->subscriber != NULL && strcmp(subscriber, r->subscriber) > 0;

	r->at = 0;
	r->subscriber = NULL;
	for (size_t i = 0; i < r->n; i++) {
		struct cursor *c = &r->cursors[i];

		if (!on &&
		    (bind(r, c->usage, &c->stmt, e) < 0 || step(c, e) < 0))
			goto fail;
		while (c->state > 0 &&
		    strcmp(stmt_text(&c->stmt, 0), subscriber) < 0)
			if (step(c, e) < 0)
				goto fail;
	}
	r->subscriber = subscriber;
	return 0;
fail:
	return err_ctx(e, "document %s", r->document->number);
}

static void
fill(const struct cursor *c, struct itemised_call *call)
{
	int64_t amount_e8 = stmt_int(&c->stmt, 5);

	*call = (struct itemised_call){ .start_us = stmt_int(&c->stmt, 1),
		.duration_ms = stmt_int(&c->stmt, 2),
		.billed_s = stmt_int(&c->stmt, 3),
		.free_s = stmt_int(&c->stmt, 4),
		.amount_e8 = c->usage->part == DOCUMENT_PART_EARNED ? -amount_e8
								    : amount_e8,
		.direction = stmt_int(&c->stmt, 6),
		.number = stmt_text(&c->stmt, 7),
		.zone = stmt_text(&c->stmt, 8),
		.detail = stmt_text(&c->stmt, 9) };
}

int
itemised_reader_next(struct itemised_reader *r, struct itemised_call *call,
    struct err *e)
{
	assert(r->subscriber != NULL);
	for (; r->at < r->n; r->at++) {
		struct cursor *c = &r->cursors[r->at];

		if (c->used && step(c, e) < 0)
			return err_ctx(e, "document %s", r->document->number);
		if (c->state == 0 ||
		    strcmp(stmt_text(&c->stmt, 0), r->subscriber) != 0)
			continue;
		fill(c, call);
		c->used = true;
		return 1;
	}
	return 0;
}
