#include "job/job_unrated.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/out.h"
#include "base/words.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/charge_file.h"
#include "store/run_store.h"
#include "time/instant.h"
#include "time/interval.h"

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };
static const char *const format_words[] = { "text", "csv", "json", NULL };

struct work {
	const struct job_unrated_options *opt;
	struct book *book;
	struct out *out;
	struct arena arena;
	const char *period;
	enum format format;
	bool any;
};

static void
format_seconds(char out[DECIMAL_TEXT_MAX], int64_t ms)
{
	(void)decimal_format(out, DECIMAL_TEXT_MAX, ms, 3, 0);
}

static void
head(struct work *w)
{
	static const char *const sums[] = { "period", "reason", "calls",
		"charges", "minutes", NULL };
	static const char *const calls[] = { "period", "call_id", "start",
		"duration", "source", "destination", "contract", "tier",
		"direction", "reason", "detail", "batch", "line", NULL };
	const char *const *names = w->opt->calls ? calls : sums;

	if (w->format == FORMAT_JSON)
		out_json_open(w->out, NULL, '[');
	if (w->format != FORMAT_CSV)
		return;
	for (; *names != NULL; names++)
		out_csv_field(w->out, *names, false);
	out_csv_end(w->out);
}

/* --- sums ----------------------------------------------------------------- */

static void
print_sum(struct work *w, const struct unrated_sum *s)
{
	char minutes[DECIMAL_TEXT_MAX];

	(void)decimal_minutes(minutes, s->duration_ms);
	if (w->format == FORMAT_TEXT) {
		out_printf(w->out,
		    "%s  %-16s %10" PRId64 " calls %12s minutes\n", w->period,
		    s->reason, s->calls, minutes);
		return;
	}
	if (w->format == FORMAT_CSV) {
		out_csv_field(w->out, w->period, false);
		out_csv_field(w->out, s->reason, false);
		out_csv_int(w->out, s->calls);
		out_csv_int(w->out, s->rows);
		out_csv_field(w->out, minutes, false);
		out_csv_end(w->out);
		return;
	}
	out_json_open(w->out, NULL, '{');
	out_json_text(w->out, "period", w->period);
	out_json_text(w->out, "reason", s->reason);
	out_json_int(w->out, "calls", s->calls);
	out_json_int(w->out, "charges", s->rows);
	out_json_number(w->out, "minutes", minutes);
	out_json_close(w->out, '}');
}

static int
list_sums(struct work *w, struct charge_file *f, struct err *e)
{
	struct unrated_sum s;
	int rc = charge_file_begin_reasons(f, e);

	while (rc == 0 && (rc = charge_file_next_reason(f, &s, e)) > 0) {
		print_sum(w, &s);
		w->any = true;
		rc = 0;
	}
	return rc;
}

/* --- calls ---------------------------------------------------------------- */

/* The call behind a row; one that was taken out since has no texts. */
static int
fetch_call(struct work *w, struct call_store *calls,
    const struct unrated_row *r, struct call *c, struct err *e)
{
	*c = (struct call){ .call_id = "",
		.source_number = "",
		.destination_number = "" };
	for (size_t i = 0; i < call_store_segments(calls); i++)
		if (strcmp(call_store_segment(calls, i)->file, r->segment) == 0)
			return call_store_fetch(calls, i, r->call, &w->arena, c,
			    e);
	return 0;
}

static void
print_call_text(struct work *w, const struct unrated_row *r,
    const struct call *c, const char *start, const char *seconds)
{
	out_printf(w->out, "%s  %s  %s s  %s -> %s  %s", start, c->call_id,
	    seconds, c->source_number, c->destination_number, r->reason);
	if (*r->detail != '\0')
		out_printf(w->out, " (%s)", r->detail);
	if (*r->contract != '\0')
		out_printf(w->out, "  %s %s %s", r->contract,
		    tier_words[r->tier], direction_words[r->direction]);
	out_printf(w->out, "  %" PRId64 ":%" PRId64 "\n", c->batch, c->line);
}

static void
print_call_csv(struct work *w, const struct unrated_row *r,
    const struct call *c, const char *start, const char *seconds)
{
	const char *tier = *r->contract == '\0' ? "" : tier_words[r->tier];
	const char *direction =
	    *r->contract == '\0' ? "" : direction_words[r->direction];
	const char *text[] = { w->period, c->call_id, start, seconds,
		c->source_number, c->destination_number, r->contract, tier,
		direction, r->reason, r->detail };

	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		out_csv_field(w->out, text[i], !w->opt->raw);
	out_csv_int(w->out, c->batch);
	out_csv_int(w->out, c->line);
	out_csv_end(w->out);
}

static void
print_call_json(struct work *w, const struct unrated_row *r,
    const struct call *c, const char *start, const char *seconds)
{
	out_json_open(w->out, NULL, '{');
	out_json_text(w->out, "period", w->period);
	out_json_text(w->out, "call_id", c->call_id);
	out_json_text(w->out, "start", start);
	out_json_number(w->out, "duration", seconds);
	out_json_text(w->out, "source", c->source_number);
	out_json_text(w->out, "destination", c->destination_number);
	if (*r->contract != '\0') {
		out_json_text(w->out, "contract", r->contract);
		out_json_text(w->out, "tier", tier_words[r->tier]);
		out_json_text(w->out, "direction",
		    direction_words[r->direction]);
	}
	out_json_text(w->out, "reason", r->reason);
	out_json_text(w->out, "detail", r->detail);
	out_json_int(w->out, "batch", c->batch);
	out_json_int(w->out, "line", c->line);
	out_json_close(w->out, '}');
}

static int
print_call(struct work *w, struct call_store *calls,
    const struct unrated_row *r, struct err *e)
{
	char start[INSTANT_TEXT_MAX], seconds[DECIMAL_TEXT_MAX];
	struct call c;

	if (fetch_call(w, calls, r, &c, e) < 0)
		return -1;
	(void)instant_format(start, r->start_us);
	format_seconds(seconds, r->duration_ms);
	if (w->format == FORMAT_TEXT)
		print_call_text(w, r, &c, start, seconds);
	else if (w->format == FORMAT_CSV)
		print_call_csv(w, r, &c, start, seconds);
	else
		print_call_json(w, r, &c, start, seconds);
	return 0;
}

static int
list_calls(struct work *w, struct charge_file *f, struct err *e)
{
	struct call_store *calls;
	struct unrated_row r;
	int rc;

	if (call_store_open(&calls, w->book, w->period, e) < 0)
		return -1;
	rc = charge_file_begin_unrated(f, e);
	while (rc == 0 && (rc = charge_file_next_unrated(f, &r, e)) > 0) {
		rc = print_call(w, calls, &r, e);
		arena_reset(&w->arena);
		w->any = true;
	}
	call_store_close(calls);
	return rc;
}

static int
list_period(struct work *w, struct err *e)
{
	struct rating_run run;
	struct charge_file *f;
	int rc = run_store_current(w->book, w->period, &run, e);

	if (rc == 0)
		return err_set(e, ERR_NOINPUT,
		    "period %s is not rated: run toll-rate", w->period);
	if (rc < 0 || charge_file_open(&f, w->book, run.file, e) < 0)
		return -1;
	rc = w->opt->calls ? list_calls(w, f, e) : list_sums(w, f, e);
	charge_file_close(f);
	return rc;
}

static int
list_periods(struct work *w, struct arena *a, struct err *e)
{
	const char *const *periods = w->opt->periods;
	size_t n = w->opt->nperiods;
	int number, rc = 0;

	for (size_t i = 0; i < n; i++)
		if (interval_period_parse(periods[i], &number, e) < 0)
			return -1;
	if (n == 0 && run_store_periods(w->book, a, &periods, &n, e) < 0)
		return -1;
	head(w);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		w->period = periods[i];
		rc = list_period(w, e);
	}
	if (w->format == FORMAT_JSON)
		out_json_close(w->out, ']');
	else if (w->format == FORMAT_TEXT && rc == 0 && !w->any)
		out_str(w->out, "every call has its price\n");
	return rc;
}

int
job_unrated(const struct job_unrated_options *opt, struct out *out,
    struct err *e)
{
	struct arena periods = { 0 };
	struct book book;
	struct work w = { .opt = opt, .book = &book, .out = out };
	int format = word_find(format_words, opt->format);
	int rc;

	if (format < 0)
		return err_set(e, ERR_USAGE,
		    "format \"%s\" is none of text, csv, json", opt->format);
	w.format = (enum format)format;
	if (book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	rc = list_periods(&w, &periods, e);
	arena_free(&w.arena);
	arena_free(&periods);
	book_close(&book);
	return rc < 0 ? -1 : w.any;
}
