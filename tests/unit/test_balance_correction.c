/*
 * Corrections in a balance: cash that comes back, or goes, is worth what a top-up
 * of the same amount and instant is worth (a top-up without a package does
 * nothing else); and calls that are priced under a limit take no more bought cash
 * than it, as a purse that is counted by hand says.
 */
#include "../check.h"

#include "base/err.h"
#include "rating/balance.h"
#include "rating/balance_set.h"
#include "rating/directory.h"
#include "rating/master.h"

enum { ROUNDS = 400, EVENTS = 8, CALLS = 60, DAYS = 120 };

#define DAY_US   INT64_C(86400000000)
#define START_US INT64_C(1767225600000000) /* 2026-01-01, UTC */

static uint64_t seed = 20260101;

static int64_t
pick(int64_t below)
{
	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (int64_t)((seed >> 33) % (uint64_t)below);
}

/* A customer with top-ups; the first ${n} of them are in master data. */
struct world {
	struct profile profile;
	struct customer customer;
	struct contact contact;
	struct schedule schedule;
	struct topup topups[EVENTS];
	char refs[EVENTS][4];
	struct master master;
	struct directory *directory;
};

struct event {
	int64_t at_us, amount_e8;
};

static void
make_world(struct world *w, const struct event *events, size_t n, int64_t free)
{
	struct err e = { .code = ERR_NONE };

	w->profile = (struct profile){ .handle = "p",
		.currency = "EUR",
		.decimals = 6,
		.prepaid = 1,
		.interval_unit = INTERVAL_UNIT_MONTH,
		.interval_count = 1,
		.interval_free_cash_e8 = free,
		.max_call_charge_e8 = ENTITY_NONE };
	w->contact = (struct contact){ .ref = "k", .email = "k@x" };
	w->customer = (struct customer){ .ref = "c",
		.contact = "k",
		.activated_us = START_US,
		.terminated_us = ENTITY_NONE,
		.status = CONTRACT_STATUS_ACTIVE };
	w->schedule = (struct schedule){ .contract = "c",
		.profile = "p",
		.valid_from_us = ENTITY_NONE,
		.valid_to_us = ENTITY_NONE };
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(w->refs[i], sizeof(w->refs[i]), "%zu", i);
		w->topups[i] = (struct topup){ .ref = w->refs[i],
			.customer = "c",
			.time_us = events[i].at_us,
			.amount_e8 = events[i].amount_e8 };
	}
	w->master = (struct master){ .zone = "UTC",
		.contacts = &w->contact,
		.n_contacts = 1,
		.customers = &w->customer,
		.n_customers = 1,
		.profiles = &w->profile,
		.n_profiles = 1,
		.profile_schedule = &w->schedule,
		.n_profile_schedule = 1,
		.topups = w->topups,
		.n_topups = n };
	if (directory_build(&w->directory, &w->master, &e) < 0) {
		(void)printf("%s\n", e.text);
		exit(1);
	}
}

/* In order of time, at instants of their own. */
static void
make_events(struct event *events, size_t n)
{
	for (size_t i = 0; i < n; i++)
		events[i] = (struct event){ START_US +
			    DAY_US * (DAYS / EVENTS) * (int64_t)i +
			    pick(DAY_US * (DAYS / EVENTS)),
			(pick(200) - 60) * 1000000 };
}

/* A call of some blocks of one price, each paid whole or not at all. */
static int64_t
call(struct balance_series *s, int64_t start_us, int64_t blocks,
    int64_t price_e8)
{
	int64_t paid_e8 = 0;

	balance_enter(s, start_us, start_us + blocks * 1000000);
	for (int64_t i = 0; i < blocks; i++) {
		int64_t us = start_us + i * 1000000;

		if (us >= s->purse.until_us)
			s->purse.advance(&s->purse, us);
		if (price_e8 <= s->purse.cash_e8) {
			s->purse.cash_e8 -= price_e8;
			paid_e8 += price_e8;
		}
		s->purse.debit_e8 += price_e8;
	}
	balance_leave(s, true);
	return paid_e8;
}

/* Some events as top-ups, the others as corrections, and all as top-ups. */
static void
check_events(void)
{
	struct event events[EVENTS], first[EVENTS];
	struct balance_set set = { .from_us = INT64_MIN };
	struct balance_series a, b;
	struct world some, all;
	size_t n = 0;
	int64_t at_us = START_US, free = pick(3) * 50000000;

	make_events(events, EVENTS);
	for (size_t i = 0; i < EVENTS; i++)
		if (pick(2))
			first[n++] = events[i];
		else
			balance_set_add_correction(&set,
			    &(struct balance_correction){ 0, events[i].at_us,
				events[i].amount_e8 });
	make_world(&some, first, n, free);
	make_world(&all, events, EVENTS, free);
	balance_series_init(&a, some.directory);
	balance_series_init(&b, all.directory);
	(void)balance_set_begin(&set, &a, 0);
	(void)balance_set_begin(NULL, &b, 0);
	for (int i = 0; i < CALLS; i++) {
		int64_t blocks = 1 + pick(5), price = pick(30) * 1000000;

		at_us += pick(DAY_US * DAYS / CALLS * 2);
		CHECK_I64(call(&a, at_us, blocks, price),
		    call(&b, at_us, blocks, price), "what a call is paid");
	}
	at_us = START_US + DAY_US * DAYS * 2;
	balance_run_until(&a, at_us, true);
	balance_run_until(&b, at_us, true);
	CHECK_I64(a.nparts, b.nparts, "parts");
	for (size_t i = 0; i < a.nparts && i < b.nparts; i++) {
		CHECK_I64(a.parts[i].cash_e8, b.parts[i].cash_e8, "cash");
		CHECK_I64(a.parts[i].opening_cash_e8,
		    b.parts[i].opening_cash_e8, "opening cash");
		CHECK_I64(a.parts[i].debit_e8, b.parts[i].debit_e8, "debit");
	}
	balance_series_free(&a);
	balance_series_free(&b);
	balance_set_free(&set);
	directory_free(some.directory);
	directory_free(all.directory);
}

/* One month, no free cash: the purse counted by hand. */
static void
check_limit(void)
{
	struct event topup = { START_US, (1 + pick(300)) * 1000000 };
	struct balance_set set = { .from_us = INT64_MIN,
		.limited = true,
		.limit_until_us = START_US + DAY_US * 20,
		.limit_e8 = pick(300) * 1000000 };
	int64_t cash = topup.amount_e8, limit = set.limit_e8, at_us = START_US;
	struct balance_series s;
	struct world w;

	make_world(&w, &topup, 1, 0);
	balance_series_init(&s, w.directory);
	(void)balance_set_begin(&set, &s, 0);
	for (int i = 0; i < CALLS; i++) {
		int64_t blocks = 1 + pick(5), price = pick(30) * 1000000;
		bool limited = at_us<set.limit_until_us, priced = pick(4)> 0;
		int64_t paid = 0;

		for (int64_t k = 0; k < blocks; k++)
			if (price <= cash - paid &&
			    (!limited || !priced || price <= limit - paid))
				paid += price;
		s.limiting = priced;
		CHECK_I64(call(&s, at_us, blocks, price), paid, "paid");
		cash -= paid;
		if (limited && priced)
			limit -= paid;
		at_us += pick(DAY_US * 28 / CALLS);
	}
	CHECK_I64(s.parts[s.nparts - 1].cash_e8, cash, "cash left");
	CHECK_I64(balance_bought_left(&s, at_us), cash, "bought cash left");
	balance_series_free(&s);
	directory_free(w.directory);
}

int
main(void)
{
	for (int i = 0; i < ROUNDS; i++) {
		check_events();
		check_limit();
	}
	return check_done();
}
