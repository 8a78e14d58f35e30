#include "job/job_quote.h"

#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "cdr/call.h"
#include "job/quote_balance.h"
#include "job/quote_text.h"
#include "rating/explain.h"
#include "rating/master.h"
#include "rating/quote.h"
#include "store/balance_store.h"
#include "store/book.h"
#include "store/entity_store.h"
#include "tel/number.h"

struct work {
	const struct job_quote_options *opt;
	struct directory *directory;
	struct arena *arena;
	int64_t cash_e8;          /* of the option */
	struct balance given;     /* ... as a balance */
	struct balance_set state; /* what the last rating run left */
	char to[NUMBER_MAX], from[NUMBER_MAX];
	struct call call;
	struct explain explain;
	struct quote_view view;
};

static int
normal(char out[NUMBER_MAX], const char *option, const char *number,
    struct err *e)
{
	if (number_normal(out, number, strlen(number), NULL, e) < 0)
		return err_ctx(e, "%s", option);
	return 0;
}

/* The record that a switch would write of it. */
static int
make_call(struct work *w, struct err *e)
{
	const struct job_quote_options *opt = w->opt;
	uint32_t s = directory_account(w->directory, opt->subscriber);
	const char *from = opt->from;

	if (s == DIRECTORY_NONE)
		return err_set(e, ERR_NOINPUT,
		    "there is no subscriber \"%s\" (ref, or username@domain)",
		    opt->subscriber);
	if (from == NULL)
		from = w->directory->subscribers[s].number;
	if (normal(w->from, "--from", from == NULL ? "" : from, e) < 0)
		return -1;
	w->call = call_blank();
	w->call.start_us = opt->at_us;
	w->call.duration_ms = opt->duration_s * 1000;
	w->call.type = CALL_TYPE_CALL;
	w->call.status = CALL_STATUS_OK;
	w->call.source_number = w->from;
	w->call.source_account = opt->subscriber;
	w->call.destination_number = w->to;
	return 0;
}

/* --- how long it may last ------------------------------------------------- */

/* What the option says, and nothing else. */
static struct balance *
given_balance(void *arg)
{
	struct work *w = arg;

	w->given = BALANCE_NONE;
	w->given.cash_e8 = w->cash_e8;
	return &w->given;
}

/* Of the leg that the calling customer pays, if it is prepaid. */
static void
limit(struct work *w)
{
	const struct explain_leg *l = &w->explain.legs[0];
	const struct reduce_price *p = &l->price;
	struct quote_balance balance = { given_balance, w };
	struct quote_view *v = &w->view;
	struct band_clock clock;
	struct rate_request q;
	struct quote_purse purse;

	if (w->explain.nlegs == 0 || p->profile == NULL ||
	    p->profile->row->prepaid != 1)
		return;
	v->prepaid = true;
	v->currency = p->profile->row->currency;
	quote_balance_open(&purse, w->directory, &w->state, l->item.contract,
	    w->call.start_us);
	if (w->opt->balance == NULL)
		balance = (struct quote_balance){ quote_balance_get, &purse };
	v->balance = *balance.get(balance.arg);
	clock = BAND_CLOCK(p->zone);
	q = (struct rate_request){ .tariff = w->directory->tariff,
		.profile = p->profile,
		.prices = p->select.prices,
		.type = CALL_TYPE_CALL,
		.start_us = w->call.start_us };
	if (p->select.fee != NULL)
		v->max_seconds =
		    quote_max_seconds(&q, &clock, &balance, QUOTE_MAX_S);
	else if (p->reason == UNRATED_NOT)
		v->max_seconds = QUOTE_MAX_S; /* costs nothing */
	quote_balance_close(&purse);
}

/* --- the job -------------------------------------------------------------- */

static bool
is_priced(const struct explain *x)
{
	if (x->resolved.reason != UNRATED_NOT)
		return false;
	for (int i = 0; i < x->nlegs; i++)
		if (x->legs[i].price.reason != UNRATED_NOT)
			return false;
	return true;
}

static int
run(struct work *w, struct out *out, struct err *e)
{
	const struct resolve_format format = { .trust_cli = false };

	if (make_call(w, e) < 0 ||
	    explain_call(w->directory, &format, &w->call, w->arena, &w->explain,
		e) < 0 ||
	    explain_past_state(w->directory, &w->state, w->arena, &w->explain,
		e) < 0)
		return -1;
	w->view = (struct quote_view){ .directory = w->directory,
		.call = &w->call,
		.explain = &w->explain };
	limit(w);
	if (w->opt->json)
		quote_text_json(out, &w->view);
	else
		quote_text_call(out, &w->view);
	return is_priced(&w->explain) ? 0 : 1;
}

int
job_quote(const struct job_quote_options *opt, struct out *out, struct err *e)
{
	struct arena arena = { 0 };
	struct work w = { .opt = opt, .arena = &arena };
	struct master master;
	struct book book;
	int rc = -1;

	if (opt->balance != NULL &&
	    decimal_parse(opt->balance, strlen(opt->balance), 8, &w.cash_e8,
		NULL, e) < 0) {
		e->code = ERR_USAGE;
		return err_ctx(e, "--balance");
	}
	if (normal(w.to, "--to", opt->to, e) < 0 ||
	    book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	if (entity_store_master_number(&book, number_key(w.to), &arena, &master,
		e) == 0 &&
	    directory_build(&w.directory, &master, e) == 0 &&
	    balance_store_latest(&book, w.directory, &w.state, e) == 0)
		rc = run(&w, out, e);
	balance_set_free(&w.state);
	directory_free(w.directory);
	arena_free(&arena);
	book_close(&book);
	return rc;
}
