#include "job/explain_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/out.h"
#include "money/round.h"
#include "rating/master.h"
#include "time/instant.h"
#include "time/zone.h"

static const char *
or_none(const char *text)
{
	return text == NULL || *text == '\0' ? "-" : text;
}

static void
text_validity(struct out *o, int64_t from_us, int64_t until_us,
    const struct zone *zone)
{
	char t[INSTANT_TEXT_MAX];

	if (from_us == INT64_MIN && until_us == INT64_MAX) {
		out_str(o, "always valid");
		return;
	}
	if (from_us != INT64_MIN) {
		(void)instant_format_local(t, from_us, zone);
		out_printf(o, "valid from %s", t);
	}
	if (until_us != INT64_MAX) {
		(void)instant_format_local(t, until_us, zone);
		out_printf(o, "%s %s",
		    from_us == INT64_MIN ? "valid until" : " until", t);
	}
}

void
explain_text_side(struct out *o, const struct explain_view *v,
    const struct resolve_side *s, bool caller)
{
	const struct directory *d = v->directory;
	char how[256];

	explain_how(how, sizeof(how), v, s, caller);
	out_printf(o, "  %-9s ", caller ? "caller" : "called");
	if (s->subscriber != DIRECTORY_NONE) {
		const struct directory_subscriber *b =
		    &d->subscribers[s->subscriber];

		out_printf(o, "on-net: subscriber %s of customer %s, %s\n",
		    b->name, d->contracts[b->contract].ref, how);
	} else if (s->group != DIRECTORY_NONE) {
		out_printf(o, "off-net: peering group %s, %s\n",
		    d->routes->groups[s->group].row->name, how);
	} else {
		out_str(o, "off-net, no peering group\n");
	}
}

static void
text_head(struct out *o, const struct explain_view *v)
{
	const struct traced_call *t = v->call;
	const struct call *c = &t->call;
	char utc[INSTANT_TEXT_MAX], local[INSTANT_TEXT_MAX];
	char seconds[DECIMAL_TEXT_MAX];

	(void)instant_format(utc, c->start_us);
	(void)instant_format_local(local, c->start_us, v->directory->zone);
	(void)decimal_format(seconds, sizeof(seconds), c->duration_ms, 3, 0);
	out_printf(o, "call %s\n", c->call_id);
	out_printf(o,
	    "  read from %s, line %" PRId64 ", batch %" PRId64 ", format %s\n",
	    or_none(v->file), c->line, c->batch, or_none(t->format));
	out_printf(o, "  stored in calls/%s, number %" PRId64 "\n", t->segment,
	    t->seq);
	out_printf(o, "  start     %s (%s)\n", local, utc);
	out_printf(o, "  %-9s %s s, status %s\n", call_type_words[c->type],
	    seconds, call_status_words[c->status]);
	out_printf(o, "  from      %s, account %s, peer %s, address %s\n",
	    or_none(c->source_number), or_none(c->source_account),
	    or_none(c->source_peer), or_none(c->source_ip));
	out_printf(o, "  to        %s, account %s, peer %s\n",
	    or_none(c->destination_number), or_none(c->destination_account),
	    or_none(c->destination_peer));
}

static void
text_fee(struct out *o, const struct explain_leg_view *v,
    const struct select_result *r, uint32_t row, const char *file,
    const struct zone *zone)
{
	const struct fee *f = &v->directory->tariff->rows[row];

	out_printf(o, "%s \"%s\"", explain_rank(r), f->destination);
	if (f->source != NULL && *f->source != '\0')
		out_printf(o, " from \"%s\"", f->source);
	out_printf(o, ", zone %s", or_none(f->zone));
	if (f->zone_detail != NULL && *f->zone_detail != '\0')
		out_printf(o, " / %s", f->zone_detail);
	if (r->ported != NULL)
		out_printf(o, ", ported to %s", r->ported->provider);
	out_printf(o, "\n            %s line %" PRId64 " of load %" PRId64 ", ",
	    or_none(file), f->origin.line, f->origin.load);
	text_validity(o, r->fee->from_us, r->fee->until_us, zone);
	out_char(o, '\n');
}

static void
text_run(struct out *o, const struct explain_leg *l, const struct rate_run *r)
{
	const char *per = l->price.profile->row->rate_per == RATE_PER_SECOND
	    ? "second"
	    : "minute";
	char rate[EXPLAIN_MONEY_MAX], sum[EXPLAIN_MONEY_MAX];
	char once[EXPLAIN_MONEY_MAX];

	explain_e12(rate, r->rate_e12);
	explain_exact(sum, r->price);
	out_printf(o, "            %" PRId64 " x %" PRId32 " s at %s a %s",
	    r->blocks, r->block_s, rate, per);
	if (r->free_s == r->block_s && r->free_s > 0)
		out_str(o, ", free time");
	else if (r->free_s > 0)
		out_printf(o, ", %" PRId32 " s of it free time", r->free_s);
	if (r->connect_fee_e12 != 0) {
		explain_e12(once, r->connect_fee_e12);
		out_printf(o, " + connect fee %s", once);
	}
	if (r->extra_rate_e12 != 0) {
		explain_e12(once, r->extra_rate_e12);
		out_printf(o, " + extra rate %s", once);
	}
	out_printf(o, " = %s", sum);
	if (r->price != r->full)
		out_str(o, " (cut by max_call_charge)");
	if (r->cash != 0) {
		explain_exact(once, r->cash);
		out_printf(o, ", cash %s", once);
	}
	out_printf(o, "  [%s, from second %" PRId64 "]\n",
	    l->price.profile->bands[r->band], r->from_s);
}

static void
text_blocks(struct out *o, const struct explain_leg_view *v)
{
	const struct explain_leg *l = &v->leg;

	if (l->parts != NULL) {
		explain_balance_text(o, v, text_run);
		return;
	}
	out_str(o, "  blocks\n");
	if (l->nruns == 0)
		out_str(o, "            none\n");
	for (size_t i = 0; i < l->nruns; i++)
		text_run(o, l, &l->runs[i]);
}

/* An exact amount and what it is rounded to. */
static void
text_exact(struct out *o, const char *word, i128 sum)
{
	char exact[EXPLAIN_MONEY_MAX], fraction[EXPLAIN_MONEY_MAX];

	explain_exact(exact, sum);
	explain_fraction(fraction, sum);
	out_printf(o, "  %-9s %s", word, exact);
	if (strcmp(exact, fraction) != 0)
		out_printf(o, " = %s", fraction);
}

static void
text_price(struct out *o, const struct explain_leg_view *v)
{
	const struct rate_result *r = &v->leg.price.rate;
	const struct profile *p = v->leg.price.profile->row;
	char price[EXPLAIN_MONEY_MAX], cash[EXPLAIN_MONEY_MAX];
	char amount[EXPLAIN_MONEY_MAX];

	text_blocks(o, v);
	explain_e8(price, r->price_e8);
	explain_e8(cash, r->cash_e8);
	explain_e8(amount, r->price_e8 - r->cash_e8);
	text_exact(o, "exact", r->price);
	out_printf(o, "\n  rounded   %s to %" PRId64 " decimals: %s\n",
	    price_rounding_words[p->rounding], p->decimals, price);
	if (r->cash != 0) {
		text_exact(o, "cash", r->cash);
		out_printf(o, ", rounded the same way: %s\n", cash);
	}
	out_printf(o,
	    "  price     %s %s, cash %s, amount %s; %" PRId64
	    " s billed, %" PRId64 " s free\n",
	    p->currency, price, cash, amount, r->billed_s, r->free_s);
	explain_balance_events(o, v);
	out_str(o,
	    v->leg.parts == NULL
		? "  check     the blocks add up to the exact price\n"
		: "  check     the blocks add up to the exact price, the cash "
		  "and the free time,\n"
		  "            and these to what the balance lost\n");
}

/* What is odd about the charge in the book, and what makes it good. */
static void
text_difference(struct out *o, const struct explain_view *v,
    const struct explain_leg_view *l)
{
	if (l->lost)
		out_str(o,
		    "            calls charged before it are not in the "
		    "book any more: run toll-rate\n");
	if (!explain_agrees(l))
		out_str(o,
		    l->charge.document != 0
			? "            it stands as it is billed; what it was "
			  "worked out from has changed since\n"
			: "            what it was worked out from has changed "
			  "since: run toll-rate\n");
	if (l->charge.closing == 0 && v->last_load != l->charge.load)
		out_printf(o,
		    "            rated with load %" PRId64
		    "; toll-rate will price it with load %" PRId64 "\n",
		    l->charge.load, v->last_load);
}

static void
text_book(struct out *o, const struct explain_view *v,
    const struct explain_leg_view *l)
{
	const struct explain_charge *c = &l->charge;
	char price[EXPLAIN_MONEY_MAX], cash[EXPLAIN_MONEY_MAX];

	out_str(o, "  in the book ");
	if (!c->rated) {
		out_str(o, "not rated yet: run toll-rate\n");
		return;
	}
	if (!c->found) {
		out_printf(o, "no charge (run %" PRId64 ")", v->run);
	} else {
		explain_e8(price, c->price_e8);
		explain_e8(cash, c->cash_e8);
		out_printf(o, "price %s", price);
		if (l->leg.parts != NULL || c->cash_e8 != 0 || c->free_s != 0)
			out_printf(o, ", cash %s, %" PRId64 " s free", cash,
			    c->free_s);
		out_printf(o, " (run %" PRId64 ")", v->run);
		if (c->late)
			out_str(o, ", late");
		if (c->document > 0)
			out_printf(o, ", billed by document %" PRId64,
			    c->document);
		else if (c->document < 0)
			out_str(o, ", in a closed interval");
		else if (c->closing > 0)
			out_printf(o, ", billed by closing %" PRId64,
			    c->closing);
	}
	out_str(o, explain_agrees(l) ? ": the same\n" : ": DIFFERS\n");
	text_difference(o, v, l);
}

/* Why a contract has nothing to pay, or cannot be told what. */
static void
text_nothing(struct out *o, const struct explain_leg *l)
{
	const struct reduce_price *p = &l->price;

	if (p->reason == UNRATED_PATTERN)
		out_printf(o, "  UNRATED   %s: \"%s\" needs too many steps\n",
		    unrated_reason_words[p->reason], p->select.gave_up);
	else if (p->reason != UNRATED_NOT)
		out_printf(o, "  UNRATED   %s\n",
		    unrated_reason_words[p->reason]);
	else if (p->entry == NULL)
		out_str(o, "  no charge: no price list at that time\n");
	else if (l->item.call->internal &&
	    p->profile->row->internal == INTERNAL_FREE)
		out_str(o, "  no charge: a call inside one customer\n");
	else
		out_str(o, "  no charge: no fee matches\n");
}

static void
text_entry(struct out *o, const struct explain_leg_view *v,
    const struct zone *zone)
{
	const struct explain_leg *l = &v->leg;
	const struct schedule *s;

	if (l->from_package) {
		const struct balance_entry *n = &l->package;

		out_printf(o, ", %s profile of package %s, ",
		    package_role_words[n->role],
		    v->directory->balances.packages[n->package].row->name);
	} else {
		s = &v->directory->schedules.rows[l->entry.row];
		if (s->network != NULL && *s->network != '\0')
			out_printf(o, " in network %s", s->network);
		out_printf(o,
		    "\n            %s line %" PRId64 " of load %" PRId64 ", ",
		    or_none(v->schedule_file), s->origin.line, s->origin.load);
	}
	text_validity(o, l->entry.from_us, l->entry.until_us, zone);
	out_char(o, '\n');
}

static void
text_fees(struct out *o, const struct explain_leg_view *v,
    const struct zone *zone)
{
	const struct explain_leg *l = &v->leg;
	const struct reduce_price *p = &l->price;
	char why[EXPLAIN_WHY_MAX];

	if (p->select.fee == NULL)
		return;
	out_str(o, "  fee       ");
	text_fee(o, v, &p->select,
	    p->charged ? p->rate.row : p->select.fee->row, v->fee_file, zone);
	if (v->invalid != NULL)
		out_printf(o,
		    "            longer, but not valid then: \"%s\", %s line "
		    "%" PRId64 " of load %" PRId64 "\n",
		    v->invalid->destination, or_none(v->invalid_file),
		    v->invalid->origin.line, v->invalid->origin.load);
	if (!l->has_next) {
		out_str(o, "            no other fee fits\n");
		return;
	}
	explain_why(why, l);
	out_str(o, "  next best ");
	text_fee(o, v, &l->next, l->next.fee->row, v->next_file, zone);
	out_printf(o, "            the fee won: %s\n", why);
}

static void
text_leg(struct out *o, const struct explain_view *view, int i)
{
	const struct explain_leg_view *v = &view->legs[i];
	const struct explain_leg *l = &v->leg;
	const struct directory_contract *k =
	    &v->directory->contracts[l->item.contract];
	const struct reduce_price *p = &l->price;

	out_printf(o, "\n%s %s: %s\n", tier_words[l->item.tier],
	    direction_words[l->item.direction], k->ref);
	if (p->entry != NULL) {
		out_printf(o, "  profile   %s", p->profile->row->handle);
		text_entry(o, v, k->zone);
	}
	text_fees(o, v, k->zone);
	if (p->charged) {
		out_printf(o,
		    "  bands     by the clock of %s; %s at the start\n",
		    zone_name(p->zone), p->profile->bands[p->rate.band]);
		text_price(o, v);
	} else {
		text_nothing(o, l);
	}
	text_book(o, view, v);
}

void
explain_text_call(struct out *o, const struct explain_view *v)
{
	const struct resolved *r = &v->resolved;

	text_head(o, v);
	if (v->call->call.status != CALL_STATUS_OK) {
		out_str(o,
		    "  no charge: only calls with status ok are "
		    "charged\n");
		return;
	}
	explain_text_side(o, v, &r->caller, true);
	explain_text_side(o, v, &r->called, false);
	if (r->forwarded)
		out_printf(o,
		    "  forwarded (%s): paid by the subscriber that "
		    "forwards\n",
		    v->call->call.disposition);
	if (r->internal)
		out_str(o, "  inside one customer\n");
	if (r->foreign_cli)
		out_str(o,
		    "  listed: the trunk shows a number that is not "
		    "its own\n");
	if (r->reason != UNRATED_NOT)
		out_printf(o, "  UNRATED   %s%s%s\n",
		    unrated_reason_words[r->reason],
		    *r->detail != '\0' ? ": " : "", r->detail);
	for (int i = 0; i < v->nlegs; i++)
		if (explain_shows(v, i))
			text_leg(o, v, i);
}
