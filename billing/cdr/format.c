#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/ini.h"
#include "base/mem.h"
#include "base/words.h"
#include "cdr/format.h"
#include "cdr/format_read.h"
#include "tel/pattern.h"
#include "time/zone.h"

const char *const format_field_names[] = { "call_id", "type", "status", "start",
	"setup", "duration", "source_number", "source_domain", "source_account",
	"source_ip", "source_user", "source_peer", "destination_number",
	"destination_domain", "destination_account", "destination_peer",
	"disposition", NULL };

static const char *const groups[] = { "file", "columns", "time", "duration",
	"fields", "answered", "type", "status", "disposition", "peer",
	"peer names", "rating", NULL };
static const char *const file_keys[] = { "separator", "quote", "escape",
	"header", "sealed", "version", "required", "unknown", "empty", "zero",
	"percent", NULL };
static const char *const time_keys[] = { "format", "zone", NULL };
static const char *const duration_keys[] = { "unit", "rounding", NULL };
static const char *const answered_keys[] = { "column", NULL };
static const char *const peer_keys[] = { "unlisted", NULL };
static const char *const rating_keys[] = { "trust_cli", "demand_peer", NULL };

int
format_fail(const struct format_read *r, const char *group, const char *key,
    const char *value, const char *what)
{
	return err_set(r->e, ERR_DATA, "%s: [%s] %s \"%s\": %s",
	    ini_name(r->ini), group, key, value, what);
}

/* The index of the value in ${words}; ${deflt} if it is not given. */
int
format_choice(const struct format_read *r, const char *group, const char *key,
    const char *const *words, int deflt, int *out)
{
	const char *value = ini_get(r->ini, group, key);
	int i;

	*out = deflt;
	if (value == NULL && deflt >= 0)
		return 0;
	if (value == NULL)
		return err_set(r->e, ERR_DATA, "%s: [%s] %s is missing",
		    ini_name(r->ini), group, key);
	i = word_find(words, value);
	if (i < 0)
		return format_fail(r, group, key, value, "not a known word");
	*out = i;
	return 0;
}

int
format_bool(const struct format_read *r, const char *group, const char *key,
    bool *out)
{
	static const char *const words[] = { "no", "yes", NULL };
	int i;

	if (format_choice(r, group, key, words, 0, &i) < 0)
		return -1;
	*out = i == 1;
	return 0;
}

/*
 * Cut ${text} at ${by} and trim the parts, in the arena.  A blank as separator
 * stands for any number of them; otherwise empty parts count.
 */
size_t
format_split(struct arena *a, const char *text, char by, const char ***out)
{
	size_t n = 0, max = 1;
	const char **parts;

	for (const char *p = text; *p != '\0'; p++)
		max += *p == by;
	parts = ARENA_NEW(a, const char *, max);
	while (text != NULL) {
		const char *end = strchr(text, by);
		size_t len = end != NULL ? (size_t)(end - text) : strlen(text);

		while (len > 0 && *text == ' ') {
			text++;
			len--;
		}
		while (len > 0 && text[len - 1] == ' ')
			len--;
		if (len > 0 || by != ' ')
			parts[n++] = arena_strndup(a, text, len);
		text = end != NULL ? end + 1 : NULL;
	}
	*out = parts;
	return n;
}

/* Every key of ${group} must be among ${words}. */
static int
format_known(const struct format_read *r, const char *group,
    const char *const *words)
{
	const char *key;

	for (size_t i = 0; (key = ini_key(r->ini, group, i)) != NULL; i++)
		if (word_find(words, key) < 0)
			return err_set(r->e, ERR_DATA,
			    "%s: [%s] %s: there is no such key",
			    ini_name(r->ini), group, key);
	return 0;
}

static int
format_vocabulary(const struct format_read *r)
{
	const char *group;

	for (size_t i = 0; (group = ini_group(r->ini, i)) != NULL; i++)
		if (word_find(groups, group) < 0 &&
		    format_rewritten(group) == 0)
			return err_set(r->e, ERR_DATA,
			    "%s: [%s]: there is no such group",
			    ini_name(r->ini), group);
	if (format_known(r, "file", file_keys) < 0 ||
	    format_known(r, "time", time_keys) < 0 ||
	    format_known(r, "duration", duration_keys) < 0 ||
	    format_known(r, "answered", answered_keys) < 0 ||
	    format_known(r, "peer", peer_keys) < 0 ||
	    format_known(r, "rating", rating_keys) < 0 ||
	    format_known(r, "type", call_type_words) < 0 ||
	    format_known(r, "status", call_status_words) < 0)
		return -1;
	return 0;
}

static int
format_required(const struct format_read *r)
{
	const char *text = ini_get(r->ini, "file", "required");
	const char **parts;
	size_t n;

	if (text == NULL)
		text = "call_id status start duration destination_number";
	n = format_split(&r->f->arena, text, ' ', &parts);
	for (size_t i = 0; i < n; i++) {
		int field = word_find(format_field_names, parts[i]);

		if (field < 0)
			return format_fail(r, "file", "required", parts[i],
			    "not a field of a call");
		r->f->required[field] = true;
	}
	return 0;
}

/* [file]: how records are cut into fields. */
static int
format_file(const struct format_read *r)
{
	static const char *const separators[] = { ",", ";", "tab", "|", "auto",
		NULL };
	static const char *const quotes[] = { "\"", "'", NULL };
	static const char *const escapes[] = { "double", "backslash", NULL };
	static const char *const unknown[] = { "ignore", "error", NULL };
	struct cdr_format *f = r->f;
	const char *text;
	int separator, quote, escape, closed;

	if (format_choice(r, "file", "separator", separators, 0, &separator) <
		0 ||
	    format_choice(r, "file", "quote", quotes, 0, &quote) < 0 ||
	    format_choice(r, "file", "escape", escapes, 0, &escape) < 0 ||
	    format_choice(r, "file", "unknown", unknown, 0, &closed) < 0 ||
	    format_bool(r, "file", "header", &f->header) < 0 ||
	    format_bool(r, "file", "sealed", &f->sealed) < 0 ||
	    format_bool(r, "file", "percent", &f->percent) < 0 ||
	    format_required(r) < 0)
		return -1;
	f->separator = ",;\t|"[separator];
	f->quote = "\"'"[quote];
	f->backslash = escape == 1;
	f->closed = closed == 1;
	if (f->separator == '\0' && (f->quote != '"' || f->backslash))
		return format_fail(r, "file", "separator", "auto",
		    "only with \" as quote and no backslash");
	text = ini_get(r->ini, "file", "version");
	f->version = text == NULL ? NULL : arena_strdup(&f->arena, text);
	text = ini_get(r->ini, "file", "empty");
	f->n_empty =
	    text == NULL ? 0 : format_split(&f->arena, text, '|', &f->empty);
	text = ini_get(r->ini, "file", "zero");
	f->n_zero =
	    text == NULL ? 0 : format_split(&f->arena, text, ' ', &f->zero);
	return 0;
}

/* [columns]: names of the columns of files without a header. */
static int
format_columns(const struct format_read *r)
{
	struct cdr_format *f = r->f;
	const char *key;
	size_t n = 0;

	while (ini_key(r->ini, "columns", n) != NULL)
		n++;
	if (f->header != (n == 0))
		return err_set(r->e, ERR_DATA,
		    "%s: [columns] belongs to header = no", ini_name(r->ini));
	f->layouts = ARENA_NEW(&f->arena, struct cdr_layout, n + 1);
	for (size_t i = 0; i < n; i++) {
		struct cdr_layout *l = &f->layouts[f->n_layouts++];
		int64_t count;

		key = ini_key(r->ini, "columns", i);
		l->count = format_split(&f->arena,
		    ini_get(r->ini, "columns", key), ' ', &l->names);
		if (decimal_int(key, strlen(key), 1, 512, &count, r->e) < 0)
			return err_ctx(r->e, "%s: [columns]", ini_name(r->ini));
		if ((size_t)count != l->count)
			return err_set(r->e, ERR_DATA,
			    "%s: [columns] %s has %zu names", ini_name(r->ini),
			    key, l->count);
	}
	return 0;
}

/* [time] and [duration]. */
static int
format_clock(const struct format_read *r)
{
	static const char *const clocks[] = { "rfc3339", "epoch", "epoch-ms",
		"epoch-us", NULL };
	static const int64_t units[] = { 0, 1000000, 1000, 1 };
	static const char *const durations[] = { "s", "ms", "us", "min", NULL };
	static const char *const roundings[] = { "exact", "half_up",
		"half_even", "up", "down", NULL };
	struct cdr_format *f = r->f;
	const char *clock = ini_get(r->ini, "time", "format");
	const char *zone = ini_get(r->ini, "time", "zone");
	int i, unit, rounding;

	if (clock == NULL || zone == NULL || zone[0] == '\0')
		return err_set(r->e, ERR_DATA,
		    "%s: [time] must have format and zone (of times that do "
		    "not name one)",
		    ini_name(r->ini));
	if (strcmp(zone, "operator") != 0 && zone_find(zone, r->e) == NULL)
		return err_ctx(r->e, "%s: [time] zone", ini_name(r->ini));
	f->zone_name = arena_strdup(&f->arena, zone);
	i = word_find(clocks, clock);
	if (i < 0 && strchr(clock, '%') == NULL)
		return format_fail(r, "time", "format", clock,
		    "neither a known word nor a pattern");
	f->clock = i < 0 ? CDR_CLOCK_PATTERN
	    : i == 0     ? CDR_CLOCK_RFC3339
			 : CDR_CLOCK_EPOCH;
	f->clock_unit_us = i < 0 ? 0 : units[i];
	f->clock_pattern = arena_strdup(&f->arena, clock);
	if (format_choice(r, "duration", "unit", durations, -1, &unit) < 0 ||
	    format_choice(r, "duration", "rounding", roundings, -1, &rounding) <
		0)
		return -1;
	f->duration_num = (int64_t[]){ 1000, 1, 1, 60000 }[unit];
	f->duration_den = (int64_t[]){ 1, 1, 1000, 1 }[unit];
	f->rounding = (enum cdr_exactness)rounding;
	return 0;
}

static int
format_take(const struct format_read *r, const char *key, const char *value,
    struct cdr_take *take)
{
	const char *unless = strstr(value, " unless ");
	const char **parts;
	size_t n;

	*take = (struct cdr_take){ .count = 0 };
	if (unless != NULL) {
		take->unless = arena_strdup(&r->f->arena, unless + 8);
		value = arena_strndup(&r->f->arena, value,
		    (size_t)(unless - value));
	}
	n = format_split(&r->f->arena, value, ',', &parts);
	if (n > CDR_FORMAT_CHOICES)
		return format_fail(r, "fields", key, value,
		    "names too many columns");
	for (size_t i = 0; i < n; i++)
		if (parts[i][0] != '\0')
			take->from[take->count++] = parts[i];
	return 0;
}

/* [fields] and [answered]. */
static int
format_fields(const struct format_read *r)
{
	struct cdr_format *f = r->f;
	const char *key, *text;
	const char **parts;

	for (size_t i = 0; (key = ini_key(r->ini, "fields", i)) != NULL; i++) {
		int field = word_find(format_field_names, key);

		text = ini_get(r->ini, "fields", key);
		if (strcmp(key, "identity") == 0)
			continue;
		if (field < 0)
			return format_fail(r, "fields", key, text,
			    "not a field of a call");
		if (format_take(r, key, text, &f->take[field]) < 0)
			return -1;
	}
	for (int i = 0; i < CDR_FIELDS; i++)
		if (f->required[i] && f->take[i].count == 0)
			return err_set(r->e, ERR_DATA,
			    "%s: [fields] %s is missing", ini_name(r->ini),
			    format_field_names[i]);
	text = ini_get(r->ini, "fields", "identity");
	if (text == NULL)
		return err_set(r->e, ERR_DATA,
		    "%s: [fields] identity is missing", ini_name(r->ini));
	f->n_identity = format_split(&f->arena, text, ' ', &parts);
	if (f->n_identity == 0 || f->n_identity > CDR_FORMAT_IDENTITY)
		return format_fail(r, "fields", "identity", text,
		    "must be 1 to 8 columns");
	memcpy(f->identity, parts, f->n_identity * sizeof(parts[0]));
	text = ini_get(r->ini, "answered", "column");
	f->answered = text == NULL ? NULL : arena_strdup(&f->arena, text);
	return 0;
}

static int
format_build(struct cdr_format **out, struct ini *ini, struct err *e)
{
	struct cdr_format *f = mem_calloc(1, sizeof(*f));
	const struct format_read r = { f, ini, e };

	f->name = arena_strdup(&f->arena, ini_name(ini));
	if (format_vocabulary(&r) < 0 || format_file(&r) < 0 ||
	    format_columns(&r) < 0 || format_clock(&r) < 0 ||
	    format_fields(&r) < 0 || format_maps(&r) < 0) {
		ini_close(ini);
		format_close(f);
		return -1;
	}
	ini_close(ini);
	*out = f;
	return 0;
}

int
format_open(struct cdr_format **out, const char *path, struct err *e)
{
	struct ini *ini;

	if (ini_open(&ini, path, e) < 0)
		return -1;
	return format_build(out, ini, e);
}

int
format_open_text(struct cdr_format **out, const char *name, const char *text,
    struct err *e)
{
	struct ini *ini;

	if (ini_open_text(&ini, name, text, e) < 0)
		return -1;
	return format_build(out, ini, e);
}

/* Words are short: no call of memcmp(). */
static inline bool
format_same(const char *a, const char *b, size_t len)
{
	while (len > 0 && a[len - 1] == b[len - 1])
		len--;
	return len == 0;
}

static const struct cdr_word *
format_lookup(const struct cdr_words *map, const char *text, size_t len)
{
	const struct cdr_word *other = NULL;

	for (size_t i = 0; i < map->count; i++) {
		const struct cdr_word *w = &map->words[i];

		if (w->len == len && format_same(w->text, text, len))
			return w;
		if (w->text[0] == '*' && w->text[1] == '\0')
			other = w;
	}
	return other;
}

int64_t
format_word(const struct cdr_words *map, const char *text, size_t len)
{
	const struct cdr_word *w = format_lookup(map, text, len);

	return w == NULL ? -1 : w->value;
}

const char *
format_meaning(const struct cdr_words *map, const char *text, size_t len)
{
	const struct cdr_word *w = format_lookup(map, text, len);

	return w == NULL ? NULL : w->meant;
}

void
format_close(struct cdr_format *f)
{
	if (f == NULL)
		return;
	/* Two fields share the steps of [rewrite numbers] only by value. */
	for (int field = 0; field < CDR_FIELDS; field++)
		for (size_t i = 0; i < f->rewrites[field].count; i++)
			pattern_free(f->rewrites[field].steps[i].pattern);
	arena_free(&f->arena);
	free(f);
}
