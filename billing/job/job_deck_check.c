#include "job/job_deck_check.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/progress.h"
#include "base/words.h"
#include "job/deck_check_write.h"
#include "rating/deck_use.h"
#include "rating/master.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/entity_store.h"
#include "store/load_store.h"
#include "tariff/compile.h"
#include "time/interval.h"

struct work {
	const struct job_deck_check_options *opt;
	struct book *book;
	struct arena arena;
	struct master master;
	struct directory *directory;
	struct deck_use use;
	struct deck_check_writer writer;
	/* file of the load asked for last */
	int64_t load;
	const char *file;
};

/* --- the calls ------------------------------------------------------------ */

static int
read_calls(struct work *w, struct progress *progress, struct err *e)
{
	struct call_store *calls;
	struct call c;
	size_t segment;
	int64_t seq;
	int more = 0;

	if (call_store_open(&calls, w->book, w->opt->against, e) < 0)
		return -1;
	if (call_store_segments(calls) == 0) {
		call_store_close(calls);
		return err_set(e, ERR_NOINPUT, "period %s has no calls",
		    w->opt->against);
	}
	progress_begin(progress, "deck-check", call_store_calls(calls));
	while ((more = call_store_next(calls, &c, &segment, &seq, e)) > 0) {
		const struct call_segment *s =
		    call_store_segment(calls, segment);
		const struct resolve_format format = { .trust_cli =
							   s->trust_cli,
			.demand_group = s->demand_group };

		deck_use_add(&w->use, &format, &c);
		progress_add(progress, 1);
	}
	progress_end(progress);
	call_store_close(calls);
	return more;
}

/* --- what is found -------------------------------------------------------- */

/* The file a fee was loaded from; most come from one. */
static int
file_of(struct work *w, const struct fee *f, const char **file, struct err *e)
{
	if (w->file == NULL || w->load != f->origin.load) {
		w->load = f->origin.load;
		if (load_store_file(w->book->db, w->load, "fees", &w->arena,
			&w->file, e) < 0)
			return -1;
	}
	*file = w->file;
	return 0;
}

static int
tell(struct work *w, const char *what, const struct fee *f,
    struct deck_check_finding *x, struct err *e)
{
	x->finding = what;
	x->fee = f;
	x->destination = f->destination;
	if (x->reason == NULL)
		x->reason = "";
	if (x->note == NULL)
		x->note = "";
	if (file_of(w, f, &x->file, e) < 0)
		return -1;
	deck_check_write(&w->writer, x);
	return 0;
}

static void
tell_gaps(struct work *w)
{
	deck_use_sort(&w->use);
	for (size_t i = 0; i < w->use.ngaps; i++) {
		const struct deck_use_gap *g = &w->use.gaps[i];
		const char *type = g->type == CALL_TYPE_SMS ? "sms, " : "";

		deck_check_write(&w->writer,
		    &(struct deck_check_finding){ .finding = "gap",
			.destination = g->prefix,
			.file = "",
			.reason = unrated_reason_words[g->reason],
			.note = arena_printf(&w->arena, "%s%s%s, the first %s",
			    type, unrated_reason_words[g->reason],
			    g->other ? " for that time or source" : "",
			    g->number),
			.calls = g->calls,
			.duration_ms = g->duration_ms });
	}
}

/* In words, for the text; the row that comes before it, if there is one. */
static const char *
shadow_note(struct work *w, const struct deck_shadow *s)
{
	static const char *const notes[] = {
		[DECK_SHADOW_LONGER] =
		    "longer prefixes come before it for every number",
		[DECK_SHADOW_PREFIX] =
		    "prefix fees come before the pattern for every number",
		[DECK_SHADOW_MATCH] =
		    "the same pattern, as a longest match, comes before it",
		[DECK_SHADOW_DOMAIN] =
		    "it has a domain, which the profile ignores",
		[DECK_SHADOW_PLUS] = "numbers are matched without their +",
		[DECK_SHADOW_BAND] = "its band is never in force",
		[DECK_SHADOW_PROVIDER] = "no number is ported to it",
	};
	const char *note = notes[s->why];

	if (s->by == TARIFF_NONE)
		return note;
	return arena_printf(&w->arena, "%s, as \"%s\"", note,
	    w->use.index.rows[s->by].destination);
}

static int
tell_overlaps(struct work *w, struct err *e)
{
	struct deck_shadow *s;
	size_t n = deck_shadow_find(&w->use.index, w->master.number_portability,
	    w->master.n_number_portability, &w->arena, &s);

	for (size_t i = 0; i < n; i++) {
		struct deck_check_finding x = { .reason =
						    deck_shadow_words[s[i].why],
			.note = shadow_note(w, &s[i]) };

		if (tell(w, "overlap", &w->use.index.rows[s[i].row], &x, e) < 0)
			return -1;
	}
	return 0;
}

static int
tell_zeros(struct work *w, struct err *e)
{
	for (size_t i = 0; i < w->use.index.nrows; i++) {
		const struct fee *f = &w->use.index.rows[i];
		const struct deck_use_fee *u = &w->use.fees[i];
		struct deck_check_finding x = { .calls = u->calls,
			.duration_ms = u->duration_ms };

		if (f->connect_fee_e12 != 0 || f->init_rate_e12 != 0 ||
		    f->follow_rate_e12 != 0 || f->extra_rate_e12 != 0)
			continue;
		x.note = f->from_second > 0 ? "free from some second on"
					    : "costs nothing";
		if (tell(w, "zero", f, &x, e) < 0)
			return -1;
	}
	return 0;
}

/* A fee that sells below cost. */
struct loss {
	i128 margin_e8; /* negative */
	size_t row;
};

static int
compare_losses(const void *a, const void *b)
{
	const struct loss *x = a, *y = b;

	if (x->margin_e8 != y->margin_e8)
		return x->margin_e8 < y->margin_e8 ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* The largest loss first. */
static int
tell_losses(struct work *w, struct err *e)
{
	size_t n = 0, rows = w->use.index.nrows;
	struct loss *losses = mem_calloc(rows + 1, sizeof(*losses));
	int rc = 0;

	for (size_t i = 0; i < rows; i++) {
		const struct deck_use_fee *u = &w->use.fees[i];

		if (u->price_e8 < u->cost_e8)
			losses[n++] =
			    (struct loss){ u->price_e8 - u->cost_e8, i };
	}
	if (n > 1)
		qsort(losses, n, sizeof(*losses), compare_losses);
	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct deck_use_fee *u = &w->use.fees[losses[i].row];
		struct deck_check_finding x = { .calls = u->compared,
			.duration_ms = u->compared_ms,
			.priced = true,
			.price_e8 = u->price_e8,
			.cost_e8 = u->cost_e8 };

		rc = tell(w, "below", &w->use.index.rows[losses[i].row], &x, e);
	}
	free(losses);
	return rc;
}

static int
tell_uncosted(struct work *w, struct err *e)
{
	for (size_t i = 0; i < w->use.index.nrows; i++) {
		struct deck_check_finding x = { .calls =
						    w->use.fees[i].uncosted,
			.duration_ms = w->use.fees[i].uncosted_ms,
			.note = "the other list has no price for them" };

		if (x.calls > 0 &&
		    tell(w, "uncosted", &w->use.index.rows[i], &x, e) < 0)
			return -1;
	}
	return 0;
}

/* --- the job -------------------------------------------------------------- */

static int
find_profile(struct work *w, const char *handle, uint32_t *out, struct err *e)
{
	*out = tariff_profile_find(w->directory->tariff, handle);
	if (*out == TARIFF_NONE)
		return err_set(e, ERR_NOINPUT, "there is no profile \"%s\"",
		    handle);
	return 0;
}

static int
prepare(struct work *w, struct err *e)
{
	const char *other =
	    w->opt->wholesale != NULL ? w->opt->wholesale : w->opt->carrier;
	uint32_t profile, cost = TARIFF_NONE;
	int number;

	if (interval_period_parse(w->opt->against, &number, e) < 0 ||
	    entity_store_master(w->book, ENTITY_LATEST, &w->arena, &w->master,
		e) < 0 ||
	    directory_build(&w->directory, &w->master, e) < 0 ||
	    find_profile(w, w->opt->profile, &profile, e) < 0 ||
	    (other != NULL && find_profile(w, other, &cost, e) < 0))
		return -1;
	return deck_use_init(&w->use, w->directory, profile, cost,
	    w->opt->carrier != NULL ? TIER_CARRIER : TIER_WHOLESALE, e);
}

static int
check(struct work *w, struct progress *progress, struct err *e)
{
	if (prepare(w, e) < 0 || read_calls(w, progress, e) < 0)
		return -1;
	w->writer.profile = w->opt->profile;
	w->writer.period = w->opt->against;
	w->writer.currency = w->use.profile->row->currency;
	w->writer.calls = w->use.calls;
	w->writer.duration_ms = w->use.duration_ms;
	deck_check_write_head(&w->writer);
	tell_gaps(w);
	if (tell_overlaps(w, e) < 0 || tell_zeros(w, e) < 0 ||
	    tell_losses(w, e) < 0 || tell_uncosted(w, e) < 0)
		return -1;
	deck_check_write_end(&w->writer);
	return w->writer.found > 0;
}

int
job_deck_check(const struct job_deck_check_options *opt, struct out *out,
    struct progress *progress, struct err *e)
{
	struct book book;
	struct work w = { .opt = opt,
		.book = &book,
		.writer = { .out = out, .raw = opt->raw } };
	int format = word_find(deck_check_format_words, opt->format);
	int rc;

	if (format < 0)
		return err_set(e, ERR_USAGE,
		    "format \"%s\" is none of text, csv, json", opt->format);
	w.writer.format = (enum deck_check_format)format;
	if (book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	rc = check(&w, progress, e);
	deck_use_free(&w.use);
	directory_free(w.directory);
	arena_free(&w.arena);
	book_close(&book);
	return rc;
}
