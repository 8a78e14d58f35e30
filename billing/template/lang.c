#include "template/lang.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/ini.h"
#include "base/mem.h"
#include "template/format.h"

#define KEY_MAX 128

/* The keys of [format] that are required; group_min may be left out. */
static const struct {
	const char *key;
	size_t at; /* of a const char * in struct lang */
} formats[] = {
	{ "decimal", offsetof(struct lang, decimal) },
	{ "group", offsetof(struct lang, group) },
	{ "minus", offsetof(struct lang, minus) },
	{ "money", offsetof(struct lang, money) },
	{ "percent", offsetof(struct lang, percent) },
	{ "date", offsetof(struct lang, date) },
	{ "datetime", offsetof(struct lang, datetime) },
	{ "compact", offsetof(struct lang, compact) },
	{ "code", offsetof(struct lang, code) },
};

#define FORMATS (sizeof(formats) / sizeof(formats[0]))

static const char **
format_slot(struct lang *l, size_t i)
{
	return (const char **)(void *)((char *)l + formats[i].at);
}

/*
 * How many digits must stand before the first separator: with 2 it is 1234 and
 * 12.345 (the minimum grouping digits of the CLDR).
 */
static int
set_group_min(struct lang *l, const char *value, struct err *e)
{
	if (value[0] < '1' || value[0] > '3' || value[1] != '\0')
		return err_set(e, ERR_CONFIG,
		    "%s: [format] group_min: not 1, 2 or 3", l->name);
	l->group_min = value[0] - '0';
	return 0;
}

static int
add_format(struct lang *l, const char *key, const char *value, struct err *e)
{
	if (strcmp(key, "group_min") == 0)
		return set_group_min(l, value, e);
	for (size_t i = 0; i < FORMATS; i++)
		if (strcmp(formats[i].key, key) == 0) {
			*format_slot(l, i) = arena_strdup(l->memory, value);
			return 0;
		}
	return err_set(e, ERR_CONFIG, "%s: [format] %s: no such key", l->name,
	    key);
}

/* Labels are found by bisection; the language is read once, so insert. */
static int
add_label(struct lang *l, const char *key, const char *value, struct err *e)
{
	const struct expression_place place = { .memory = l->memory,
		.scopes = SCOPE_ALL };
	struct lang_label *label;

	l->labels =
	    mem_realloc_array(l->labels, l->count + 1, sizeof(l->labels[0]));
	label = &l->labels[l->count];
	*label = (struct lang_label){ .key = key,
		.plain = arena_strdup(l->memory, value) };
	if (expression_parse(&label->text, label->plain, strlen(label->plain),
		&place, e) < 0)
		return err_ctx(e, "%s: %s", l->name, key);
	l->count++;
	return 0;
}

static int
add_key(struct lang *l, const char *group, const char *key, const char *value,
    struct err *e)
{
	if (strcmp(group, "format") == 0)
		return add_format(l, key, value, e);
	if (strcmp(group, "label") == 0)
		return add_label(l, arena_strdup(l->memory, key), value, e);
	return add_label(l, arena_printf(l->memory, "%s.%s", group, key), value,
	    e);
}

static int
by_key(const void *a, const void *b)
{
	const struct lang_label *x = a, *y = b;

	return strcmp(x->key, y->key);
}

static int
check_formats(struct lang *l, struct err *e)
{
	for (size_t i = 0; i < FORMATS; i++)
		if (*format_slot(l, i) == NULL)
			return err_set(e, ERR_CONFIG,
			    "%s: [format] %s is missing", l->name,
			    formats[i].key);
	if (l->code[0] == '\0')
		return err_set(e, ERR_CONFIG, "%s: [format] code: is empty",
		    l->name);
	if (!format_date_check(l->date) || !format_date_check(l->datetime) ||
	    !format_date_check(l->compact))
		return err_set(e, ERR_CONFIG,
		    "%s: [format] date, datetime, compact: unknown %% sequence",
		    l->name);
	return 0;
}

static int
add_group(struct lang *l, const struct ini *ini, const char *group,
    struct err *e)
{
	const char *key;

	for (size_t i = 0; (key = ini_key(ini, group, i)) != NULL; i++)
		if (add_key(l, group, key, ini_get(ini, group, key), e) < 0)
			return -1;
	return 0;
}

static int
read_groups(struct lang *l, const struct ini *ini, struct err *e)
{
	const char *group;

	for (size_t i = 0; (group = ini_group(ini, i)) != NULL; i++)
		if (add_group(l, ini, group, e) < 0)
			return -1;
	return check_formats(l, e);
}

static int
read_ini(struct lang **out, struct ini *ini, struct err *e)
{
	struct lang *l = mem_calloc(1, sizeof(*l));

	l->memory = mem_calloc(1, sizeof(*l->memory));
	l->group_min = 1;
	l->name = arena_strdup(l->memory, ini_name(ini));
	if (read_groups(l, ini, e) < 0) {
		lang_free(l);
		return -1;
	}
	if (l->count > 0)
		qsort(l->labels, l->count, sizeof(l->labels[0]), by_key);
	*out = l;
	return 0;
}

int
lang_open(struct lang **out, const char *path, struct err *e)
{
	struct ini *ini;
	int rc;

	if (ini_open(&ini, path, e) < 0)
		return -1;
	rc = read_ini(out, ini, e);
	ini_close(ini);
	return rc;
}

int
lang_open_text(struct lang **out, const char *name, const char *text,
    struct err *e)
{
	struct ini *ini;
	int rc;

	if (ini_open_text(&ini, name, text, e) < 0)
		return -1;
	rc = read_ini(out, ini, e);
	ini_close(ini);
	return rc;
}

void
lang_free(struct lang *l)
{
	if (l == NULL)
		return;
	arena_free(l->memory);
	free(l->memory);
	free(l->labels);
	free(l);
}

const struct lang_label *
lang_find(const struct lang *l, const char *key)
{
	const struct lang_label wanted = { .key = key };

	if (l->count == 0)
		return NULL;
	return bsearch(&wanted, l->labels, l->count, sizeof(l->labels[0]),
	    by_key);
}

const char *
lang_word(const struct lang *l, const char *group, const char *key)
{
	char full[KEY_MAX];
	const struct lang_label *label;
	size_t n = strlen(group), m = strlen(key);

	if (n + m + 2 > sizeof(full))
		return NULL;
	memcpy(full, group, n);
	full[n] = '.';
	memcpy(full + n + 1, key, m + 1);
	label = lang_find(l, full);
	return label != NULL ? label->plain : NULL;
}

int
lang_check(const struct lang *l, const struct label_use *uses,
    const char *template_name, struct err *e)
{
	for (; uses != NULL; uses = uses->next) {
		const struct lang_label *label = lang_find(l, uses->key);

		if (label == NULL)
			return err_set(e, ERR_DATA,
			    "%s:%d: label.%s: no such label in %s",
			    template_name, uses->line, uses->key, l->name);
		if ((expression_scopes(label->text) & ~uses->scopes) != 0)
			return err_set(e, ERR_DATA,
			    "%s:%d: label.%s: %s uses a variable in it that is"
			    " not visible here",
			    template_name, uses->line, uses->key, l->name);
	}
	return 0;
}
