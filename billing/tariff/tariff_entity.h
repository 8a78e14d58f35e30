#ifndef TARIFF_TARIFF_ENTITY_H
#define TARIFF_TARIFF_ENTITY_H

#include <stdint.h>

#include "base/entity.h"

/*
 * Price lists and what hangs on them.
 *
 * Every struct is one row of the CSV file and table named in its comment; what
 * the members mean is said in the description in tariff_entity.c; toll-load(1) lists
 * it. An empty text is NULL, an empty number ENTITY_NONE; a word is the enum value.
 */

enum rate_per {
	RATE_PER_MINUTE,
	RATE_PER_SECOND
};
extern const char *const rate_per_words[];

enum price_rounding {
	PRICE_ROUNDING_HALF_UP,
	PRICE_ROUNDING_HALF_EVEN,
	PRICE_ROUNDING_UP,
	PRICE_ROUNDING_DOWN
};
extern const char *const price_rounding_words[];

enum block_rounding {
	BLOCK_ROUNDING_REST,
	BLOCK_ROUNDING_TOTAL
};
extern const char *const block_rounding_words[];

enum interval_unit {
	INTERVAL_UNIT_DAY,
	INTERVAL_UNIT_WEEK,
	INTERVAL_UNIT_MONTH
};
extern const char *const interval_unit_words[];

enum internal {
	INTERNAL_FREE,
	INTERNAL_FEE
};
extern const char *const internal_words[];

enum match {
	MATCH_PREFIX,
	MATCH_EXACT,
	MATCH_REGEX_LONGEST_PATTERN,
	MATCH_REGEX_LONGEST_MATCH,
	MATCH_LNP
};
extern const char *const match_words[];

enum start_mode {
	START_MODE_1ST,
	START_MODE_CREATE,
	START_MODE_TOPUP,
	START_MODE_TOPUP_INTERVAL
};
extern const char *const start_mode_words[];

enum package_unit {
	PACKAGE_UNIT_MINUTE,
	PACKAGE_UNIT_HOUR,
	PACKAGE_UNIT_DAY,
	PACKAGE_UNIT_WEEK,
	PACKAGE_UNIT_MONTH
};
extern const char *const package_unit_words[];

enum carry_over {
	CARRY_OVER_CARRY_OVER,
	CARRY_OVER_CARRY_OVER_TIMELY,
	CARRY_OVER_DISCARD
};
extern const char *const carry_over_words[];

enum package_role {
	PACKAGE_ROLE_INITIAL,
	PACKAGE_ROLE_UNDERRUN,
	PACKAGE_ROLE_TOPUP
};
extern const char *const package_role_words[];

/* profiles.csv: a price list with its rules */
struct profile {
	struct origin origin;
	const char *handle;
	const char *reseller;
	const char *name;
	const char *currency;
	int64_t rate_per; /* enum rate_per */
	int64_t decimals;
	int64_t rounding; /* enum price_rounding */
	int64_t block_rounding; /* enum block_rounding */
	int64_t prepaid;
	int64_t interval_unit; /* enum interval_unit */
	int64_t interval_count;
	int64_t interval_charge_e8;
	int64_t interval_free_time;
	int64_t interval_free_cash_e8;
	int64_t ignore_domain;
	int64_t internal; /* enum internal */
	int64_t split_bands;
	int64_t grace_seconds;
	int64_t max_call_charge_e8;
	int64_t fraud_interval_limit_e8;
	int64_t fraud_interval_lock;
	const char *fraud_interval_notify;
	int64_t fraud_daily_limit_e8;
	int64_t fraud_daily_lock;
	const char *fraud_daily_notify;
	int64_t fraud_use_reseller_rates;
	int64_t status; /* enum contract_status */
};

/* profile_schedule.csv: which profile a contract has when */
struct schedule {
	struct origin origin;
	const char *contract;
	const char *profile;
	const char *network;
	int64_t valid_from_us;
	int64_t valid_to_us;
	int64_t seq;
};

/* networks.csv: address blocks under a name */
struct network {
	struct origin origin;
	const char *network;
	const char *block;
	const char *reseller;
};

/* bands.csv: clock times with prices of their own */
struct band {
	struct origin origin;
	const char *profile;
	const char *band;
	const char *days;
	int64_t from_s;
	int64_t to_s;
	int64_t priority;
};

/* calendars.csv: holidays */
struct holiday {
	struct origin origin;
	const char *calendar;
	int64_t date_day;
	const char *name;
	const char *reseller;
};

/* zones.csv: name under which destinations are summed */
struct tariff_zone {
	struct origin origin;
	const char *profile;
	const char *zone;
	const char *detail;
};

/* fees.csv: the price of calls that match it */
struct fee {
	struct origin origin;
	const char *profile;
	int64_t direction; /* enum direction */
	int64_t type; /* enum call_type */
	int64_t match; /* enum match */
	const char *source;
	const char *destination;
	const char *zone;
	const char *zone_detail;
	const char *band;
	int64_t connect_fee_e12;
	int64_t init_interval;
	int64_t init_rate_e12;
	int64_t follow_interval;
	int64_t follow_rate_e12;
	int64_t from_second;
	int64_t extra_second;
	int64_t extra_rate_e12;
	int64_t use_free_time;
	int64_t valid_from_us;
	int64_t valid_to_us;
};

/* number_portability.csv: numbers that another provider serves */
struct ported_number {
	struct origin origin;
	const char *number;
	const char *provider;
	const char *number_type;
	int64_t valid_from_us;
	int64_t valid_to_us;
};

/* packages.csv: intervals and balance of prepaid customers */
struct package {
	struct origin origin;
	const char *name;
	const char *reseller;
	const char *description;
	int64_t initial_balance_e8;
	int64_t service_charge_e8;
	int64_t start_mode; /* enum start_mode */
	int64_t interval_unit; /* enum package_unit */
	int64_t interval_count;
	int64_t carry_over; /* enum carry_over */
	int64_t timely_unit; /* enum package_unit */
	int64_t timely_count;
	int64_t notopup_discard;
	int64_t underrun_lock_threshold_e8;
	int64_t underrun_lock_level;
	int64_t underrun_profile_threshold_e8;
	int64_t topup_lock_level;
};

/* package_profiles.csv: profiles a package brings */
struct package_profile {
	struct origin origin;
	const char *package;
	int64_t role; /* enum package_role */
	const char *profile;
	const char *network;
};

/* vouchers.csv: prepaid codes */
struct voucher {
	struct origin origin;
	const char *code;
	const char *reseller;
	int64_t amount_e8;
	const char *currency;
	int64_t valid_until_us;
	const char *customer;
	const char *package;
};

/* topups.csv: cash booked by or for a customer */
struct topup {
	struct origin origin;
	const char *ref;
	const char *customer;
	int64_t time_us;
	int64_t amount_e8;
	const char *voucher;
	const char *package;
};

/* opening_balances.csv: balances another system computed */
struct opening_balance {
	struct origin origin;
	const char *contract;
	int64_t from_us;
	int64_t until_us;
	int64_t cash_e8;
	int64_t debit_e8;
	int64_t free_s;
	int64_t free_used_s;
	int64_t topups;
	int64_t timely_topups;
};

extern const struct entity entity_profiles;
extern const struct entity entity_profile_schedule;
extern const struct entity entity_networks;
extern const struct entity entity_bands;
extern const struct entity entity_calendars;
extern const struct entity entity_zones;
extern const struct entity entity_fees;
extern const struct entity entity_number_portability;
extern const struct entity entity_packages;
extern const struct entity entity_package_profiles;
extern const struct entity entity_vouchers;
extern const struct entity entity_topups;
extern const struct entity entity_opening_balances;

#endif /* TARIFF_TARIFF_ENTITY_H */
