#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/out.h"
#include "job/explain_text.h"
#include "rating/master.h"
#include "time/instant.h"
#include "time/zone.h"

void
explain_json_instant(struct out *o, const char *key, int64_t us)
{
	char t[INSTANT_TEXT_MAX];

	if (us == INT64_MIN || us == INT64_MAX) {
		out_json_text(o, key, NULL);
		return;
	}
	(void)instant_format(t, us);
	out_json_text(o, key, t);
}

void
explain_json_e8(struct out *o, const char *key, int64_t v)
{
	char t[EXPLAIN_MONEY_MAX];

	explain_e8(t, v);
	out_json_text(o, key, t);
}

static void
json_e12(struct out *o, const char *key, int64_t v)
{
	char t[EXPLAIN_MONEY_MAX];

	explain_e12(t, v);
	out_json_text(o, key, t);
}

static void
json_exact(struct out *o, const char *key, i128 v)
{
	char t[EXPLAIN_MONEY_MAX];

	explain_fraction(t, v);
	out_json_text(o, key, t);
}

void
explain_json_side(struct out *o, const struct explain_view *v,
    const struct resolve_side *s, bool caller)
{
	const struct directory *d = v->directory;
	char how[256];

	explain_how(how, sizeof(how), v, s, caller);
	out_json_open(o, caller ? "caller" : "called", '{');
	out_json_text(o, "side",
	    s->subscriber != DIRECTORY_NONE ? "on-net" : "off-net");
	if (s->subscriber != DIRECTORY_NONE) {
		const struct directory_subscriber *b =
		    &d->subscribers[s->subscriber];

		out_json_text(o, "subscriber", b->name);
		out_json_text(o, "customer", d->contracts[b->contract].ref);
	} else if (s->group != DIRECTORY_NONE) {
		out_json_text(o, "group",
		    d->routes->groups[s->group].row->name);
	}
	out_json_text(o, "how", how);
	out_json_close(o, '}');
}

static void
json_head(struct out *o, const struct explain_view *v)
{
	const struct traced_call *t = v->call;
	const struct call *c = &t->call;
	char seconds[DECIMAL_TEXT_MAX];

	(void)decimal_format(seconds, sizeof(seconds), c->duration_ms, 3, 0);
	out_json_text(o, "call_id", c->call_id);
	out_json_text(o, "file", v->file);
	out_json_int(o, "batch", c->batch);
	out_json_int(o, "line", c->line);
	out_json_text(o, "segment", t->segment);
	out_json_int(o, "seq", t->seq);
	out_json_text(o, "format", t->format);
	explain_json_instant(o, "start", c->start_us);
	out_json_number(o, "duration", seconds);
	out_json_text(o, "type", call_type_words[c->type]);
	out_json_text(o, "status", call_status_words[c->status]);
	out_json_text(o, "source_number", c->source_number);
	out_json_text(o, "source_account", c->source_account);
	out_json_text(o, "destination_number", c->destination_number);
	out_json_int(o, "load", v->load);
	out_json_int(o, "run", v->run);
}

static void
json_fee(struct out *o, const char *key, const struct explain_leg_view *v,
    const struct select_result *r, uint32_t row, const char *file)
{
	const struct fee *f = &v->directory->tariff->rows[row];

	out_json_open(o, key, '{');
	out_json_text(o, "match", match_words[f->match]);
	out_json_text(o, "rank", explain_rank(r));
	out_json_text(o, "source", f->source == NULL ? "" : f->source);
	out_json_text(o, "destination", f->destination);
	out_json_text(o, "zone", f->zone);
	out_json_text(o, "zone_detail",
	    f->zone_detail == NULL ? "" : f->zone_detail);
	if (r->ported != NULL)
		out_json_text(o, "ported_to", r->ported->provider);
	out_json_text(o, "file", file);
	out_json_int(o, "line", f->origin.line);
	out_json_int(o, "load", f->origin.load);
	explain_json_instant(o, "valid_from", r->fee->from_us);
	explain_json_instant(o, "valid_to", r->fee->until_us);
	out_json_close(o, '}');
}

static void
json_run(struct out *o, const struct explain_leg *l, const struct rate_run *r)
{
	out_json_open(o, NULL, '{');
	out_json_int(o, "from_s", r->from_s);
	out_json_int(o, "blocks", r->blocks);
	out_json_int(o, "block_s", r->block_s);
	out_json_int(o, "free_s", r->free_s);
	out_json_text(o, "band", l->price.profile->bands[r->band]);
	json_e12(o, "rate", r->rate_e12);
	json_e12(o, "connect_fee", r->connect_fee_e12);
	json_e12(o, "extra_rate", r->extra_rate_e12);
	json_exact(o, "price", r->price);
	json_exact(o, "cash", r->cash);
	out_json_bool(o, "cut", r->price != r->full);
	out_json_close(o, '}');
}

static void
json_price(struct out *o, const struct explain_leg_view *v)
{
	const struct explain_leg *l = &v->leg;
	const struct rate_result *r = &l->price.rate;
	const struct profile *p = l->price.profile->row;

	out_json_text(o, "timezone", zone_name(l->price.zone));
	out_json_text(o, "band", l->price.profile->bands[r->band]);
	out_json_text(o, "rate_per", rate_per_words[p->rate_per]);
	out_json_open(o, "runs", '[');
	for (size_t i = 0; i < l->nruns; i++)
		json_run(o, l, &l->runs[i]);
	out_json_close(o, ']');
	if (l->parts != NULL)
		explain_balance_json(o, v);
	json_exact(o, "exact", r->price);
	json_exact(o, "exact_cash", r->cash);
	out_json_text(o, "rounding", price_rounding_words[p->rounding]);
	out_json_int(o, "decimals", p->decimals);
	explain_json_e8(o, "price", r->price_e8);
	explain_json_e8(o, "cash", r->cash_e8);
	explain_json_e8(o, "amount", r->price_e8 - r->cash_e8);
	out_json_text(o, "currency", p->currency);
	out_json_int(o, "billed_s", r->billed_s);
	out_json_int(o, "free_s", r->free_s);
	out_json_bool(o, "adds_up", true);
}

static void
json_book(struct out *o, const struct explain_leg_view *v)
{
	const struct explain_charge *c = &v->charge;

	if (!c->rated)
		return;
	out_json_open(o, "book", '{');
	out_json_bool(o, "charged", c->found);
	if (c->found) {
		explain_json_e8(o, "price", c->price_e8);
		explain_json_e8(o, "cash", c->cash_e8);
		out_json_int(o, "free_s", c->free_s);
		out_json_bool(o, "late", c->late);
		out_json_int(o, "document", c->document);
		out_json_int(o, "closing", c->closing);
	}
	out_json_int(o, "load", c->load);
	out_json_bool(o, "agrees", explain_agrees(v));
	out_json_close(o, '}');
}

static void
json_profile(struct out *o, const struct explain_leg_view *v)
{
	const struct explain_leg *l = &v->leg;

	if (l->price.entry == NULL)
		return;
	out_json_open(o, "profile", '{');
	out_json_text(o, "handle", l->price.profile->row->handle);
	if (l->from_package) {
		out_json_text(o, "package",
		    v->directory->balances.packages[l->package.package]
			.row->name);
		out_json_text(o, "role", package_role_words[l->package.role]);
	} else {
		const struct schedule *s =
		    &v->directory->schedules.rows[l->entry.row];

		out_json_text(o, "network", s->network);
		out_json_text(o, "file", v->schedule_file);
		out_json_int(o, "line", s->origin.line);
		out_json_int(o, "load", s->origin.load);
	}
	explain_json_instant(o, "valid_from", l->entry.from_us);
	explain_json_instant(o, "valid_to", l->entry.until_us);
	out_json_close(o, '}');
}

static void
json_leg(struct out *o, const struct explain_leg_view *v)
{
	const struct explain_leg *l = &v->leg;
	const struct reduce_price *p = &l->price;
	char why[EXPLAIN_WHY_MAX];

	out_json_open(o, NULL, '{');
	out_json_text(o, "contract",
	    v->directory->contracts[l->item.contract].ref);
	out_json_text(o, "tier", tier_words[l->item.tier]);
	out_json_text(o, "direction", direction_words[l->item.direction]);
	json_profile(o, v);
	if (p->select.fee != NULL)
		json_fee(o, "fee", v, &p->select,
		    p->charged ? p->rate.row : p->select.fee->row, v->fee_file);
	if (l->has_next) {
		json_fee(o, "next_best", v, &l->next, l->next.fee->row,
		    v->next_file);
		explain_why(why, l);
		out_json_text(o, "won_because", why);
	}
	if (v->invalid != NULL) {
		out_json_open(o, "not_valid_then", '{');
		out_json_text(o, "destination", v->invalid->destination);
		out_json_text(o, "file", v->invalid_file);
		out_json_int(o, "line", v->invalid->origin.line);
		out_json_int(o, "load", v->invalid->origin.load);
		out_json_close(o, '}');
	}
	out_json_bool(o, "charged", p->charged);
	if (p->reason != UNRATED_NOT)
		out_json_text(o, "unrated", unrated_reason_words[p->reason]);
	if (p->reason == UNRATED_PATTERN)
		out_json_text(o, "pattern", p->select.gave_up);
	if (p->charged)
		json_price(o, v);
	json_book(o, v);
	out_json_close(o, '}');
}

void
explain_json_call(struct out *o, const struct explain_view *v)
{
	const struct resolved *r = &v->resolved;

	out_json_open(o, NULL, '{');
	json_head(o, v);
	if (v->call->call.status == CALL_STATUS_OK) {
		explain_json_side(o, v, &r->caller, true);
		explain_json_side(o, v, &r->called, false);
		out_json_bool(o, "forwarded", r->forwarded);
		out_json_bool(o, "internal", r->internal);
		if (r->reason != UNRATED_NOT) {
			out_json_text(o, "unrated",
			    unrated_reason_words[r->reason]);
			out_json_text(o, "detail", r->detail);
		}
	}
	out_json_open(o, "charges", '[');
	for (int i = 0; i < v->nlegs; i++)
		if (explain_shows(v, i))
			json_leg(o, &v->legs[i]);
	out_json_close(o, ']');
	out_json_close(o, '}');
}
