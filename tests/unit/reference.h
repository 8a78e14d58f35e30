#ifndef TESTS_UNIT_REFERENCE_H
#define TESTS_UNIT_REFERENCE_H

/*
 * The second opinion on prices and balances: one contract and its calls, every
 * call walked block by block, every interval from the one before, written from
 * the rules and from nothing else.  It is slow on purpose: what it does should
 * be read off the rules line by line.
 *
 * Money is exact while a call is walked, in units of 10^-12 / 60 of the
 * currency; then in 10^-8 as charges are.  Instants are microseconds UTC.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/wide.h"

struct zone;

#define REFERENCE_NONE INT64_MIN /* not given */
#define REFERENCE_OPEN INT64_MAX /* no end */

/* Exact units of 10^-8. */
#define REFERENCE_UNIT ((i128)600000)

enum {
	REFERENCE_BANDS = 3, /* 0 is the default band */
	REFERENCE_WINDOWS = 4,
	REFERENCE_STEPS = 2,
	REFERENCE_FEES = 5,
	REFERENCE_PROFILES = 5,
	REFERENCE_PACKAGES = 3,
	REFERENCE_ROLES = 4, /* profiles that a package brings */
	REFERENCE_ENTRIES = 6,
	REFERENCE_NETWORKS = 2,
	REFERENCE_OPENING = 3,
	REFERENCE_TOPUPS = 12,
	REFERENCE_LINES = 2 /* subscribers */
};

enum reference_unit {
	REFERENCE_MINUTE,
	REFERENCE_HOUR,
	REFERENCE_DAY,
	REFERENCE_WEEK,
	REFERENCE_MONTH
};

enum reference_start {
	REFERENCE_1ST,
	REFERENCE_CREATE,
	REFERENCE_TOPUP,
	REFERENCE_TOPUP_INTERVAL
};

enum reference_carry { REFERENCE_CARRY, REFERENCE_TIMELY, REFERENCE_DISCARD };

enum reference_role {
	REFERENCE_INITIAL,
	REFERENCE_UNDERRUN,
	REFERENCE_TOPPED_UP
};

enum reference_rounding {
	REFERENCE_HALF_UP,
	REFERENCE_HALF_EVEN,
	REFERENCE_UP,
	REFERENCE_DOWN
};

struct reference_step {
	int64_t from_s, follow_s, follow_rate_e12;
};

/* What a fee costs in one band. */
struct reference_price {
	bool given;
	int64_t connect_e12;
	int64_t init_s, init_rate_e12;
	int64_t follow_s, follow_rate_e12;
	int64_t extra_s, extra_rate_e12; /* second REFERENCE_NONE: none */
	bool use_free_time;
	struct reference_step steps[REFERENCE_STEPS]; /* ascending */
	int nsteps;
};

/* The longest destination that begins the number is taken. */
struct reference_fee {
	int direction, type; /* enum direction, enum call_type */
	char destination[8];
	int64_t from_us, until_us; /* valid; REFERENCE_NONE, REFERENCE_OPEN */
	struct reference_price price[REFERENCE_BANDS];
};

/* Band ${band} on these days of the week (bit 0 Monday), or on that date. */
struct reference_window {
	int band;
	unsigned weekdays; /* 0: the date */
	int64_t date;      /* days since 1970 */
	int64_t from_s, until_s;
	int64_t priority;
};

struct reference_profile {
	bool prepaid, per_second, total;
	int64_t decimals;
	enum reference_rounding rounding;
	enum reference_unit unit; /* of intervals without a package */
	int64_t count;
	int64_t free_s, free_cash_e8;
	int64_t grace_s;
	int64_t max_e8;               /* REFERENCE_NONE: none */
	int64_t day_e8, month_e8;     /* fraud limits, or none */
	int64_t day_lock, month_lock; /* levels, or none */
	struct reference_window windows[REFERENCE_WINDOWS];
	int nwindows;
	struct reference_fee fees[REFERENCE_FEES];
	int nfees;
};

/* Which profile when: network -1 is none. */
struct reference_entry {
	int profile, network;
	int64_t from_us, until_us;
	int64_t seq; /* order of those that start together */
	bool event;  /* brought by a package */
};

struct reference_package {
	int64_t initial_e8, service_e8;
	enum reference_start start;
	enum reference_unit unit;
	int64_t count;
	enum reference_carry carry;
	enum reference_unit timely_unit;
	int64_t timely_count;  /* REFERENCE_NONE: never timely */
	int64_t discard;       /* notopup_discard, or none */
	int64_t lock_below_e8; /* or none */
	int64_t lock_level;    /* or none */
	int64_t below_e8;      /* underrun profiles; or none */
	int64_t topup_lock;    /* or none */
	struct {
		enum reference_role role;
		int profile, network;
	} roles[REFERENCE_ROLES];
	int nroles;
};

struct reference_network {
	uint32_t address;
	int bits;
};

struct reference_topup {
	int64_t time_us, amount_e8;
	int package; /* it brings, or -1 */
	bool voucher;
};

struct reference_opening {
	int64_t from_us, until_us;
	int64_t cash_e8, debit_e8;
	int64_t free_s, free_used_s;
	int64_t topups, timely;
};

struct reference_call {
	int64_t start_us, duration_ms;
	int type, direction;
	int line;        /* whose: 0..REFERENCE_LINES - 1 */
	char number[24]; /* what fees are matched with, digits */
	bool has_ip;
	uint32_t ip;
	int record; /* of its legs: out before in */
};

struct reference_contract {
	uint64_t seed; /* it was made from */
	const struct zone *zone;
	const struct zone *line_zone[REFERENCE_LINES];
	int64_t activated_us;
	int package; /* or -1 */
	struct reference_profile profiles[REFERENCE_PROFILES];
	int nprofiles;
	struct reference_package packages[REFERENCE_PACKAGES];
	int npackages;
	struct reference_network networks[REFERENCE_NETWORKS];
	int nnetworks;
	struct reference_entry entries[REFERENCE_ENTRIES];
	int nentries;
	struct reference_opening opening[REFERENCE_OPENING];
	int nopening;
	struct reference_topup topups[REFERENCE_TOPUPS]; /* by time */
	int ntopups;
	struct reference_call
	    *calls; /* in the order in which they are charged */
	int ncalls;
};

/* --- what comes out -------------------------------------------------- */

struct reference_charge {
	bool charged; /* else no profile or no fee */
	int profile, fee, band;
	int64_t price_e8, cash_e8; /* amount is the difference */
	int64_t free_cash_e8;      /* of the cash, what was free cash */
	int64_t free_s, billed_s;
};

struct reference_row {
	int64_t from_us, until_us;
	int64_t opening_cash_e8, cash_e8, debit_e8;
	int64_t opening_free_s, free_s;
	int64_t topups, timely;
	int64_t lock_underruns, profile_underruns;
	int profile;          /* its allowances; -1: there is none */
	int64_t allowance_e8; /* free cash that it began with */
	int64_t free_cash_used_e8;
	bool free_cash_gone; /* expired */
	bool carries;        /* got what the one before left */
	bool
	    part; /* of the interval before it: something happened in between */
	int64_t initial_e8; /* initial balance, where the contract begins */
};

struct reference_lock {
	int64_t at_us, level;
	bool topup; /* by a top-up, else an underrun */
};

/* Charges that ended on a day, or in a month (year x 12 + month - 1). */
struct reference_sum {
	int64_t number;
	int64_t sum_e8;
	int64_t reached_us; /* end of the call; REFERENCE_NONE: not reached */
};

struct reference_result {
	struct reference_charge *charges; /* as the calls */
	struct reference_row *rows;
	size_t nrows, rows_cap;
	struct reference_entry *entries; /* given and brought */
	size_t nentries, entries_cap;
	struct reference_lock *locks;
	size_t nlocks, locks_cap;
	struct reference_sum *days, *months;
	size_t ndays, days_cap, nmonths, months_cap;
	int64_t lock_level; /* 0: none */
	int64_t lock_since_us;
	int64_t fraud_level; /* 0: none; the month goes before the day */
	bool fraud_by_month;
	int package;          /* at the end */
	int64_t topped_up_e8; /* all top-ups, less service charges */
};

void reference_run(const struct reference_contract *,
    struct reference_result *);
void reference_result_free(struct reference_result *);

/* Which entry a call has; -1: none. */
int reference_entry_find(const struct reference_contract *,
    const struct reference_entry *, size_t n, int64_t us, bool has_ip,
    uint32_t ip);

/* --- the calendar (reference_calendar.c) ----------------------------- */

/* ${us} moved by n units on the clock of the zone. */
int64_t reference_calendar_move(const struct zone *, int64_t us,
    enum reference_unit, int64_t n);
int64_t reference_calendar_day(const struct zone *, int64_t us);
int64_t reference_calendar_month(const struct zone *, int64_t us);
int64_t reference_calendar_day_number(const struct zone *, int64_t us);
int64_t reference_calendar_month_number(const struct zone *, int64_t us);

/* The first start after ${us} of the series from an anchor. */
int64_t reference_calendar_next(const struct zone *, int64_t anchor_us,
    enum reference_unit, int64_t count, int64_t us);

int reference_calendar_band(const struct reference_profile *,
    const struct zone *, int64_t us);

/* --- one call (reference_walk.c) -------------------------------------- */

struct reference_block {
	int64_t offset_s, seconds;
	i128 per_second; /* exact */
	i128 once;       /* connect fee, extra rate */
};

struct reference_walk {
	const struct reference_profile *profile;
	const struct reference_fee *fee;
	const struct zone *zone;
	int64_t start_us, duration_ms;
	int band; /* at the start */
	int64_t offset_s;
	bool sms, done;
};

void reference_walk_start(struct reference_walk *,
    const struct reference_profile *, const struct reference_fee *,
    const struct zone *, const struct reference_call *);
bool reference_walk_next(struct reference_walk *, struct reference_block *);

int reference_walk_fee(const struct reference_profile *,
    const struct reference_call *);
/* The price in a band, or else in the default band. */
const struct reference_price *reference_walk_price(const struct reference_fee *,
    int band);

/* Exact units to 10^-8, rounded to the profile's digits. */
int64_t reference_walk_round(const struct reference_profile *, i128 exact);

#endif /* TESTS_UNIT_REFERENCE_H */
