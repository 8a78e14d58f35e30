#include "job/entity_csv.h"

#include <assert.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/country.h"
#include "base/decimal.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/words.h"
#include "job/entity_text.h"
#include "money/currency.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/zone.h"

/* Decimals of the type; -1: it is no decimal. */
static int
scale_of(enum field_type type)
{
	switch (type) {
	case FIELD_MONEY:
		return 8;
	case FIELD_RATE:
		return 12;
	case FIELD_PERCENT:
		return 4;
	case FIELD_QUANTITY:
		return 6;
	case FIELD_TEXT:
	case FIELD_WORD:
	case FIELD_INT:
	case FIELD_BOOL:
	case FIELD_TIME:
	case FIELD_DATE:
	case FIELD_CLOCK:
		break;
	}
	return -1;
}

static int
check_zone(const char *text, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };

	if (zone_find(text, &ignored) != NULL)
		return 0;
	return err_set(e, ERR_DATA, "\"%s\" is not a time zone (Europe/Berlin)",
	    text);
}

/* Check a text; where it has a form of its own, write that to ${form} and set
 * *changed. */
static int
check_text(const struct field *f, const char *text, size_t len,
    char form[ENTITY_TEXT_MAX], bool *changed, struct err *e)
{
	*changed = (f->flags &
		       (FIELD_SECRET | FIELD_CIDR | FIELD_ADDRESS |
			   FIELD_NUMBER | FIELD_RANGE)) != 0;
	if (f->flags & FIELD_SECRET)
		return entity_text_secret(form, text, len, e);
	if (f->flags & FIELD_CIDR)
		return entity_text_cidr(form, text, e);
	if (f->flags & FIELD_ADDRESS)
		return entity_text_address(form, text, e);
	if (f->flags & FIELD_RANGE)
		return entity_text_range(form, text, len, e);
	if (f->flags & FIELD_NUMBER)
		return entity_text_number(form, text, len, e);
	if (f->flags & FIELD_EMAIL)
		return entity_text_email(text, e);
	if ((f->flags & FIELD_CURRENCY) && currency_find(text) == NULL)
		return err_set(e, ERR_DATA,
		    "\"%s\" is not a currency of ISO 4217 (EUR)", text);
	if ((f->flags & FIELD_COUNTRY) && !country_check(text))
		return err_set(e, ERR_DATA,
		    "\"%s\" is not a country of ISO 3166-1 (DE)", text);
	return f->flags & FIELD_ZONE ? check_zone(text, e) : 0;
}

static int
parse_text(const struct entity_csv *c, const struct field *f, const char *text,
    size_t len, void *row, const void *before, struct err *e)
{
	char form[ENTITY_TEXT_MAX];
	const char *last = before != NULL ? field_text(f, before) : NULL;
	const unsigned formed = FIELD_SECRET | FIELD_CIDR | FIELD_ADDRESS |
	    FIELD_NUMBER | FIELD_RANGE;
	bool changed = false;

	if (last != NULL && (f->flags & formed) == 0 &&
	    strcmp(last, text) == 0) {
		field_set_text(f, row, last);
		return 0;
	}
	if (check_text(f, text, len, form, &changed, e) < 0)
		return -1;
	field_set_text(f, row,
	    changed ? arena_strdup(c->arena, form)
		    : arena_strndup(c->arena, text, len));
	return 0;
}

static int
parse_word(const struct field *f, const char *text, int64_t *v, struct err *e)
{
	struct buf known = { 0 };

	*v = word_find(f->words, text);
	if (*v >= 0)
		return 0;
	for (int i = 0; f->words[i] != NULL; i++)
		buf_printf(&known, "%s%s", i > 0 ? ", " : "", f->words[i]);
	(void)err_set(e, ERR_DATA, "\"%s\" is not one of %s", text,
	    buf_text(&known));
	buf_free(&known);
	return -1;
}

/* Two digits at ${p}, or -1. */
static int
two_digits(const char *p)
{
	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return -1;
	return (p[0] - '0') * 10 + p[1] - '0';
}

static int
parse_clock(const char *text, size_t len, int64_t *v, struct err *e)
{
	int h, m, s = 0;

	if ((len == 5 || len == 8) && text[2] == ':' &&
	    (len == 5 || text[5] == ':')) {
		h = two_digits(text);
		m = two_digits(text + 3);
		if (len == 8)
			s = two_digits(text + 6);
		*v = h * 3600 + m * 60 + s;
		if (h >= 0 && m >= 0 && m < 60 && s >= 0 && s < 60 &&
		    *v <= CIVIL_DAY_S)
			return 0;
	}
	return err_set(e, ERR_DATA,
	    "\"%s\" is not a clock time (HH:MM, HH:MM:SS, 24:00)", text);
}

static int
parse_date(const char *text, size_t len, int64_t *v, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	int64_t us;

	if (len != 10 ||
	    instant_parse_local(text, len, zone_utc(), &us, NULL, &ignored) < 0)
		return err_set(e, ERR_DATA, "\"%s\" is not a date (YYYY-MM-DD)",
		    text);
	*v = us / CIVIL_DAY_US - (us % CIVIL_DAY_US < 0);
	return 0;
}

static int
parse_int(const struct field *f, const char *text, size_t len, int64_t *v,
    struct err *e)
{
	bool bounded = f->min != 0 || f->max != 0;

	return decimal_int(text, len, bounded ? f->min : INT64_MIN + 1,
	    bounded ? f->max : INT64_MAX, v, e);
}

static int
parse_decimal(const struct field *f, const char *text, size_t len, int64_t *v,
    bool *rounded, struct err *e)
{
	bool inexact = false;

	if (decimal_parse(text, len, scale_of(f->type), v,
		f->type == FIELD_RATE ? &inexact : NULL, e) < 0)
		return -1;
	if (*v == ENTITY_NONE)
		return err_set(e, ERR_DATA, "\"%s\" is too large", text);
	if (f->type == FIELD_PERCENT && (*v < 0 || *v > 1000000))
		return err_set(e, ERR_DATA, "\"%s\" is not in 0 to 100", text);
	*rounded |= inexact;
	return 0;
}

/* Everything that is not text. */
static int
parse_value(const struct entity_csv *c, const struct field *f, const char *text,
    size_t len, int64_t *v, bool *rounded, struct err *e)
{
	switch (f->type) {
	case FIELD_WORD:
		return parse_word(f, text, v, e);
	case FIELD_INT:
		return parse_int(f, text, len, v, e);
	case FIELD_BOOL:
		*v = strcmp(text, "yes") == 0;
		if (*v == 0 && strcmp(text, "no") != 0)
			return err_set(e, ERR_DATA, "\"%s\" is not yes or no",
			    text);
		return 0;
	case FIELD_MONEY:
	case FIELD_RATE:
	case FIELD_PERCENT:
	case FIELD_QUANTITY:
		return parse_decimal(f, text, len, v, rounded, e);
	case FIELD_TIME:
		return instant_parse_local(text, len, c->zone, v, NULL, e);
	case FIELD_DATE:
		return parse_date(text, len, v, e);
	case FIELD_CLOCK:
		return parse_clock(text, len, v, e);
	case FIELD_TEXT:
		break;
	}
	return err_set(e, ERR_INTERNAL, "%s: no such type", f->name);
}

int
entity_csv_parse(const struct entity_csv *c, const struct field *f,
    const char *text, size_t len, void *row, const void *before, bool *rounded,
    struct err *e)
{
	int64_t v;

	if (field_is_text(f))
		return parse_text(c, f, text, len, row, before, e);
	if (parse_value(c, f, text, len, &v, rounded, e) < 0)
		return -1;
	field_set_int(f, row, v);
	return 0;
}

void
entity_csv_defaults(const struct entity_csv *c, const struct entity *ent,
    void *row)
{
	memset(row, 0, ent->size);
	for (size_t i = 0; i < ent->nfields; i++) {
		const struct field *f = &ent->fields[i];
		struct err e = { .code = ERR_NONE };
		bool rounded = false;
		int rc;

		if (!field_is_text(f))
			field_set_int(f, row, ENTITY_NONE);
		if (f->deflt == NULL)
			continue;
		rc = entity_csv_parse(c, f, f->deflt, strlen(f->deflt), row,
		    NULL, &rounded, &e);
		assert(rc == 0 && !rounded);
		(void)rc;
	}
}

static void
format_clock(int64_t v, struct buf *b)
{
	buf_printf(b, "%02d:%02d", (int)(v / 3600), (int)(v / 60 % 60));
	if (v % 60 != 0)
		buf_printf(b, ":%02d", (int)(v % 60));
}

static void
format_date(int64_t day, struct buf *b)
{
	struct civil c;

	civil_from_days(day, &c);
	buf_printf(b, "%04d-%02d-%02d", c.year, c.month, c.day);
}

void
entity_csv_format(const struct entity_csv *c, const struct field *f,
    const void *row, struct buf *b)
{
	char text[DECIMAL_TEXT_MAX > INSTANT_TEXT_MAX ? DECIMAL_TEXT_MAX
						      : INSTANT_TEXT_MAX];
	int64_t v;

	if (field_is_text(f)) {
		buf_str(b, field_text(f, row));
		return;
	}
	v = field_int(f, row);
	if (v == ENTITY_NONE)
		return;
	switch (f->type) {
	case FIELD_WORD:
		buf_str(b, f->words[v]);
		break;
	case FIELD_INT:
		buf_printf(b, "%" PRId64, v);
		break;
	case FIELD_BOOL:
		buf_str(b, v != 0 ? "yes" : "no");
		break;
	case FIELD_MONEY:
	case FIELD_RATE:
	case FIELD_PERCENT:
	case FIELD_QUANTITY:
		(void)decimal_format(text, sizeof(text), v, scale_of(f->type),
		    0);
		buf_str(b, text);
		break;
	case FIELD_TIME:
		(void)instant_format_local(text, v, c->zone);
		buf_str(b, text);
		break;
	case FIELD_DATE:
		format_date(v, b);
		break;
	case FIELD_CLOCK:
		format_clock(v, b);
		break;
	case FIELD_TEXT:
		break;
	}
}
