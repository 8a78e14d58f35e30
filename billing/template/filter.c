#include "template/filter.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/utf8.h"
#include "template/data.h"
#include "template/format.h"
#include "template/lang.h"
#include "time/civil.h"
#include "time/zone.h"

#define TYPE_BIT(type) (1u << (type))
#define TEXTS          (TYPE_BIT(TYPE_TEXT) | TYPE_BIT(TYPE_IMAGE))
#define MONIES         (TYPE_BIT(TYPE_MONEY) | TYPE_BIT(TYPE_AMOUNT))
#define NUMBERS        (TYPE_BIT(TYPE_INT) | TYPE_BIT(TYPE_DECIMAL))
#define DAYS           (TYPE_BIT(TYPE_DATE) | TYPE_BIT(TYPE_TIME))

enum argument {
	ARGUMENT_NONE,
	ARGUMENT_DIGITS, /* 0..8, may be left away */
	ARGUMENT_EXACT,  /* the same, or "exact" */
	ARGUMENT_COUNT,  /* 1..32 */
	ARGUMENT_DATE,   /* a date format, may be left away */
	ARGUMENT_TEXT    /* any text */
};

#define DIGITS_MAX   8
#define DIGITS_EXACT (-1)
#define COUNT_MAX    32

typedef void filter_fn(const struct filter *, enum variable_type,
    const struct value *, const struct lang *, struct buf *);

struct filter_info {
	const char *name;
	unsigned types; /* TYPE_BIT()s that it takes */
	enum argument argument;
	filter_fn *apply;
};

static int
value_scale(enum variable_type type, const struct value *v)
{
	switch (type) {
	case TYPE_AMOUNT:
		return 8;
	case TYPE_MONEY:
		return format_digits(v->text);
	case TYPE_DECIMAL:
		return v->scale;
	case TYPE_DURATION:
		return 3;
	case TYPE_TEXT:
	case TYPE_INT:
	case TYPE_DATE:
	case TYPE_TIME:
	case TYPE_BOOL:
	case TYPE_IMAGE:
		break;
	}
	return 0;
}

static void
apply_money(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	int digits = format_digits(v->text);

	if (f != NULL && f->text != NULL)
		digits = f->number;
	if (v->set)
		format_money(out, v->i, value_scale(type, v), digits, v->text,
		    lang);
}

static void
apply_amount(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	int digits = f->text != NULL ? f->number : format_digits(v->text);

	if (digits == DIGITS_EXACT) {
		digits = format_digits(v->text);
		if (type == TYPE_AMOUNT && v->scale > digits)
			digits = v->scale;
	}
	if (v->set)
		format_number(out, v->i, value_scale(type, v), digits, lang);
}

static void
apply_number(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	int digits = f != NULL && f->text != NULL ? f->number : FORMAT_EXACT;

	if (v->set)
		format_number(out, v->i, value_scale(type, v), digits, lang);
}

/*
 * The other sign: what a credit note takes back is negative in the book, so
 * that documents add up, and positive on paper.
 */
static void
apply_credit(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	struct value turned = *v;

	turned.i = v->i == INT64_MIN ? INT64_MAX : -v->i;
	if ((NUMBERS & TYPE_BIT(type)) != 0)
		apply_number(f, type, &turned, lang, out);
	else
		apply_money(f, type, &turned, lang, out);
}

static void
apply_percent(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	(void)f;
	if (v->set)
		format_percent(out, v->i, value_scale(type, v), lang);
}

static void
apply_date(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	const char *format = type == TYPE_TIME ? lang->datetime : lang->date;
	struct civil c = { 0 };

	if (!v->set)
		return;
	if (f != NULL && f->text != NULL)
		format =
		    strcmp(f->text, "compact") == 0 ? lang->compact : f->text;
	if (type == TYPE_TIME)
		zone_to_civil(v->zone, v->i, &c);
	else
		civil_from_days(v->i, &c);
	format_date(out, &c, format, lang);
}

static void
apply_hms(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	(void)f;
	(void)type;
	(void)lang;
	if (v->set)
		format_hms(out, v->i);
}

static void
apply_minutes(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	i128 thousandths;

	(void)type;
	if (!v->set)
		return;
	/* ms / 60000, to 10^-8 of a minute before the display rounds it */
	thousandths = (i128)v->i * 100000000 / 60000;
	format_number(out, thousandths, 8, f->text != NULL ? f->number : 2,
	    lang);
}

/* The last characters become x: what data protection asks of a bill. */
static void
apply_mask(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	const char *text = v->text != NULL ? v->text : "";
	size_t len = strlen(text), count = utf8_count(text, len);
	size_t hidden = (size_t)f->number < count ? (size_t)f->number : count;

	(void)type;
	(void)lang;
	buf_add(out, text, utf8_prefix(text, len, count - hidden));
	while (hidden-- > 0)
		buf_char(out, 'x');
}

static void
apply_default(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	(void)type;
	(void)lang;
	buf_str(out, v->text != NULL && v->text[0] != '\0' ? v->text : f->text);
}

static void
apply_label(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	const char *word = NULL;

	(void)type;
	if (v->text == NULL)
		return;
	word = lang_word(lang, f->text, v->text);
	buf_str(out, word != NULL ? word : v->text);
}

/* ISO 13616: an IBAN is printed in groups of four. */
static void
apply_iban(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	size_t n = 0;

	(void)f;
	(void)type;
	(void)lang;
	for (const char *p = v->text; p != NULL && *p != '\0'; p++) {
		if (*p == ' ')
			continue;
		if (n > 0 && n % 4 == 0)
			buf_char(out, ' ');
		buf_char(out, *p);
		n++;
	}
}

static const struct filter_info filters[] = {
	{ "money", MONIES, ARGUMENT_DIGITS, apply_money },
	{ "amount", MONIES, ARGUMENT_EXACT, apply_amount },
	{ "credit", MONIES | NUMBERS, ARGUMENT_DIGITS, apply_credit },
	{ "number", NUMBERS, ARGUMENT_DIGITS, apply_number },
	{ "percent", NUMBERS, ARGUMENT_NONE, apply_percent },
	{ "date", DAYS, ARGUMENT_DATE, apply_date },
	{ "hms", TYPE_BIT(TYPE_DURATION), ARGUMENT_NONE, apply_hms },
	{ "minutes", TYPE_BIT(TYPE_DURATION), ARGUMENT_DIGITS, apply_minutes },
	{ "mask", TEXTS, ARGUMENT_COUNT, apply_mask },
	{ "default", TEXTS, ARGUMENT_TEXT, apply_default },
	{ "label", TEXTS, ARGUMENT_TEXT, apply_label },
	{ "iban", TEXTS, ARGUMENT_NONE, apply_iban },
};

#define FILTERS (sizeof(filters) / sizeof(filters[0]))

static int
parse_count(struct filter *f, int min, int max, struct err *e)
{
	int64_t n;

	if (decimal_int(f->text, strlen(f->text), min, max, &n, e) < 0)
		return err_ctx(e, "filter %s", f->info->name);
	f->number = (int)n;
	return 0;
}

static int
parse_argument(struct filter *f, struct err *e)
{
	switch (f->info->argument) {
	case ARGUMENT_NONE:
		if (f->text != NULL)
			return err_set(e, ERR_DATA,
			    "filter %s takes no argument", f->info->name);
		return 0;
	case ARGUMENT_EXACT:
		if (f->text != NULL && strcmp(f->text, "exact") == 0) {
			f->number = DIGITS_EXACT;
			return 0;
		}
		return f->text == NULL ? 0 : parse_count(f, 0, DIGITS_MAX, e);
	case ARGUMENT_DIGITS:
		return f->text == NULL ? 0 : parse_count(f, 0, DIGITS_MAX, e);
	case ARGUMENT_DATE:
		if (f->text != NULL && !format_date_check(f->text))
			return err_set(e, ERR_DATA,
			    "filter date: unknown %% sequence in \"%.40s\"",
			    f->text);
		return 0;
	case ARGUMENT_COUNT:
	case ARGUMENT_TEXT:
		break;
	}
	if (f->text == NULL)
		return err_set(e, ERR_DATA, "filter %s needs an argument",
		    f->info->name);
	if (f->info->argument == ARGUMENT_COUNT)
		return parse_count(f, 1, COUNT_MAX, e);
	return 0;
}

int
filter_parse(struct filter *f, const char *name, size_t len,
    const char *argument, enum variable_type type, struct err *e)
{
	*f = (struct filter){ .text = argument };
	for (size_t i = 0; i < FILTERS; i++)
		if (strlen(filters[i].name) == len &&
		    memcmp(filters[i].name, name, len) == 0)
			f->info = &filters[i];
	if (f->info == NULL)
		return err_set(e, ERR_DATA, "no such filter: \"%.*s\"",
		    len < 40 ? (int)len : 40, name);
	if ((f->info->types & TYPE_BIT(type)) == 0)
		return err_set(e, ERR_DATA,
		    "filter %s does not take a value of this type",
		    f->info->name);
	return parse_argument(f, e);
}

void
filter_value(const struct filter *f, enum variable_type type,
    const struct value *v, const struct lang *lang, struct buf *out)
{
	f->info->apply(f, type, v, lang, out);
}

void
filter_default(enum variable_type type, const struct value *v,
    const struct lang *lang, struct buf *out)
{
	switch (type) {
	case TYPE_TEXT:
	case TYPE_IMAGE:
		buf_str(out, v->text);
		return;
	case TYPE_MONEY:
	case TYPE_AMOUNT:
		apply_money(NULL, type, v, lang, out);
		return;
	case TYPE_DATE:
	case TYPE_TIME:
		apply_date(NULL, type, v, lang, out);
		return;
	case TYPE_DURATION:
		apply_hms(NULL, type, v, lang, out);
		return;
	case TYPE_BOOL:
		buf_str(out, v->i != 0 ? "yes" : "no");
		return;
	case TYPE_INT:
	case TYPE_DECIMAL:
		break;
	}
	apply_number(NULL, type, v, lang, out);
}

const char *
filter_name(size_t i)
{
	return i < FILTERS ? filters[i].name : NULL;
}
