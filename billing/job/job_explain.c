#include "job/job_explain.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "job/explain_source.h"
#include "job/explain_text.h"
#include "store/balance_corrected.h"
#include "store/book.h"
#include "store/call_trace.h"
#include "store/load_store.h"

struct work {
	const struct job_explain_options *opt;
	struct book *book;
	struct out *out;
	struct arena *arena;
	struct explain_source source; /* of the call's period */
	bool open;
	bool look;  /* something is missing or differs */
	bool shown; /* a charge that was asked for */
};

/* What was asked for of the period of ${t}: the same as of the call before? */
static int
use_source(struct work *w, const struct traced_call *t, struct err *e)
{
	if (w->open && strcmp(w->source.period, t->period) == 0)
		return 0;
	explain_source_close(&w->source);
	w->open = true;
	return explain_source_open(&w->source, w->book, t->period, e);
}

static int
row_file(struct work *w, int64_t load, const char *entity, const char **file,
    struct err *e)
{
	return load_store_file(w->book->db, load, entity, w->arena, file, e);
}

static int
leg_files(struct work *w, struct explain_leg_view *v, struct err *e)
{
	const struct explain_leg *l = &v->leg;
	const struct fee *rows = v->directory->tariff->rows;

	v->fee_file = v->next_file = v->schedule_file = "";
	if (l->price.select.fee != NULL &&
	    row_file(w, rows[l->price.select.fee->row].origin.load, "fees",
		&v->fee_file, e) < 0)
		return -1;
	if (l->has_next &&
	    row_file(w, rows[l->next.fee->row].origin.load, "fees",
		&v->next_file, e) < 0)
		return -1;
	v->invalid = explain_invalid(v);
	if (v->invalid != NULL &&
	    row_file(w, v->invalid->origin.load, "fees", &v->invalid_file, e) <
		0)
		return -1;
	if (l->price.entry == NULL || l->from_package)
		return 0;
	return row_file(w,
	    v->directory->schedules.rows[l->entry.row].origin.load,
	    "profile_schedule", &v->schedule_file, e);
}

/* A billed charge came from other master data than the period has now: the leg
 * as that says it. */
static int
leg_then(struct work *w, const struct traced_call *t,
    const struct resolve_format *f, struct explain_leg_view *v, struct err *e)
{
	const struct directory *now = v->directory, *then;
	const struct map_item *item = &v->leg.item;
	struct explain x;

	if (explain_source_master(&w->source, v->charge.load, &then, e) < 0 ||
	    explain_call(then, f, &t->call, w->arena, &x, e) < 0)
		return -1;
	for (int i = 0; i < x.nlegs; i++)
		if (x.legs[i].item.tier == item->tier &&
		    x.legs[i].item.direction == item->direction &&
		    strcmp(then->contracts[x.legs[i].item.contract].ref,
			now->contracts[item->contract].ref) == 0) {
			v->leg = x.legs[i];
			v->directory = then;
			return 0;
		}
	return 0;
}

static int
explain_leg(struct work *w, const struct traced_call *t,
    const struct resolve_format *f, struct explain_leg_view *v, struct err *e)
{
	const struct map_item *item = &v->leg.item;
	struct balance_corrected_by *corrections;

	if (explain_source_charge(&w->source, t,
		v->directory->contracts[item->contract].ref,
		(enum tier)item->tier, (enum direction)item->direction,
		&v->charge, e) < 0)
		return -1;
	if (v->charge.load != w->source.load && leg_then(w, t, f, v, e) < 0)
		return -1;
	if (explain_source_leg(&w->source, v->directory, t, &v->charge,
		w->arena, &v->leg, &v->lost, e) < 0 ||
	    leg_files(w, v, e) < 0)
		return -1;
	if (balance_corrected_by(w->book->db,
		v->directory->contracts[v->leg.item.contract].ref, w->arena,
		&corrections, &v->ncorrections, e) < 0)
		return -1;
	v->corrections = corrections;
	w->shown = true;
	if (v->leg.price.reason != UNRATED_NOT || !explain_agrees(v) || v->lost)
		w->look = true;
	return 0;
}

static int
explain_legs(struct work *w, const struct resolve_format *f,
    struct explain_view *v, struct err *e)
{
	struct explain x = { 0 };

	if (v->call->call.status != CALL_STATUS_OK)
		return 0;
	if (explain_call(v->directory, f, &v->call->call, w->arena, &x, e) < 0)
		return -1;
	v->resolved = x.resolved;
	if (x.resolved.reason != UNRATED_NOT)
		w->look = true;
	v->nlegs = x.nlegs;
	for (int i = 0; i < x.nlegs; i++) {
		v->legs[i] =
		    (struct explain_leg_view){ .directory = v->directory,
			    .leg = x.legs[i] };
		if (explain_shows(v, i) &&
		    explain_leg(w, v->call, f, &v->legs[i], e) < 0)
			return -1;
	}
	return 0;
}

static int
explain_one(struct work *w, const struct traced_call *t, struct err *e)
{
	struct resolve_format format = { .trust_cli = t->trust_cli,
		.demand_group = t->demand_group };
	struct explain_view v = { .call = t,
		.contract = w->opt->contract,
		.direction = w->opt->direction };

	if (use_source(w, t, e) < 0 ||
	    load_store_last(w->book->db, &v.last_load, e) < 0)
		return -1;
	v.run = w->source.run;
	v.load = v.run > 0 ? w->source.load : v.last_load;
	if (v.run == 0)
		w->source.load = v.last_load;
	if (explain_source_master(&w->source, v.load, &v.directory, e) < 0 ||
	    call_trace_file(w->book, t->call.batch, w->arena, &v.file, e) < 0 ||
	    explain_legs(w, &format, &v, e) < 0)
		return -1;
	if (w->opt->json)
		explain_json_call(w->out, &v);
	else
		explain_text_call(w->out, &v);
	return 0;
}

static int
explain_calls(struct work *w, struct err *e)
{
	const struct job_explain_options *opt = w->opt;
	struct traced_call *calls;
	size_t n;

	if (call_trace_find(w->book, opt->call, w->arena, &calls, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && !opt->json)
			out_char(w->out, '\n');
		if (explain_one(w, &calls[i], e) < 0)
			return -1;
	}
	if (!w->shown && opt->contract != NULL)
		return err_set(e, ERR_NOINPUT,
		    "contract %s does not pay for it", opt->contract);
	return 0;
}

int
job_explain(const struct job_explain_options *opt, struct out *out,
    struct err *e)
{
	struct arena arena = { 0 };
	struct book book;
	struct work w = { .opt = opt,
		.book = &book,
		.out = out,
		.arena = &arena };
	int rc;

	if (book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	rc = explain_calls(&w, e);
	explain_source_close(&w.source);
	arena_free(&arena);
	book_close(&book);
	return rc < 0 ? err_ctx(e, "call %s", opt->call) : w.look;
}
