#include "tariff/tariff_entity.h"

#include "base/words.h"

const char *const rate_per_words[] = { "minute", "second", NULL };
const char *const price_rounding_words[] = { "half_up", "half_even", "up", "down", NULL };
const char *const block_rounding_words[] = { "rest", "total", NULL };
const char *const interval_unit_words[] = { "day", "week", "month", NULL };
const char *const internal_words[] = { "free", "fee", NULL };
const char *const match_words[] = { "prefix", "exact", "regex_longest_pattern", "regex_longest_match", "lnp", NULL };
const char *const start_mode_words[] = { "1st", "create", "topup", "topup_interval", NULL };
const char *const package_unit_words[] = { "minute", "hour", "day", "week", "month", NULL };
const char *const carry_over_words[] = { "carry_over", "carry_over_timely", "discard", NULL };
const char *const package_role_words[] = { "initial", "underrun", "topup", NULL };

/* clang-format off: one field a line, in the order of the file */
#define FIELDS(f) .fields = (f), .nfields = sizeof(f) / sizeof((f)[0])

static const struct field profiles_fields[] = {
	{ "handle", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(profile, handle), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(profile, reseller), NULL, "resellers", 0, 0, NULL,
	    "owner; empty: offered to all by the operator" },
	{ "name", FIELD_TEXT, 0, FIELD_AT(profile, name), NULL, NULL, 0, 0, NULL,
	    "name on documents" },
	{ "currency", FIELD_TEXT, FIELD_REQUIRED | FIELD_CURRENCY, FIELD_AT(profile, currency), NULL, NULL, 0, 0, NULL,
	    "ISO 4217" },
	{ "rate_per", FIELD_WORD, 0, FIELD_AT(profile, rate_per), rate_per_words, NULL, 0, 0, "minute",
	    "what rates are quoted per" },
	{ "decimals", FIELD_INT, 0, FIELD_AT(profile, decimals), NULL, NULL, 0, 8, "6",
	    "digits of a price" },
	{ "rounding", FIELD_WORD, 0, FIELD_AT(profile, rounding), price_rounding_words, NULL, 0, 0, "half_up",
	    "rounding of a price" },
	{ "block_rounding", FIELD_WORD, 0, FIELD_AT(profile, block_rounding), block_rounding_words, NULL, 0, 0, "rest",
	    "what the blocks count" },
	{ "prepaid", FIELD_BOOL, 0, FIELD_AT(profile, prepaid), NULL, NULL, 0, 0, "no",
	    "prepaid" },
	{ "interval_unit", FIELD_WORD, 0, FIELD_AT(profile, interval_unit), interval_unit_words, NULL, 0, 0, "month",
	    "unit of the billing interval" },
	{ "interval_count", FIELD_INT, 0, FIELD_AT(profile, interval_count), NULL, NULL, 1, 1000, "1",
	    "units an interval has" },
	{ "interval_charge", FIELD_MONEY, 0, FIELD_AT(profile, interval_charge_e8), NULL, NULL, 0, 0, "0",
	    "interval fee" },
	{ "interval_free_time", FIELD_INT, 0, FIELD_AT(profile, interval_free_time), NULL, NULL, 0, 100000000, "0",
	    "free seconds an interval" },
	{ "interval_free_cash", FIELD_MONEY, 0, FIELD_AT(profile, interval_free_cash_e8), NULL, NULL, 0, 0, "0",
	    "free cash an interval" },
	{ "ignore_domain", FIELD_BOOL, 0, FIELD_AT(profile, ignore_domain), NULL, NULL, 0, 0, "no",
	    "match users without domain only" },
	{ "internal", FIELD_WORD, 0, FIELD_AT(profile, internal), internal_words, NULL, 0, 0, "free",
	    "calls inside one customer" },
	{ "split_bands", FIELD_BOOL, 0, FIELD_AT(profile, split_bands), NULL, NULL, 0, 0, "no",
	    "list a call by band" },
	{ "grace_seconds", FIELD_INT, 0, FIELD_AT(profile, grace_seconds), NULL, NULL, 0, 86400, "0",
	    "shorter calls cost nothing" },
	{ "max_call_charge", FIELD_MONEY, 0, FIELD_AT(profile, max_call_charge_e8), NULL, NULL, 0, 0, NULL,
	    "most a call costs" },
	{ "fraud_interval_limit", FIELD_MONEY, 0, FIELD_AT(profile, fraud_interval_limit_e8), NULL, NULL, 0, 0, NULL,
	    "limit a month" },
	{ "fraud_interval_lock", FIELD_INT, 0, FIELD_AT(profile, fraud_interval_lock), NULL, NULL, 0, 5, NULL,
	    "lock level when reached" },
	{ "fraud_interval_notify", FIELD_TEXT, 0, FIELD_AT(profile, fraud_interval_notify), NULL, NULL, 0, 0, NULL,
	    "addresses told" },
	{ "fraud_daily_limit", FIELD_MONEY, 0, FIELD_AT(profile, fraud_daily_limit_e8), NULL, NULL, 0, 0, NULL,
	    "limit a day" },
	{ "fraud_daily_lock", FIELD_INT, 0, FIELD_AT(profile, fraud_daily_lock), NULL, NULL, 0, 5, NULL,
	    "lock level when reached" },
	{ "fraud_daily_notify", FIELD_TEXT, 0, FIELD_AT(profile, fraud_daily_notify), NULL, NULL, 0, 0, NULL,
	    "addresses told" },
	{ "fraud_use_reseller_rates", FIELD_BOOL, 0, FIELD_AT(profile, fraud_use_reseller_rates), NULL, NULL, 0, 0, "no",
	    "limits look at wholesale" },
	{ "status", FIELD_WORD, 0, FIELD_AT(profile, status), contract_status_words, NULL, 0, 0, "active",
	    "status" },
};

const struct entity entity_profiles = {
	.name = "profiles",
	.size = sizeof(struct profile),
	FIELDS(profiles_fields),
	.help = "a price list with its rules",
};

static const struct field profile_schedule_fields[] = {
	{ "contract", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(schedule, contract), NULL, "contracts|customers", 0, 0, NULL,
	    "contract or customer" },
	{ "profile", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(schedule, profile), NULL, "profiles", 0, 0, NULL,
	    "price list" },
	{ "network", FIELD_TEXT, FIELD_KEY, FIELD_AT(schedule, network), NULL, "networks", 0, 0, NULL,
	    "only for calls from this network" },
	{ "valid_from", FIELD_TIME, FIELD_KEY, FIELD_AT(schedule, valid_from_us), NULL, NULL, 0, 0, NULL,
	    "start" },
	{ "valid_to", FIELD_TIME, 0, FIELD_AT(schedule, valid_to_us), NULL, NULL, 0, 0, NULL,
	    "end, exclusive" },
	{ "seq", FIELD_INT, FIELD_KEY, FIELD_AT(schedule, seq), NULL, NULL, 0, 1000000, "0",
	    "order of entries that start together" },
};

const struct entity entity_profile_schedule = {
	.name = "profile_schedule",
	.size = sizeof(struct schedule),
	FIELDS(profile_schedule_fields),
	.help = "which profile a contract has when",
};

static const struct field networks_fields[] = {
	{ "network", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(network, network), NULL, NULL, 0, 0, NULL,
	    "name" },
	{ "block", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED | FIELD_CIDR, FIELD_AT(network, block), NULL, NULL, 0, 0, NULL,
	    "address block" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(network, reseller), NULL, "resellers", 0, 0, NULL,
	    "owner" },
};

const struct entity entity_networks = {
	.name = "networks",
	.size = sizeof(struct network),
	FIELDS(networks_fields),
	.help = "address blocks under a name",
};

static const struct field bands_fields[] = {
	{ "profile", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(band, profile), NULL, "profiles", 0, 0, NULL,
	    "price list" },
	{ "band", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(band, band), NULL, NULL, 0, 0, NULL,
	    "name" },
	{ "days", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(band, days), NULL, NULL, 0, 0, NULL,
	    "mon-fri, sat,sun, 2026-12-25, holidays:CALENDAR, daily" },
	{ "from", FIELD_CLOCK, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(band, from_s), NULL, NULL, 0, 0, NULL,
	    "start of the window" },
	{ "to", FIELD_CLOCK, FIELD_REQUIRED, FIELD_AT(band, to_s), NULL, NULL, 0, 0, NULL,
	    "end, exclusive" },
	{ "priority", FIELD_INT, 0, FIELD_AT(band, priority), NULL, NULL, -1000, 1000, "0",
	    "the higher wins" },
};

const struct entity entity_bands = {
	.name = "bands",
	.size = sizeof(struct band),
	FIELDS(bands_fields),
	.help = "clock times with prices of their own",
};

static const struct field calendars_fields[] = {
	{ "calendar", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(holiday, calendar), NULL, NULL, 0, 0, NULL,
	    "name" },
	{ "date", FIELD_DATE, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(holiday, date_day), NULL, NULL, 0, 0, NULL,
	    "day" },
	{ "name", FIELD_TEXT, 0, FIELD_AT(holiday, name), NULL, NULL, 0, 0, NULL,
	    "what is celebrated" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(holiday, reseller), NULL, "resellers", 0, 0, NULL,
	    "owner" },
};

const struct entity entity_calendars = {
	.name = "calendars",
	.size = sizeof(struct holiday),
	FIELDS(calendars_fields),
	.help = "holidays",
};

static const struct field zones_fields[] = {
	{ "profile", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(tariff_zone, profile), NULL, "profiles", 0, 0, NULL,
	    "price list" },
	{ "zone", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(tariff_zone, zone), NULL, NULL, 0, 0, NULL,
	    "name" },
	{ "detail", FIELD_TEXT, FIELD_KEY, FIELD_AT(tariff_zone, detail), NULL, NULL, 0, 0, NULL,
	    "detail" },
};

const struct entity entity_zones = {
	.name = "zones",
	.size = sizeof(struct tariff_zone),
	FIELDS(zones_fields),
	.help = "name under which destinations are summed",
};

static const struct field fees_fields[] = {
	{ "profile", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(fee, profile), NULL, "profiles", 0, 0, NULL,
	    "price list" },
	{ "direction", FIELD_WORD, FIELD_KEY, FIELD_AT(fee, direction), direction_words, NULL, 0, 0, "out",
	    "out or in" },
	{ "type", FIELD_WORD, FIELD_KEY, FIELD_AT(fee, type), call_type_words, NULL, 0, 0, "call",
	    "call or sms" },
	{ "match", FIELD_WORD, FIELD_KEY, FIELD_AT(fee, match), match_words, NULL, 0, 0, "prefix",
	    "how source and destination match" },
	{ "source", FIELD_TEXT, FIELD_KEY, FIELD_AT(fee, source), NULL, NULL, 0, 0, NULL,
	    "calling side" },
	{ "destination", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(fee, destination), NULL, NULL, 0, 0, NULL,
	    "called side" },
	{ "zone", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(fee, zone), NULL, NULL, 0, 0, NULL,
	    "zone" },
	{ "zone_detail", FIELD_TEXT, 0, FIELD_AT(fee, zone_detail), NULL, NULL, 0, 0, NULL,
	    "detail of the zone" },
	{ "band", FIELD_TEXT, FIELD_KEY, FIELD_AT(fee, band), NULL, NULL, 0, 0, "peak",
	    "band" },
	{ "connect_fee", FIELD_RATE, 0, FIELD_AT(fee, connect_fee_e12), NULL, NULL, 0, 0, "0",
	    "once a call" },
	{ "init_interval", FIELD_INT, 0, FIELD_AT(fee, init_interval), NULL, NULL, 1, 8640000, "1",
	    "seconds of the first block" },
	{ "init_rate", FIELD_RATE, 0, FIELD_AT(fee, init_rate_e12), NULL, NULL, 0, 0, "0",
	    "rate of the first block" },
	{ "follow_interval", FIELD_INT, 0, FIELD_AT(fee, follow_interval), NULL, NULL, 1, 8640000, "1",
	    "seconds of later blocks" },
	{ "follow_rate", FIELD_RATE, 0, FIELD_AT(fee, follow_rate_e12), NULL, NULL, 0, 0, "0",
	    "rate of later blocks" },
	{ "from_second", FIELD_INT, FIELD_KEY, FIELD_AT(fee, from_second), NULL, NULL, 0, 8640000, "0",
	    "follow block and rate hold from this second on" },
	{ "extra_second", FIELD_INT, 0, FIELD_AT(fee, extra_second), NULL, NULL, 0, 8640000, NULL,
	    "when the extra rate falls due" },
	{ "extra_rate", FIELD_RATE, 0, FIELD_AT(fee, extra_rate_e12), NULL, NULL, 0, 0, "0",
	    "once, at extra_second" },
	{ "use_free_time", FIELD_BOOL, 0, FIELD_AT(fee, use_free_time), NULL, NULL, 0, 0, "no",
	    "draws on free time" },
	{ "valid_from", FIELD_TIME, FIELD_KEY, FIELD_AT(fee, valid_from_us), NULL, NULL, 0, 0, NULL,
	    "start" },
	{ "valid_to", FIELD_TIME, 0, FIELD_AT(fee, valid_to_us), NULL, NULL, 0, 0, NULL,
	    "end, exclusive" },
};

const struct entity entity_fees = {
	.name = "fees",
	.size = sizeof(struct fee),
	FIELDS(fees_fields),
	.help = "the price of calls that match it",
};

static const struct field number_portability_fields[] = {
	{ "number", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED | FIELD_NUMBER, FIELD_AT(ported_number, number), NULL, NULL, 0, 0, NULL,
	    "number" },
	{ "provider", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(ported_number, provider), NULL, NULL, 0, 0, NULL,
	    "provider it was ported to" },
	{ "number_type", FIELD_TEXT, 0, FIELD_AT(ported_number, number_type), NULL, NULL, 0, 0, NULL,
	    "kind of number" },
	{ "valid_from", FIELD_TIME, FIELD_KEY, FIELD_AT(ported_number, valid_from_us), NULL, NULL, 0, 0, NULL,
	    "start" },
	{ "valid_to", FIELD_TIME, 0, FIELD_AT(ported_number, valid_to_us), NULL, NULL, 0, 0, NULL,
	    "end, exclusive" },
};

const struct entity entity_number_portability = {
	.name = "number_portability",
	.size = sizeof(struct ported_number),
	FIELDS(number_portability_fields),
	.help = "numbers that another provider serves",
};

static const struct field packages_fields[] = {
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(package, name), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(package, reseller), NULL, "resellers", 0, 0, NULL,
	    "owner" },
	{ "description", FIELD_TEXT, 0, FIELD_AT(package, description), NULL, NULL, 0, 0, NULL,
	    "text" },
	{ "initial_balance", FIELD_MONEY, 0, FIELD_AT(package, initial_balance_e8), NULL, NULL, 0, 0, "0",
	    "cash at activation" },
	{ "service_charge", FIELD_MONEY, 0, FIELD_AT(package, service_charge_e8), NULL, NULL, 0, 0, "0",
	    "taken off each top-up" },
	{ "start_mode", FIELD_WORD, 0, FIELD_AT(package, start_mode), start_mode_words, NULL, 0, 0, "1st",
	    "when intervals start" },
	{ "interval_unit", FIELD_WORD, 0, FIELD_AT(package, interval_unit), package_unit_words, NULL, 0, 0, "month",
	    "unit" },
	{ "interval_count", FIELD_INT, 0, FIELD_AT(package, interval_count), NULL, NULL, 1, 100000, "1",
	    "units an interval has" },
	{ "carry_over", FIELD_WORD, 0, FIELD_AT(package, carry_over), carry_over_words, NULL, 0, 0, "carry_over",
	    "what happens to cash left" },
	{ "timely_unit", FIELD_WORD, 0, FIELD_AT(package, timely_unit), package_unit_words, NULL, 0, 0, NULL,
	    "unit of the timely window" },
	{ "timely_count", FIELD_INT, 0, FIELD_AT(package, timely_count), NULL, NULL, 1, 100000, NULL,
	    "length of the timely window" },
	{ "notopup_discard", FIELD_INT, 0, FIELD_AT(package, notopup_discard), NULL, NULL, 1, 100000, NULL,
	    "intervals without top-up until cash expires" },
	{ "underrun_lock_threshold", FIELD_MONEY, 0, FIELD_AT(package, underrun_lock_threshold_e8), NULL, NULL, 0, 0, NULL,
	    "below: lock" },
	{ "underrun_lock_level", FIELD_INT, 0, FIELD_AT(package, underrun_lock_level), NULL, NULL, 0, 5, NULL,
	    "lock level then" },
	{ "underrun_profile_threshold", FIELD_MONEY, 0, FIELD_AT(package, underrun_profile_threshold_e8), NULL, NULL, 0, 0, NULL,
	    "below: underrun profiles" },
	{ "topup_lock_level", FIELD_INT, 0, FIELD_AT(package, topup_lock_level), NULL, NULL, 0, 5, NULL,
	    "lock level after a top-up" },
};

const struct entity entity_packages = {
	.name = "packages",
	.size = sizeof(struct package),
	FIELDS(packages_fields),
	.help = "intervals and balance of prepaid customers",
};

static const struct field package_profiles_fields[] = {
	{ "package", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(package_profile, package), NULL, "packages", 0, 0, NULL,
	    "package" },
	{ "role", FIELD_WORD, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(package_profile, role), package_role_words, NULL, 0, 0, NULL,
	    "when" },
	{ "profile", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(package_profile, profile), NULL, "profiles", 0, 0, NULL,
	    "price list" },
	{ "network", FIELD_TEXT, FIELD_KEY, FIELD_AT(package_profile, network), NULL, "networks", 0, 0, NULL,
	    "only from this network" },
};

const struct entity entity_package_profiles = {
	.name = "package_profiles",
	.size = sizeof(struct package_profile),
	FIELDS(package_profiles_fields),
	.help = "profiles a package brings",
};

static const struct field vouchers_fields[] = {
	{ "code", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED | FIELD_SECRET, FIELD_AT(voucher, code), NULL, NULL, 0, 0, NULL,
	    "the code, stored hashed" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(voucher, reseller), NULL, "resellers", 0, 0, NULL,
	    "owner" },
	{ "amount", FIELD_MONEY, FIELD_REQUIRED, FIELD_AT(voucher, amount_e8), NULL, NULL, 0, 0, NULL,
	    "value" },
	{ "currency", FIELD_TEXT, FIELD_CURRENCY, FIELD_AT(voucher, currency), NULL, NULL, 0, 0, NULL,
	    "ISO 4217" },
	{ "valid_until", FIELD_TIME, FIELD_REQUIRED, FIELD_AT(voucher, valid_until_us), NULL, NULL, 0, 0, NULL,
	    "last instant" },
	{ "customer", FIELD_TEXT, 0, FIELD_AT(voucher, customer), NULL, "customers", 0, 0, NULL,
	    "reserved for" },
	{ "package", FIELD_TEXT, 0, FIELD_AT(voucher, package), NULL, "packages", 0, 0, NULL,
	    "brings this package" },
};

const struct entity entity_vouchers = {
	.name = "vouchers",
	.size = sizeof(struct voucher),
	FIELDS(vouchers_fields),
	.help = "prepaid codes",
};

static const struct field topups_fields[] = {
	{ "ref", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(topup, ref), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "customer", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(topup, customer), NULL, "customers", 0, 0, NULL,
	    "who" },
	{ "time", FIELD_TIME, FIELD_REQUIRED, FIELD_AT(topup, time_us), NULL, NULL, 0, 0, NULL,
	    "when" },
	{ "amount", FIELD_MONEY, 0, FIELD_AT(topup, amount_e8), NULL, NULL, 0, 0, NULL,
	    "amount, or a voucher" },
	{ "voucher", FIELD_TEXT, FIELD_SECRET, FIELD_AT(topup, voucher), NULL, "vouchers", 0, 0, NULL,
	    "voucher code" },
	{ "package", FIELD_TEXT, 0, FIELD_AT(topup, package), NULL, "packages", 0, 0, NULL,
	    "package it brings" },
};

const struct entity entity_topups = {
	.name = "topups",
	.size = sizeof(struct topup),
	FIELDS(topups_fields),
	.help = "cash booked by or for a customer",
};

static const struct field opening_balances_fields[] = {
	{ "contract", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(opening_balance, contract), NULL, "contracts|customers", 0, 0, NULL,
	    "whose" },
	{ "from", FIELD_TIME, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(opening_balance, from_us), NULL, NULL, 0, 0, NULL,
	    "start" },
	{ "until", FIELD_TIME, 0, FIELD_AT(opening_balance, until_us), NULL, NULL, 0, 0, NULL,
	    "end; empty: open" },
	{ "cash", FIELD_MONEY, 0, FIELD_AT(opening_balance, cash_e8), NULL, NULL, 0, 0, "0",
	    "cash" },
	{ "debit", FIELD_MONEY, 0, FIELD_AT(opening_balance, debit_e8), NULL, NULL, 0, 0, "0",
	    "charged so far" },
	{ "free_s", FIELD_INT, 0, FIELD_AT(opening_balance, free_s), NULL, NULL, 0, 100000000, "0",
	    "free seconds left" },
	{ "free_used_s", FIELD_INT, 0, FIELD_AT(opening_balance, free_used_s), NULL, NULL, 0, 100000000, "0",
	    "free seconds used" },
	{ "topups", FIELD_INT, 0, FIELD_AT(opening_balance, topups), NULL, NULL, 0, 1000000, "0",
	    "top-ups" },
	{ "timely_topups", FIELD_INT, 0, FIELD_AT(opening_balance, timely_topups), NULL, NULL, 0, 1000000, "0",
	    "timely top-ups" },
};

const struct entity entity_opening_balances = {
	.name = "opening_balances",
	.size = sizeof(struct opening_balance),
	FIELDS(opening_balances_fields),
	.help = "balances another system computed",
};

/* clang-format on */
