#include <inttypes.h>

#include "base/out.h"
#include "job/explain_text.h"
#include "rating/master.h"
#include "store/balance_corrected.h"
#include "time/instant.h"
#include "time/zone.h"

static const char *const cause_words[] = { "first", "stated", "interval",
	"topup", "expiry", "correction" };

static const struct zone *
zone_of(const struct explain_leg_view *v)
{
	return v->directory->contracts[v->leg.item.contract].zone;
}

static void
text_time(struct out *o, const struct explain_leg_view *v, int64_t us)
{
	char t[INSTANT_TEXT_MAX];

	(void)instant_format_local(t, us, zone_of(v));
	out_str(o, t);
}

static const char *
package_name(const struct explain_leg_view *v, uint32_t package)
{
	return package == BALANCE_NO_PACKAGE
	    ? NULL
	    : v->directory->balances.packages[package].row->name;
}

static const char *
profile_name(const struct explain_leg_view *v, uint32_t profile)
{
	return profile == TARIFF_NONE
	    ? "none"
	    : v->directory->tariff->profiles[profile].row->handle;
}

/* The documents of the correction that a part began with; NULL: of none. */
static const char *
corrected_by(const struct explain_leg_view *v, const struct balance_part *p)
{
	for (size_t i = 0;
	     p->cause == BALANCE_CORRECTION && i < v->ncorrections; i++)
		if (v->corrections[i].at_us == p->from_us)
			return v->corrections[i].numbers;
	return NULL;
}

/* --- an interval ---------------------------------------------------------- */

static void
text_interval(struct out *o, const struct explain_leg_view *v,
    const struct balance_part *p)
{
	const char *package = package_name(v, p->package);

	out_str(o, "            interval ");
	text_time(o, v, p->row_from_us);
	if (p->row_until_us == INT64_MAX) {
		out_str(o, ", open");
	} else {
		out_str(o, " until ");
		text_time(o, v, p->row_until_us);
	}
	out_printf(o, "\n            allowances of profile %s",
	    profile_name(v, p->profile));
	if (package != NULL)
		out_printf(o, ", package %s", package);
	out_char(o, '\n');
}

/* How an interval, or its last part, opened. */
static void
text_opening(struct out *o, const struct explain_leg_view *v,
    const struct balance_part *p)
{
	static const char *const how[] = { "by the activation",
		"as opening balances or a frozen row say",
		"behind the interval before", "by a top-up",
		"when cash expired", "by a correction" };
	char opening[EXPLAIN_MONEY_MAX], given[EXPLAIN_MONEY_MAX];
	const char *by = p->topup ? NULL : corrected_by(v, p);

	explain_e8(opening, p->opening_cash_e8);
	explain_e8(given, p->free_cash_e8);
	out_printf(o,
	    "            opened %s%s%s%s with %" PRId64
	    " s of free time, cash %s; free cash %s\n",
	    how[p->topup ? BALANCE_TOPUP : p->cause], by == NULL ? "" : " (",
	    by == NULL ? "" : by, by == NULL ? "" : ")", p->opening_free_s,
	    opening, given);
}

static void
text_left(struct out *o, const char *word, int64_t free_s, int64_t cash_e8)
{
	char cash[EXPLAIN_MONEY_MAX];

	explain_e8(cash, cash_e8);
	out_printf(o, "            %s %" PRId64 " s of free time, cash %s\n",
	    word, free_s, cash);
}

/* What the call may use of a part; calls that started earlier may have gone on
 * into it before. */
static void
text_found(struct out *o, const struct explain_part *p, bool first)
{
	text_left(o, "found", p->found_free_s, p->found_cash_e8);
	if (!first &&
	    (p->found_free_s != p->part.opening_free_s ||
		p->found_cash_e8 != p->part.opening_cash_e8))
		out_str(o,
		    "            (calls that started before it use the "
		    "rest)\n");
}

/* Cash that is taken over into a new interval: what an interval leaves, less
 * what was unused of its free cash. */
static int64_t
carried_of(const struct balance_part *p)
{
	return p->opening_cash_e8 - p->free_cash_e8 - p->added_e8;
}

/* Why nothing is carried. */
static const char *
discard_reason(const struct explain_leg_view *v, const struct balance_part *old)
{
	const struct package *k = old->package == BALANCE_NO_PACKAGE
	    ? NULL
	    : v->directory->balances.packages[old->package].row;

	if (old->expire_us <= old->until_us)
		return "it expires";
	return k != NULL && k->carry_over == CARRY_OVER_CARRY_OVER_TIMELY
	    ? "there was no timely top-up"
	    : "the package discards it";
}

static void
text_new_interval(struct out *o, const struct explain_leg_view *v,
    const struct balance_part *old, const struct balance_part *p)
{
	char left[EXPLAIN_MONEY_MAX], carried[EXPLAIN_MONEY_MAX];
	char lapsed[EXPLAIN_MONEY_MAX], given[EXPLAIN_MONEY_MAX];
	char added[EXPLAIN_MONEY_MAX], opening[EXPLAIN_MONEY_MAX];

	explain_e8(left, old->cash_e8);
	explain_e8(carried, carried_of(p));
	explain_e8(lapsed, old->cash_e8 - carried_of(p));
	explain_e8(given, p->free_cash_e8);
	explain_e8(added, p->added_e8);
	explain_e8(opening, p->opening_cash_e8);
	out_printf(o,
	    ", a new interval: %" PRId64 " s of free time lapse, %" PRId64
	    " s are new\n",
	    old->free_s, p->opening_free_s);
	if (p->carries)
		out_printf(o,
		    "            cash %s - %s (free cash not used, it lapses) = "
		    "%s carried over\n",
		    left, lapsed, carried);
	else
		out_printf(o, "            cash %s lapses, %s\n", left,
		    discard_reason(v, old));
	out_printf(o, "            cash %s + free cash %s", carried, given);
	if (p->added_e8 != 0)
		out_printf(o, " + %s %s",
		    p->topup ? "top-up" : "initial balance", added);
	out_printf(o, " = %s\n", opening);
}

/* What happened between two parts. */
static void
text_between(struct out *o, const struct explain_leg_view *v,
    const struct balance_part *old, const struct balance_part *p)
{
	char left[EXPLAIN_MONEY_MAX], added[EXPLAIN_MONEY_MAX];
	char opening[EXPLAIN_MONEY_MAX];
	const char *by = corrected_by(v, p);

	out_str(o, "  at        ");
	text_time(o, v, p->from_us);
	explain_e8(left, old->cash_e8);
	explain_e8(added, p->added_e8);
	explain_e8(opening, p->opening_cash_e8);
	switch ((enum balance_cause)p->cause) {
	case BALANCE_INTERVAL:
		text_new_interval(o, v, old, p);
		return;
	case BALANCE_TOPUP:
		out_printf(o, ", a top-up: cash %s + %s = %s\n", left, added,
		    opening);
		return;
	case BALANCE_CORRECTION:
		out_printf(o,
		    ", a correction of what was billed%s%s%s: "
		    "cash %s %c %s = %s\n",
		    by == NULL ? "" : " (", by == NULL ? "" : by,
		    by == NULL ? "" : ")", left, p->added_e8 < 0 ? '-' : '+',
		    added + (p->added_e8 < 0), opening);
		return;
	case BALANCE_EXPIRY:
		out_printf(o, ", cash expires: of %s is left %s\n", left,
		    opening);
		return;
	case BALANCE_FIRST:
	case BALANCE_STATED:
		out_str(o, ", a row of opening_balances.csv\n");
		return;
	}
}

void
explain_balance_text(struct out *o, const struct explain_leg_view *v,
    void (*run)(struct out *, const struct explain_leg *,
	const struct rate_run *))
{
	const struct explain_leg *l = &v->leg;

	out_printf(o,
	    "  balance   after %" PRId64 " earlier charge%s of the "
	    "period%s\n",
	    l->earlier, l->earlier == 1 ? "" : "s",
	    v->charge.rated ? "" : ", which is not rated");
	for (size_t i = 0; i < l->nparts; i++) {
		const struct explain_part *p = &l->parts[i];

		if (i > 0)
			text_between(o, v, &l->parts[i - 1].part, &p->part);
		text_interval(o, v, &p->part);
		if (i == 0)
			text_opening(o, v, &p->part);
		text_found(o, p, i == 0);
		if (i == 0)
			out_str(o, "  blocks\n");
		for (size_t j = p->run; j < p->run + p->nruns; j++)
			run(o, l, &l->runs[j]);
		if (p->nruns == 0)
			out_str(o, "            none\n");
		text_left(o, "used", p->free_s, p->cash_e8);
		text_left(o, "left", p->found_free_s - p->free_s,
		    p->found_cash_e8 - p->cash_e8);
	}
}

/* --- what came about ------------------------------------------------------ */

static void
text_threshold(struct out *o, const struct explain_leg_view *v,
    const struct balance_entry *n)
{
	const struct package *k =
	    v->directory->balances.packages[n->package].row;
	char threshold[EXPLAIN_MONEY_MAX];

	if (n->role != PACKAGE_ROLE_UNDERRUN)
		return;
	explain_e8(threshold, k->underrun_profile_threshold_e8);
	out_printf(o, ": cash fell below %s", threshold);
}

void
explain_balance_events(struct out *o, const struct explain_leg_view *v)
{
	const struct explain_leg *l = &v->leg;

	for (size_t i = 0; i < l->nlocks; i++) {
		out_printf(o, "  %-9s lock level %" PRId64 " from ",
		    package_role_words[l->locks[i].role], l->locks[i].level);
		text_time(o, v, l->locks[i].at_us);
		out_char(o, '\n');
	}
	for (size_t i = 0; i < l->nentries; i++) {
		const struct balance_entry *n = &l->entries[i];

		out_printf(o, "  %-9s profile %s of package %s from ",
		    package_role_words[n->role],
		    profile_name(v, n->entry.profile),
		    package_name(v, n->package));
		text_time(o, v, n->entry.from_us);
		text_threshold(o, v, n);
		out_char(o, '\n');
	}
}

/* --- JSON ----------------------------------------------------------------- */

static void
json_part(struct out *o, const struct explain_leg_view *v, size_t i)
{
	const struct explain_part *x = &v->leg.parts[i];
	const struct balance_part *p = &x->part;
	const struct balance_part *old =
	    i == 0 ? NULL : &v->leg.parts[i - 1].part;

	out_json_open(o, NULL, '{');
	explain_json_instant(o, "from", p->from_us);
	explain_json_instant(o, "until", p->until_us);
	explain_json_instant(o, "interval_from", p->row_from_us);
	explain_json_instant(o, "interval_until", p->row_until_us);
	out_json_text(o, "cause", cause_words[p->cause]);
	if (p->cause == BALANCE_CORRECTION)
		out_json_text(o, "documents", corrected_by(v, p));
	out_json_text(o, "profile", profile_name(v, p->profile));
	out_json_text(o, "package", package_name(v, p->package));
	explain_json_e8(o, "opening_cash", p->opening_cash_e8);
	out_json_int(o, "opening_free_s", p->opening_free_s);
	explain_json_e8(o, "free_cash", p->free_cash_e8);
	explain_json_e8(o, "added", p->added_e8);
	if (old != NULL && p->cause == BALANCE_INTERVAL) {
		explain_json_e8(o, "carried", carried_of(p));
		explain_json_e8(o, "lapsed", old->cash_e8 - carried_of(p));
	} else if (old != NULL && p->cause == BALANCE_EXPIRY) {
		explain_json_e8(o, "lapsed", old->cash_e8 - p->opening_cash_e8);
	}
	out_json_int(o, "found_free_s", x->found_free_s);
	explain_json_e8(o, "found_cash", x->found_cash_e8);
	out_json_int(o, "used_free_s", x->free_s);
	explain_json_e8(o, "used_cash", x->cash_e8);
	out_json_int(o, "first_run", (int64_t)x->run);
	out_json_int(o, "runs", (int64_t)x->nruns);
	out_json_close(o, '}');
}

void
explain_balance_json(struct out *o, const struct explain_leg_view *v)
{
	const struct explain_leg *l = &v->leg;

	out_json_open(o, "balance", '{');
	out_json_int(o, "earlier", l->earlier);
	out_json_bool(o, "complete", v->charge.rated && !v->lost);
	out_json_open(o, "parts", '[');
	for (size_t i = 0; i < l->nparts; i++)
		json_part(o, v, i);
	out_json_close(o, ']');
	out_json_open(o, "locks", '[');
	for (size_t i = 0; i < l->nlocks; i++) {
		out_json_open(o, NULL, '{');
		explain_json_instant(o, "from", l->locks[i].at_us);
		out_json_int(o, "level", l->locks[i].level);
		out_json_text(o, "role", package_role_words[l->locks[i].role]);
		out_json_close(o, '}');
	}
	out_json_close(o, ']');
	out_json_open(o, "profiles", '[');
	for (size_t i = 0; i < l->nentries; i++) {
		const struct balance_entry *n = &l->entries[i];

		out_json_open(o, NULL, '{');
		explain_json_instant(o, "from", n->entry.from_us);
		out_json_text(o, "handle", profile_name(v, n->entry.profile));
		out_json_text(o, "package", package_name(v, n->package));
		out_json_text(o, "role", package_role_words[n->role]);
		out_json_close(o, '}');
	}
	out_json_close(o, ']');
	out_json_close(o, '}');
}
