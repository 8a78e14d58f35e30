#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/ini.h"
#include "base/mem.h"

struct ini_entry {
	const char *key, *value;
};

struct ini_section {
	const char *name;
	struct ini_entry *entries;
	size_t count;
};

struct ini {
	struct arena arena;
	const char *name;
	struct ini_section *sections;
	size_t count;
};

static const struct ini_entry *
ini_entry(const struct ini_section *section, const char *key)
{
	for (size_t i = 0; i < section->count; i++)
		if (strcmp(section->entries[i].key, key) == 0)
			return &section->entries[i];
	return NULL;
}

/* Copy one group out of GLib's hands. */
static void
ini_take(struct ini *ini, GKeyFile *file, const char *group,
    struct ini_section *into)
{
	gsize n = 0;
	char **keys = g_key_file_get_keys(file, group, &n, NULL);

	into->name = arena_strdup(&ini->arena, group);
	into->entries = ARENA_NEW(&ini->arena, struct ini_entry, n + 1);
	for (size_t i = 0; keys != NULL && i < n; i++) {
		struct ini_entry *entry = &into->entries[into->count];
		char *value;

		/* GLib lists a key twice that stands there twice. */
		if (ini_entry(into, keys[i]) != NULL)
			continue;
		into->count++;
		value = g_key_file_get_value(file, group, keys[i], NULL);
		entry->key = arena_strdup(&ini->arena, keys[i]);
		entry->value = arena_strdup(&ini->arena,
		    value == NULL ? "" : g_strstrip(value));
		g_free(value);
	}
	g_strfreev(keys);
}

int
ini_open_text(struct ini **out, const char *name, const char *text,
    struct err *e)
{
	GKeyFile *file = g_key_file_new();
	GError *fault = NULL;
	struct ini *ini;
	char **groups;
	gsize n = 0;

	if (!g_key_file_load_from_data(file, text, strlen(text),
		G_KEY_FILE_NONE, &fault)) {
		(void)err_set(e, ERR_DATA, "%s: %s", name, fault->message);
		g_error_free(fault);
		g_key_file_free(file);
		return -1;
	}
	ini = mem_calloc(1, sizeof(*ini));
	ini->name = arena_strdup(&ini->arena, name);
	groups = g_key_file_get_groups(file, &n);
	ini->sections = ARENA_NEW(&ini->arena, struct ini_section, n + 1);
	for (size_t i = 0; i < n; i++)
		ini_take(ini, file, groups[i], &ini->sections[ini->count++]);
	g_strfreev(groups);
	g_key_file_free(file);
	*out = ini;
	return 0;
}

int
ini_open(struct ini **out, const char *path, struct err *e)
{
	struct buf text = { 0 };
	int rc = -1;

	if (file_read(path, INI_SIZE_MAX, &text, e) < 0)
		goto out;
	if (memchr(buf_text(&text), '\0', text.len) != NULL) {
		(void)err_set(e, ERR_DATA, "%s: has a NUL byte in it", path);
		goto out;
	}
	rc = ini_open_text(out, path, buf_text(&text), e);
out:
	buf_free(&text);
	return rc;
}

static const struct ini_section *
ini_section(const struct ini *ini, const char *group)
{
	for (size_t i = 0; i < ini->count; i++)
		if (strcmp(ini->sections[i].name, group) == 0)
			return &ini->sections[i];
	return NULL;
}

const char *
ini_get(const struct ini *ini, const char *group, const char *key)
{
	const struct ini_section *section = ini_section(ini, group);

	const struct ini_entry *entry =
	    section == NULL ? NULL : ini_entry(section, key);

	return entry == NULL ? NULL : entry->value;
}

const char *
ini_group(const struct ini *ini, size_t i)
{
	return i < ini->count ? ini->sections[i].name : NULL;
}

const char *
ini_key(const struct ini *ini, const char *group, size_t i)
{
	const struct ini_section *section = ini_section(ini, group);

	return section != NULL && i < section->count ? section->entries[i].key
						     : NULL;
}

const char *
ini_name(const struct ini *ini)
{
	return ini->name;
}

void
ini_close(struct ini *ini)
{
	if (ini == NULL)
		return;
	arena_free(&ini->arena);
	free(ini);
}
