/*
 * Examples of prices: any line is taken or refused with a sentence and a place
 * inside it; what is taken can be priced, and holds when it says that price.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "rating/price_example.h"
#include "time/zone.h"

#include "../unit/price_list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct tariff *
tariff(void)
{
	static struct fee fees[3];
	static struct profile profile;
	static struct tariff *t;

	if (t != NULL)
		return t;
	profile = price_list_profile("p");
	fees[0] = price_list_fee("p", "54");
	fees[0].init_rate_e12 = fees[0].follow_rate_e12 = CENT_E12(4);
	fees[1] = price_list_fee("p", "541");
	fees[1].source = "49";
	fees[2] = price_list_fee("p", "^1[0-9]+@");
	fees[2].match = MATCH_REGEX_LONGEST_MATCH;
	fees[2].type = CALL_TYPE_SMS;
	t = price_list_compile(&(struct tariff_input){ .profiles = &profile,
	    .nprofiles = 1,
	    .fees = fees,
	    .nfees = 3 });
	return t;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tariff_profile *p = &tariff()->profiles[0];
	struct err e = { .code = ERR_NONE };
	const struct zone *zone = zone_find("Europe/Berlin", &e);
	struct price_example_result r, again;
	struct arena a = { 0 };
	struct price_example x;
	/* the reader hands in text without NUL, ended by one */
	char *line = arena_strndup(&a, (const char *)data, size);
	size_t at = 0, len = strlen(line);

	if (!price_example_is(line, len)) {
		arena_free(&a);
		return 0;
	}
	if (price_example_parse(&x, line, len, zone, &a, &at, &e) < 0) {
		assert(e.code == ERR_DATA && e.text[0] != '\0' && at <= len);
		arena_free(&a);
		return 0;
	}
	assert(x.column > 0 && (size_t)x.column <= len);
	if (x.at_us == ENTITY_NONE)
		x.at_us = price_example_instant(p, zone, x.from_us);
	err_clear(&e);
	price_example_price(tariff(), p, zone, &x, &r, &e);
	x.none = r.outcome == PRICE_EXAMPLE_NO_FEE;
	x.price_e8 = r.price_e8;
	err_clear(&e);
	price_example_price(tariff(), p, zone, &x, &again, &e);
	assert(again.outcome == r.outcome && again.price_e8 == r.price_e8);
	assert(price_example_holds(&x, &r) ==
	    (x.none || r.outcome == PRICE_EXAMPLE_PRICE));
	arena_free(&a);
	return 0;
}
