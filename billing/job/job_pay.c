#include "job/job_pay.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/settings.h"
#include "document/document_entity.h"
#include "document/line.h"
#include "job/close_setup.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/book.h"
#include "store/db.h"
#include "store/load_store.h"
#include "store/open_store.h"
#include "store/row.h"

struct work {
	const struct job_pay_options *opt;
	struct book *book;
	struct arena arena;
	struct payment row;
	bool repeated;
};

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

/* The day asked for, else today by the operator's clock. */
static int
find_day(const struct work *w, int64_t *day, struct err *e)
{
	*day = line_day_of(w->book->zone, w->opt->now_us);
	return w->opt->date == NULL
	    ? 0
	    : close_setup_day(w->opt->date, "--date", day, e);
}

/* --- what is asked for ---------------------------------------------------- */

/* The currency: stated, of the document, of the operator; these must agree. */
static int
find_currency(struct work *w, struct err *e)
{
	const struct job_pay_options *o = w->opt;
	char of[4] = "";
	int rc;

	if (o->document != NULL) {
		rc = open_store_document(w->book->db, o->document, o->contract,
		    of, e);
		if (rc < 0)
			return -1;
		if (rc == 0)
			return err_set(e, ERR_NOINPUT,
			    "document %s: contract %s has no invoice of that "
			    "number",
			    o->document, o->contract);
	}
	w->row.currency = o->currency != NULL ? o->currency
	    : of[0] != '\0'
	    ? arena_strdup(&w->arena, of)
	    : settings_text(w->book->settings, "operator", "currency");
	if (currency_find(w->row.currency) == NULL)
		return err_set(e, ERR_USAGE, "currency \"%s\": not known",
		    w->row.currency);
	if (of[0] != '\0' && strcmp(of, w->row.currency) != 0)
		return err_set(e, ERR_REFUSED,
		    "document %s is in %s: it cannot be paid in %s",
		    o->document, of, w->row.currency);
	return 0;
}

static int
find_amount(struct work *w, struct err *e)
{
	const struct currency *cur = currency_find(w->row.currency);
	const char *amount = w->opt->amount;
	int64_t minor;

	if (money_parse(amount, strlen(amount), cur, &minor, e) < 0 ||
	    minor == 0) {
		err_clear(e);
		return err_set(e, ERR_USAGE,
		    "amount \"%s\" is not money in %s other than 0 (20.50)",
		    amount, cur->code);
	}
	return money_from_minor(minor, cur, &w->row.amount_e8, e);
}

static int
make_row(struct work *w, struct err *e)
{
	const struct job_pay_options *o = w->opt;
	int64_t load;
	int rc;

	rc = open_store_contract(w->book->db, o->contract, e);
	if (rc <= 0)
		return rc < 0 ? -1
			      : err_set(e, ERR_NOINPUT,
				    "contract %s: there is none", o->contract);
	if (load_store_last(w->book->db, &load, e) < 0 ||
	    find_currency(w, e) < 0 || find_amount(w, e) < 0 ||
	    find_day(w, &w->row.date_day, e) < 0)
		return -1;
	w->row.origin = (struct origin){ load + 1, 1 };
	w->row.ref = o->ref != NULL
	    ? o->ref
	    : arena_printf(&w->arena, "payment-%" PRId64, load + 1);
	w->row.contract = o->contract;
	w->row.document = o->document;
	w->row.note = o->note;
	return 0;
}

/* --- once ----------------------------------------------------------------- */

/* 1: the same was booked under the ref; 0: the ref is free. */
static int
check_ref(struct work *w, struct err *e)
{
	const struct payment *p = &w->row;
	struct payment old;
	struct stmt rows = { 0 };
	bool same = false;
	int64_t load = 0;
	int rc;

	rc = open_store_payment(w->book->db, p->ref, &rows, &old, e);
	if (rc == 1) {
		load = old.origin.load;
		same = strcmp(old.contract, p->contract) == 0 &&
		    old.amount_e8 == p->amount_e8 &&
		    strcmp(old.currency, p->currency) == 0 &&
		    strcmp(text(old.document), text(p->document)) == 0 &&
		    (w->opt->date == NULL || old.date_day == p->date_day);
		w->row.date_day = old.date_day;
	}
	stmt_free(&rows);
	if (rc == 1 && !same)
		return err_set(e, ERR_REFUSED,
		    "ref %s was used for another payment (load %" PRId64 ")",
		    p->ref, load);
	if (rc == 1)
		w->row.origin.load = load;
	return rc;
}

static int
book_row(struct work *w, struct err *e)
{
	char sha256[HASH_HEX_MAX];
	const char *program =
	    arena_printf(&w->arena, "%s %s", w->opt->program, w->opt->version);
	const struct load load = { .number = w->row.origin.load,
		.time_us = w->opt->now_us,
		.program = program,
		.added = 1 };
	struct load_file file = { .entity = "payments",
		.file = w->opt->program,
		.sha256 = sha256,
		.rows = 1 };
	const char *what =
	    arena_printf(&w->arena, "%s,%s,%" PRId64 ",%" PRId64 ",%s,%s,%s\n",
		w->row.ref, w->row.contract, w->row.date_day, w->row.amount_e8,
		w->row.currency, text(w->row.document), text(w->row.note));

	hash_sha256_hex(what, strlen(what), sha256);
	return load_store_insert(w->book->db, &load, e) < 0 ||
		open_store_pay(w->book->db, &w->row, e) < 0 ||
		load_store_insert_files(w->book->db, load.number, &file, 1, e) <
		    0 ||
		db_commit(w->book->db, e) < 0
	    ? -1
	    : 0;
}

/* --- what is said --------------------------------------------------------- */

static void
report(const struct work *w, struct out *out)
{
	const struct payment *p = &w->row;
	char amount[MONEY_TEXT_MAX], date[ROW_DATE_TEXT];

	(void)money_format_e8(amount, p->amount_e8, 2);
	row_date_text(date, p->date_day);
	if (w->opt->json) {
		out_json_open(out, NULL, '{');
		out_json_text(out, "outcome",
		    w->repeated ? "repeated" : "booked");
		out_json_text(out, "ref", p->ref);
		out_json_text(out, "contract", p->contract);
		out_json_text(out, "date", date);
		out_json_text(out, "amount", amount);
		out_json_text(out, "currency", p->currency);
		out_json_text(out, "document", text(p->document));
		out_json_int(out, "load", p->origin.load);
		out_json_close(out, '}');
		return;
	}
	if (w->repeated)
		out_printf(out,
		    "payment %s was booked before (load %" PRId64
		    "), nothing was done\n",
		    p->ref, p->origin.load);
	else
		out_printf(out, "payment %s: %s %s of %s on %s, %s%s\n", p->ref,
		    amount, p->currency, p->contract, date,
		    p->document == NULL ? "on account" : "for ",
		    text(p->document));
}

static void
list_text(const struct stmt *s, const char *amount, struct out *out)
{
	out_printf(out, "%-16s %-11s %-16s %-10s %-10s %12s %s\n",
	    stmt_text(s, 0)[0] == '\0' ? "on account" : stmt_text(s, 0),
	    stmt_text(s, 1), stmt_text(s, 4), stmt_text(s, 5), stmt_text(s, 6),
	    amount, stmt_text(s, 7));
}

static void
list_json(const struct stmt *s, const char *amount, struct out *out)
{
	static const char *const keys[] = { "number", "kind", "category",
		"issuer", "contract", "date", "due", "currency" };

	out_json_open(out, NULL, '{');
	for (int i = 0; i < 8; i++)
		out_json_text(out, keys[i], stmt_text(s, i));
	out_json_text(out, "open", amount);
	out_json_close(out, '}');
}

static int
list_items(const struct work *w, int64_t day, struct out *out, struct err *e)
{
	struct stmt s = { 0 };
	int rc = open_store_items(w->book->db, day, w->opt->contract, &s, e);

	if (w->opt->json)
		out_json_open(out, NULL, '[');
	while (rc == 0 && (rc = stmt_step(&s, e)) == 1) {
		const struct currency *cur = currency_find(stmt_text(&s, 7));
		char amount[MONEY_TEXT_MAX];

		(void)money_format_e8(amount, stmt_int(&s, 8),
		    cur == NULL ? 2 : cur->digits);
		if (w->opt->json)
			list_json(&s, amount, out);
		else
			list_text(&s, amount, out);
		rc = 0;
	}
	if (w->opt->json)
		out_json_close(out, ']');
	stmt_free(&s);
	return rc;
}

/* --- the job -------------------------------------------------------------- */

static int
run(struct work *w, struct out *out, struct err *e)
{
	int rc;

	if (make_row(w, e) < 0)
		return -1;
	rc = check_ref(w, e);
	if (rc < 0 || (rc == 0 && book_row(w, e) < 0))
		return -1;
	w->repeated = rc == 1;
	report(w, out);
	return 0;
}

int
job_pay(const struct job_pay_options *opt, struct out *out, struct err *e)
{
	struct book book;
	struct work w = { .opt = opt, .book = &book };
	int rc;

	if (book_open(&book, opt->book, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	rc = db_begin(book.db, e);
	if (rc == 0)
		rc = run(&w, out, e);
	db_rollback(book.db);
	arena_free(&w.arena);
	book_close(&book);
	return rc;
}

int
job_pay_list(const struct job_pay_options *opt, struct out *out, struct err *e)
{
	struct book book;
	struct work w = { .opt = opt, .book = &book };
	int64_t day;
	int rc = 1;

	if (book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	if (opt->contract != NULL)
		rc = open_store_contract(book.db, opt->contract, e);
	if (rc == 0)
		rc = err_set(e, ERR_NOINPUT, "contract %s: there is none",
		    opt->contract);
	if (rc == 1)
		rc = find_day(&w, &day, e) < 0 ? -1
					       : list_items(&w, day, out, e);
	book_close(&book);
	return rc;
}
