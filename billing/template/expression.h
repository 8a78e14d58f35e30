#ifndef TEMPLATE_EXPRESSION_H
#define TEMPLATE_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "template/variables.h"

struct buf;
struct err;
struct lang;
struct template_data;

/*
 * Expressions: text with {{variable|filter:argument|...}} in it;
 * toll-template(5) is the manual.
 *
 * They are compiled once, when a template or a language is loaded; what is
 * unknown, invisible or of the wrong type is an error then.  Values are put
 * into the result as they are and never looked at again, so a customer called
 * "{{invoice.total}}" gets a letter to exactly that name.
 */
struct expression;

#define EXPRESSION_TEXT_MAX    16384 /* longest text that is compiled */
#define EXPRESSION_FILTERS_MAX 8     /* of one variable */

/* Where a label is used: with which scopes visible, in which line. */
struct label_use {
	const char *key;
	unsigned scopes;
	int line;
	struct label_use *next;
};

/* What may be said where an expression stands. */
struct expression_place {
	struct arena *memory; /* takes all results */
	unsigned scopes;      /* SCOPE_BIT()s that are visible */
	int line;
	struct label_use *
	    *labels; /* takes the labels used; NULL: none allowed */
};

/* Compile ${len} bytes.  ERR_DATA says what is wrong and where in the text. */
int expression_parse(const struct expression **, const char *text, size_t len,
    const struct expression_place *, struct err *);

/* The scopes of the variables in it. */
unsigned expression_scopes(const struct expression *);

/* Has it no variable and no label, and so is always the same? */
bool expression_constant(const struct expression *);

/*
 * Called with every text that comes from data before it is used: -1 with the
 * error set if it cannot be printed.
 */
struct expression_guard {
	int (*check)(void *context, const char *variable, const char *text,
	    struct err *);
	void *context;
};

/* Append the text to ${out}.  ${guard} may be NULL. */
int expression_eval(const struct expression *, const struct template_data *,
    const struct lang *, const struct expression_guard *guard, struct buf *out,
    struct err *);

#endif /* TEMPLATE_EXPRESSION_H */
