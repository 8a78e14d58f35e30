#ifndef TEMPLATE_FILTER_H
#define TEMPLATE_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "template/variables.h"

struct arena;
struct buf;
struct err;
struct lang;
struct value;

/*
 * Filters: what may follow a variable in {{variable|filter:argument}}.
 *
 * The first one sees the value with its type; each of the others sees the text
 * that the one before it made.  A variable without a filter is shown as its
 * type usually is: money with its currency, a date as the language writes it.
 */
struct filter {
	const struct filter_info *info;
	const char *text; /* argument; NULL if none was given */
	int number;       /* the argument as a number, where it is one */
};

/*
 * Compile one filter for a value of ${type}; its argument is ${argument} or
 * NULL.  ERR_DATA: unknown, wrong type, or an argument that it does not take.
 */
int filter_parse(struct filter *, const char *name, size_t len,
    const char *argument, enum variable_type type, struct err *);

/* Append the value as the filter shows it. */
void filter_value(const struct filter *, enum variable_type,
    const struct value *, const struct lang *, struct buf *);

/* Append it as a value of its type is shown without any filter. */
void filter_default(enum variable_type, const struct value *,
    const struct lang *, struct buf *);

/* Name and manual text of filter ${i}, NULL beyond the last. */
const char *filter_name(size_t i);

#endif /* TEMPLATE_FILTER_H */
