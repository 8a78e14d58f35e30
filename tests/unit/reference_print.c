/*
 * A contract in words, as a list of what a person has to enter.
 */
#include "reference_random.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/decimal.h"
#include "base/words.h"
#include "time/instant.h"
#include "time/zone.h"

static const char *const units[] = { "minute", "hour", "day", "week", "month" };
static const char *const starts[] = { "1st", "create", "topup",
	"topup_interval" };
static const char *const carries[] = { "carry_over", "carry_over_timely",
	"discard" };
static const char *const roles[] = { "initial", "underrun", "topup" };
static const char *const roundings[] = { "half_up", "half_even", "up", "down" };

static void
print_time(const char *what, const struct zone *zone, int64_t us)
{
	char text[INSTANT_TEXT_MAX];

	if (us == REFERENCE_NONE || us == REFERENCE_OPEN)
		(void)snprintf(text, sizeof(text), "-");
	else
		(void)instant_format_local(text, us, zone);
	(void)printf(" %s %s", what, text);
}

static void
print_number(const char *what, int64_t v, int scale)
{
	char text[I128_TEXT_MAX];

	if (v == REFERENCE_NONE)
		return;
	(void)i128_format(text, v, scale);
	(void)printf(" %s %s", what, text);
}

static void
print_price(int band, const struct reference_price *p)
{
	(void)printf("      band %d:", band);
	if (p->connect_e12 != 0)
		print_number("connect", p->connect_e12, 12);
	(void)printf(" %" PRId64 " s", p->init_s);
	print_number("at", p->init_rate_e12, 12);
	(void)printf(", %" PRId64 " s", p->follow_s);
	print_number("at", p->follow_rate_e12, 12);
	if (p->extra_s != REFERENCE_NONE) {
		(void)printf(", extra second %" PRId64, p->extra_s);
		print_number("", p->extra_rate_e12, 12);
	}
	for (int i = 0; i < p->nsteps; i++) {
		(void)printf(", from %" PRId64 " s: %" PRId64 " s",
		    p->steps[i].from_s, p->steps[i].follow_s);
		print_number("at", p->steps[i].follow_rate_e12, 12);
	}
	(void)printf("%s\n", p->use_free_time ? ", free time" : "");
}

static void
print_profile(const struct reference_contract *c, int i)
{
	const struct reference_profile *p = &c->profiles[i];

	(void)printf("  profile p%d:%s%s%s decimals %" PRId64
		     " %s, every %" PRId64 " %s, free %" PRId64 " s",
	    i, p->prepaid ? " prepaid" : "", p->per_second ? " per second" : "",
	    p->total ? " total" : "", p->decimals, roundings[p->rounding],
	    p->count, units[p->unit], p->free_s);
	print_number("free cash", p->free_cash_e8, 8);
	print_number("grace", p->grace_s, 0);
	print_number("max", p->max_e8, 8);
	print_number("day limit", p->day_e8, 8);
	print_number("month limit", p->month_e8, 8);
	(void)printf("\n");
	for (int k = 0; k < p->nwindows; k++) {
		const struct reference_window *w = &p->windows[k];

		(void)printf("    band %d priority %" PRId64 " days %x/%" PRId64
			     " %" PRId64 "..%" PRId64 "\n",
		    w->band, w->priority, w->weekdays, w->date, w->from_s,
		    w->until_s);
	}
	for (int k = 0; k < p->nfees; k++) {
		const struct reference_fee *f = &p->fees[k];

		(void)printf("    fee %d: %s %s to %s", k,
		    direction_words[f->direction], call_type_words[f->type],
		    f->destination);
		print_time("from", c->zone, f->from_us);
		print_time("until", c->zone, f->until_us);
		(void)printf("\n");
		for (int band = 0; band < REFERENCE_BANDS; band++)
			if (f->price[band].given)
				print_price(band, &f->price[band]);
	}
}

static void
print_package(const struct reference_package *p, int i)
{
	(void)printf("  package k%d: %s, every %" PRId64 " %s, %s", i,
	    starts[p->start], p->count, units[p->unit], carries[p->carry]);
	print_number("initial", p->initial_e8, 8);
	print_number("service", p->service_e8, 8);
	if (p->timely_count != REFERENCE_NONE)
		(void)printf(" timely %" PRId64 " %s", p->timely_count,
		    units[p->timely_unit]);
	print_number("notopup_discard", p->discard, 0);
	print_number("lock below", p->lock_below_e8, 8);
	print_number("level", p->lock_level, 0);
	print_number("profiles below", p->below_e8, 8);
	print_number("topup lock", p->topup_lock, 0);
	for (int k = 0; k < p->nroles; k++)
		(void)printf(" %s p%d network %d", roles[p->roles[k].role],
		    p->roles[k].profile, p->roles[k].network);
	(void)printf("\n");
}

static void
print_cash(const struct reference_contract *c)
{
	for (int i = 0; i < c->nopening; i++) {
		const struct reference_opening *o = &c->opening[i];

		(void)printf("  opening");
		print_time("", c->zone, o->from_us);
		print_time("until", c->zone, o->until_us);
		print_number("cash", o->cash_e8, 8);
		print_number("debit", o->debit_e8, 8);
		print_number("free", o->free_s, 0);
		print_number("used", o->free_used_s, 0);
		print_number("topups", o->topups, 0);
		print_number("timely", o->timely, 0);
		(void)printf("\n");
	}
	for (int i = 0; i < c->ntopups; i++) {
		(void)printf("  top-up");
		print_time("", c->zone, c->topups[i].time_us);
		print_number("of", c->topups[i].amount_e8, 8);
		if (c->topups[i].package >= 0)
			(void)printf(" package k%d", c->topups[i].package);
		(void)printf("\n");
	}
}

static void
print_entries(const struct reference_contract *c,
    const struct reference_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		(void)printf("  entry: p%d network %d%s", entries[i].profile,
		    entries[i].network, entries[i].event ? " event" : "");
		print_time("from", c->zone, entries[i].from_us);
		print_time("until", c->zone, entries[i].until_us);
		(void)printf("\n");
	}
}

/* Is the profile named by an entry or a package? */
static bool
is_used(const struct reference_contract *c, int profile)
{
	bool used = false;

	for (int i = 0; i < c->nentries; i++)
		used |= c->entries[i].profile == profile;
	for (int i = 0; i < c->npackages; i++)
		for (int k = 0; k < c->packages[i].nroles; k++)
			used |= c->packages[i].roles[k].profile == profile;
	return used;
}

static bool
is_sold(const struct reference_contract *c, int package)
{
	bool sold = c->package == package;

	for (int i = 0; i < c->ntopups; i++)
		sold |= c->topups[i].package == package;
	return sold;
}

void
reference_random_print(const struct reference_contract *c)
{
	(void)printf("seed %" PRIu64 ", zone %s, lines %s %s", c->seed,
	    zone_name(c->zone), zone_name(c->line_zone[0]),
	    zone_name(c->line_zone[1]));
	print_time("activated", c->zone, c->activated_us);
	(void)printf(" package %d\n", c->package);
	for (int i = 0; i < c->nprofiles; i++)
		if (is_used(c, i))
			print_profile(c, i);
	for (int i = 0; i < c->npackages; i++)
		if (is_sold(c, i))
			print_package(&c->packages[i], i);
	print_entries(c, c->entries, (size_t)c->nentries);
	print_cash(c);
}

void
reference_random_print_rows(const struct reference_contract *c,
    const struct reference_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		(void)printf("  row %zu:", i);
		print_time("", c->zone, rows[i].from_us);
		print_time("until", c->zone, rows[i].until_us);
		print_number("opening", rows[i].opening_cash_e8, 8);
		print_number("cash", rows[i].cash_e8, 8);
		print_number("debit", rows[i].debit_e8, 8);
		print_number("free", rows[i].opening_free_s, 0);
		print_number("left", rows[i].free_s, 0);
		print_number("topups", rows[i].topups, 0);
		print_number("timely", rows[i].timely, 0);
		print_number("underruns", rows[i].lock_underruns, 0);
		print_number("+", rows[i].profile_underruns, 0);
		(void)printf(" p%d\n", rows[i].profile);
	}
}

void
reference_random_print_charge(const struct reference_contract *c, int i,
    const struct reference_charge *x)
{
	const struct reference_call *call = &c->calls[i];

	(void)printf("  call %d: %s %s line %d to %s", i,
	    direction_words[call->direction], call_type_words[call->type],
	    call->line, call->number);
	print_time("at", c->zone, call->start_us);
	print_number("for", call->duration_ms, 3);
	if (call->has_ip)
		(void)printf(" ip %x", call->ip);
	if (!x->charged) {
		(void)printf(": no charge\n");
		return;
	}
	(void)printf(": p%d band %d", x->profile, x->band);
	print_number("price", x->price_e8, 8);
	print_number("cash", x->cash_e8, 8);
	print_number("free cash", x->free_cash_e8, 8);
	print_number("free", x->free_s, 0);
	print_number("billed", x->billed_s, 0);
	(void)printf("\n");
}

void
reference_random_print_result(const struct reference_contract *c,
    const struct reference_result *r)
{
	for (int i = 0; i < c->ncalls; i++)
		reference_random_print_charge(c, i, &r->charges[i]);
	reference_random_print_rows(c, r->rows, r->nrows);
	print_entries(c, r->entries, r->nentries);
	for (size_t i = 0; i < r->nlocks; i++) {
		(void)printf("  lock");
		print_time("", c->zone, r->locks[i].at_us);
		print_number("level", r->locks[i].level, 0);
		(void)printf("%s\n", r->locks[i].topup ? " top-up" : "");
	}
	(void)printf("  lock %" PRId64 " fraud %" PRId64 " package %d\n",
	    r->lock_level, r->fraud_level, r->package);
}
