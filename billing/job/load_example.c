#include "job/load_example.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/decimal.h"
#include "base/entity_check.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/problems.h"
#include "job/load_input.h"
#include "job/load_state.h"
#include "rating/price_example.h"
#include "tariff/compile.h"
#include "time/instant.h"

/* The examples of one profile, and what they are priced with. */
struct deck {
	const struct load_input *in;
	const struct entity_check *check;
	struct problems *problems;
	struct entity_table profiles, bands, fees; /* views, not to be freed */
	struct tariff *tariff;
};

/* --- reading -------------------------------------------------------------- */

/* The profile, and since when: of the row above, unless the example says. */
static int
look_above(struct price_example *x, const struct load_input *in, struct err *e)
{
	const struct fee *above = in->rows.count > 0
	    ? entity_table_row(&in->rows, in->rows.count - 1)
	    : NULL;

	if (x->profile == NULL)
		x->profile = in->profile != NULL ? in->profile
		    : above != NULL              ? above->profile
						 : NULL;
	if (x->profile == NULL)
		return err_set(e, ERR_DATA,
		    "there is no row above it that says which profile: write "
		    "profile HANDLE");
	if (above != NULL && above->profile != NULL &&
	    strcmp(above->profile, x->profile) == 0)
		x->from_us = above->valid_from_us;
	return 0;
}

static void
take(struct load_input *in, const struct load_reader *r, int64_t line,
    const char *raw, size_t len)
{
	struct err e = { .code = ERR_NONE };
	struct price_example x;
	size_t at = 0;

	if (price_example_parse(&x, raw, len, r->zone, r->arena, &at, &e) < 0 ||
	    look_above(&x, in, &e) < 0) {
		problems_add(r->problems, in->path, line, (int64_t)at + 1,
		    "example: %s", e.text);
		return;
	}
	x.line = line;
	in->examples = mem_grow(in->examples, in->nexamples, &in->capexamples,
	    sizeof(*in->examples));
	in->examples[in->nexamples++] = x;
}

bool
load_example_take(struct load_input *in, const struct load_reader *r,
    struct csv *csv)
{
	size_t len;
	const char *raw = csv_raw(csv, &len);

	if (in->entity != &entity_fees || !price_example_is(raw, len))
		return false;
	take(in, r, csv_line(csv), raw, len);
	return true;
}

/* --- checking ------------------------------------------------------------- */

static void
wrong(const struct deck *d, const struct price_example *x, const char *text)
{
	problems_add(d->problems, d->in->path, x->line, x->column, "%s: %s",
	    x->text, text);
}

/* "EUR 0.20" */
static const char *
money(char out[DECIMAL_TEXT_MAX + 8], const struct profile *p, int64_t e8)
{
	size_t n = strlen(p->currency);

	memcpy(out, p->currency, n);
	out[n] = ' ';
	(void)decimal_format(out + n + 1, DECIMAL_TEXT_MAX, e8, 8, 2);
	return out;
}

/* What the fees make of it, in words. */
static void
computed(const struct deck *d, const struct price_example *x,
    const struct price_example_result *r, const char *why, struct buf *b)
{
	const struct profile *p = d->tariff->profiles[0].row;
	char at[INSTANT_TEXT_MAX], text[DECIMAL_TEXT_MAX + 8];
	char place[ENTITY_PLACE_MAX];
	const struct fee *f;

	(void)instant_format_local(at, x->at_us, d->in->zone);
	if (r->row == TARIFF_NONE) {
		if (r->outcome == PRICE_EXAMPLE_PATTERN)
			buf_printf(b, "%s", why);
		else
			buf_printf(b, "no fee of profile %s matches at %s",
			    p->handle, at);
		return;
	}
	f = &d->tariff->rows[r->row];
	if (r->outcome == PRICE_EXAMPLE_PRICE)
		buf_printf(b, "at %s it is %s", at,
		    money(text, p, r->price_e8));
	else if (r->outcome == PRICE_EXAMPLE_NO_BAND)
		buf_printf(b, "at %s there is no price in band %s", at,
		    d->tariff->profiles[0].bands[r->band]);
	else
		buf_printf(b, "at %s it is too large or too long", at);
	buf_printf(b, " by the fee %s \"%s\"", match_words[f->match],
	    f->destination);
	if (f->source != NULL)
		buf_printf(b, " from \"%s\"", f->source);
	buf_printf(b, ", band %s (%s)", f->band,
	    entity_check_place(d->check, &entity_fees, f, place));
}

static void
check_one(const struct deck *d, struct price_example *x)
{
	const struct tariff_profile *p = &d->tariff->profiles[0];
	struct err e = { .code = ERR_NONE };
	char text[DECIMAL_TEXT_MAX + 8];
	struct price_example_result r;
	struct buf b = { 0 };

	if (x->at_us == ENTITY_NONE)
		x->at_us = price_example_instant(p, d->in->zone, x->from_us);
	price_example_price(d->tariff, p, d->in->zone, x, &r, &e);
	if (x->currency != NULL && strcmp(x->currency, p->row->currency) != 0) {
		buf_printf(&b, "profile %s has its prices in %s",
		    p->row->handle, p->row->currency);
		wrong(d, x, buf_text(&b));
	} else if (!price_example_holds(x, &r)) {
		buf_printf(&b, "%s expected, but ",
		    x->none ? "none" : money(text, p->row, x->price_e8));
		computed(d, x, &r, e.text, &b);
		wrong(d, x, buf_text(&b));
	}
	buf_free(&b);
}

/* The rows of one profile in a table that is sorted by it. */
static void
view(struct entity_table *out, const struct entity_table *all,
    const struct field *f, const char *profile)
{
	size_t first = 0, end = all->count, low;

	while (first < end) {
		size_t mid = first + (end - first) / 2;
		const char *text = field_text(f, entity_table_row(all, mid));

		if (strcmp(text, profile) < 0)
			first = mid + 1;
		else
			end = mid;
	}
	for (low = first, end = all->count; low < end;) {
		size_t mid = low + (end - low) / 2;
		const char *text = field_text(f, entity_table_row(all, mid));

		if (strcmp(text, profile) <= 0)
			low = mid + 1;
		else
			end = mid;
	}
	*out = (struct entity_table){ .entity = all->entity,
		.rows = low > first ? entity_table_row(all, first) : NULL,
		.count = low - first };
}

/* ${set} is the state after the load. */
static int
compile(struct deck *d, const struct entity_set *set, const char *profile,
    struct err *e)
{
	const struct entity_table *t = entity_set_table(set, &entity_calendars);
	struct tariff_input in = { .holidays = t->rows, .nholidays = t->count };

	t = entity_set_table(set, &entity_number_portability);
	in.ported = t->rows;
	in.nported = t->count;
	view(&d->profiles, entity_set_table(set, &entity_profiles),
	    entity_field(&entity_profiles, "handle"), profile);
	view(&d->bands, entity_set_table(set, &entity_bands),
	    entity_field(&entity_bands, "profile"), profile);
	view(&d->fees, entity_set_table(set, &entity_fees),
	    entity_field(&entity_fees, "profile"), profile);
	if (d->profiles.count == 0)
		return err_set(e, ERR_DATA, "there is no profile \"%s\"",
		    profile);
	in.profiles = d->profiles.rows;
	in.nprofiles = d->profiles.count;
	in.bands = d->bands.rows;
	in.nbands = d->bands.count;
	in.fees = d->fees.rows;
	in.nfees = d->fees.count;
	return tariff_compile(&d->tariff, &in, e);
}

static int
compare_examples(const void *a, const void *b)
{
	const struct price_example *x = a, *y = b;
	int order = strcmp(x->profile, y->profile);

	return order != 0 ? order : x->line < y->line ? -1 : 1;
}

/* All examples of a file, one profile after the other. */
static void
check_file(struct deck *d, struct load_input *in, const struct entity_set *set)
{
	struct price_example *x = in->examples;

	qsort(x, in->nexamples, sizeof(*x), compare_examples);
	for (size_t i = 0, end; i < in->nexamples; i = end) {
		struct err e = { .code = ERR_NONE };
		int rc = compile(d, set, x[i].profile, &e);

		for (end = i; end < in->nexamples &&
		     strcmp(x[end].profile, x[i].profile) == 0;
		     end++)
			if (rc < 0)
				wrong(d, &x[end], e.text);
			else
				check_one(d, &x[end]);
		tariff_free(d->tariff);
		d->tariff = NULL;
	}
}

void
load_example_check(const struct load_state *s,
    struct load_input *const inputs[ENTITY_COUNT],
    const struct entity_check *check, struct problems *problems)
{
	const struct entity_set set = { s->after, ENTITY_COUNT };
	struct load_input *in = inputs[entity_list_find("fees")];
	struct deck d = { .in = in, .check = check, .problems = problems };

	if (in == NULL || in->nexamples == 0 || problems_count(problems) > 0)
		return;
	check_file(&d, in, &set);
}
