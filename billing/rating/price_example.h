#ifndef RATING_PRICE_EXAMPLE_H
#define RATING_PRICE_EXAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "tariff/tariff.h"

struct arena;
struct err;
struct zone;

/*
 * A price that a price list says of itself: a line in a file of fees,
 *
 *	# test: +54111234567 300s = 0.20
 *	# test: +54111234567 5m from +4989123 at 2026-10-24T23:00 = 0.15 EUR
 *	# test: 4711 sms in profile retail = none
 *
 * checked when the file is loaded and not kept (toll-csv(5), "Examples of
 * prices").  It is priced by select_fee() and rate_call(), as a call is,
 * without any balance.
 */
#define PRICE_EXAMPLE_MARK "# test:"

struct price_example {
	int64_t line, column; /* of the price, in the file */
	const char *text;     /* "+54111234567 300s", for messages */
	const char *profile;  /* handle; NULL: not said */
	const char *source, *destination; /* without +; "" */
	const char *source_domain, *destination_domain;
	enum direction direction;
	enum call_type type;
	int64_t at_us;   /* ENTITY_NONE: see price_example_instant() */
	int64_t from_us; /* for that; filled in by who knows the row above */
	int64_t duration_ms;
	bool none; /* no fee is to match */
	int64_t price_e8;
	const char *currency; /* NULL: not said */
};

/* Is this record, as it lies in the file, an example? */
bool price_example_is(const char *raw, size_t len);

/*
 * Read one, without its place.  Texts are in the arena; times without offset
 * are those of ${zone}.  ERR_DATA, and *at is the offset of what is wrong.
 */
int price_example_parse(struct price_example *, const char *raw, size_t len,
    const struct zone *, struct arena *, size_t *at, struct err *);

/*
 * The instant of an example that names none: the first one of the default
 * band at or after ${from_us} (valid_from of the row above; ENTITY_NONE:
 * 2000-01-03, a Monday, 00:00).  If there is none in 400 days, the start.
 */
int64_t price_example_instant(const struct tariff_profile *,
    const struct zone *, int64_t from_us);

enum price_example_outcome {
	PRICE_EXAMPLE_PRICE,
	PRICE_EXAMPLE_NO_FEE,
	PRICE_EXAMPLE_NO_BAND, /* the fee has no price in a band */
	PRICE_EXAMPLE_TOO_LARGE,
	PRICE_EXAMPLE_PATTERN /* a pattern gave up: see the error */
};

struct price_example_result {
	enum price_example_outcome outcome;
	int64_t price_e8;
	uint32_t row; /* of the tariff's rows; TARIFF_NONE: no fee won */
	uint32_t band;
};

/* What the call of the example costs by ${profile}; at_us is given. */
void price_example_price(const struct tariff *, const struct tariff_profile *,
    const struct zone *, const struct price_example *,
    struct price_example_result *, struct err *);

/* Is it what the example says? */
bool price_example_holds(const struct price_example *,
    const struct price_example_result *);

#endif /* RATING_PRICE_EXAMPLE_H */
