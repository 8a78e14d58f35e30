#ifndef TESTS_UNIT_PRICE_LIST_H
#define TESTS_UNIT_PRICE_LIST_H

/*
 * Price lists for tests: rows with the defaults of fees.csv and profiles.csv,
 * to be changed in place and compiled.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "tariff/compile.h"
#include "tariff/tariff_entity.h"

__attribute__((unused)) static struct profile
price_list_profile(const char *handle)
{
	return (struct profile){ .handle = handle,
		.currency = "EUR",
		.decimals = 6,
		.interval_count = 1,
		.max_call_charge_e8 = ENTITY_NONE };
}

__attribute__((unused)) static struct fee
price_list_fee(const char *profile, const char *destination)
{
	return (struct fee){ .profile = profile,
		.match = MATCH_PREFIX,
		.destination = destination,
		.zone = "zone",
		.band = "peak",
		.init_interval = 1,
		.follow_interval = 1,
		.extra_second = ENTITY_NONE,
		.valid_from_us = ENTITY_NONE,
		.valid_to_us = ENTITY_NONE };
}

/* A price list that must compile. */
__attribute__((unused)) static struct tariff *
price_list_compile(const struct tariff_input *in)
{
	struct err e = { .code = ERR_NONE };
	struct tariff *t;

	if (tariff_compile(&t, in, &e) < 0) {
		(void)fprintf(stderr, "%s\n", e.text);
		exit(1);
	}
	return t;
}

/* Money as tests write it: EUR 0.04 is CENT(4). */
#define CENT_E12(n) ((n)*INT64_C(10000000000))
#define CENT_E8(n)  ((n)*INT64_C(1000000))

#endif /* TESTS_UNIT_PRICE_LIST_H */
