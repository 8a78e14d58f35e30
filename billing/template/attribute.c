#include "template/attribute.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"

/* 1 mm is 72/25.4 points; lengths are read as thousandths of their unit. */
static int
parse_length(const char *text, size_t len, int32_t *mpt, struct err *e)
{
	bool mm = len > 2 && memcmp(text + len - 2, "mm", 2) == 0;
	bool pt = len > 2 && memcmp(text + len - 2, "pt", 2) == 0;
	int64_t v;

	if (len == 1 && text[0] == '0') {
		*mpt = 0;
		return 0;
	}
	if (!mm && !pt)
		return err_set(e, ERR_DATA,
		    "\"%.*s\": a length ends in mm or pt",
		    len < 40 ? (int)len : 40, text);
	if (decimal_parse(text, len - 2, 3, &v, NULL, e) < 0)
		return -1;
	if (v < 0 || v > LAYOUT_MPT_MAX)
		return err_set(e, ERR_DATA, "length \"%.*s\" is out of range",
		    len < 40 ? (int)len : 40, text);
	if (mm)
		v = (v * 720 + 127) / 254;
	*mpt = (int32_t)v;
	return 0;
}

int
attribute_length(const char *text, int32_t *mpt, struct err *e)
{
	return parse_length(text, strlen(text), mpt, e);
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static int
parse_hex(const char *text, struct color *c, struct err *e)
{
	int v[6];

	for (size_t i = 0; i < 6; i++) {
		v[i] = text[i] != '\0' ? hex_digit(text[i]) : -1;
		if (v[i] < 0)
			goto bad;
	}
	if (text[6] != '\0')
		goto bad;
	*c = (struct color){ .set = true,
		.r = (uint8_t)(v[0] * 16 + v[1]),
		.g = (uint8_t)(v[2] * 16 + v[3]),
		.b = (uint8_t)(v[4] * 16 + v[5]),
		.tint = 100 };
	return 0;
bad:
	return err_set(e, ERR_DATA, "\"#%.40s\": a colour is #rrggbb", text);
}

int
attribute_color(const char *text, struct color *c, struct err *e)
{
	int64_t tint = 100;

	if (text[0] == '#')
		return parse_hex(text + 1, c, e);
	if (strncmp(text, "brand", 5) != 0 ||
	    (text[5] != '\0' && text[5] != ':'))
		return err_set(e, ERR_DATA,
		    "\"%.40s\": a colour is #rrggbb, brand or brand:N", text);
	if (text[5] == ':' &&
	    decimal_int(text + 6, strlen(text + 6), 1, 100, &tint, e) < 0)
		return err_ctx(e, "%.40s", text);
	*c =
	    (struct color){ .set = true, .brand = true, .tint = (uint8_t)tint };
	return 0;
}

static int
parse_align(const char *text, size_t len, enum align *align, struct err *e)
{
	static const char *const words[] = { [ALIGN_LEFT] = "left",
		[ALIGN_RIGHT] = "right",
		[ALIGN_CENTER] = "center" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strlen(words[i]) == len &&
		    memcmp(words[i], text, len) == 0) {
			*align = (enum align)i;
			return 0;
		}
	return err_set(e, ERR_DATA, "\"%.*s\": left, right or center",
	    len < 40 ? (int)len : 40, text);
}

int
attribute_align(const char *text, enum align *align, struct err *e)
{
	return parse_align(text, strlen(text), align, e);
}

/* "*", "2*" or a length. */
static int
parse_width(const char *text, size_t len, struct columns *c, struct err *e)
{
	int64_t weight = 1;

	c->width[c->n] = 0;
	c->weight[c->n] = 0;
	c->align[c->n] = ALIGN_LEFT;
	if (text[len - 1] != '*') {
		if (parse_length(text, len, &c->width[c->n], e) < 0)
			return -1;
		if (c->width[c->n] == 0)
			return err_set(e, ERR_DATA, "a column of width 0");
	} else {
		if (len > 1 &&
		    decimal_int(text, len - 1, 1, 1000, &weight, e) < 0)
			return -1;
		c->weight[c->n] = (int)weight;
	}
	c->n++;
	return 0;
}

int
attribute_widths(const char *text, struct columns *c, struct err *e)
{
	size_t len;

	c->n = 0;
	for (;;) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (len == 0)
			break;
		if (c->n == LAYOUT_COLUMNS_MAX)
			return err_set(e, ERR_DATA, "more than %d columns",
			    LAYOUT_COLUMNS_MAX);
		if (parse_width(text, len, c, e) < 0)
			return -1;
		text += len;
	}
	if (c->n == 0)
		return err_set(e, ERR_DATA, "widths names no column");
	return 0;
}

int
attribute_aligns(const char *text, struct columns *c, struct err *e)
{
	size_t len;

	for (int i = 0;; i++) {
		text += strspn(text, " ");
		len = strcspn(text, " ");
		if (len == 0)
			return 0;
		if (i == c->n)
			return err_set(e, ERR_DATA,
			    "aligns names more than the %d columns", c->n);
		if (parse_align(text, len, &c->align[i], e) < 0)
			return -1;
		text += len;
	}
}
