#include "job/job_fraud.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "base/words.h"
#include "job/fraud_find.h"
#include "job/fraud_mail.h"
#include "money/currency.h"
#include "money/money.h"
#include "render/table.h"
#include "store/book.h"
#include "store/db.h"
#include "store/fraud_store.h"
#include "store/outbox_store.h"
#include "tariff/tariff_entity.h"
#include "time/instant.h"

static const struct column columns[] = {
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "period", "Period", CELL_TEXT, 6, false },
	{ "date", "Date", CELL_TEXT, 10, false },
	{ "limit", "Limit", CELL_E8, 12, false },
	{ "sum", "Sum", CELL_E8, 12, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
	{ "level", "Level", CELL_COUNT, 5, false },
	{ "since", "Since", CELL_TIME, 20, false },
	{ "notify", "Notify", CELL_TEXT, 24, false },
	{ "new", "New", CELL_YESNO, 4, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table table = {
	.key = "fraud",
	.title = "Limits reached",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 5,
};

struct work {
	const struct job_fraud_options *opt;
	struct book book;
	struct balance_now now;
	struct fraud_list list;
	struct fraud_store *store;
	struct outbox_store *outbox;
	struct fraud_record *records; /* of the list */
	bool *is_new;
	struct arena arena;
	struct out *messages;
	enum table_format format;
	bool any;  /* to list */
	bool look; /* for a person */
};

/* What of a found limit goes into the book. */
static int
record_of(struct work *w, const struct fraud_found *f, struct fraud_record *r,
    struct err *e)
{
	const struct directory_contract *k =
	    &w->now.directory->contracts[f->contract];
	const struct fraud_hit *h = &f->hit;
	char date[INSTANT_TEXT_MAX];

	(void)instant_format_date(date, h->from_us, k->zone);
	if (h->period == FRAUD_MONTH)
		date[strlen("YYYY-MM")] = '\0';
	*r = (struct fraud_record){ .contract = k->ref,
		.period = fraud_period_words[h->period],
		.date = arena_strdup(&w->arena, date),
		.profile = h->profile->handle,
		.tier = f->wholesale ? "wholesale" : "retail",
		.limit_e8 = h->limit_e8,
		.currency = h->profile->currency,
		.level = h->level,
		.since_us = h->since_us,
		.notify = h->notify,
		.found_us = w->opt->now_us,
		.program = w->opt->program };
	if (money_narrow(h->sum_e8, &r->sum_e8, e) < 0)
		return err_ctx(e, "customer %s, %s", k->ref, date);
	return 0;
}

/* Which are new; those are recorded, and their mails queued. */
static int
record(struct work *w, struct err *e)
{
	for (size_t i = 0; i < w->list.n; i++) {
		struct fraud_record *r = &w->records[i];
		int known;

		if (record_of(w, &w->list.items[i], r, e) < 0)
			return -1;
		known = fraud_store_find(w->store, r, &r->id, e);
		if (known < 0)
			return -1;
		w->is_new[i] = known == 0;
		w->any = w->any || known == 0 || !w->opt->new_only;
		w->look = w->look || known == 0;
		if (known > 0 || w->opt->dry_run)
			continue;
		if (fraud_store_add(w->store, r, e) < 0)
			return -1;
		if (w->opt->mail &&
		    fraud_mail_queue(w->outbox, r, w->opt->now_us, w->messages,
			&w->look, e) < 0)
			return -1;
	}
	return 0;
}

static int
record_all(struct work *w, struct err *e)
{
	w->records = ARENA_NEW(&w->arena, struct fraud_record, w->list.n + 1);
	w->is_new = ARENA_NEW(&w->arena, bool, w->list.n + 1);
	if (fraud_store_open(&w->store, w->book.db, e) < 0 ||
	    outbox_store_open(&w->outbox, w->book.db, e) < 0)
		return -1;
	if (w->opt->dry_run)
		return record(w, e);
	if (db_begin(w->book.db, e) < 0)
		return -1;
	if (record(w, e) < 0 || db_commit(w->book.db, e) < 0) {
		db_rollback(w->book.db);
		return -1;
	}
	return 0;
}

static int
print_row(struct table_writer *t, const struct fraud_record *r, bool is_new,
    struct err *e)
{
	const struct currency *in = currency_find(r->currency);

	return table_row(t,
	    (const struct cell[NCOLUMNS]){
		CELL_STR(r->contract),
		CELL_STR(r->period),
		CELL_STR(r->date),
		CELL_MONEY(r->limit_e8, in),
		CELL_MONEY(r->sum_e8, in),
		CELL_STR(r->currency),
		CELL_NUM(r->level),
		CELL_NUM(r->since_us),
		CELL_STR(r->notify),
		CELL_NUM(is_new),
	    },
	    e);
}

static int
print(struct work *w, struct out *out, struct err *e)
{
	const struct table_head head = {
		.report = table.key,
		.title = "Fraud",
		.author = "",
		.as_of_us = w->opt->at_us,
		.raw = w->opt->raw,
	};
	struct table_writer *t;
	int rc;

	if (table_open(&t, w->format, &head, out, NULL, e) < 0)
		return -1;
	rc = table_begin(t, &table, e);
	for (size_t i = 0; rc == 0 && i < w->list.n; i++)
		if (w->is_new[i] || !w->opt->new_only)
			rc = print_row(t, &w->records[i], w->is_new[i], e);
	if (rc == 0)
		rc = table_end(t, e);
	if (rc < 0) {
		table_abort(t);
		return -1;
	}
	return table_close(t, e);
}

/* Without any limit there is nothing to read. */
static int
find(struct work *w, struct err *e)
{
	int wanted = fraud_store_wanted(w->book.db, e);

	if (wanted <= 0)
		return wanted;
	if (balance_now_open(&w->now, &w->book, BALANCE_NOW_LAST, e) < 0)
		return -1;
	return fraud_find(&w->list, &w->book, &w->now, w->opt->at_us,
	    w->messages, &w->look, e);
}

int
job_fraud(const struct job_fraud_options *opt, struct out *out,
    struct out *messages, struct err *e)
{
	struct work w = { .opt = opt, .messages = messages };
	int format = word_find(table_format_words, opt->format);
	int rc = -1;

	if (format < 0 || format == TABLE_XLSX)
		return err_set(e, ERR_USAGE,
		    "format \"%s\" is none of text, csv, json", opt->format);
	w.format = (enum table_format)format;
	if (book_open(&w.book, opt->book, opt->dry_run ? BOOK_READ : BOOK_WRITE,
		opt->program, e) < 0)
		return -1;
	if (find(&w, e) == 0 && record_all(&w, e) == 0 &&
	    ((opt->brief && !w.any) || print(&w, out, e) == 0))
		rc = w.look ? 1 : 0;
	outbox_store_close(w.outbox);
	fraud_store_close(w.store);
	fraud_find_free(&w.list);
	balance_now_close(&w.now);
	arena_free(&w.arena);
	book_close(&w.book);
	return rc;
}
