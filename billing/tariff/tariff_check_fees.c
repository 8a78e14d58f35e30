/*
 * Rule 8: two fees of one profile that would match the same call with the same
 * precedence must not be valid at the same time.  Such fees have the same
 * direction, type, match, source, destination, band and step; a + in front of a
 * number does not tell them apart.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "base/mem.h"
#include "tariff/tariff_check.h"
#include "tariff/tariff_entity.h"
#include "tel/number.h"
#include "tel/pattern.h"

static const char *
text(const char *t)
{
	return t != NULL ? t : "";
}

/* strcmp of what may be the same text. */
static int
order_of(const char *a, const char *b)
{
	return a == b ? 0 : strcmp(a, b);
}

static bool
is_pattern(const struct fee *f)
{
	return f->match == MATCH_REGEX_LONGEST_PATTERN ||
	    f->match == MATCH_REGEX_LONGEST_MATCH;
}

/* What is compared: of a number without the +, of a pattern all. */
static const char *
key(const struct fee *f, const char *t)
{
	return is_pattern(f) ? text(t) : number_key(text(t));
}

/* 0: they are rows of one fee. */
static int
compare_fee(const struct fee *a, const struct fee *b)
{
	int order = order_of(a->profile, b->profile);

	if (order == 0 && a->direction != b->direction)
		order = a->direction < b->direction ? -1 : 1;
	if (order == 0 && a->type != b->type)
		order = a->type < b->type ? -1 : 1;
	if (order == 0 && a->match != b->match)
		order = a->match < b->match ? -1 : 1;
	if (order == 0)
		order = order_of(key(a, a->source), key(b, b->source));
	if (order == 0)
		order =
		    order_of(key(a, a->destination), key(b, b->destination));
	return order;
}

/* 0: they would match the same calls with the same precedence. */
static int
compare_match(const struct fee *a, const struct fee *b)
{
	int order = compare_fee(a, b);

	if (order == 0)
		order = order_of(text(a->band), text(b->band));
	if (order == 0 && a->from_second != b->from_second)
		order = a->from_second < b->from_second ? -1 : 1;
	return order;
}

static int
compare_fees(const void *a, const void *b)
{
	const struct fee *x = *(const struct fee *const *)a;
	const struct fee *y = *(const struct fee *const *)b;
	int order = compare_match(x, y);

	if (order == 0 && x->valid_from_us != y->valid_from_us)
		order = x->valid_from_us < y->valid_from_us ? -1 : 1;
	return order != 0 ? order : x < y ? -1 : x > y;
}

/* Does a number begin with + anywhere?  Then the order of the table is not the
 * order of what is compared. */
static bool
has_plus(const struct entity_table *t)
{
	const struct fee *rows = t->rows;

	for (size_t i = 0; i < t->count; i++)
		if (text(rows[i].source)[0] == '+' ||
		    text(rows[i].destination)[0] == '+')
			return true;
	return false;
}

static int64_t
until(const struct fee *f)
{
	return f->valid_to_us == ENTITY_NONE ? INT64_MAX : f->valid_to_us;
}

/* Neighbours in order of what they match and start. */
static void
check_overlaps(const struct fee *const *fees, size_t count,
    const struct entity_check *c)
{
	const struct fee *last = count > 0 ? fees[0] : NULL;
	char place[ENTITY_PLACE_MAX];

	for (size_t i = 1; i < count; i++) {
		const struct fee *f = fees[i];

		if (compare_match(last, f) != 0) {
			last = f;
			continue;
		}
		/* the same key was reported as such */
		if (f->valid_from_us < until(last) &&
		    entity_compare(&entity_fees, last, f) != 0) {
			bool swap = entity_check_newer(last, f);

			entity_check_wrong(c, &entity_fees, swap ? last : f,
			    "destination",
			    "matches the same calls as %s, and both are "
			    "valid at the same time",
			    entity_check_place(c, &entity_fees, swap ? f : last,
				place));
		}
		if (until(f) > until(last))
			last = f;
	}
}

/*
 * A fee is kept as versions, one for each stretch of time in which its rows
 * stay the same, and a price finds its step by looking at all of them: what
 * nobody writes by hand would take minutes, or be cut.
 */
static void
check_sizes(const struct fee *const *fees, size_t count,
    const struct entity_check *c)
{
	size_t rows = 0, steps = 0;

	for (size_t i = 0; i < count; i++) {
		const struct fee *f = fees[i];
		const struct fee *before = i > 0 ? fees[i - 1] : NULL;
		bool same = before != NULL && compare_fee(before, f) == 0;
		bool band =
		    same && order_of(text(before->band), text(f->band)) == 0;

		rows = same ? rows + 1 : 1;
		if (!band)
			steps = 0;
		steps += f->from_second > 0 &&
		    (!band || before->from_second != f->from_second);
		if (rows == TARIFF_ROWS_MAX + 1)
			entity_check_wrong(c, &entity_fees, f, "destination",
			    "fee \"%s\" has more than %d rows", f->destination,
			    TARIFF_ROWS_MAX);
		if (steps == TARIFF_STEPS_MAX + 1)
			entity_check_wrong(c, &entity_fees, f, "from_second",
			    "fee \"%s\" has more than %d steps in band %s",
			    f->destination, TARIFF_STEPS_MAX, f->band);
	}
}

static void
check_pattern(const struct fee *f, const char *pattern, const char *column,
    const struct entity_check *c)
{
	struct err e = { .code = ERR_NONE };
	struct pattern *p;

	if (pattern == NULL)
		return;
	if (pattern_compile(&p, pattern, &e) == 0)
		pattern_free(p);
	else
		entity_check_wrong(c, &entity_fees, f, column, "%s %s", column,
		    e.text);
}

/* Is there such a band?  peak and offpeak may be used before their windows are
 * known, as price lists bring them. */
static bool
band_known(const struct entity_table *bands, const struct fee *f)
{
	const struct band *rows = bands->rows;
	size_t low = 0, high = bands->count;

	if (strcmp(text(f->band), "peak") == 0 ||
	    strcmp(text(f->band), "offpeak") == 0)
		return true;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(rows[mid].profile, f->profile);

		if (order == 0)
			order = strcmp(rows[mid].band, text(f->band));
		if (order == 0)
			return true;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

static void
check_rows(const struct entity_set *s, const struct entity_table *t,
    const struct entity_check *c)
{
	const struct entity_table *bands = entity_set_table(s, &entity_bands);
	const struct fee *rows = t->rows;

	for (size_t i = 0; i < t->count; i++) {
		if (is_pattern(&rows[i])) {
			check_pattern(&rows[i], rows[i].source, "source", c);
			check_pattern(&rows[i], rows[i].destination,
			    "destination", c);
		}
		if (!band_known(bands, &rows[i]))
			entity_check_wrong(c, &entity_fees, &rows[i], "band",
			    "band \"%s\" is not among the bands of profile %s",
			    rows[i].band, rows[i].profile);
	}
}

void
tariff_check_fees(const struct entity_set *s, const struct entity_check *c)
{
	const struct entity_table *t = entity_set_table(s, &entity_fees);
	const struct fee *rows = t->rows;
	const struct fee **fees = mem_calloc(t->count + 1, sizeof(*fees));

	for (size_t i = 0; i < t->count; i++)
		fees[i] = &rows[i];
	if (has_plus(t))
		qsort(fees, t->count, sizeof(*fees), compare_fees);
	check_overlaps(fees, t->count, c);
	check_sizes(fees, t->count, c);
	check_rows(s, t, c);
	free(fees);
}
