#include "job/job_topup.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/out.h"
#include "base/problems.h"
#include "job/load_check.h"
#include "job/load_input.h"
#include "job/load_owner.h"
#include "job/load_state.h"
#include "party/party_entity.h"
#include "store/book.h"
#include "store/closing_store.h"
#include "store/db.h"
#include "store/load_store.h"
#include "store/topup_store.h"
#include "tariff/tariff_entity.h"
#include "time/instant.h"

struct work {
	const struct job_topup_options *opt;
	struct book *book;
	struct arena arena;
	struct problems problems, notices;
	struct load_reader reader;
	struct load_input input;
	struct load_input *inputs[ENTITY_COUNT]; /* the one of topups */
	struct load_state state;
	const struct topup *row; /* what is to be booked */
	const char *ref;
	int64_t at_us;
	const char *outcome;
	int64_t load; /* that booked it; INT64_MIN */
};

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

/* --- what is asked for, as a file of topups ------------------------------- */

static int
read_last(struct work *w, struct err *e)
{
	int64_t last;

	if (load_store_last(w->book->db, &last, e) < 0)
		return -1;
	w->reader = (struct load_reader){ .arena = &w->arena,
		.zone = w->book->zone,
		.problems = &w->problems,
		.notices = &w->notices,
		.load = last + 1 };
	w->at_us = w->opt->at_us != INT64_MIN ? w->opt->at_us : w->opt->now_us;
	w->ref = w->opt->ref != NULL
	    ? w->opt->ref
	    : arena_printf(&w->arena, "topup-%" PRId64, last + 1);
	return 0;
}

static int
make_input(struct work *w, struct err *e)
{
	const char *values[] = { w->ref, w->opt->customer, NULL, w->opt->amount,
		w->opt->voucher, w->opt->package };
	char at[INSTANT_TEXT_MAX];
	struct buf b = { 0 };
	struct out out;
	int rc;

	(void)instant_format(at, w->at_us);
	values[2] = at;
	out_init_buf(&out, &b);
	out_str(&out, "ref,customer,time,amount,voucher,package\n");
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		out_csv_field(&out, values[i], false);
	out_csv_end(&out);
	rc = load_input_read_mem(&w->input, &w->reader, &entity_topups,
	    w->opt->program, b.data, b.len, e);
	out_free(&out);
	buf_free(&b);
	if (rc < 0)
		return -1;
	w->inputs[entity_list_find("topups")] = &w->input;
	if (problems_count(&w->problems) > 0 || w->input.rows.count != 1)
		return err_set(e, ERR_DATA, "%s",
		    problems_count(&w->problems) > 0 ? w->problems.items[0].text
						     : "not one top-up");
	w->row = entity_table_row(&w->input.rows, 0);
	return 0;
}

/* --- the rules ------------------------------------------------------------ */

static const struct entity_table *
before(const struct work *w, const struct entity *ent)
{
	return &w->state.before[entity_list_find(ent->name)];
}

/* The row of ${ent} with that text in ${column}; NULL. */
static const void *
find(const struct work *w, const struct entity *ent, const char *column,
    const char *value)
{
	const struct entity_table *t = before(w, ent);
	const struct field *f = entity_field(ent, column);

	for (size_t i = 0; value != NULL && i < t->count; i++) {
		const void *row = entity_table_row(t, i);

		if (strcmp(text(field_text(f, row)), value) == 0)
			return row;
	}
	return NULL;
}

static int
refuse(struct work *w, const char *outcome, enum err_code code,
    const char *detail, struct err *e)
{
	w->outcome = outcome;
	return err_set(e, code, "%s", detail);
}

/* Is what was booked under the ref what is asked for again? */
static bool
same(const struct work *w, const struct topup *t)
{
	return strcmp(t->customer, w->row->customer) == 0 &&
	    t->amount_e8 == w->row->amount_e8 &&
	    strcmp(text(t->voucher), text(w->row->voucher)) == 0 &&
	    strcmp(text(t->package), text(w->row->package)) == 0 &&
	    (w->opt->at_us == INT64_MIN || t->time_us == w->row->time_us);
}

/* 1: it is booked already; 0: the ref is free. */
static int
check_ref(struct work *w, struct err *e)
{
	const struct topup *t = find(w, &entity_topups, "ref", w->ref);

	if (t == NULL)
		return 0;
	if (!same(w, t))
		return refuse(w, "used_ref", ERR_REFUSED,
		    arena_printf(&w->arena,
			"ref %s was used for another top-up (load %" PRId64 ")",
			w->ref, t->origin.load),
		    e);
	w->outcome = "repeated";
	w->load = t->origin.load;
	return 1;
}

static int
check_customer(struct work *w, const struct customer *c, struct err *e)
{
	if (c == NULL)
		return refuse(w, "unknown_customer", ERR_NOINPUT,
		    arena_printf(&w->arena, "there is no customer %s",
			w->row->customer),
		    e);
	if (c->status != CONTRACT_STATUS_ACTIVE ||
	    (c->activated_us != ENTITY_NONE && w->at_us < c->activated_us) ||
	    (c->terminated_us != ENTITY_NONE && w->at_us >= c->terminated_us))
		return refuse(w, "inactive_customer", ERR_REFUSED,
		    arena_printf(&w->arena,
			"customer %s is not active at that time", c->ref),
		    e);
	return 0;
}

static int
check_voucher(struct work *w, const struct customer *c, struct err *e)
{
	const struct voucher *v =
	    find(w, &entity_vouchers, "code", w->row->voucher);
	const struct topup *used =
	    find(w, &entity_topups, "voucher", w->row->voucher);
	struct load_owner owner;
	bool foreign;

	if (w->row->voucher == NULL)
		return 0;
	if (v == NULL)
		return refuse(w, "unknown_voucher", ERR_NOINPUT,
		    "there is no such voucher", e);
	if (used != NULL)
		return refuse(w, "used_voucher", ERR_REFUSED,
		    arena_printf(&w->arena, "the voucher was used by top-up %s",
			used->ref),
		    e);
	if (w->at_us > v->valid_until_us)
		return refuse(w, "expired_voucher", ERR_REFUSED,
		    "the voucher is not valid any more", e);
	if (v->customer != NULL && strcmp(v->customer, c->ref) != 0)
		return refuse(w, "reserved_voucher", ERR_REFUSED,
		    "the voucher is reserved for another customer", e);
	load_owner_init(&owner, w->state.before);
	foreign = strcmp(load_owner_of(&owner, &entity_customers, c),
		      text(v->reseller)) != 0;
	load_owner_free(&owner);
	if (foreign)
		return refuse(w, "foreign_voucher", ERR_REFUSED,
		    "the voucher and the customer belong to different "
		    "resellers",
		    e);
	return 0;
}

static int
check_time(struct work *w, struct err *e)
{
	struct closing_store *closing;
	int64_t until_us;
	int rc;

	if (w->at_us > w->opt->now_us)
		return refuse(w, "future", ERR_REFUSED,
		    "the time of the top-up is still to come", e);
	if (closing_store_open(&closing, w->book->db, e) < 0)
		return -1;
	rc =
	    closing_store_closed_until(closing, w->row->customer, &until_us, e);
	closing_store_close(closing);
	if (rc < 0)
		return -1;
	if (w->at_us < until_us)
		return refuse(w, "closed_interval", ERR_REFUSED,
		    "the interval of the top-up is billed", e);
	return 0;
}

/* Whatever else must hold of a row of topups, as for one from a file. */
static int
check_rest(struct work *w, struct err *e)
{
	const struct load_scope scope = { 0 };

	load_state_merge(&w->state, w->inputs, &scope);
	if (load_check(&w->state, w->inputs, w->reader.load, w->book->db, NULL,
		&w->arena, &w->problems, e) < 0)
		return -1;
	if (problems_count(&w->problems) > 0)
		return refuse(w, "invalid", ERR_DATA, w->problems.items[0].text,
		    e);
	return 0;
}

/* 0: it may be booked; 1: it is booked already; -1, with an outcome if it was
 * refused. */
static int
judge(struct work *w, struct err *e)
{
	const struct customer *c;
	int rc;

	w->outcome = "invalid";
	if (make_input(w, e) < 0)
		return -1;
	w->outcome = NULL;
	if (load_state_read(&w->state, w->book->db, w->inputs, &w->arena, e) <
	    0)
		return -1;
	rc = check_ref(w, e);
	if (rc != 0)
		return rc;
	c = find(w, &entity_customers, "ref", w->row->customer);
	if (check_customer(w, c, e) < 0 || check_voucher(w, c, e) < 0 ||
	    check_time(w, e) < 0 || check_rest(w, e) < 0)
		return -1;
	w->outcome = "booked";
	w->load = w->reader.load;
	return 0;
}

/* --- booking -------------------------------------------------------------- */

static const char *
program(struct work *w)
{
	return arena_printf(&w->arena, "%s %s", w->opt->program,
	    w->opt->version);
}

static int
book_row(struct work *w, struct err *e)
{
	struct load load = { .number = w->reader.load,
		.time_us = w->opt->now_us,
		.program = program(w),
		.added = 1 };
	struct load_file file = { .entity = "topups",
		.file = w->input.path,
		.sha256 = w->input.sha256,
		.rows = 1 };

	if (load_store_insert(w->book->db, &load, e) < 0 ||
	    load_state_write(&w->state, NULL, w->book->db, e) < 0)
		return -1;
	return load_store_insert_files(w->book->db, load.number, &file, 1, e);
}

static int
journal(struct work *w, const char *detail, struct err *e)
{
	struct topup_attempt a = { .now_us = w->opt->now_us,
		.program = program(w),
		.customer = w->opt->customer,
		.ref = w->ref,
		.time_us = w->at_us,
		.amount_e8 = w->row != NULL ? w->row->amount_e8 : ENTITY_NONE,
		.voucher = w->row != NULL ? w->row->voucher : NULL,
		.package = w->opt->package,
		.outcome = w->outcome,
		.detail = detail,
		.load = w->load };

	return topup_store_attempt(w->book->db, &a, e);
}

static void
report(const struct work *w, struct out *out)
{
	char at[INSTANT_TEXT_MAX], amount[DECIMAL_TEXT_MAX];
	const struct voucher *v =
	    find(w, &entity_vouchers, "code", w->row->voucher);

	(void)decimal_format(amount, sizeof(amount),
	    v != NULL ? v->amount_e8 : w->row->amount_e8, 8, 2);
	if (w->opt->json) {
		out_json_open(out, NULL, '{');
		out_json_text(out, "outcome", w->outcome);
		out_json_text(out, "ref", w->ref);
		out_json_text(out, "customer", w->row->customer);
		out_json_number(out, "amount", amount);
		out_json_int(out, "load", w->load);
		out_json_close(out, '}');
		return;
	}
	if (strcmp(w->outcome, "repeated") == 0) {
		out_printf(out,
		    "top-up %s was booked before (load %" PRId64
		    "), nothing was done\n",
		    w->ref, w->load);
		return;
	}
	(void)instant_format_local(at, w->at_us, w->book->zone);
	out_printf(out,
	    "top-up %s: %s for customer %s at %s%s\nload %" PRId64 "\n", w->ref,
	    amount, w->row->customer, at, v != NULL ? ", by voucher" : "",
	    w->load);
}

/* In a transaction, which is committed: a refusal is kept as well. */
static int
run(struct work *w, struct out *out, struct err *e)
{
	struct err why = { .code = ERR_NONE };
	int rc;

	if (read_last(w, e) < 0)
		return -1;
	rc = judge(w, &why);
	if (rc < 0 && w->outcome == NULL) {
		*e = why;
		return -1;
	}
	if ((rc == 0 && book_row(w, e) < 0) || journal(w, why.text, e) < 0 ||
	    db_commit(w->book->db, e) < 0)
		return -1;
	if (rc < 0) {
		*e = why;
		return -1;
	}
	report(w, out);
	return 0;
}

int
job_topup(const struct job_topup_options *opt, struct out *out, struct err *e)
{
	struct book book;
	struct work w = { .opt = opt, .book = &book, .load = INT64_MIN };
	int64_t amount_e8;
	int rc;

	if (opt->amount != NULL &&
	    (decimal_parse(opt->amount, strlen(opt->amount), 8, &amount_e8,
		 NULL, e) < 0 ||
		amount_e8 <= 0)) {
		err_clear(e);
		return err_set(e, ERR_USAGE,
		    "amount \"%s\" is not money above 0 (20.50)", opt->amount);
	}
	if (book_open(&book, opt->book, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	rc = db_begin(book.db, e);
	if (rc == 0)
		rc = run(&w, out, e);
	db_rollback(book.db);
	load_state_free(&w.state);
	load_input_free(&w.input);
	problems_free(&w.problems);
	problems_free(&w.notices);
	arena_free(&w.arena);
	book_close(&book);
	return rc;
}
