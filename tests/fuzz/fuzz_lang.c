/*
 * A language file of any text is refused with its name, or can be used: its
 * labels are found by their keys, and numbers that it writes have the digits of
 * the number, in their order.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "template/format.h"
#include "template/lang.h"
#include "time/civil.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Take away what the language puts between digits; what is left is ${want}. */
static void
check_number(const struct lang *l, const char *want, int64_t value)
{
	struct buf b = { 0 };
	const char *p;

	format_number(&b, value, 2, 2, l);
	p = buf_text(&b);
	if (value < 0) {
		assert(strncmp(p, l->minus, strlen(l->minus)) == 0);
		p += strlen(l->minus);
	}
	for (; *want != '\0'; want++) {
		const char *mark = *want == '.' ? l->decimal : l->group;

		if (*want != '.' && *p != *want && mark[0] != '\0' &&
		    strncmp(p, mark, strlen(mark)) == 0)
			p += strlen(mark);
		if (*want == '.') {
			assert(strncmp(p, mark, strlen(mark)) == 0);
			p += strlen(mark);
			continue;
		}
		assert(*p == *want);
		p++;
	}
	assert(*p == '\0');
	buf_free(&b);
}

static void
check(const struct lang *l)
{
	const struct civil day = { .year = 2026, .month = 2, .day = 28 };
	struct buf b = { 0 };

	assert(l->code[0] != '\0' && l->group_min >= 1 && l->group_min <= 3);
	assert(format_date_check(l->date) && format_date_check(l->datetime) &&
	    format_date_check(l->compact));
	for (size_t i = 0; i < l->count; i++) {
		const struct lang_label *x = lang_find(l, l->labels[i].key);

		assert(x != NULL && strcmp(x->key, l->labels[i].key) == 0);
		assert(i == 0 ||
		    strcmp(l->labels[i - 1].key, l->labels[i].key) < 0);
	}
	format_date(&b, &day, l->datetime, l);
	format_money(&b, 123456, 2, 2, "EUR", l);
	format_percent(&b, -1925, 2, l);
	assert(strlen(buf_text(&b)) == b.len);
	buf_free(&b);
	/* a mark that is a digit, or one of two marks in the other, cannot be
	 * told from the number */
	if (l->decimal[0] == '\0' || strpbrk(l->decimal, "0123456789") ||
	    strpbrk(l->group, "0123456789") || strpbrk(l->minus, "0123456789"))
		return;
	check_number(l, "0.00", 0);
	check_number(l, "12.34", -1234);
	check_number(l, "1234.50", 123450);
	check_number(l, "98765432109876.54", -INT64_C(9876543210987654));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct lang *l = NULL;
	char *text;

	if (memchr(data, '\0', size) != NULL)
		return 0; /* a text ends there */
	text = mem_strndup((const char *)data, size);
	if (lang_open_text(&l, "xx.ini", text, &e) == 0) {
		check(l);
		lang_free(l);
	} else {
		assert(e.code == ERR_DATA || e.code == ERR_CONFIG);
		assert(strstr(e.text, "xx.ini") != NULL);
	}
	free(text);
	return 0;
}
