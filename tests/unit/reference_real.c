#include "reference_real.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "price_list.h"
#include "time/zone.h"

static const char *const band_names[REFERENCE_BANDS] = { "peak", "offpeak",
	"night" };
static const char *const line_numbers[REFERENCE_LINES] = { "+49301", "+49302" };
static const char *const line_names[REFERENCE_LINES] = { "line0", "line1" };

static const char *
name(struct reference_real *r, const char *prefix, int i)
{
	return i < 0 ? NULL : arena_printf(&r->arena, "%s%d", prefix, i);
}

/* How the sort finds the key. */
static const struct entity *sorted_entity;

static int
compare_rows(const void *a, const void *b)
{
	return entity_compare(sorted_entity, a, b);
}

static void
sort_rows(const struct entity *e, void *rows, size_t n)
{
	sorted_entity = e;
	qsort(rows, n, e->size, compare_rows);
}

/* --- price lists ------------------------------------------------------- */

static struct fee
fee_row(struct reference_real *r, int profile, const struct reference_fee *f,
    int band)
{
	const struct reference_price *p = &f->price[band];

	return (struct fee){ .profile = name(r, "p", profile),
		.direction = f->direction,
		.type = f->type,
		.match = MATCH_PREFIX,
		.destination = f->destination,
		.zone = "zone",
		.band = band_names[band],
		.connect_fee_e12 = p->connect_e12,
		.init_interval = p->init_s,
		.init_rate_e12 = p->init_rate_e12,
		.follow_interval = p->follow_s,
		.follow_rate_e12 = p->follow_rate_e12,
		.extra_second = p->extra_s,
		.extra_rate_e12 = p->extra_rate_e12,
		.use_free_time = p->use_free_time,
		.valid_from_us = f->from_us,
		.valid_to_us =
		    f->until_us == REFERENCE_OPEN ? ENTITY_NONE : f->until_us };
}

static void
add_fees(struct reference_real *r, int profile, const struct reference_fee *f)
{
	for (int band = 0; band < REFERENCE_BANDS; band++) {
		const struct reference_price *p = &f->price[band];
		struct fee row = fee_row(r, profile, f, band);

		if (!p->given)
			continue;
		r->master.fees[r->master.n_fees++] = row;
		for (int i = 0; i < p->nsteps; i++) {
			row.from_second = p->steps[i].from_s;
			row.follow_interval = p->steps[i].follow_s;
			row.follow_rate_e12 = p->steps[i].follow_rate_e12;
			r->master.fees[r->master.n_fees++] = row;
		}
	}
}

static void
add_windows(struct reference_real *r, int profile,
    const struct reference_profile *p)
{
	static const char *const weekdays[] = { "mon", "tue", "wed", "thu",
		"fri", "sat", "sun" };

	for (int i = 0; i < p->nwindows; i++) {
		const struct reference_window *w = &p->windows[i];
		const char *days = "";
		struct civil c;

		civil_from_days(w->date, &c);
		if (w->weekdays == 0)
			days = arena_printf(&r->arena, "%04d-%02d-%02d", c.year,
			    c.month, c.day);
		for (int d = 0; d < 7; d++)
			if (w->weekdays >> d & 1)
				days = arena_printf(&r->arena, "%s%s%s", days,
				    *days == '\0' ? "" : ",", weekdays[d]);
		r->master.bands[r->master.n_bands++] =
		    (struct band){ .profile = name(r, "p", profile),
			    .band = band_names[w->band],
			    .days = days,
			    .from_s = w->from_s,
			    .to_s = w->until_s,
			    .priority = w->priority };
	}
}

static struct profile
profile_row(struct reference_real *r, int i, const struct reference_profile *p)
{
	return (struct profile){ .handle = name(r, "p", i),
		.currency = "EUR",
		.rate_per = p->per_second ? RATE_PER_SECOND : RATE_PER_MINUTE,
		.decimals = p->decimals,
		.rounding = (int64_t)p->rounding,
		.block_rounding =
		    p->total ? BLOCK_ROUNDING_TOTAL : BLOCK_ROUNDING_REST,
		.prepaid = p->prepaid,
		.interval_unit = p->unit == REFERENCE_DAY ? INTERVAL_UNIT_DAY
		    : p->unit == REFERENCE_WEEK           ? INTERVAL_UNIT_WEEK
							  : INTERVAL_UNIT_MONTH,
		.interval_count = p->count,
		.interval_free_time = p->free_s,
		.interval_free_cash_e8 = p->free_cash_e8,
		.internal = INTERNAL_FEE,
		.grace_seconds = p->grace_s,
		.max_call_charge_e8 = p->max_e8,
		.fraud_daily_limit_e8 = p->day_e8,
		.fraud_daily_lock = p->day_lock,
		.fraud_interval_limit_e8 = p->month_e8,
		.fraud_interval_lock = p->month_lock,
		.status = CONTRACT_STATUS_ACTIVE };
}

/* What the peer pays: nothing, for everything. */
static void
add_free_profile(struct reference_real *r)
{
	struct master *m = &r->master;

	m->profiles[m->n_profiles] = price_list_profile("w");
	m->profiles[m->n_profiles].status = CONTRACT_STATUS_ACTIVE;
	m->profiles[m->n_profiles].fraud_daily_limit_e8 = ENTITY_NONE;
	m->profiles[m->n_profiles++].fraud_interval_limit_e8 = ENTITY_NONE;
	for (int i = 0; i < 36; i++) {
		struct fee *fee = &m->fees[m->n_fees++];

		*fee = price_list_fee("w",
		    arena_printf(&r->arena, "%d", i / 4 + 1));
		fee->direction = i % 2;
		fee->type = i / 2 % 2;
	}
}

static void
add_profiles(struct reference_real *r, const struct reference_contract *c)
{
	struct master *m = &r->master;

	m->profiles =
	    ARENA_NEW(&r->arena, struct profile, REFERENCE_PROFILES + 1);
	m->fees = ARENA_NEW(&r->arena, struct fee,
	    REFERENCE_PROFILES * REFERENCE_FEES * REFERENCE_BANDS *
		    (REFERENCE_STEPS + 1) +
		36);
	m->bands = ARENA_NEW(&r->arena, struct band,
	    REFERENCE_PROFILES * REFERENCE_WINDOWS);
	for (int i = 0; i < c->nprofiles; i++) {
		const struct reference_profile *p = &c->profiles[i];

		m->profiles[m->n_profiles++] = profile_row(r, i, p);
		add_windows(r, i, p);
		for (int f = 0; f < p->nfees; f++)
			add_fees(r, i, &p->fees[f]);
	}
	add_free_profile(r);
	sort_rows(&entity_profiles, m->profiles, m->n_profiles);
	sort_rows(&entity_fees, m->fees, m->n_fees);
	sort_rows(&entity_bands, m->bands, m->n_bands);
}

/* --- packages ---------------------------------------------------------- */

static struct package
package_row(struct reference_real *r, int i, const struct reference_package *p)
{
	return (struct package){ .name = name(r, "k", i),
		.initial_balance_e8 = p->initial_e8,
		.service_charge_e8 = p->service_e8,
		.start_mode = (int64_t)p->start,
		.interval_unit = (int64_t)p->unit,
		.interval_count = p->count,
		.carry_over = (int64_t)p->carry,
		.timely_unit = p->timely_count == REFERENCE_NONE
		    ? ENTITY_NONE
		    : (int64_t)p->timely_unit,
		.timely_count = p->timely_count,
		.notopup_discard = p->discard,
		.underrun_lock_threshold_e8 = p->lock_below_e8,
		.underrun_lock_level = p->lock_level,
		.underrun_profile_threshold_e8 = p->below_e8,
		.topup_lock_level = p->topup_lock };
}

static void
add_packages(struct reference_real *r, const struct reference_contract *c)
{
	struct master *m = &r->master;

	m->packages = ARENA_NEW(&r->arena, struct package, REFERENCE_PACKAGES);
	m->package_profiles = ARENA_NEW(&r->arena, struct package_profile,
	    REFERENCE_PACKAGES * REFERENCE_ROLES);
	for (int i = 0; i < c->npackages; i++) {
		const struct reference_package *p = &c->packages[i];

		m->packages[m->n_packages++] = package_row(r, i, p);
		for (int k = 0; k < p->nroles; k++)
			m->package_profiles[m->n_package_profiles++] =
			    (struct package_profile){
				    .package = name(r, "k", i),
				    .role = (int64_t)p->roles[k].role,
				    .profile =
					name(r, "p", p->roles[k].profile),
				    .network =
					name(r, "n", p->roles[k].network),
			    };
	}
	sort_rows(&entity_packages, m->packages, m->n_packages);
	sort_rows(&entity_package_profiles, m->package_profiles,
	    m->n_package_profiles);
}

static void
add_cash(struct reference_real *r, const struct reference_contract *c)
{
	struct master *m = &r->master;

	m->topups = ARENA_NEW(&r->arena, struct topup, REFERENCE_TOPUPS);
	m->vouchers = ARENA_NEW(&r->arena, struct voucher, REFERENCE_TOPUPS);
	m->opening_balances =
	    ARENA_NEW(&r->arena, struct opening_balance, REFERENCE_OPENING);
	for (int i = 0; i < c->ntopups; i++) {
		const struct reference_topup *t = &c->topups[i];
		const char *package = name(r, "k", t->package);
		const char *code = t->voucher ? name(r, "v", i + 100) : NULL;

		m->topups[m->n_topups++] =
		    (struct topup){ .ref = name(r, "t", i + 100),
			    .customer = REFERENCE_REAL_CUSTOMER,
			    .time_us = t->time_us,
			    .amount_e8 = code ? ENTITY_NONE : t->amount_e8,
			    .voucher = code,
			    .package = code ? NULL : package };
		if (code != NULL)
			m->vouchers[m->n_vouchers++] =
			    (struct voucher){ .code = code,
				    .amount_e8 = t->amount_e8,
				    .currency = "EUR",
				    .valid_until_us = t->time_us + 1000000,
				    .package = package };
	}
	for (int i = 0; i < c->nopening; i++) {
		const struct reference_opening *o = &c->opening[i];

		m->opening_balances[m->n_opening_balances++] =
		    (struct opening_balance){ .contract =
						  REFERENCE_REAL_CUSTOMER,
			    .from_us = o->from_us,
			    .until_us = o->until_us == REFERENCE_OPEN
				? ENTITY_NONE
				: o->until_us,
			    .cash_e8 = o->cash_e8,
			    .debit_e8 = o->debit_e8,
			    .free_s = o->free_s,
			    .free_used_s = o->free_used_s,
			    .topups = o->topups,
			    .timely_topups = o->timely };
	}
}

/* --- parties ----------------------------------------------------------- */

static void
add_schedule(struct reference_real *r, const struct reference_contract *c)
{
	struct master *m = &r->master;

	m->networks = ARENA_NEW(&r->arena, struct network, REFERENCE_NETWORKS);
	m->profile_schedule =
	    ARENA_NEW(&r->arena, struct schedule, REFERENCE_ENTRIES + 1);
	for (int i = 0; i < c->nnetworks; i++) {
		uint32_t a = c->networks[i].address;

		m->networks[m->n_networks++] =
		    (struct network){ .network = name(r, "n", i),
			    .block = arena_printf(&r->arena, "%u.%u.%u.%u/%d",
				a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255,
				c->networks[i].bits) };
	}
	for (int i = 0; i < c->nentries; i++) {
		const struct reference_entry *e = &c->entries[i];

		m->profile_schedule[m->n_profile_schedule++] =
		    (struct schedule){ .contract = REFERENCE_REAL_CUSTOMER,
			    .profile = name(r, "p", e->profile),
			    .network = name(r, "n", e->network),
			    .valid_from_us = e->from_us,
			    .valid_to_us = e->until_us == REFERENCE_OPEN
				? ENTITY_NONE
				: e->until_us,
			    .seq = e->seq };
	}
	m->profile_schedule[m->n_profile_schedule++] =
	    (struct schedule){ .contract = "peer",
		    .profile = "w",
		    .valid_from_us = ENTITY_NONE,
		    .valid_to_us = ENTITY_NONE };
	sort_rows(&entity_profile_schedule, m->profile_schedule,
	    m->n_profile_schedule);
}

static void
add_parties(struct reference_real *r, const struct reference_contract *c)
{
	static struct contact contact = { .ref = "k" };
	static struct contract peer = { .ref = "peer",
		.kind = CONTRACT_KIND_PEERING,
		.contact = "k",
		.activated_us = ENTITY_NONE,
		.terminated_us = ENTITY_NONE,
		.status = CONTRACT_STATUS_ACTIVE };
	static struct peering_group group = { .name = "g",
		.contract = "peer",
		.priority = 1 };
	struct master *m = &r->master;

	m->zone = "UTC";
	m->currency = "EUR";
	m->country = "DE";
	m->contact = "k";
	m->contacts = &contact;
	m->contracts = &peer;
	m->peering_groups = &group;
	m->n_contacts = m->n_contracts = m->n_peering_groups = 1;
	m->customers = ARENA_NEW(&r->arena, struct customer, 1);
	m->n_customers = 1;
	m->customers[0] = (struct customer){ .ref = REFERENCE_REAL_CUSTOMER,
		.contact = "k",
		.status = CONTRACT_STATUS_ACTIVE,
		.activated_us = c->activated_us,
		.terminated_us = ENTITY_NONE,
		.timezone = zone_name(c->zone),
		.package = name(r, "k", c->package) };
	m->subscribers =
	    ARENA_NEW(&r->arena, struct subscriber, REFERENCE_LINES);
	m->n_subscribers = REFERENCE_LINES;
	for (int i = 0; i < REFERENCE_LINES; i++)
		m->subscribers[i] = (struct subscriber){ .ref = line_names[i],
			.customer = REFERENCE_REAL_CUSTOMER,
			.username = line_names[i],
			.domain = "d",
			.number = line_numbers[i],
			.status = CONTRACT_STATUS_ACTIVE,
			.activated_us = ENTITY_NONE,
			.terminated_us = ENTITY_NONE,
			.timezone = c->line_zone[i] == c->zone
			    ? NULL
			    : zone_name(c->line_zone[i]) };
}

/* --- calls -------------------------------------------------------------- */

static void
add_calls(struct reference_real *r, const struct reference_contract *c)
{
	r->calls = ARENA_NEW(&r->arena, struct call, (size_t)c->ncalls + 1);
	for (int i = 0; i < c->ncalls; i++) {
		const struct reference_call *x = &c->calls[i];
		struct call *call;

		if (i > 0 && c->calls[i - 1].record == x->record) {
			call = &r->calls[r->ncalls - 1]; /* its other leg */
			call->destination_peer = "";
			call->destination_account = line_names[x->line];
			continue;
		}
		call = &r->calls[r->ncalls++];
		*call = call_blank();
		call->start_us = x->start_us;
		call->duration_ms = x->duration_ms;
		call->type = x->type;
		call->status = CALL_STATUS_OK;
		call->identity = arena_printf(&r->arena, "%06d", x->record);
		call->identity_len = 6;
		call->destination_number =
		    arena_printf(&r->arena, "+%s", x->number);
		call->call_id = call->identity;
		if (x->direction == DIRECTION_OUT) {
			call->source_account = line_names[x->line];
			call->source_number = line_numbers[x->line];
			call->destination_peer = "g";
		} else {
			call->source_number = "+7";
			call->source_peer = "g";
			call->destination_account = line_names[x->line];
		}
		if (x->has_ip)
			call->source_ip = arena_printf(&r->arena, "%u.%u.%u.%u",
			    x->ip >> 24, x->ip >> 16 & 255, x->ip >> 8 & 255,
			    x->ip & 255);
	}
}

void
reference_real_build(struct reference_real *r,
    const struct reference_contract *c)
{
	*r = (struct reference_real){ 0 };
	add_parties(r, c);
	add_profiles(r, c);
	add_packages(r, c);
	add_cash(r, c);
	add_schedule(r, c);
	add_calls(r, c);
}

void
reference_real_free(struct reference_real *r)
{
	arena_free(&r->arena);
}
