#ifndef TEMPLATE_FORMAT_H
#define TEMPLATE_FORMAT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/wide.h"

struct buf;
struct civil;
struct err;
struct lang;

/*
 * Numbers, money, dates and durations as a language writes them.  Nothing here
 * asks the C locale.
 */

/* As many digits as there are, zeros at the end left away. */
#define FORMAT_EXACT (-1)

/*
 * ${value} x 10^-scale with ${digits} decimals, rounded half away from zero,
 * with separators of thousands.
 */
void format_number(struct buf *, i128 value, int scale, int digits,
    const struct lang *);

/* The same with the currency, as [format] money= says. */
void format_money(struct buf *, i128 value, int scale, int digits,
    const char *currency, const struct lang *);

/* ${value} x 10^-scale per cent, exact. */
void format_percent(struct buf *, int64_t value, int scale,
    const struct lang *);

/* The digits of a currency's minor unit; 2 if it is unknown. */
int format_digits(const char *currency);

/*
 * %d %m %Y %y day, month, year; %e %n without leading zero; %B name of the
 * month; %H %M %S the clock; %% a per cent sign.
 */
void format_date(struct buf *, const struct civil *, const char *format,
    const struct lang *);

/* Is there no other % in it? */
bool format_date_check(const char *format);

/* "0:05:00": hours, minutes and started seconds. */
void format_hms(struct buf *, int64_t duration_ms);

#endif /* TEMPLATE_FORMAT_H */
