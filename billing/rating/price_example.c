#include "rating/price_example.h"

#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "rating/rate.h"
#include "tariff/select.h"
#include "tel/number.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/zone.h"

/* A line on its way to an example: words between blanks. */
struct words {
	const char *text;
	size_t len, next;
	size_t at, end; /* of the word that was taken last */
	struct price_example *example;
	const struct zone *zone;
	struct arena *arena;
	unsigned seen; /* a bit for each kind of word */
};

enum { SEEN_DURATION = 1, SEEN_SOURCE = 2, SEEN_TIME = 4, SEEN_PROFILE = 8 };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

bool
price_example_is(const char *raw, size_t len)
{
	const size_t n = sizeof(PRICE_EXAMPLE_MARK) - 1;

	return len >= n && memcmp(raw, PRICE_EXAMPLE_MARK, n) == 0;
}

/* The next word; at its end an empty one.  "=" is a word by itself. */
static bool
take(struct words *w)
{
	while (w->next < w->len && is_blank(w->text[w->next]))
		w->next++;
	w->at = w->end = w->next;
	if (w->end < w->len && w->text[w->end] == '=')
		w->end++;
	else
		while (w->end < w->len && !is_blank(w->text[w->end]) &&
		    w->text[w->end] != '=')
			w->end++;
	w->next = w->end;
	return w->end > w->at;
}

static bool
is_word(const struct words *w, const char *word)
{
	size_t n = strlen(word);

	return w->end - w->at == n && memcmp(w->text + w->at, word, n) == 0;
}

static const char *
copy(const struct words *w)
{
	return arena_strndup(w->arena, w->text + w->at, w->end - w->at);
}

/* A number, or user@domain. */
static int
read_party(struct words *w, const char **user, const char **domain,
    struct err *e)
{
	const char *text = w->text + w->at;
	size_t len = w->end - w->at;
	const char *sign = memchr(text, '@', len);
	char normal[NUMBER_MAX];

	*domain = "";
	if (sign != NULL) {
		*domain = arena_strndup(w->arena, sign + 1,
		    len - (size_t)(sign - text) - 1);
		len = (size_t)(sign - text);
	}
	if (number_normal(normal, text, len, NULL, e) < 0)
		return -1;
	*user = arena_strdup(w->arena, number_key(normal));
	return 0;
}

/* 300s, 0.5s, 5m, 1.5h: to the millisecond.  0: it is none. */
static int
read_duration(struct words *w, struct err *e)
{
	static const struct {
		char unit;
		int64_t ms;
	} units[] = { { 's', 1000 }, { 'm', 60000 }, { 'h', 3600000 } };
	size_t len = w->end - w->at;
	int64_t v, ms;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
		if (len < 2 || w->text[w->end - 1] != units[i].unit ||
		    w->text[w->at] < '0' || w->text[w->at] > '9')
			continue;
		if (decimal_parse(w->text + w->at, len - 1, 6, &v, NULL, e) < 0)
			return -1;
		if (__builtin_mul_overflow(v, units[i].ms, &ms) ||
		    ms / 1000000 > RATE_DURATION_MAX_MS)
			return err_set(e, ERR_DATA,
			    "duration \"%.*s\" is too long", (int)len,
			    w->text + w->at);
		if (ms % 1000000 != 0)
			return err_set(e, ERR_DATA,
			    "duration \"%.*s\" has parts of a millisecond",
			    (int)len, w->text + w->at);
		w->example->duration_ms = ms / 1000000;
		return 1;
	}
	return 0;
}

/* A time, or a date and a clock time that stand apart. */
static int
read_time(struct words *w, struct err *e)
{
	size_t at = w->at, end = w->end;
	struct words next = *w;

	if (end - at == 10 && take(&next) && next.at == end + 1 &&
	    memchr(next.text + next.at, ':', next.end - next.at) != NULL)
		*w = next;
	w->at = at;
	return instant_parse_local(w->text + at, w->end - at, w->zone,
	    &w->example->at_us, NULL, e);
}

/* The word behind "from", "at" or "profile". */
static int
read_value(struct words *w, unsigned kind, struct err *e)
{
	struct price_example *x = w->example;
	struct words name = *w;

	if (w->seen & kind)
		return err_set(e, ERR_DATA, "\"%s\" stands twice", copy(w));
	w->seen |= kind;
	if (!take(w) || is_word(w, "="))
		return err_set(e, ERR_DATA, "\"%s\" wants a value",
		    copy(&name));
	if (kind == SEEN_TIME)
		return read_time(w, e);
	if (kind == SEEN_SOURCE)
		return read_party(w, &x->source, &x->source_domain, e);
	x->profile = copy(w);
	return 0;
}

/* One word between the number and "=". */
static int
read_word(struct words *w, struct err *e)
{
	struct price_example *x = w->example;
	int status;

	if (is_word(w, "from"))
		return read_value(w, SEEN_SOURCE, e);
	if (is_word(w, "at"))
		return read_value(w, SEEN_TIME, e);
	if (is_word(w, "profile"))
		return read_value(w, SEEN_PROFILE, e);
	for (int i = 0; direction_words[i] != NULL; i++)
		if (is_word(w, direction_words[i])) {
			x->direction = (enum direction)i;
			return 0;
		}
	for (int i = 0; call_type_words[i] != NULL; i++)
		if (is_word(w, call_type_words[i])) {
			x->type = (enum call_type)i;
			return 0;
		}
	status = read_duration(w, e);
	if (status < 0)
		return -1;
	if (status == 0)
		return err_set(e, ERR_DATA,
		    "\"%s\" is none of a duration (300s, 5m), out, in, call, "
		    "sms, from, at, profile",
		    copy(w));
	if (w->seen & SEEN_DURATION)
		return err_set(e, ERR_DATA, "there are two durations");
	w->seen |= SEEN_DURATION;
	return 0;
}

/* What stands behind "=". */
static int
read_price(struct words *w, struct err *e)
{
	struct price_example *x = w->example;

	if (!take(w))
		return err_set(e, ERR_DATA, "there is no price behind =");
	x->column = (int64_t)w->at + 1;
	x->none = is_word(w, "none");
	if (!x->none &&
	    decimal_parse(w->text + w->at, w->end - w->at, 8, &x->price_e8,
		NULL, e) < 0)
		return err_ctx(e, "price");
	if (!x->none && take(w))
		x->currency = copy(w);
	if (take(w))
		return err_set(e, ERR_DATA, "\"%s\" behind the price", copy(w));
	return 0;
}

static int
read_example(struct words *w, struct err *e)
{
	struct price_example *x = w->example;
	size_t first, last;

	if (!take(w) || is_word(w, "="))
		return err_set(e, ERR_DATA, "there is no number");
	first = w->at;
	if (read_party(w, &x->destination, &x->destination_domain, e) < 0)
		return -1;
	do {
		last = w->end;
		if (!take(w))
			return err_set(e, ERR_DATA, "there is no = PRICE");
		if (!is_word(w, "=") && read_word(w, e) < 0)
			return -1;
	} while (!is_word(w, "="));
	if (x->type == CALL_TYPE_CALL && (w->seen & SEEN_DURATION) == 0)
		return err_set(e, ERR_DATA, "there is no duration (300s, 5m)");
	x->text = arena_strndup(w->arena, w->text + first, last - first);
	return read_price(w, e);
}

int
price_example_parse(struct price_example *x, const char *raw, size_t len,
    const struct zone *zone, struct arena *a, size_t *at, struct err *e)
{
	struct words w = { .text = raw,
		.len = len,
		.next = sizeof(PRICE_EXAMPLE_MARK) - 1,
		.example = x,
		.zone = zone,
		.arena = a };

	*x = (struct price_example){ .source = "",
		.source_domain = "",
		.at_us = ENTITY_NONE,
		.from_us = ENTITY_NONE };
	if (read_example(&w, e) == 0)
		return 0;
	*at = w.at;
	return -1;
}

int64_t
price_example_instant(const struct tariff_profile *p, const struct zone *zone,
    int64_t from_us)
{
	struct band_clock clock = BAND_CLOCK(zone);
	struct err e = { .code = ERR_NONE };
	static const char fixed[] = "2000-01-03";
	int64_t us, until_us, last_us;

	if (from_us == ENTITY_NONE &&
	    instant_parse_local(fixed, sizeof(fixed) - 1, zone, &from_us, NULL,
		&e) < 0)
		from_us = 0;
	last_us = from_us + 400 * INT64_C(86400) * CIVIL_US;
	for (us = from_us; us < last_us; us = until_us)
		if (band_table_at(&p->table, &clock, us, &until_us) == 0)
			return us;
	return from_us;
}

void
price_example_price(const struct tariff *t, const struct tariff_profile *p,
    const struct zone *zone, const struct price_example *x,
    struct price_example_result *r, struct err *e)
{
	struct select_query q = { .at_us = x->at_us,
		.direction = x->direction,
		.type = x->type,
		.source = x->source,
		.source_len = strlen(x->source),
		.destination = x->destination,
		.destination_len = strlen(x->destination),
		.source_domain = x->source_domain,
		.destination_domain = x->destination_domain };
	struct rate_request request = { .tariff = t,
		.profile = p,
		.type = x->type,
		.start_us = x->at_us,
		.duration_ms = x->duration_ms };
	struct band_clock clock = BAND_CLOCK(zone);
	struct balance balance = BALANCE_NONE;
	struct select_scratch scratch = { 0 };
	struct select_result found;
	struct rate_result price = { 0 };
	enum rate_outcome outcome;
	int status = select_fee(t, p, &q, &scratch, NULL, &found, e);

	select_scratch_free(&scratch);
	*r = (struct price_example_result){ .row = TARIFF_NONE,
		.outcome =
		    status < 0 ? PRICE_EXAMPLE_PATTERN : PRICE_EXAMPLE_NO_FEE };
	if (status <= 0)
		return;
	request.prices = found.prices;
	outcome = rate_call(&request, &clock, &balance, &price);
	r->row = outcome == RATE_OK ? price.row : found.fee->row;
	r->band = price.band;
	r->price_e8 = price.price_e8;
	r->outcome = outcome == RATE_OK ? PRICE_EXAMPLE_PRICE
	    : outcome == RATE_NO_PRICE  ? PRICE_EXAMPLE_NO_BAND
					: PRICE_EXAMPLE_TOO_LARGE;
}

bool
price_example_holds(const struct price_example *x,
    const struct price_example_result *r)
{
	if (x->none)
		return r->outcome == PRICE_EXAMPLE_NO_FEE;
	return r->outcome == PRICE_EXAMPLE_PRICE && r->price_e8 == x->price_e8;
}
