#include "base/settings.h"

#include <assert.h>
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#define SETTINGS_FILE_MAX 1048576 /* bytes */

struct settings {
	char *name;
	char **text;  /* one for each row of the table */
	int64_t *num; /* INT, DECIMAL; BOOL as 0 or 1 */
	bool *given;
};

static int
settings_row(const char *group, const char *key)
{
	for (size_t i = 0; i < settings_table_count; i++)
		if (strcmp(settings_table[i].group, group) == 0 &&
		    strcmp(settings_table[i].key, key) == 0)
			return (int)i;
	return -1;
}

/* Is ${word} one of the words in ${choices}? */
static bool
settings_is_choice(const char *choices, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = choices; *p != '\0';) {
		size_t n = strcspn(p, " ");

		if (n == len && memcmp(p, word, n) == 0)
			return true;
		p += n;
		p += strspn(p, " ");
	}
	return false;
}

static int
settings_value(const struct setting *row, const char *text, int64_t *num,
    struct err *e)
{
	switch (row->kind) {
	case SETTING_TEXT:
		return 0;
	case SETTING_INT:
		return decimal_int(text, strlen(text), row->min, row->max, num,
		    e);
	case SETTING_BOOL:
		*num = strcmp(text, "yes") == 0;
		if (*num || strcmp(text, "no") == 0)
			return 0;
		return err_set(e, ERR_DATA, "\"%.60s\": neither yes nor no",
		    text);
	case SETTING_CHOICE:
		if (settings_is_choice(row->choices, text))
			return 0;
		return err_set(e, ERR_DATA, "\"%.60s\": not one of: %s", text,
		    row->choices);
	case SETTING_DECIMAL:
		return decimal_parse(text, strlen(text), (int)row->max, num,
		    NULL, e);
	}
	return 0;
}

static int
settings_set(struct settings *s, size_t i, const char *text, struct err *e)
{
	const struct setting *row = &settings_table[i];

	if (settings_value(row, text, &s->num[i], e) < 0) {
		e->code = ERR_CONFIG;
		return err_ctx(e, "%s: [%s] %s", s->name, row->group, row->key);
	}
	free(s->text[i]);
	s->text[i] = mem_strdup(text);
	return 0;
}

static int
settings_load_group(struct settings *s, GKeyFile *file, const char *group,
    struct err *e)
{
	char **keys = g_key_file_get_keys(file, group, NULL, NULL);
	int rc = 0;

	for (size_t k = 0; rc == 0 && keys != NULL && keys[k] != NULL; k++) {
		int i = settings_row(group, keys[k]);
		char *text;

		if (i < 0) {
			rc = err_set(e, ERR_CONFIG,
			    "%s: [%.60s] %.60s: there is no such setting",
			    s->name, group, keys[k]);
			break;
		}
		text = g_key_file_get_string(file, group, keys[k], NULL);
		if (text == NULL)
			rc = err_set(e, ERR_CONFIG,
			    "%s: [%s] %s: not valid text", s->name, group,
			    keys[k]);
		else
			rc = settings_set(s, (size_t)i, text, e);
		s->given[i] = true;
		g_free(text);
	}
	g_strfreev(keys);
	return rc;
}

static int
settings_load(struct settings *s, const char *text, struct err *e)
{
	GKeyFile *file = g_key_file_new();
	GError *fault = NULL;
	char **groups;
	int rc = 0;

	if (!g_key_file_load_from_data(file, text, strlen(text),
		G_KEY_FILE_NONE, &fault)) {
		rc = err_set(e, ERR_CONFIG, "%s: %s", s->name, fault->message);
		g_error_free(fault);
		g_key_file_free(file);
		return rc;
	}
	groups = g_key_file_get_groups(file, NULL);
	for (size_t g = 0; rc == 0 && groups[g] != NULL; g++)
		rc = settings_load_group(s, file, groups[g], e);
	g_strfreev(groups);
	g_key_file_free(file);
	return rc;
}

int
settings_open_text(struct settings **out, const char *name, const char *text,
    struct err *e)
{
	struct settings *s = mem_calloc(1, sizeof(*s));
	size_t n = settings_table_count;

	s->name = mem_strdup(name);
	s->text = mem_calloc(n, sizeof(*s->text));
	s->num = mem_calloc(n, sizeof(*s->num));
	s->given = mem_calloc(n, sizeof(*s->given));
	for (size_t i = 0; i < n; i++)
		if (settings_set(s, i, settings_table[i].value, e) < 0)
			goto fail;
	if (text != NULL && text[0] != '\0' && settings_load(s, text, e) < 0)
		goto fail;
	*out = s;
	return 0;
fail:
	settings_close(s);
	return -1;
}

int
settings_open(struct settings **out, const char *path, struct err *e)
{
	struct buf text = { 0 };
	int rc;

	if (file_read(path, SETTINGS_FILE_MAX, &text, e) < 0) {
		buf_free(&text);
		return -1;
	}
	if (text.len != strlen(buf_text(&text)))
		rc = err_set(e, ERR_CONFIG, "%s: holds a NUL byte", path);
	else
		rc = settings_open_text(out, path, buf_text(&text), e);
	buf_free(&text);
	return rc;
}

static size_t
settings_at(const char *group, const char *key, enum setting_kind kind)
{
	int i = settings_row(group, key);

	assert(i >= 0);
	assert(settings_table[i].kind == kind ||
	    (kind == SETTING_TEXT && settings_table[i].kind == SETTING_CHOICE));
	return (size_t)i;
}

const char *
settings_text(const struct settings *s, const char *group, const char *key)
{
	return s->text[settings_at(group, key, SETTING_TEXT)];
}

int64_t
settings_int(const struct settings *s, const char *group, const char *key)
{
	return s->num[settings_at(group, key, SETTING_INT)];
}

bool
settings_bool(const struct settings *s, const char *group, const char *key)
{
	return s->num[settings_at(group, key, SETTING_BOOL)] != 0;
}

int64_t
settings_decimal(const struct settings *s, const char *group, const char *key)
{
	return s->num[settings_at(group, key, SETTING_DECIMAL)];
}

bool
settings_given(const struct settings *s, const char *group, const char *key)
{
	int i = settings_row(group, key);

	assert(i >= 0);
	return s->given[i];
}

const char *
settings_name(const struct settings *s)
{
	return s->name;
}

void
settings_close(struct settings *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; s->text != NULL && i < settings_table_count; i++)
		free(s->text[i]);
	free(s->text);
	free(s->num);
	free(s->given);
	free(s->name);
	free(s);
}
