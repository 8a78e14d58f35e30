/*
 * Expressions and conditions: no crash whatever is compiled, and what compiles
 * can be evaluated.  What stands in the data is never compiled.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "template/condition.h"
#include "template/data.h"
#include "template/expression.h"
#include "template/lang.h"
#include "time/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct lang *lang;

static const char language[] =
    "[format]\ncode=x\ndecimal=,\ngroup=.\nminus=-\n"
    "money={sign}{amount} {currency}\npercent={number} %\n"
    "date=%d.%m.%Y\ndatetime=%H:%M:%S\ncompact=%H:%M\n[currency]\nEUR=e\n"
    "[label]\na={{invoice.total}}\n";

/* Every variable has a value; texts are the input itself. */
static void
fill(struct template_data *d, const char *text, int64_t number)
{
	for (size_t i = 0; i < VAR_COUNT; i++) {
		struct value *v = &d->value[i];

		*v = (struct value){ .set = true, .i = number, .scale = 4 };
		v->zone = zone_utc();
		switch (variables_info((enum variable)i)->type) {
		case TYPE_TEXT:
		case TYPE_IMAGE:
			v->text = text;
			break;
		case TYPE_MONEY:
		case TYPE_AMOUNT:
			v->text = "EUR";
			break;
		case TYPE_DATE:
			v->i = number % 2000000;
			break;
		case TYPE_TIME:
			v->i = number % INT64_C(4000000000000000);
			break;
		case TYPE_DURATION:
			v->i = number < 0 ? -(number / 2) : number;
			break;
		case TYPE_INT:
		case TYPE_DECIMAL:
		case TYPE_BOOL:
			break;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct template_data d;
	struct arena a = { 0 };
	struct label_use *labels = NULL;
	struct expression_place place = { .memory = &a,
		.scopes = SCOPE_ALL,
		.labels = &labels };
	const struct expression *x;
	const struct condition *c;
	struct err e = { .code = ERR_NONE };
	struct buf out = { 0 };
	int64_t number = 0;
	char *text;

	if (lang == NULL && lang_open_text(&lang, "fuzz", language, &e) < 0)
		abort();
	text = arena_strndup(&a, (const char *)data, size);
	for (size_t i = 0; i < size && i < 8; i++)
		number = (int64_t)((uint64_t)number << 8 | data[i]);
	fill(&d, text, number);
	if (expression_parse(&x, (const char *)data, size, &place, &e) == 0 &&
	    lang_check(lang, labels, "fuzz", &e) == 0) {
		if (expression_eval(x, &d, lang, NULL, &out, &e) < 0)
			abort();
		/* without variables it is the text itself */
		if (expression_constant(x))
			assert(out.len == size &&
			    (size == 0 || memcmp(out.data, data, size) == 0));
	}
	err_clear(&e);
	if (condition_parse(&c, text, &place, &e) == 0)
		(void)condition_eval(c, &d);
	buf_free(&out);
	arena_free(&a);
	return 0;
}
