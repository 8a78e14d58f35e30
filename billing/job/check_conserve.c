/*
 * The check of conservation: every call and every 10^-8 of charge is in exactly
 * one document, free, waived, or open with a reason; seconds in = seconds out.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/out.h"
#include "base/words.h"
#include "job/check.h"
#include "job/conserve.h"
#include "store/book.h"
#include "store/conserve_store.h"

static const char *const state_words[CONSERVE_STATES] = { "billed", "free",
	"open" };

/* With --verbose: what became of the charges of a period, by tier. */
static void
tell(const struct conserve *c, const struct conserve_period *p)
{
	char amount[DECIMAL_TEXT_MAX];

	out_printf(c->check->out,
	    "  %s calls: %" PRId64 " not answered, %" PRId64
	    " free by rule, %" PRId64 " unrated, the others charged\n",
	    p->period, c->unanswered, c->free_calls, c->unrated);
	for (int t = 0; t < 3; t++)
		for (int k = 0; k < CONSERVE_STATES; k++) {
			const struct conserve_sum *s = &c->state[t][k];

			if (s->calls == 0)
				continue;
			(void)decimal_format(amount, sizeof(amount),
			    s->amount_e8, 8, 2);
			out_printf(c->check->out,
			    "  %s %-9s %-6s %8" PRId64 " charges, %10" PRId64
			    " s billed, amount %s\n",
			    p->period, tier_words[t], state_words[k], s->calls,
			    s->billed_s, amount);
		}
}

/* Calls that wait for toll-rate are no fault, but no charge is of them either. */
static void
not_rated(struct check *c, const char *period, int64_t calls, const char *since)
{
	check_note(c, "%s: %" PRId64 " call%s not rated%s: run toll rate -p %s",
	    period, calls, calls == 1 ? " is" : "s are", since, period);
}

static void
tell_changes(struct check *c, const struct conserve_period *p)
{
	if (p->fresh > 0)
		not_rated(c, p->period, p->fresh,
		    p->gone > 0 ? " as the book has them now"
				: " yet (imported after the others were)");
	if (p->gone > 0)
		check_note(c,
		    "%s: calls that were rated are not there as they were "
		    "(an import was undone), they cannot be compared with "
		    "their charges: run toll rate -p %s",
		    p->period, p->period);
}

static int
check_never_rated(struct check *c, struct err *e)
{
	struct stmt s;
	int more;

	if (conserve_never_rated(c->book, &s, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0)
		not_rated(c, stmt_text(&s, 0), stmt_int(&s, 1), " yet");
	stmt_free(&s);
	return more;
}

static int
check_period(struct conserve *c, struct conserve_period *p, struct err *e)
{
	int rc = conserve_open(c->check->book, &c->scratch, p, e);

	c->shown = c->unanswered = c->free_calls = c->unrated = 0;
	memset(c->state, 0, sizeof(c->state));
	/* what was rated is named by file and place in it */
	if (rc == 0 && p->gone == 0)
		rc = conserve_check_calls(c, p, e);
	if (rc == 0)
		rc = conserve_check_charges(c, p, e);
	if (c->shown > CONSERVE_SHOWN)
		check_found(c->check, "%s: and %" PRId64 " more", p->period,
		    c->shown - CONSERVE_SHOWN);
	if (rc == 0)
		tell_changes(c->check, p);
	if (rc == 0 && c->check->verbose)
		tell(c, p);
	conserve_close(p);
	return rc < 0 ? err_ctx(e, "%s", p->period) : 0;
}

int
check_conserve(struct check *check, struct err *e)
{
	struct conserve c = { .check = check };
	struct conserve_period *periods;
	bool whole = true;
	size_t n;
	int rc;

	rc = conserve_periods(check->book, &check->arena, &periods, &n, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		arena_reset(&c.scratch);
		rc = check_period(&c, &periods[i], e);
		if (rc < 0 &&
		    (e->code == ERR_DATA || e->code == ERR_NOINPUT ||
			e->code == ERR_IO)) {
			check_found(check, "%s", e->text);
			err_clear(e);
			whole = false;
			rc = 0;
		}
	}
	if (rc == 0 && whole)
		rc = conserve_check_lines(&c, e);
	if (rc == 0)
		rc = check_never_rated(check, e);
	textmap_free(&c.keys);
	free(c.sums);
	free(c.places);
	arena_free(&c.scratch);
	arena_free(&c.arena);
	return rc;
}
