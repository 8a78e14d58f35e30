#include "template/format.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "money/currency.h"
#include "money/round.h"
#include "template/lang.h"
#include "time/civil.h"

#define SCALE_MAX      18
#define NO_BREAK_SPACE "\xc2\xa0"

static i128
power10(int n)
{
	i128 p = 1;

	assert(n >= 0 && n <= SCALE_MAX);
	while (n-- > 0)
		p *= 10;
	return p;
}

/* To ${digits} decimals; FORMAT_EXACT drops zeros at the end and no more. */
static i128
rescale(i128 value, int scale, int *digits)
{
	if (*digits == FORMAT_EXACT) {
		while (scale > 0 && value % 10 == 0) {
			value /= 10;
			scale--;
		}
		*digits = scale;
		return value;
	}
	if (*digits >= scale)
		return value * power10(*digits - scale);
	return round_div(value, power10(scale - *digits), ROUND_HALF_UP);
}

/* The digits of a number that is not negative. */
static void
put_digits(struct buf *out, i128 value, int digits, const struct lang *lang)
{
	char text[I128_TEXT_MAX];
	size_t len = i128_format(text, value, digits);
	size_t whole = digits > 0 ? len - (size_t)digits - 1 : len;
	bool grouped = whole >= 3 + (size_t)lang->group_min;

	for (size_t i = 0; i < whole; i++) {
		if (grouped && i > 0 && (whole - i) % 3 == 0)
			buf_str(out, lang->group);
		buf_char(out, text[i]);
	}
	if (digits > 0) {
		buf_str(out, lang->decimal);
		buf_add(out, text + whole + 1, (size_t)digits);
	}
}

void
format_number(struct buf *out, i128 value, int scale, int digits,
    const struct lang *lang)
{
	i128 v = rescale(value, scale, &digits);

	if (v < 0)
		buf_str(out, lang->minus);
	put_digits(out, v < 0 ? -v : v, digits, lang);
}

/* If ${pattern} goes on with ${word} at *at, step over it. */
static bool
take(const char **at, const char *word)
{
	size_t n = strlen(word);

	if (strncmp(*at, word, n) != 0)
		return false;
	*at += n;
	return true;
}

void
format_money(struct buf *out, i128 value, int scale, int digits,
    const char *currency, const struct lang *lang)
{
	i128 v = rescale(value, scale, &digits);
	const char *symbol = NULL;

	if (currency != NULL)
		symbol = lang_word(lang, "currency", currency);
	for (const char *p = lang->money; *p != '\0';) {
		if (take(&p, "{sign}")) {
			if (v < 0)
				buf_str(out, lang->minus);
		} else if (take(&p, "{amount}")) {
			put_digits(out, v < 0 ? -v : v, digits, lang);
		} else if (take(&p, "{currency}")) {
			buf_str(out, symbol != NULL ? symbol : currency);
			/* "EUR 1.00": a code is not put right before it */
			if (symbol == NULL && *p == '{')
				buf_str(out, NO_BREAK_SPACE);
		} else {
			buf_char(out, *p++);
		}
	}
}

void
format_percent(struct buf *out, int64_t value, int scale,
    const struct lang *lang)
{
	for (const char *p = lang->percent; *p != '\0';) {
		if (take(&p, "{number}"))
			format_number(out, value, scale, FORMAT_EXACT, lang);
		else
			buf_char(out, *p++);
	}
}

int
format_digits(const char *currency)
{
	const struct currency *c =
	    currency != NULL ? currency_find(currency) : NULL;

	return c != NULL ? c->digits : 2;
}

/* Of the group month, or month-short. */
static void
put_month_name(struct buf *out, const struct civil *c, const char *group,
    const struct lang *lang)
{
	const char key[] = { (char)('0' + c->month / 10),
		(char)('0' + c->month % 10), '\0' };
	const char *number = c->month < 10 ? key + 1 : key;
	const char *name = lang_word(lang, group, number);

	buf_str(out, name != NULL ? name : number);
}

void
format_date(struct buf *out, const struct civil *c, const char *format,
    const struct lang *lang)
{
	for (const char *p = format; *p != '\0'; p++) {
		if (*p != '%' || p[1] == '\0') {
			buf_char(out, *p);
			continue;
		}
		switch (*++p) {
		case 'd':
			buf_printf(out, "%02d", c->day);
			break;
		case 'e':
			buf_printf(out, "%d", c->day);
			break;
		case 'm':
			buf_printf(out, "%02d", c->month);
			break;
		case 'n':
			buf_printf(out, "%d", c->month);
			break;
		case 'B':
			put_month_name(out, c, "month", lang);
			break;
		case 'b':
			put_month_name(out, c, "month-short", lang);
			break;
		case 'Y':
			buf_printf(out, "%04d", c->year);
			break;
		case 'y':
			buf_printf(out, "%02d", c->year % 100);
			break;
		case 'H':
			buf_printf(out, "%02d", c->hour);
			break;
		case 'M':
			buf_printf(out, "%02d", c->minute);
			break;
		case 'S':
			buf_printf(out, "%02d", c->second);
			break;
		default:
			buf_char(out, *p);
			break;
		}
	}
}

bool
format_date_check(const char *format)
{
	for (const char *p = format; *p != '\0'; p++)
		if (*p == '%') {
			if (*++p == '\0' || strchr("demnBbYyHMS%", *p) == NULL)
				return false;
		}
	return true;
}

void
format_hms(struct buf *out, int64_t duration_ms)
{
	int64_t seconds = duration_ms / 1000 + (duration_ms % 1000 > 0);

	buf_printf(out, "%" PRId64 ":%02d:%02d", seconds / 3600,
	    (int)(seconds / 60 % 60), (int)(seconds % 60));
}
