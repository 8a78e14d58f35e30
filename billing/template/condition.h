#ifndef TEMPLATE_CONDITION_H
#define TEMPLATE_CONDITION_H

#include <stdbool.h>

struct err;
struct expression_place;
struct template_data;

/*
 * Conditions: what if="" and test="" of a template say.
 *
 *	[not] OPERAND [== OPERAND | != OPERAND]
 *
 * joined by "and" or by "or", of which one condition uses only one.  An
 * operand is a variable, 'text' or a whole number; a variable alone is true if
 * there is something to show.  Values are compared as they are stored, so that
 * "invoice.tax != 0" means what it says in any currency.
 */
struct condition;

#define CONDITION_TERMS_MAX 16

/* Compile; the result is in the arena of the place.  ERR_DATA. */
int condition_parse(const struct condition **, const char *text,
    const struct expression_place *, struct err *);

bool condition_eval(const struct condition *, const struct template_data *);

#endif /* TEMPLATE_CONDITION_H */
