#include "store/charge_feed.h"

#include <stdlib.h>

#include <sqlite3.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/charge.h"

/* In the order of data/schema/charges.sql. */
static const char declaration[] =
    "CREATE TABLE charge_feed (seq INTEGER, contract INTEGER, tier INTEGER,"
    " direction INTEGER, segment INTEGER, call INTEGER, start_us INTEGER,"
    " subscriber INTEGER, fee INTEGER, band INTEGER, duration_ms INTEGER,"
    " billed_s INTEGER, free_s INTEGER, price_e8 INTEGER, cash_e8 INTEGER,"
    " late INTEGER, document INTEGER, day INTEGER, number TEXT)";

struct feed_table {
	sqlite3_vtab base;
	const struct charge_feed *feed;
};

struct feed_cursor {
	sqlite3_vtab_cursor base;
	const struct charge_feed *feed;
	size_t at;
};

static int
feed_connect(sqlite3 *db, void *aux, int argc, const char *const *argv,
    sqlite3_vtab **out, char **message)
{
	struct feed_table *t;
	int rc = sqlite3_declare_vtab(db, declaration);

	(void)argc;
	(void)argv;
	(void)message;
	if (rc != SQLITE_OK)
		return rc;
	t = mem_calloc(1, sizeof(*t));
	t->feed = aux;
	*out = &t->base;
	return SQLITE_OK;
}

static int
feed_disconnect(sqlite3_vtab *t)
{
	free(t);
	return SQLITE_OK;
}

static int
feed_best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
	(void)t;
	info->estimatedCost = 1;
	return SQLITE_OK;
}

static int
feed_open(sqlite3_vtab *t, sqlite3_vtab_cursor **out)
{
	struct feed_cursor *c = mem_calloc(1, sizeof(*c));

	c->feed = ((struct feed_table *)t)->feed;
	*out = &c->base;
	return SQLITE_OK;
}

static int
feed_close(sqlite3_vtab_cursor *c)
{
	free(c);
	return SQLITE_OK;
}

static int
feed_filter(sqlite3_vtab_cursor *c, int number, const char *text, int argc,
    sqlite3_value **argv)
{
	(void)number;
	(void)text;
	(void)argc;
	(void)argv;
	((struct feed_cursor *)c)->at = 0;
	return SQLITE_OK;
}

static int
feed_next(sqlite3_vtab_cursor *c)
{
	((struct feed_cursor *)c)->at++;
	return SQLITE_OK;
}

static int
feed_eof(sqlite3_vtab_cursor *c)
{
	const struct feed_cursor *f = (struct feed_cursor *)c;

	return f->at >= f->feed->n;
}

static int64_t
feed_int(const struct charge *c, int column)
{
	switch (column) {
	case 1:
		return c->contract;
	case 2:
		return c->tier;
	case 3:
		return c->direction;
	case 4:
		return c->segment;
	case 5:
		return c->call;
	case 6:
		return c->start_us;
	case 7:
		return c->subscriber;
	case 8:
		return c->fee;
	case 9:
		return c->band;
	case 10:
		return c->duration_ms;
	case 11:
		return c->billed_s;
	case 12:
		return c->free_s;
	case 13:
		return c->price_e8;
	case 14:
		return c->cash_e8;
	case 15:
		return c->late;
	case 16:
		return c->document;
	default:
		return c->day;
	}
}

static int
feed_column(sqlite3_vtab_cursor *cursor, sqlite3_context *ctx, int column)
{
	const struct feed_cursor *f = (struct feed_cursor *)cursor;
	const struct charge *c = &f->feed->charges[f->at];

	if (column == 0)
		sqlite3_result_int64(ctx, f->feed->seq + (int64_t)f->at);
	else if (column == 18)
		sqlite3_result_text(ctx, c->number, -1, SQLITE_STATIC);
	else
		sqlite3_result_int64(ctx, feed_int(c, column));
	return SQLITE_OK;
}

static int
feed_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *rowid)
{
	const struct feed_cursor *f = (struct feed_cursor *)cursor;

	*rowid = f->feed->seq + (int64_t)f->at;
	return SQLITE_OK;
}

/* Without xCreate the table is there by its name alone. */
static const sqlite3_module feed_module = { .xConnect = feed_connect,
	.xBestIndex = feed_best_index,
	.xDisconnect = feed_disconnect,
	.xOpen = feed_open,
	.xClose = feed_close,
	.xFilter = feed_filter,
	.xNext = feed_next,
	.xEof = feed_eof,
	.xColumn = feed_column,
	.xRowid = feed_rowid };

int
charge_feed_register(struct sqlite3 *db, struct charge_feed *feed,
    struct err *e)
{
	int rc = sqlite3_create_module(db, "charge_feed", &feed_module, feed);

	if (rc != SQLITE_OK)
		return err_set(e, ERR_INTERNAL, "charge_feed: %s",
		    sqlite3_errmsg(db));
	return 0;
}
