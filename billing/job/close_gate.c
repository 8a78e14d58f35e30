#include "job/close_gate.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/book.h"
#include "time/instant.h"

#define WAIVERS_MAX (1 << 20) /* bytes of a file of waivers */
#define BLANK       " \t\r"

/* The next word of *at, in the arena; "" at the end of the line. */
static const char *
next_word(const char **at, struct arena *arena)
{
	const char *word = *at + strspn(*at, BLANK);
	size_t len = strcspn(word, BLANK);

	*at = word + len;
	return arena_strndup(arena, word, len);
}

static int
read_line(struct close_gate *g, struct close_plan *plan, const char *line,
    int64_t number, struct err *e)
{
	struct close_waiver *w;
	const char *what = next_word(&line, &plan->arena);
	int64_t batch;

	if (what[0] == '\0' || what[0] == '#')
		return 0;
	g->waivers = mem_grow(g->waivers, g->n_waivers, &g->cap_waivers,
	    sizeof(g->waivers[0]));
	w = &g->waivers[g->n_waivers++];
	*w = (struct close_waiver){ .what = what, .line = number };
	w->name = next_word(&line, &plan->arena);
	w->contract = next_word(&line, &plan->arena);
	if (next_word(&line, &plan->arena)[0] != '\0' || w->name[0] == '\0')
		return err_set(e, ERR_DATA,
		    "not \"unrated REASON [CONTRACT]\", \"rejects "
		    "BATCH\" nor \"threshold NAME [CONTRACT]\"");
	if (strcmp(what, "unrated") == 0 || strcmp(what, "threshold") == 0)
		return 0;
	if (strcmp(what, "rejects") != 0 || w->contract[0] != '\0')
		return err_set(e, ERR_DATA,
		    "not \"unrated REASON [CONTRACT]\", \"rejects "
		    "BATCH\" nor \"threshold NAME [CONTRACT]\"");
	return decimal_int(w->name, strlen(w->name), 1, INT64_MAX, &batch, e);
}

int
close_gate_parse(struct close_gate *g, struct close_plan *plan,
    const char *name, char *text, struct err *e)
{
	int64_t number = 0;
	char *line, *rest = text;

	while (*rest != '\0') {
		line = rest;
		rest = line + strcspn(line, "\n");
		if (*rest != '\0')
			*rest++ = '\0';
		number++;
		if (read_line(g, plan, line, number, e) < 0)
			return err_ctx(e, "%s:%" PRId64, name, number);
	}
	return 0;
}

int
close_gate_read(struct close_gate *g, struct close_plan *plan, const char *path,
    struct err *e)
{
	struct buf text = { 0 };
	int rc;

	rc = file_read(path, WAIVERS_MAX, &text, e);
	if (rc == 0 && text.len > 0)
		rc = close_gate_parse(g, plan, path, text.data, e);
	buf_free(&text);
	return rc;
}

/* Let ${calls} of a kind pass if a waiver names them. */
static bool
pass(struct close_gate *g, struct arena *arena, const char *what,
    const char *period, const char *contract, const char *name, int64_t calls)
{
	for (size_t i = 0; i < g->n_waivers; i++) {
		struct close_waiver *w = &g->waivers[i];
		struct close_waived *done;

		if (strcmp(w->what, what) != 0 || strcmp(w->name, name) != 0 ||
		    (w->contract[0] != '\0' &&
			strcmp(w->contract, contract) != 0))
			continue;
		w->used += calls;
		g->waived = mem_grow(g->waived, g->n_waived, &g->cap_waived,
		    sizeof(g->waived[0]));
		done = &g->waived[g->n_waived++];
		*done = (struct close_waived){ what, period, contract,
			arena_strdup(arena, name), calls };
		return true;
	}
	return false;
}

static bool
is_asked(const struct close_plan *plan, const char *contract)
{
	for (size_t i = 0; i < plan->n_contracts; i++)
		if (strcmp(plan->contracts[i], contract) == 0)
			return true;
	return plan->n_contracts == 0 || contract[0] == '\0';
}

static int
check_rejects(struct close_gate *g, struct close_plan *plan, struct err *e)
{
	struct usage_rejects *r;
	char batch[32];
	size_t n;

	if (usage_store_rejects(plan->usage, &plan->arena, &r, &n, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (r[i].rejects <= r[i].waived)
			continue;
		(void)snprintf(batch, sizeof(batch), "%" PRId64, r[i].batch);
		if (!pass(g, &plan->arena, "rejects", "", "", batch,
			r[i].rejects))
			return err_set(e, ERR_REFUSED,
			    "open rejects of batch %s (%s): %" PRId64
			    "; see toll-rejects, or waive them with a line "
			    "\"rejects %s\" in --waive FILE",
			    batch, r[i].file, r[i].rejects, batch);
	}
	return 0;
}

static int
check_unrated(struct close_gate *g, struct close_plan *plan, int64_t until_us,
    struct err *e)
{
	struct usage_unrated *u;
	size_t n;

	if (usage_store_unrated(plan->usage, until_us, &plan->arena, &u, &n,
		e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *who = u[i].contract;

		if (u[i].calls <= u[i].waived || !is_asked(plan, who) ||
		    pass(g, &plan->arena, "unrated", u[i].period, who,
			u[i].reason, u[i].calls))
			continue;
		return err_set(e, ERR_REFUSED,
		    "unrated calls of %s%s%s (%s): %" PRId64
		    "; see toll-unrated, or waive them with a line "
		    "\"unrated %s%s%s\" in --waive FILE",
		    u[i].period, who[0] == '\0' ? "" : " for ", who,
		    u[i].reason, u[i].calls, u[i].reason,
		    who[0] == '\0' ? "" : " ", who);
	}
	return 0;
}

static int
check_rated(struct close_plan *plan, int64_t until_us, struct err *e)
{
	const char *period;
	int rc;

	rc = usage_store_never_rated(plan->usage, until_us, &plan->arena,
	    &period, e);
	if (rc == 1)
		return err_set(e, ERR_REFUSED,
		    "the calls of %s were never "
		    "rated: run toll-rate",
		    period);
	for (size_t i = 0; rc == 0 && i < usage_store_files(plan->usage); i++) {
		const struct usage_file *f = usage_store_file(plan->usage, i);

		if (f->from_us >= until_us)
			continue;
		rc = usage_store_is_current(plan->usage, i, e);
		if (rc == 0)
			return err_set(e, ERR_REFUSED,
			    "calls of %s were "
			    "imported or removed since it was rated: run "
			    "toll-rate",
			    f->period);
		rc = rc < 0 ? -1 : 0;
	}
	return rc;
}

int
close_gate_over(struct close_plan *plan, bool dry_run, struct err *e)
{
	char text[INSTANT_TEXT_MAX];

	for (size_t i = 0; i < plan->n_intervals; i++) {
		const struct close_interval *k = &plan->intervals[i];

		if (k->until_us <= plan->now_us)
			continue;
		(void)instant_format_local(text, k->until_us,
		    plan->book->zone);
		if (dry_run) {
			close_plan_note(plan, "warning", k->contract,
			    "an interval is not over until %s", text);
			continue;
		}
		return err_set(e, ERR_REFUSED,
		    "contract %s: an interval is not over until %s, and its "
		    "calls are still to come: give --until a day that has "
		    "begun",
		    k->contract, text);
	}
	return 0;
}

int
close_gate_check(struct close_gate *g, struct close_plan *plan, struct err *e)
{
	int64_t until_us = INT64_MIN;

	for (size_t i = 0; i < plan->n_intervals; i++)
		if (plan->intervals[i].until_us > until_us)
			until_us = plan->intervals[i].until_us;
	if (plan->n_intervals == 0)
		return 0;
	if (check_rated(plan, until_us, e) < 0 ||
	    check_rejects(g, plan, e) < 0 ||
	    check_unrated(g, plan, until_us, e) < 0)
		return -1;
	for (size_t i = 0; i < g->n_waived; i++) {
		const struct close_waived *w = &g->waived[i];

		close_plan_note(plan, "waived", w->contract,
		    "%s%s%s (%s): %" PRId64,
		    strcmp(w->what, "rejects") == 0 ? "rejects of batch"
						    : "unrated calls of",
		    w->period[0] == '\0' ? "" : " ", w->period, w->reason,
		    w->calls);
	}
	for (size_t i = 0; i < g->n_waivers; i++)
		if (g->waivers[i].used == 0)
			close_plan_note(plan, "warning", "",
			    "--waive line %" PRId64 " (%s %s%s%s): there is "
			    "nothing to waive",
			    g->waivers[i].line, g->waivers[i].what,
			    g->waivers[i].name,
			    g->waivers[i].contract[0] == '\0' ? "" : " ",
			    g->waivers[i].contract);
	return 0;
}

bool
close_gate_threshold(struct close_gate *g, const char *name,
    const char *contract)
{
	for (size_t i = 0; i < g->n_waivers; i++) {
		struct close_waiver *w = &g->waivers[i];

		if (strcmp(w->what, "threshold") == 0 &&
		    strcmp(w->name, name) == 0 &&
		    (w->contract[0] == '\0' ||
			strcmp(w->contract, contract) == 0)) {
			w->used++;
			g->thresholds++;
			return true;
		}
	}
	return false;
}

void
close_gate_free(struct close_gate *g)
{
	free(g->waivers);
	free(g->waived);
}
