#include "job/deck_check_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/out.h"
#include "tariff/tariff_entity.h"

const char *const deck_check_format_words[] = { "text", "csv", "json", NULL };

_Static_assert(I128_TEXT_MAX >= DECIMAL_TEXT_MAX, "room for both");

/* A sum beyond 64 bits has all its eight decimals. */
static const char *
money(char out[I128_TEXT_MAX], i128 e8)
{
	int64_t v;

	if (i128_to_int64(e8, &v))
		(void)i128_format(out, e8, 8);
	else
		(void)decimal_format(out, I128_TEXT_MAX, v, 8, 2);
	return out;
}

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

void
deck_check_write_head(struct deck_check_writer *w)
{
	static const char *const names[] = { "finding", "destination", "match",
		"source", "zone", "zone_detail", "band", "reason", "calls",
		"minutes", "price", "cost", "margin", "currency", "file",
		"line" };

	if (w->format == DECK_CHECK_JSON) {
		char m[DECIMAL_TEXT_MAX];

		out_json_open(w->out, NULL, '{');
		out_json_text(w->out, "profile", w->profile);
		out_json_text(w->out, "period", w->period);
		out_json_text(w->out, "currency", w->currency);
		out_json_int(w->out, "calls", w->calls);
		out_json_number(w->out, "minutes",
		    decimal_minutes(m, w->duration_ms));
		out_json_open(w->out, "findings", '[');
	} else if (w->format == DECK_CHECK_CSV) {
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			out_csv_field(w->out, names[i], false);
		out_csv_end(w->out);
	}
}

static void
write_text(struct deck_check_writer *w, const struct deck_check_finding *f)
{
	char a[I128_TEXT_MAX], b[I128_TEXT_MAX], c[I128_TEXT_MAX];

	out_printf(w->out, "%-9s %-16s", f->finding, f->destination);
	if (f->fee != NULL) {
		out_printf(w->out, " %s", text(f->fee->zone));
		if (f->fee->zone_detail != NULL)
			out_printf(w->out, " / %s", f->fee->zone_detail);
		if (f->fee->source != NULL)
			out_printf(w->out, ", from \"%s\"", f->fee->source);
		if (f->fee->band != NULL && strcmp(f->fee->band, "peak") != 0)
			out_printf(w->out, ", band %s", f->fee->band);
	}
	if (f->calls > 0)
		out_printf(w->out, " %" PRId64 " call%s, %s minutes", f->calls,
		    f->calls == 1 ? "" : "s",
		    decimal_minutes(a, f->duration_ms));
	if (f->priced)
		out_printf(w->out, ": %s %s, cost %s, margin %s", w->currency,
		    money(a, f->price_e8), money(b, f->cost_e8),
		    money(c, f->price_e8 - f->cost_e8));
	if (f->note[0] != '\0')
		out_printf(w->out, ": %s", f->note);
	if (f->fee != NULL)
		out_printf(w->out, " (%s:%" PRId64 ")", f->file,
		    f->fee->origin.line);
	out_char(w->out, '\n');
}

/* Price, cost and margin as texts; empty if they are not given. */
static void
amounts(const struct deck_check_finding *f, char out[3][I128_TEXT_MAX])
{
	for (int i = 0; i < 3; i++)
		out[i][0] = '\0';
	if (!f->priced)
		return;
	(void)money(out[0], f->price_e8);
	(void)money(out[1], f->cost_e8);
	(void)money(out[2], f->price_e8 - f->cost_e8);
}

static void
write_csv(struct deck_check_writer *w, const struct deck_check_finding *f)
{
	const struct fee none = { 0 }, *fee = f->fee != NULL ? f->fee : &none;
	char sums[3][I128_TEXT_MAX], m[DECIMAL_TEXT_MAX];
	const char *texts[] = { f->finding, f->destination,
		f->fee != NULL ? match_words[fee->match] : "", fee->source,
		fee->zone, fee->zone_detail, fee->band, f->reason };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		out_csv_field(w->out, texts[i], !w->raw);
	out_csv_int(w->out, f->calls);
	out_csv_field(w->out, decimal_minutes(m, f->duration_ms), false);
	amounts(f, sums);
	for (int i = 0; i < 3; i++)
		out_csv_field(w->out, sums[i], false);
	out_csv_field(w->out, w->currency, false);
	out_csv_field(w->out, f->file, !w->raw);
	if (f->fee != NULL)
		out_csv_int(w->out, fee->origin.line);
	else
		out_csv_field(w->out, "", false);
	out_csv_end(w->out);
}

static void
write_json(struct deck_check_writer *w, const struct deck_check_finding *f)
{
	static const char *const keys[] = { "price", "cost", "margin" };
	char sums[3][I128_TEXT_MAX], m[DECIMAL_TEXT_MAX];

	out_json_open(w->out, NULL, '{');
	out_json_text(w->out, "finding", f->finding);
	out_json_text(w->out, "destination", f->destination);
	if (f->fee != NULL) {
		out_json_text(w->out, "match", match_words[f->fee->match]);
		out_json_text(w->out, "source", text(f->fee->source));
		out_json_text(w->out, "zone", text(f->fee->zone));
		out_json_text(w->out, "zone_detail", text(f->fee->zone_detail));
		out_json_text(w->out, "band", text(f->fee->band));
	}
	if (f->reason[0] != '\0')
		out_json_text(w->out, "reason", f->reason);
	out_json_int(w->out, "calls", f->calls);
	out_json_number(w->out, "minutes", decimal_minutes(m, f->duration_ms));
	amounts(f, sums);
	for (int i = 0; i < 3 && f->priced; i++)
		out_json_number(w->out, keys[i], sums[i]);
	if (f->fee != NULL) {
		out_json_text(w->out, "file", f->file);
		out_json_int(w->out, "line", f->fee->origin.line);
	}
	out_json_close(w->out, '}');
}

void
deck_check_write(struct deck_check_writer *w,
    const struct deck_check_finding *f)
{
	w->found++;
	if (w->format == DECK_CHECK_TEXT)
		write_text(w, f);
	else if (w->format == DECK_CHECK_CSV)
		write_csv(w, f);
	else
		write_json(w, f);
}

void
deck_check_write_end(struct deck_check_writer *w)
{
	char m[DECIMAL_TEXT_MAX];

	if (w->format == DECK_CHECK_JSON) {
		out_json_close(w->out, ']');
		out_json_close(w->out, '}');
	} else if (w->format == DECK_CHECK_TEXT) {
		out_printf(w->out,
		    "profile %s against %s: %" PRId64 " call%s, %s minutes: ",
		    w->profile, w->period, w->calls, w->calls == 1 ? "" : "s",
		    decimal_minutes(m, w->duration_ms));
		if (w->found == 0)
			out_str(w->out, "nothing to look at\n");
		else
			out_printf(w->out, "%" PRId64 " to look at\n",
			    w->found);
	}
}
