#include "job/job_explain.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "job/explain_text.h"
#include "rating/explain.h"
#include "rating/master.h"
#include "store/book.h"
#include "store/call_trace.h"
#include "store/charge_file.h"
#include "store/entity_store.h"
#include "store/load_store.h"
#include "store/run_store.h"

struct work {
	const struct job_explain_options *opt;
	struct book *book;
	struct out *out;
	struct arena *arena;
	bool look; /* something is missing or differs */

	/* the master data of the run that rated the call's period */
	int64_t load;
	struct arena master_arena;
	struct master master;
	struct directory *directory;
};

/* Master data as of ${load}, kept for the next call. */
static int
use_load(struct work *w, int64_t load, struct err *e)
{
	if (w->directory != NULL && w->load == load)
		return 0;
	directory_free(w->directory);
	w->directory = NULL;
	arena_reset(&w->master_arena);
	w->load = load;
	if (entity_store_master(w->book, load, &w->master_arena, &w->master,
		e) < 0)
		return -1;
	return directory_build(&w->directory, &w->master, e);
}

/* What the book has for one leg. */
static int
find_charge(struct charge_file *f, const struct traced_call *t,
    const struct directory *d, const struct map_item *item,
    struct explain_charge *out, struct err *e)
{
	struct charge_row row;
	int rc;

	*out = (struct explain_charge){ .rated = f != NULL };
	if (f == NULL)
		return 0;
	if (charge_file_begin_call(f, d->contracts[item->contract].ref,
		item->tier, item->direction, t->segment, t->seq, e) < 0)
		return -1;
	/* a call that is listed by band has several */
	while ((rc = charge_file_next(f, &row, e)) > 0) {
		out->found = true;
		out->price_e8 += row.charge.price_e8;
		out->cash_e8 += row.charge.cash_e8;
		out->document = row.charge.document;
		out->late = row.charge.late == 1;
	}
	return rc < 0 ? -1 : 0;
}

static int
fee_file(struct work *w, const struct tariff_fee *fee, const char **file,
    struct err *e)
{
	*file = "";
	if (fee == NULL)
		return 0;
	return load_store_file(w->book->db,
	    w->directory->tariff->rows[fee->row].origin.load, "fees", w->arena,
	    file, e);
}

static int
gather(struct work *w, struct explain_view *v, struct charge_file *f,
    struct err *e)
{
	if (call_trace_file(w->book, v->call->call.batch, w->arena, &v->file,
		e) < 0)
		return -1;
	for (int i = 0; i < v->explain->nlegs; i++) {
		const struct explain_leg *l = &v->explain->legs[i];

		if (find_charge(f, v->call, w->directory, &l->item,
			&v->charge[i], e) < 0 ||
		    fee_file(w, l->price.select.fee, &v->fee_file[i], e) < 0 ||
		    fee_file(w, l->has_next ? l->next.fee : NULL,
			&v->next_file[i], e) < 0)
			return -1;
		if (l->price.reason != UNRATED_NOT ||
		    !explain_agrees(l, &v->charge[i]))
			w->look = true;
	}
	if (v->explain->resolved.reason != UNRATED_NOT)
		w->look = true;
	return 0;
}

static int
explain_one(struct work *w, const struct traced_call *t, struct err *e)
{
	struct resolve_format format = { .trust_cli = t->trust_cli,
		.demand_group = t->demand_group };
	struct explain_view v = { .call = t, .contract = w->opt->contract };
	struct explain explain = { 0 };
	struct charge_file *f = NULL;
	struct rating_run run;
	int rc = run_store_current(w->book, t->period, &run, e);

	if (rc < 0 ||
	    (rc > 0 && charge_file_open(&f, w->book, run.file, e) < 0))
		return -1;
	v.run = rc > 0 ? run.run : 0;
	rc = use_load(w, rc > 0 ? run.load : ENTITY_LATEST, e);
	if (rc == 0 && t->call.status == CALL_STATUS_OK)
		rc = explain_call(w->directory, &format, &t->call, w->arena,
		    &explain, e);
	v.explain = &explain;
	v.directory = w->directory;
	v.load = w->master.load;
	if (rc == 0)
		rc = gather(w, &v, f, e);
	if (rc == 0 && w->opt->json)
		explain_json_call(w->out, &v);
	else if (rc == 0)
		explain_text_call(w->out, &v);
	charge_file_close(f);
	return rc;
}

int
job_explain(const struct job_explain_options *opt, struct out *out,
    struct err *e)
{
	struct arena arena = { 0 };
	struct traced_call *calls;
	struct book book;
	struct work w = { .opt = opt,
		.book = &book,
		.out = out,
		.arena = &arena };
	size_t n;
	int rc;

	if (book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	rc = call_trace_find(&book, opt->call, &arena, &calls, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (i > 0 && !opt->json)
			out_char(out, '\n');
		rc = explain_one(&w, &calls[i], e);
	}
	directory_free(w.directory);
	arena_free(&w.master_arena);
	arena_free(&arena);
	book_close(&book);
	return rc < 0 ? err_ctx(e, "call %s", opt->call) : w.look;
}
