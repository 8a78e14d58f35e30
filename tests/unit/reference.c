/*
 * Calls in order: which profile, which fee, what it costs, what the balance
 * pays, what it adds up to.
 */
#include "reference_balance.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"

static bool
in_network(const struct reference_network *n, uint32_t ip)
{
	return n->bits == 0 || (ip ^ n->address) >> (32 - n->bits) == 0;
}

/* Does entry a go before entry b? */
static bool
precedes(const struct reference_entry *a, const struct reference_entry *b)
{
	if ((a->network >= 0) != (b->network >= 0))
		return a->network >= 0;
	if (a->from_us != b->from_us)
		return a->from_us > b->from_us;
	return a->seq >= b->seq; /* a is the one listed later */
}

int
reference_entry_find(const struct reference_contract *c,
    const struct reference_entry *entries, size_t n, int64_t us, bool has_ip,
    uint32_t ip)
{
	const struct reference_entry *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct reference_entry *e = &entries[i];

		if ((e->from_us != REFERENCE_NONE && us < e->from_us) ||
		    us >= e->until_us)
			continue;
		if (e->network >= 0 &&
		    (!has_ip || !in_network(&c->networks[e->network], ip)))
			continue;
		if (best == NULL || precedes(e, best))
			best = e;
	}
	return best == NULL ? -1 : best->profile;
}

/* --- fraud limits ------------------------------------------------------ */

static struct reference_sum *
sum_of(struct reference_sum **sums, size_t *n, size_t *cap, int64_t number)
{
	void *out;

	for (size_t i = 0; i < *n; i++)
		if ((*sums)[i].number == number)
			return &(*sums)[i];
	*sums = reference_rows_grow(*sums, n, cap, sizeof(**sums), &out);
	*(struct reference_sum *)out = (struct reference_sum){ .number = number,
		.reached_us = REFERENCE_NONE };
	return out;
}

/* True if the limit is reached now. */
static bool
reaches(struct reference_sum *sum, int64_t price_e8, int64_t limit_e8,
    int64_t us)
{
	sum->sum_e8 += price_e8;
	if (limit_e8 == REFERENCE_NONE || sum->reached_us != REFERENCE_NONE ||
	    sum->sum_e8 < limit_e8)
		return false;
	sum->reached_us = us;
	return true;
}

static void
watch(const struct reference_contract *c, struct reference_result *r,
    const struct reference_profile *p, int64_t price_e8, int64_t end_us)
{
	bool day, month;

	day = reaches(sum_of(&r->days, &r->ndays, &r->days_cap,
			  reference_calendar_day_number(c->zone, end_us)),
	    price_e8, p->day_e8, end_us);
	month = reaches(sum_of(&r->months, &r->nmonths, &r->months_cap,
			    reference_calendar_month_number(c->zone, end_us)),
	    price_e8, p->month_e8, end_us);
	if (month && p->month_lock != REFERENCE_NONE) {
		r->fraud_level = p->month_lock;
		r->fraud_by_month = true;
	} else if (day && p->day_lock != REFERENCE_NONE && !r->fraud_by_month) {
		r->fraud_level = p->day_lock;
	}
}

/* --- calls -------------------------------------------------------------- */

static void
charge(struct reference_balance *s, const struct reference_call *call,
    struct reference_charge *out)
{
	const struct zone *zone = s->c->line_zone[call->line];
	int64_t end_us = call->start_us + call->duration_ms * 1000;
	const struct reference_profile *p;
	const struct reference_fee *fee;
	struct reference_block b;
	struct reference_walk w;
	bool use_free_time;

	reference_balance_advance(s, call->start_us);
	out->profile = reference_entry_find(s->c, s->r->entries, s->r->nentries,
	    call->start_us, call->has_ip, call->ip);
	if (out->profile < 0)
		return;
	p = &s->c->profiles[out->profile];
	out->fee = reference_walk_fee(p, call);
	if (out->fee < 0)
		return;
	fee = &p->fees[out->fee];
	out->charged = true;
	reference_walk_start(&w, p, fee, zone, call);
	out->band = w.band;
	use_free_time =
	    !w.sms && reference_walk_price(fee, w.band)->use_free_time;
	reference_balance_call(s, p, end_us);
	while (reference_walk_next(&w, &b)) {
		out->free_s += reference_balance_block(s,
		    call->start_us + b.offset_s * 1000000, &b, use_free_time);
		out->billed_s += w.sms ? 0 : b.seconds;
	}
	reference_balance_hang_up(s);
	out->price_e8 = reference_walk_round(p, s->price);
	out->cash_e8 = reference_walk_round(p, s->cash);
	out->free_cash_e8 = s->free_cash_e8;
	if (call->direction == DIRECTION_OUT)
		watch(s->c, s->r, p, out->price_e8, end_us);
}

void
reference_run(const struct reference_contract *c, struct reference_result *r)
{
	struct reference_balance s;
	void *out;

	*r = (struct reference_result){ .lock_since_us = REFERENCE_NONE };
	r->charges = calloc((size_t)c->ncalls + 1, sizeof(*r->charges));
	if (r->charges == NULL)
		abort();
	for (int i = 0; i < c->nentries; i++) {
		r->entries = reference_rows_grow(r->entries, &r->nentries,
		    &r->entries_cap, sizeof(*r->entries), &out);
		memcpy(out, &c->entries[i], sizeof(c->entries[i]));
	}
	reference_interval_start(&s, c, r);
	for (int i = 0; i < c->ncalls; i++)
		charge(&s, &c->calls[i], &r->charges[i]);
	if (c->ntopups > 0)
		reference_balance_advance(&s,
		    reference_interval_second(
			c->topups[c->ntopups - 1].time_us));
	reference_rows_merge(r);
	r->package = s.package;
	reference_balance_free(&s);
}

void
reference_result_free(struct reference_result *r)
{
	free(r->charges);
	free(r->rows);
	free(r->entries);
	free(r->locks);
	free(r->days);
	free(r->months);
}
