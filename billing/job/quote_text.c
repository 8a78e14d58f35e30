#include "job/quote_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/out.h"
#include "cdr/call.h"
#include "job/explain_text.h"
#include "money/round.h"
#include "rating/master.h"
#include "rating/quote.h"
#include "time/instant.h"
#include "time/zone.h"

/* The price in the band at the start. */
static const struct tariff_price *
price_of(const struct quote_view *v, const struct explain_leg *l)
{
	return &v->directory->tariff
		    ->prices[l->price.select.fee->price + l->price.rate.band];
}

/* A rate per minute or per second, as the price list has it, for a minute. */
static void
per_minute(char out[EXPLAIN_MONEY_MAX], const struct explain_leg *l,
    int64_t rate_e12)
{
	i128 second = (i128)rate_e12 *
	    (l->price.profile->row->rate_per == RATE_PER_SECOND ? RATE_EXACT
								: 1);

	explain_exact(out, second * 60);
}

/* What a minute of the whole call costs, rounded half up to 10^-8. */
static void
average(char out[EXPLAIN_MONEY_MAX], const struct quote_view *v,
    const struct explain_leg *l)
{
	explain_e8(out,
	    (int64_t)round_div((i128)l->price.rate.price_e8 * 60000,
		v->call->duration_ms, ROUND_HALF_UP));
}

/* Who is on the two sides, as toll-explain shows it. */
static void
show_sides(struct out *o, const struct quote_view *v,
    void (*show)(struct out *, const struct explain_view *,
	const struct resolve_side *, bool caller))
{
	const struct traced_call traced = { .call = *v->call };
	const struct explain_view view = { .directory = v->directory,
		.call = &traced,
		.resolved = v->explain->resolved };

	show(o, &view, &v->explain->resolved.caller, true);
	show(o, &view, &v->explain->resolved.called, false);
}

/* --- text ----------------------------------------------------------------- */

static void
text_fee(struct out *o, const struct quote_view *v, const struct explain_leg *l)
{
	const struct fee *f = &v->directory->tariff->rows[l->price.rate.row];

	out_printf(o, "  fee       %s \"%s\"", explain_rank(&l->price.select),
	    f->destination);
	if (f->source != NULL)
		out_printf(o, " from \"%s\"", f->source);
	out_printf(o, ", zone %s", f->zone == NULL ? "-" : f->zone);
	if (f->zone_detail != NULL)
		out_printf(o, " / %s", f->zone_detail);
	out_printf(o, "\n            line %" PRId64 " of load %" PRId64 "\n",
	    f->origin.line, f->origin.load);
	out_printf(o, "  band      %s, by the clock of %s\n",
	    l->price.profile->bands[l->price.rate.band],
	    zone_name(l->price.zone));
}

static void
text_rates(struct out *o, const struct quote_view *v,
    const struct explain_leg *l)
{
	const struct tariff_price *p = price_of(v, l);
	const struct tariff_step *s = &v->directory->tariff->steps[p->step];
	char first[EXPLAIN_MONEY_MAX], follow[EXPLAIN_MONEY_MAX];

	per_minute(first, l, p->init_rate_e12);
	per_minute(follow, l, p->follow_rate_e12);
	out_printf(o,
	    "  rate      %s %s a minute, in blocks of %" PRId32
	    " s; the first %" PRId32 " s at %s\n",
	    l->price.profile->row->currency, follow, p->follow_s, p->init_s,
	    first);
	for (int i = 0; i < p->nsteps; i++) {
		per_minute(follow, l, s[i].follow_rate_e12);
		out_printf(o,
		    "            from second %" PRId32 " %s a minute, in "
		    "blocks of %" PRId32 " s\n",
		    s[i].from_s, follow, s[i].follow_s);
	}
	if (p->connect_fee_e12 != 0) {
		explain_e12(first, p->connect_fee_e12);
		out_printf(o, "            connect fee %s\n", first);
	}
	if (p->extra_s >= 0) {
		explain_e12(first, p->extra_rate_e12);
		out_printf(o, "            once %s at second %" PRId32 "\n",
		    first, p->extra_s);
	}
}

static void
text_price(struct out *o, const struct quote_view *v,
    const struct explain_leg *l)
{
	char price[EXPLAIN_MONEY_MAX], minute[EXPLAIN_MONEY_MAX];

	text_fee(o, v, l);
	text_rates(o, v, l);
	explain_e8(price, l->price.rate.price_e8);
	out_printf(o, "  price     %s %s for %" PRId64 " s",
	    l->price.profile->row->currency, price,
	    v->call->duration_ms / 1000);
	if (v->call->duration_ms > 0) {
		average(minute, v, l);
		out_printf(o, ", %s a minute", minute);
	}
	out_char(o, '\n');
}

static void
text_leg(struct out *o, const struct quote_view *v, const struct explain_leg *l)
{
	const struct reduce_price *p = &l->price;

	out_printf(o, "\n%s %s: %s\n", tier_words[l->item.tier],
	    direction_words[l->item.direction],
	    v->directory->contracts[l->item.contract].ref);
	if (p->profile != NULL)
		out_printf(o, "  profile   %s\n", p->profile->row->handle);
	if (p->charged)
		text_price(o, v, l);
	else if (p->reason != UNRATED_NOT)
		out_printf(o, "  UNRATED   %s\n",
		    unrated_reason_words[p->reason]);
	else
		out_str(o, "  no charge\n");
}

void
quote_text_call(struct out *o, const struct quote_view *v)
{
	const struct resolved *r = &v->explain->resolved;
	const struct call *c = v->call;
	char at[INSTANT_TEXT_MAX], cash[EXPLAIN_MONEY_MAX];

	(void)instant_format_local(at, c->start_us, v->directory->zone);
	out_printf(o, "call of %s to %s at %s, %" PRId64 " s\n",
	    c->source_account, c->destination_number, at,
	    c->duration_ms / 1000);
	show_sides(o, v, explain_text_side);
	if (r->reason != UNRATED_NOT)
		out_printf(o, "  UNRATED   %s%s%s\n",
		    unrated_reason_words[r->reason],
		    *r->detail != '\0' ? ": " : "", r->detail);
	for (int i = 0; i < v->explain->nlegs; i++)
		text_leg(o, v, &v->explain->legs[i]);
	if (!v->prepaid)
		return;
	explain_e8(cash, v->balance.cash_e8);
	out_printf(o, "\nprepaid: a balance of %s %s", v->currency, cash);
	if (v->balance.free_s > 0)
		out_printf(o, " and %" PRId64 " free seconds",
		    v->balance.free_s);
	out_printf(o, " pays %" PRId64 " s%s\n", v->max_seconds,
	    v->max_seconds == QUOTE_MAX_S ? " or more" : "");
}

/* --- JSON ----------------------------------------------------------------- */

static void
json_minute(struct out *o, const char *key, const struct explain_leg *l,
    int64_t rate_e12)
{
	char t[EXPLAIN_MONEY_MAX];

	per_minute(t, l, rate_e12);
	out_json_text(o, key, t);
}

static void
json_once(struct out *o, const char *key, int64_t e12)
{
	char t[EXPLAIN_MONEY_MAX];

	explain_e12(t, e12);
	out_json_text(o, key, t);
}

static void
json_rates(struct out *o, const struct quote_view *v,
    const struct explain_leg *l)
{
	const struct tariff_price *p = price_of(v, l);
	const struct tariff_step *s = &v->directory->tariff->steps[p->step];

	json_once(o, "connect_fee", p->connect_fee_e12);
	out_json_int(o, "init_interval", p->init_s);
	json_minute(o, "init_per_minute", l, p->init_rate_e12);
	out_json_int(o, "follow_interval", p->follow_s);
	json_minute(o, "follow_per_minute", l, p->follow_rate_e12);
	out_json_open(o, "steps", '[');
	for (int i = 0; i < p->nsteps; i++) {
		out_json_open(o, NULL, '{');
		out_json_int(o, "from_second", s[i].from_s);
		out_json_int(o, "follow_interval", s[i].follow_s);
		json_minute(o, "follow_per_minute", l, s[i].follow_rate_e12);
		out_json_close(o, '}');
	}
	out_json_close(o, ']');
	if (p->extra_s >= 0) {
		out_json_int(o, "extra_second", p->extra_s);
		json_once(o, "extra_rate", p->extra_rate_e12);
	}
}

static void
json_price(struct out *o, const struct quote_view *v,
    const struct explain_leg *l)
{
	const struct fee *f = &v->directory->tariff->rows[l->price.rate.row];
	char t[EXPLAIN_MONEY_MAX];

	out_json_open(o, "fee", '{');
	out_json_text(o, "match", match_words[f->match]);
	out_json_text(o, "source", f->source == NULL ? "" : f->source);
	out_json_text(o, "destination", f->destination);
	out_json_text(o, "zone", f->zone);
	out_json_text(o, "zone_detail",
	    f->zone_detail == NULL ? "" : f->zone_detail);
	out_json_int(o, "line", f->origin.line);
	out_json_int(o, "load", f->origin.load);
	out_json_close(o, '}');
	out_json_text(o, "band", l->price.profile->bands[l->price.rate.band]);
	out_json_text(o, "timezone", zone_name(l->price.zone));
	json_rates(o, v, l);
	explain_e8(t, l->price.rate.price_e8);
	out_json_text(o, "price", t);
	if (v->call->duration_ms > 0) {
		average(t, v, l);
		out_json_text(o, "price_per_minute", t);
	}
	out_json_int(o, "billed_s", l->price.rate.billed_s);
	out_json_text(o, "currency", l->price.profile->row->currency);
}

static void
json_leg(struct out *o, const struct quote_view *v, const struct explain_leg *l)
{
	const struct reduce_price *p = &l->price;

	out_json_open(o, NULL, '{');
	out_json_text(o, "contract",
	    v->directory->contracts[l->item.contract].ref);
	out_json_text(o, "tier", tier_words[l->item.tier]);
	out_json_text(o, "direction", direction_words[l->item.direction]);
	out_json_text(o, "profile",
	    p->profile == NULL ? NULL : p->profile->row->handle);
	out_json_bool(o, "charged", p->charged);
	if (p->reason != UNRATED_NOT)
		out_json_text(o, "unrated", unrated_reason_words[p->reason]);
	if (p->charged)
		json_price(o, v, l);
	out_json_close(o, '}');
}

void
quote_text_json(struct out *o, const struct quote_view *v)
{
	const struct resolved *r = &v->explain->resolved;
	const struct call *c = v->call;
	char t[EXPLAIN_MONEY_MAX];

	(void)instant_format(t, c->start_us);
	out_json_open(o, NULL, '{');
	out_json_text(o, "subscriber", c->source_account);
	out_json_text(o, "from", c->source_number);
	out_json_text(o, "to", c->destination_number);
	out_json_text(o, "at", t);
	out_json_int(o, "duration", c->duration_ms / 1000);
	show_sides(o, v, explain_json_side);
	if (r->reason != UNRATED_NOT)
		out_json_text(o, "unrated", unrated_reason_words[r->reason]);
	out_json_bool(o, "prepaid", v->prepaid);
	if (v->prepaid) {
		explain_e8(t, v->balance.cash_e8);
		out_json_text(o, "balance", t);
		out_json_int(o, "free_s", v->balance.free_s);
		out_json_int(o, "max_seconds", v->max_seconds);
	}
	out_json_open(o, "charges", '[');
	for (int i = 0; i < v->explain->nlegs; i++)
		json_leg(o, v, &v->explain->legs[i]);
	out_json_close(o, ']');
	out_json_close(o, '}');
}
