#include "reference_random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "reference_maker.h"

/* --- packages ----------------------------------------------------------- */

static int64_t
or_none(struct maker *m, int percent, int64_t value)
{
	return chance(m, percent) ? value : REFERENCE_NONE;
}

/* How many units an interval has, so that there are not too many of them. */
static int64_t
random_count(struct maker *m, enum reference_start start)
{
	if (m->unit == REFERENCE_MINUTE)
		return start == REFERENCE_1ST ? 180 * (1 + pick(m, 8))
					      : 15 * (1 + pick(m, 4));
	if (m->unit == REFERENCE_HOUR)
		return start == REFERENCE_1ST ? ONE_OF(m, 3, 6, 12)
					      : ONE_OF(m, 1, 1, 2, 3, 6);
	return 1 + (chance(m, 25) ? pick(m, 3) : 0);
}

static void
random_package(struct maker *m, struct reference_package *p)
{
	*p = (struct reference_package){ .initial_e8 = chance(m, 50)
		    ? pick(m, 200) * CENT_E8
		    : 0,
		.service_e8 = chance(m, 80) ? 0 : pick(m, 10) * CENT_E8,
		.start = (enum reference_start)pick(m, 4),
		.unit = m->unit,
		.carry = (enum reference_carry)pick(m, 3),
		.timely_unit =
		    m->unit > REFERENCE_HOUR ? REFERENCE_DAY : REFERENCE_MINUTE,
		.timely_count = or_none(m, 80, 1 + pick(m, 10)),
		.discard = or_none(m, 30, 1 + pick(m, 3)),
		.lock_below_e8 = or_none(m, 70, pick(m, 60) * CENT_E8),
		.lock_level = or_none(m, 90, 1 + pick(m, 4)),
		.below_e8 = or_none(m, 70, pick(m, 60) * CENT_E8),
		.topup_lock = or_none(m, 60, pick(m, 3)) };
	p->count = random_count(m, p->start);
	for (int role = 0; role <= REFERENCE_TOPPED_UP; role++) {
		if (!chance(m, 60))
			continue;
		p->roles[p->nroles].role = (enum reference_role)role;
		p->roles[p->nroles].profile = (int)pick(m, m->c->nprofiles);
		p->roles[p->nroles].network =
		    m->c->nnetworks > 0 && chance(m, 20)
		    ? (int)pick(m, m->c->nnetworks)
		    : -1;
		p->nroles++;
	}
}

static void
random_packages(struct maker *m)
{
	struct reference_contract *c = m->c;

	c->npackages = 1 + (int)pick(m, REFERENCE_PACKAGES);
	for (int i = 0; i < c->npackages; i++)
		random_package(m, &c->packages[i]);
	if (chance(m, 75)) {
		c->package = (int)pick(m, c->npackages);
		m->count = c->packages[c->package].count;
	}
}

static int
compare_topups(const void *a, const void *b)
{
	const struct reference_topup *x = a, *y = b;

	return x->time_us < y->time_us ? -1 : x->time_us > y->time_us;
}

/* No two at one instant. */
static void
random_topups(struct maker *m)
{
	struct reference_contract *c = m->c;

	c->ntopups = (int)pick(m, REFERENCE_TOPUPS + 1);
	for (int i = 0; i < c->ntopups; i++)
		c->topups[i] =
		    (struct reference_topup){ .time_us =
						  reference_maker_after(m),
			    .amount_e8 = (10 + pick(m, 200)) * CENT_E8,
			    .voucher = chance(m, 50),
			    .package = c->npackages > 0 && chance(m, 15)
				? (int)pick(m, c->npackages)
				: -1 };
	qsort(c->topups, (size_t)c->ntopups, sizeof(c->topups[0]),
	    compare_topups);
	for (int i = 1; i < c->ntopups; i++)
		if (c->topups[i].time_us <= c->topups[i - 1].time_us)
			c->topups[i].time_us =
			    c->topups[i - 1].time_us + SECOND_US;
}

/* --- the contract ------------------------------------------------------- */

static void
random_schedule(struct maker *m)
{
	struct reference_contract *c = m->c;

	c->entries[0] = (struct reference_entry){ .network = -1,
		.from_us = REFERENCE_NONE,
		.until_us = REFERENCE_OPEN };
	c->nentries = 1;
	while (c->nentries < REFERENCE_ENTRIES && chance(m, 40)) {
		struct reference_entry *e = &c->entries[c->nentries];

		*e = (struct reference_entry){ .profile =
						   (int)pick(m, c->nprofiles),
			.network = c->nnetworks > 0 && chance(m, 40)
			    ? (int)pick(m, c->nnetworks)
			    : -1,
			.from_us = reference_maker_instant(m) + c->nentries,
			.until_us = REFERENCE_OPEN,
			.seq = c->nentries };
		if (chance(m, 40))
			e->until_us = e->from_us +
			    (1 + pick(m, (m->until_us - m->from_us) / 4));
		c->nentries++;
	}
}

static void
random_activation(struct maker *m)
{
	struct reference_contract *c = m->c;
	int64_t us = m->from_us + pick(m, 3600) * SECOND_US;

	switch (pick(m, 4)) {
	case 0:
		us = reference_calendar_day(c->zone, us);
		break;
	case 1: /* on the last of a month */
		us = reference_calendar_month(c->zone, us) -
		    pick(m, 24) * HOUR_US - SECOND_US;
		break;
	default:
		break;
	}
	c->activated_us = m->first_us = us;
	if (us < m->from_us)
		m->from_us = us;
}

static int
compare_calls(const void *a, const void *b)
{
	const struct reference_call *x = a, *y = b;

	return x->start_us < y->start_us ? -1 : x->start_us > y->start_us;
}

static struct reference_call
random_call(struct maker *m)
{
	struct reference_call call = { .start_us = reference_maker_after(m),
		.type = chance(m, 8) ? CALL_TYPE_SMS : CALL_TYPE_CALL,
		.direction = chance(m, 15) ? DIRECTION_IN : DIRECTION_OUT,
		.line = (int)pick(m, REFERENCE_LINES),
		.has_ip = chance(m, 50),
		.ip = UINT32_C(0x0a000000) + (uint32_t)pick(m, 512) };

	if (call.direction == DIRECTION_IN) {
		call.type = CALL_TYPE_CALL;
		(void)snprintf(call.number, sizeof(call.number), "4930%d",
		    call.line + 1);
	} else {
		(void)snprintf(call.number, sizeof(call.number), "4%d%03d",
		    (int)pick(m, 8), (int)pick(m, 1000));
	}
	if (chance(m, 50))
		call.start_us += pick(m, 1000) * 1000;
	call.duration_ms = pick(m, chance(m, 80) ? 200000 : 900000);
	if (chance(m, 5))
		call.duration_ms = pick(m, 3 * 3600000);
	if (chance(m, 30))
		call.duration_ms -= call.duration_ms % 1000;
	if (chance(m, 4))
		call.duration_ms = 0;
	return call;
}

/* One of the calls becomes one between both lines: it has two legs. */
static void
join_lines(struct reference_call *out, struct reference_call *in)
{
	out->type = CALL_TYPE_CALL;
	out->direction = DIRECTION_OUT;
	(void)snprintf(out->number, sizeof(out->number), "4930%d",
	    2 - out->line);
	*in = *out;
	in->direction = DIRECTION_IN;
	in->line = 1 - out->line;
}

static void
random_calls(struct maker *m)
{
	struct reference_contract *c = m->c;
	int records = 0, n = 1 + (int)pick(m, REFERENCE_RANDOM_CALLS);
	int64_t free_us = REFERENCE_NONE;

	for (int i = 0; i < n; i++)
		c->calls[i] = random_call(m);
	qsort(c->calls, (size_t)n, sizeof(c->calls[0]), compare_calls);
	for (int i = 0; i < n; i++) {
		struct reference_call *call = &c->calls[i];
		int64_t end;

		if (!(m->flags & REFERENCE_RANDOM_OVERLAP) &&
		    call->start_us < free_us)
			call->start_us = free_us + pick(m, 3) * 500000;
		end = call->start_us + call->duration_ms * 1000;
		free_us = end > free_us ? end : free_us;
		call->record = records++;
		if (i + 1 < n && m->flags & REFERENCE_RANDOM_OVERLAP &&
		    chance(m, 5)) {
			c->calls[i + 1] = *call;
			join_lines(call, &c->calls[i + 1]);
			i++;
		}
	}
	c->ncalls = n;
}

static void
random_opening(struct maker *m)
{
	struct reference_contract *c = m->c;
	const struct reference_package *p =
	    c->package < 0 ? NULL : &c->packages[c->package];
	enum reference_unit unit = p ? p->unit : c->profiles[0].unit;
	int64_t count = p ? p->count : c->profiles[0].count, from;

	from = reference_calendar_day(c->zone, c->activated_us);
	if (p != NULL && p->start >= REFERENCE_TOPUP)
		from = c->activated_us;
	else if (unit == REFERENCE_MONTH) /* every month has the 1st */
		from = reference_calendar_month(c->zone, c->activated_us);
	c->nopening = 1 + (int)pick(m, REFERENCE_OPENING);
	for (int i = 0; i < c->nopening; i++) {
		struct reference_opening *o = &c->opening[i];

		*o = (struct reference_opening){ .from_us = from,
			.until_us = reference_calendar_next(c->zone, from, unit,
			    count, from),
			.cash_e8 = pick(m, 300) * CENT_E8,
			.debit_e8 = pick(m, 100) * CENT_E8,
			.free_s = pick(m, 300),
			.free_used_s = pick(m, 100),
			.topups = chance(m, 30) };
		o->timely = o->topups > 0 && chance(m, 50);
		from = o->until_us;
		if (i + 1 == c->nopening && p != NULL &&
		    (p->start == REFERENCE_TOPUP ||
			(p->start == REFERENCE_TOPUP_INTERVAL &&
			    chance(m, 50))))
			o->until_us = REFERENCE_OPEN;
	}
	c->activated_us = c->opening[0].from_us;
	if (c->opening[0].until_us != REFERENCE_OPEN && chance(m, 50))
		c->activated_us +=
		    pick(m,
			(c->opening[0].until_us - c->activated_us) /
			    SECOND_US) *
		    SECOND_US;
	/* what comes then begins after the last one has begun */
	from = c->opening[c->nopening - 1].from_us;
	m->until_us += from > m->from_us ? from - m->from_us : 0;
	m->from_us = from > m->from_us ? from : m->from_us;
	m->first_us = from > c->activated_us ? from : c->activated_us;
}

void
reference_random_contract(struct reference_contract *c, uint64_t seed,
    unsigned flags, struct reference_call *calls)
{
	struct maker m = { .c = c, .state = seed, .flags = flags };

	memset(c, 0, sizeof(*c));
	c->seed = seed;
	c->package = -1;
	c->calls = calls;
	reference_maker_frame(&m);
	c->nnetworks = (int)pick(&m, REFERENCE_NETWORKS + 1);
	for (int i = 0; i < c->nnetworks; i++)
		c->networks[i] = (struct reference_network){
			.address = UINT32_C(0x0a000000) + (i == 0 ? 0 : 256),
			.bits = i == 0 ? 24 : 26
		};
	c->nprofiles = 1 + (int)pick(&m, REFERENCE_PROFILES);
	for (int i = 0; i < c->nprofiles; i++)
		reference_maker_profile(&m, &c->profiles[i]);
	random_activation(&m);
	if (flags & REFERENCE_RANDOM_PACKAGES && chance(&m, 80))
		random_packages(&m);
	if (flags & REFERENCE_RANDOM_OPENING && chance(&m, 30))
		random_opening(&m);
	random_schedule(&m);
	if (flags & REFERENCE_RANDOM_TOPUPS && chance(&m, 70))
		random_topups(&m);
	random_calls(&m);
}
