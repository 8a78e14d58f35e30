#include "template/expression.h"

#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "template/data.h"
#include "template/filter.h"
#include "template/lang.h"

/* A stretch of an expression: text, a value, or a label. */
struct piece {
	enum { PIECE_TEXT, PIECE_VALUE, PIECE_LABEL } kind;
	const char *text; /* or the key of the label */
	size_t len;
	enum variable variable;
	struct filter filters[EXPRESSION_FILTERS_MAX];
	size_t n_filters;
	struct piece *next;
};

struct expression {
	struct piece *first;
	unsigned scopes;
};

static struct piece *
new_piece(struct arena *a, struct piece ***tail)
{
	struct piece *p = ARENA_NEW(a, struct piece, 1);

	**tail = p;
	*tail = &p->next;
	return p;
}

/* ${len} without spaces at both ends. */
static const char *
trim(const char *text, size_t *len)
{
	while (*len > 0 && *text == ' ') {
		text++;
		(*len)--;
	}
	while (*len > 0 && text[*len - 1] == ' ')
		(*len)--;
	return text;
}

/* "name:argument", without spaces around either; colons may follow. */
static int
parse_filter(struct piece *p, const char *text, size_t len,
    const struct expression_place *place, struct err *e)
{
	const char *colon = memchr(text, ':', len);
	const char *argument = NULL;
	size_t n = colon != NULL ? (size_t)(colon - text) : len;
	enum variable_type type = variables_info(p->variable)->type;

	if (p->n_filters == EXPRESSION_FILTERS_MAX)
		return err_set(e, ERR_DATA, "more than %d filters",
		    EXPRESSION_FILTERS_MAX);
	if (colon != NULL) {
		size_t m = len - n - 1;

		argument = trim(colon + 1, &m);
		argument = arena_strndup(place->memory, argument, m);
	}
	text = trim(text, &n);
	if (p->n_filters > 0)
		type = TYPE_TEXT;
	return filter_parse(&p->filters[p->n_filters++], text, n, argument,
	    type, e);
}

static int
parse_label(struct piece *p, const char *key, size_t len,
    const struct expression_place *place, struct err *e)
{
	struct label_use *use;

	if (place->labels == NULL)
		return err_set(e, ERR_DATA,
		    "label.%.*s: a label cannot be used here",
		    len < 40 ? (int)len : 40, key);
	use = ARENA_NEW(place->memory, struct label_use, 1);
	use->key = arena_strndup(place->memory, key, len);
	use->scopes = place->scopes;
	use->line = place->line;
	use->next = *place->labels;
	*place->labels = use;
	p->kind = PIECE_LABEL;
	p->text = use->key;
	return 0;
}

static int
find_visible(const char *name, size_t len, unsigned scopes, enum variable *v,
    struct err *e)
{
	int shown = len < 60 ? (int)len : 60;

	if (!variables_find(name, len, v))
		return err_set(e, ERR_DATA, "no such variable: \"%.*s\"", shown,
		    name);
	if ((scopes & SCOPE_BIT(variables_info(*v)->scope)) == 0)
		return err_set(e, ERR_DATA, "variable %.*s is not visible here",
		    shown, name);
	return 0;
}

/* What stands between {{ and }}. */
static int
parse_value(struct expression *x, struct piece *p, const char *text, size_t len,
    const struct expression_place *place, struct err *e)
{
	const char *bar = memchr(text, '|', len);
	size_t n = bar != NULL ? (size_t)(bar - text) : len;
	size_t rest = len - n;
	const char *name;

	name = trim(text, &n);
	if (n > 6 && memcmp(name, "label.", 6) == 0 && bar == NULL)
		return parse_label(p, name + 6, n - 6, place, e);
	p->kind = PIECE_VALUE;
	if (find_visible(name, n, place->scopes, &p->variable, e) < 0)
		return -1;
	x->scopes |= SCOPE_BIT(variables_info(p->variable)->scope);
	while (bar != NULL) {
		const char *from = bar + 1;

		rest--;
		bar = memchr(from, '|', rest);
		n = bar != NULL ? (size_t)(bar - from) : rest;
		rest -= n;
		if (parse_filter(p, from, n, place, e) < 0)
			return -1;
	}
	return 0;
}

static const char *
find_pair(const char *text, const char *end, char c)
{
	for (; end - text >= 2; text++)
		if (text[0] == c && text[1] == c)
			return text;
	return NULL;
}

int
expression_parse(const struct expression **out, const char *text, size_t len,
    const struct expression_place *place, struct err *e)
{
	struct expression *x = ARENA_NEW(place->memory, struct expression, 1);
	struct piece **tail = &x->first;
	const char *end = text + len, *open, *close;

	if (len > EXPRESSION_TEXT_MAX)
		return err_set(e, ERR_DATA, "text of more than %d bytes",
		    EXPRESSION_TEXT_MAX);
	while (text < end) {
		open = find_pair(text, end, '{');
		if (open != text) {
			struct piece *p = new_piece(place->memory, &tail);

			p->len = (size_t)((open != NULL ? open : end) - text);
			p->text = arena_strndup(place->memory, text, p->len);
			text += p->len;
			continue;
		}
		close = find_pair(open + 2, end, '}');
		if (close == NULL)
			return err_set(e, ERR_DATA, "{{ without }}");
		if (parse_value(x, new_piece(place->memory, &tail), open + 2,
			(size_t)(close - open - 2), place, e) < 0)
			return -1;
		text = close + 2;
	}
	*out = x;
	return 0;
}

unsigned
expression_scopes(const struct expression *x)
{
	return x->scopes;
}

bool
expression_constant(const struct expression *x)
{
	for (const struct piece *p = x->first; p != NULL; p = p->next)
		if (p->kind != PIECE_TEXT)
			return false;
	return true;
}

/* The further filters see the text that the first one made. */
static void
apply_further(const struct piece *p, const struct lang *lang, struct buf *out,
    size_t from)
{
	struct buf made = { 0 };

	for (size_t i = 1; i < p->n_filters; i++) {
		struct value v = { .set = true };

		buf_reset(&made);
		buf_str(&made, buf_text(out) + from);
		v.text = buf_text(&made);
		out->len = from;
		filter_value(&p->filters[i], TYPE_TEXT, &v, lang, out);
	}
	buf_free(&made);
}

static int
eval_value(const struct piece *p, const struct template_data *d,
    const struct lang *lang, const struct expression_guard *guard,
    struct buf *out, struct err *e)
{
	const struct variable_info *info = variables_info(p->variable);
	const struct value *v = &d->value[p->variable];
	size_t from = out->len;

	if (guard != NULL && info->type == TYPE_TEXT && v->text != NULL &&
	    guard->check(guard->context, info->name, v->text, e) < 0)
		return -1;
	if (p->n_filters == 0)
		filter_default(info->type, v, lang, out);
	else
		filter_value(&p->filters[0], info->type, v, lang, out);
	if (p->n_filters > 1)
		apply_further(p, lang, out, from);
	return 0;
}

int
expression_eval(const struct expression *x, const struct template_data *d,
    const struct lang *lang, const struct expression_guard *guard,
    struct buf *out, struct err *e)
{
	const struct lang_label *label;

	for (const struct piece *p = x->first; p != NULL; p = p->next) {
		switch (p->kind) {
		case PIECE_TEXT:
			buf_add(out, p->text, p->len);
			break;
		case PIECE_VALUE:
			if (eval_value(p, d, lang, guard, out, e) < 0)
				return -1;
			break;
		case PIECE_LABEL:
			label = lang_find(lang, p->text);
			assert(label != NULL); /* lang_check() saw to it */
			if (expression_eval(label->text, d, lang, guard, out,
				e) < 0)
				return -1;
			break;
		}
	}
	return 0;
}
