#ifndef TEMPLATE_LANG_H
#define TEMPLATE_LANG_H

#include "template/expression.h"

struct err;

/*
 * A language: labels, and how numbers, money and dates are written.
 *
 * It is an INI file, templates/lang/XX.ini; toll-template(5) describes it.  A
 * label is text that may contain expressions, but no other labels.  A label
 * "key" of a group other than [label] is found as "group.key".
 * Never changed after it was opened; threads may share it.
 */
struct lang {
	const char *name;          /* of the file, for messages */
	const char *code;          /* "de" */
	const char *decimal;       /* "," */
	const char *group;         /* "." between thousands, may be "" */
	int group_min;             /* digits before the first of these, 1..3 */
	const char *minus;         /* "-" */
	const char *money;         /* "{sign}{amount} {currency}" */
	const char *percent;       /* "{number} %" */
	const char *date;          /* "%d.%m.%Y" */
	const char *datetime;      /* "%d.%m.%Y %H:%M:%S" */
	const char *compact;       /* the same for columns of calls */
	struct lang_label *labels; /* ordered by key */
	size_t count;
	struct arena *memory; /* of all of it */
};

struct lang_label {
	const char *key;
	const struct expression *text;
	const char *plain; /* as it stands in the file */
};

int lang_open(struct lang **, const char *path, struct err *);
int lang_open_text(struct lang **, const char *name, const char *text,
    struct err *);
void lang_free(struct lang *); /* NULL is allowed */

/* NULL if there is none. */
const struct lang_label *lang_find(const struct lang *, const char *key);

/* The plain text of "group.key", or NULL. */
const char *lang_word(const struct lang *, const char *group, const char *key);

/*
 * The language must have every label of ${uses}, and a label may only speak of
 * variables that are visible where it is used.  ERR_DATA names both places.
 */
int lang_check(const struct lang *, const struct label_use *uses,
    const char *template_name, struct err *);

#endif /* TEMPLATE_LANG_H */
