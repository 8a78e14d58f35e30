/* The maps of a format: words, names of peers, rewriting. */
#include <string.h>

#include "base/csv.h"
#include "base/err.h"
#include "base/ini.h"
#include "base/words.h"
#include "cdr/format.h"
#include "cdr/format_read.h"
#include "tel/pattern.h"

/* A group of MEANING = WORD | WORD, as a map from word to meaning. */
static int
format_words(const struct format_read *r, const char *group,
    const char *const *enumeration, struct cdr_words *map)
{
	struct arena *a = &r->f->arena;
	const char *key;

	map->words = ARENA_NEW(a, struct cdr_word, CDR_FORMAT_WORDS);
	for (size_t i = 0; (key = ini_key(r->ini, group, i)) != NULL; i++) {
		const char **parts;
		size_t n =
		    format_split(a, ini_get(r->ini, group, key), '|', &parts);

		if (strlen(key) > CSV_FIELD_MAX ||
		    map->count + n > CDR_FORMAT_WORDS)
			return format_fail(r, group, key, "...",
			    "too many words in this group");
		for (size_t k = 0; k < n; k++)
			map->words[map->count++] = (struct cdr_word){
				.text = parts[k],
				.len = strlen(parts[k]),
				.value = enumeration != NULL
				    ? word_find(enumeration, key)
				    : 0,
				.meant = arena_strdup(a, key),
			};
	}
	return 0;
}

/* [peer names]: NAME IN THE FILE = NAME IN THE BOOK. */
static int
format_peers(const struct format_read *r, struct cdr_words *map)
{
	struct arena *a = &r->f->arena;
	const char *key;
	size_t n = 0;

	while (ini_key(r->ini, "peer names", n) != NULL)
		n++;
	map->words = ARENA_NEW(a, struct cdr_word, n + 1);
	for (; map->count < n; map->count++) {
		key = ini_key(r->ini, "peer names", map->count);
		if (strlen(ini_get(r->ini, "peer names", key)) > CSV_FIELD_MAX)
			return format_fail(r, "peer names", key, "...",
			    "the name is too long");
		map->words[map->count] = (struct cdr_word){
			.text = arena_strdup(a, key),
			.len = strlen(key),
			.meant =
			    arena_strdup(a, ini_get(r->ini, "peer names", key)),
		};
	}
	return 0;
}

/* The fields whose values ${group} "rewrite NAME" rewrites; 0: none. */
unsigned
format_rewritten(const char *group)
{
	int field;

	if (strncmp(group, "rewrite ", 8) != 0)
		return 0;
	if (strcmp(group + 8, "numbers") == 0)
		return 1U << CDR_SOURCE_NUMBER | 1U << CDR_DESTINATION_NUMBER;
	field = word_find(format_field_names, group + 8);
	return field < 0 ? 0 : 1U << field;
}

/* One group "rewrite NAME": PATTERN -> REPLACEMENT, in order. */
static int
format_rewrite(const struct format_read *r, const char *group, int field)
{
	struct cdr_rewrites *list = &r->f->rewrites[field];
	struct arena *a = &r->f->arena;
	struct cdr_rewrite *steps;
	const char *key;
	size_t n = 0;

	while (ini_key(r->ini, group, n) != NULL)
		n++;
	steps = ARENA_NEW(a, struct cdr_rewrite, list->count + n + 1);
	if (list->count > 0)
		memcpy(steps, list->steps, list->count * sizeof(*steps));
	list->steps = steps;
	for (size_t i = 0; i < n; i++) {
		struct cdr_rewrite *step = &steps[list->count];
		const char *value, *arrow;

		key = ini_key(r->ini, group, i);
		value = ini_get(r->ini, group, key);
		arrow = strstr(value, " ->");
		if (arrow == NULL || (arrow[3] != ' ' && arrow[3] != '\0'))
			return format_fail(r, group, key, value,
			    "must be PATTERN -> REPLACEMENT");
		step->to = arena_strdup(a, arrow[3] == '\0' ? "" : arrow + 4);
		if (pattern_compile(&step->pattern,
			arena_strndup(a, value, (size_t)(arrow - value)),
			r->e) < 0)
			return err_ctx(r->e, "%s: [%s] %s", ini_name(r->ini),
			    group, key);
		list->count++;
	}
	return 0;
}

static int
format_rewrites(const struct format_read *r)
{
	const char *group;

	for (size_t i = 0; (group = ini_group(r->ini, i)) != NULL; i++)
		for (int field = 0; field < CDR_FIELDS; field++)
			if ((format_rewritten(group) >> field & 1) != 0 &&
			    format_rewrite(r, group, field) < 0)
				return -1;
	return 0;
}

int
format_maps(const struct format_read *r)
{
	static const char *const unlisted[] = { "keep", "drop", NULL };
	struct cdr_format *f = r->f;
	int drop;

	if (format_words(r, "type", call_type_words, &f->types) < 0 ||
	    format_words(r, "status", call_status_words, &f->statuses) < 0 ||
	    format_words(r, "disposition", NULL, &f->dispositions) < 0 ||
	    format_choice(r, "peer", "unlisted", unlisted, 0, &drop) < 0 ||
	    format_bool(r, "rating", "trust_cli", &f->trust_cli) < 0 ||
	    format_bool(r, "rating", "demand_peer", &f->demand_peer) < 0)
		return -1;
	if (f->statuses.count == 0)
		return err_set(r->e, ERR_DATA, "%s: [status] is missing",
		    ini_name(r->ini));
	f->drop_peers = drop == 1;
	if (format_peers(r, &f->peers) < 0)
		return -1;
	return format_rewrites(r);
}
