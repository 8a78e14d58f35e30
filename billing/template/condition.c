#include "template/condition.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "template/data.h"
#include "template/expression.h"

struct operand {
	bool is_variable;
	enum variable variable;
	const char *text; /* of a literal */
};

struct term {
	bool negated;
	enum { TERM_TRUE, TERM_EQUAL, TERM_UNEQUAL } compare;
	struct operand left, right;
};

struct condition {
	bool any; /* terms are joined by "or" */
	size_t n;
	struct term terms[CONDITION_TERMS_MAX];
};

struct scanner {
	const char *at;
	const struct expression_place *place;
};

/* The next word: an operator, a name, a number, or 'text' with its quotes. */
static size_t
next_word(struct scanner *s)
{
	const char *end;

	while (*s->at == ' ')
		s->at++;
	if (*s->at == '\'') {
		end = strchr(s->at + 1, '\'');
		return end != NULL ? (size_t)(end + 1 - s->at) : 0;
	}
	if ((s->at[0] == '=' || s->at[0] == '!') && s->at[1] == '=')
		return 2;
	return strcspn(s->at, " =!'");
}

static bool
take(struct scanner *s, const char *word)
{
	size_t n = next_word(s);

	if (n != strlen(word) || memcmp(s->at, word, n) != 0)
		return false;
	s->at += n;
	return true;
}

static bool
is_number(const char *text, size_t len)
{
	if (len > 0 && text[0] == '-') {
		text++;
		len--;
	}
	return len > 0 && strspn(text, "0123456789") >= len;
}

static int
parse_operand(struct scanner *s, struct operand *o, struct err *e)
{
	size_t n = next_word(s);
	const char *word = s->at;

	if (n == 0)
		return err_set(e, ERR_DATA,
		    "condition: a variable, number or 'text' must stand at"
		    " \"%.40s\"",
		    s->at);
	s->at += n;
	if (word[0] == '\'') {
		o->text = arena_strndup(s->place->memory, word + 1, n - 2);
		return 0;
	}
	if (is_number(word, n)) {
		o->text = arena_strndup(s->place->memory, word, n);
		return 0;
	}
	o->is_variable = true;
	if (!variables_find(word, n, &o->variable))
		return err_set(e, ERR_DATA, "no such variable: \"%.*s\"",
		    n < 60 ? (int)n : 60, word);
	if ((s->place->scopes &
		SCOPE_BIT(variables_info(o->variable)->scope)) == 0)
		return err_set(e, ERR_DATA, "variable %s is not visible here",
		    variables_info(o->variable)->name);
	return 0;
}

static int
parse_term(struct scanner *s, struct term *t, struct err *e)
{
	t->negated = take(s, "not");
	if (parse_operand(s, &t->left, e) < 0)
		return -1;
	if (take(s, "=="))
		t->compare = TERM_EQUAL;
	else if (take(s, "!="))
		t->compare = TERM_UNEQUAL;
	else if (!t->left.is_variable)
		return err_set(e, ERR_DATA,
		    "condition: '%.40s' is always the same", t->left.text);
	else
		return 0;
	return parse_operand(s, &t->right, e);
}

int
condition_parse(const struct condition **out, const char *text,
    const struct expression_place *place, struct err *e)
{
	struct condition *c = ARENA_NEW(place->memory, struct condition, 1);
	struct scanner s = { .at = text, .place = place };
	bool any;

	for (;;) {
		if (c->n == CONDITION_TERMS_MAX)
			return err_set(e, ERR_DATA,
			    "condition: more than %d terms",
			    CONDITION_TERMS_MAX);
		if (parse_term(&s, &c->terms[c->n++], e) < 0)
			return -1;
		any = take(&s, "or");
		if (!any && !take(&s, "and"))
			break;
		if (c->n > 1 && any != c->any)
			return err_set(e, ERR_DATA,
			    "condition: \"and\" beside \"or\"");
		c->any = any;
	}
	if (next_word(&s) != 0 || *s.at != '\0')
		return err_set(e, ERR_DATA,
		    "condition: not understood: \"%.40s\"", s.at);
	*out = c;
	return 0;
}

static bool
holds_text(const struct operand *o)
{
	enum variable_type type;

	if (!o->is_variable)
		return true;
	type = variables_info(o->variable)->type;
	return type == TYPE_TEXT || type == TYPE_IMAGE;
}

static const char *
operand_text(const struct operand *o, const struct template_data *d)
{
	const char *text =
	    o->is_variable ? d->value[o->variable].text : o->text;

	return text != NULL ? text : "";
}

static int64_t
operand_number(const struct operand *o, const struct template_data *d)
{
	return o->is_variable ? d->value[o->variable].i
			      : strtoll(o->text, NULL, 10);
}

static bool
term_eval(const struct term *t, const struct template_data *d)
{
	bool equal;

	if (t->compare == TERM_TRUE)
		return data_true(d, t->left.variable) != t->negated;
	if (holds_text(&t->left) && holds_text(&t->right))
		equal = strcmp(operand_text(&t->left, d),
			    operand_text(&t->right, d)) == 0;
	else
		equal =
		    operand_number(&t->left, d) == operand_number(&t->right, d);
	return (equal == (t->compare == TERM_EQUAL)) != t->negated;
}

bool
condition_eval(const struct condition *c, const struct template_data *d)
{
	for (size_t i = 0; i < c->n; i++)
		if (term_eval(&c->terms[i], d) == c->any)
			return c->any;
	return !c->any;
}
