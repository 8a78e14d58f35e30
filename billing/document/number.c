#include "document/number.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "time/civil.h"

#define SEQ_DIGITS_MAX 18

#define DEFAULTS                                                           \
	.next = 1, .reset = SERIES_RESET_YEARLY, .range_end = ENTITY_NONE, \
	.warn_at = ENTITY_NONE

/* In the order of enum series_kind. */
static const struct series default_series[] = {
	{ .name = "@invoice",
	    .kind = SERIES_KIND_INVOICE,
	    .pattern = "INV{yyyy}-{seq:6}",
	    DEFAULTS },
	{ .name = "@credit_note",
	    .kind = SERIES_KIND_CREDIT_NOTE,
	    .pattern = "CN{yyyy}-{seq:6}",
	    DEFAULTS },
	{ .name = "@statement",
	    .kind = SERIES_KIND_STATEMENT,
	    .pattern = "ST{yyyy}-{seq:6}",
	    DEFAULTS },
	{ .name = "@margin",
	    .kind = SERIES_KIND_MARGIN,
	    .pattern = "MG{yyyy}-{seq:6}",
	    DEFAULTS },
};

enum part_kind { PART_TEXT, PART_SEQ, PART_YEAR, PART_YEAR2, PART_MONTH };

struct part {
	enum part_kind kind;
	const char *text;
	int len;
	int width; /* of a sequence number */
};

/* Split off the first part of *at; false at the end. */
static bool
part_next(const char **at, struct part *p, struct err *e)
{
	const char *s = *at, *close;
	int len, width = 0;

	if (*s == '\0')
		return false;
	memset(p, 0, sizeof(*p));
	p->text = s;
	if (*s != '{') {
		p->len = (int)strcspn(s, "{");
		*at = s + p->len;
		return true;
	}
	close = strchr(s, '}');
	len = close == NULL ? (int)strlen(s) : (int)(close - s) + 1;
	*at = s + len;
	if (len == 6 && memcmp(s, "{yyyy}", 6) == 0)
		p->kind = PART_YEAR;
	else if (len == 4 && memcmp(s, "{yy}", 4) == 0)
		p->kind = PART_YEAR2;
	else if (len == 4 && memcmp(s, "{mm}", 4) == 0)
		p->kind = PART_MONTH;
	else if (len == 5 && memcmp(s, "{seq}", 5) == 0)
		p->kind = PART_SEQ;
	else if (len >= 7 && len <= 8 && memcmp(s, "{seq:", 5) == 0 &&
	    strspn(s + 5, "0123456789") == (size_t)(len - 6)) {
		for (const char *d = s + 5; d < close; d++)
			width = width * 10 + (*d - '0');
		p->kind = PART_SEQ;
		p->width = width;
	} else {
		(void)err_set(e, ERR_DATA,
		    "pattern: \"%.*s\" is none of "
		    "{seq} {seq:N} {yyyy} {yy} {mm}",
		    len, s);
		return false;
	}
	if (p->width > SEQ_DIGITS_MAX) {
		(void)err_set(e, ERR_DATA, "pattern: more than %d digits",
		    SEQ_DIGITS_MAX);
		return false;
	}
	return true;
}

int
number_check(const char *pattern, struct err *e)
{
	char text[NUMBER_MAX];
	const char *at = pattern;
	struct part p;
	int seqs = 0;

	for (const char *c = pattern; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			return err_set(e, ERR_DATA,
			    "pattern: a control character");

	while (part_next(&at, &p, e))
		seqs += p.kind == PART_SEQ;
	if (e->code != ERR_NONE)
		return -1;
	if (seqs != 1)
		return err_set(e, ERR_DATA,
		    "pattern: {seq} must stand in it once");
	return number_format(text, pattern, 0, INT64_C(999999999999), e);
}

static bool
has_year(const char *pattern)
{
	return strstr(pattern, "{yyyy}") != NULL ||
	    strstr(pattern, "{yy}") != NULL;
}

int64_t
number_year(const struct series *s, int64_t date_day)
{
	struct civil c;

	if (s->reset != SERIES_RESET_YEARLY || !has_year(s->pattern))
		return 0;
	civil_from_days(date_day, &c);
	return c.year;
}

int
number_next(const struct series *s, int64_t last, bool drawn, int64_t *seq,
    bool *warn, struct err *e)
{
	int64_t first = s->next == ENTITY_NONE || s->next < 1 ? 1 : s->next;

	assert(last >= 0 && (last == 0 || drawn));
	*seq = last > 0 ? last + 1 : drawn ? 1 : first;
	if (s->range_end != ENTITY_NONE && s->range_end > 0 &&
	    *seq > s->range_end)
		return err_set(e, ERR_REFUSED,
		    "used up: its range ends with %" PRId64, s->range_end);
	*warn =
	    s->warn_at != ENTITY_NONE && s->warn_at > 0 && *seq >= s->warn_at;
	return 0;
}

int
number_format(char out[NUMBER_MAX], const char *pattern, int64_t date_day,
    int64_t seq, struct err *e)
{
	const char *at = pattern;
	struct civil c;
	struct part p;
	size_t used = 0;
	int n = 0;

	civil_from_days(date_day, &c);
	out[0] = '\0';
	while (part_next(&at, &p, e)) {
		char *to = out + used;
		size_t room = NUMBER_MAX - used;

		switch (p.kind) {
		case PART_TEXT:
			n = snprintf(to, room, "%.*s", p.len, p.text);
			break;
		case PART_SEQ:
			n = snprintf(to, room, "%0*" PRId64, p.width, seq);
			break;
		case PART_YEAR:
			n = snprintf(to, room, "%04d", c.year);
			break;
		case PART_YEAR2:
			n = snprintf(to, room, "%02d", c.year % 100);
			break;
		case PART_MONTH:
			n = snprintf(to, room, "%02d", c.month);
			break;
		}
		if (n < 0 || (size_t)n >= room)
			return err_set(e, ERR_DATA,
			    "pattern: a number would be longer than %d bytes",
			    NUMBER_MAX - 1);
		used += (size_t)n;
	}
	return e->code == ERR_NONE ? 0 : -1;
}

static const char *
text_of(const char *text)
{
	return text == NULL ? "" : text;
}

const struct series *
number_series(const struct series *series, size_t n, const char *issuer,
    const char *named, int64_t kind)
{
	const struct series *all = NULL;

	for (size_t i = 0; named != NULL && named[0] != '\0' && i < n; i++)
		if (strcmp(series[i].name, named) == 0 &&
		    (series[i].kind == ENTITY_NONE || series[i].kind == kind))
			return &series[i];
	for (size_t i = 0; i < n; i++) {
		if (strcmp(text_of(series[i].issuer), issuer) != 0)
			continue;
		if (series[i].kind == kind)
			return &series[i];
		if (series[i].kind == ENTITY_NONE && all == NULL)
			all = &series[i];
	}
	assert(kind >= 0 && kind <= SERIES_KIND_MARGIN);
	return all != NULL ? all : &default_series[kind];
}
