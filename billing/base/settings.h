#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * The settings of a book: book.conf, an INI file that people edit.
 *
 * Every setting there is stands in settings_table[] with its kind, default,
 * bounds and a line of help; a group or key that is not there, or a value that
 * is not of its kind, is ERR_CONFIG when the file is opened, naming file, group
 * and key.  Asking for a setting that is not in the table is a programming
 * error and aborts.  To add a setting, add a row to settings_table.c.
 */
enum setting_kind {
	SETTING_TEXT,
	SETTING_INT,    /* a whole number in min..max */
	SETTING_BOOL,   /* yes or no */
	SETTING_CHOICE, /* one of the words in choices */
	SETTING_DECIMAL /* a decimal; scale = max */
};

struct setting {
	const char *group, *key;
	enum setting_kind kind;
	const char *value; /* the default, as it would be written */
	int64_t min, max;
	const char *choices; /* "issue skip" */
	const char *help;    /* one line */
};

extern const struct setting settings_table[];
extern const size_t settings_table_count;

struct settings;

/* Read ${path}.  ERR_NOINPUT if there is none. */
int settings_open(struct settings **, const char *path, struct err *);

/* The defaults alone (${text} NULL) or a file held in memory. */
int settings_open_text(struct settings **, const char *name, const char *text,
    struct err *);

/* The value or its default.  Text is borrowed until the close. */
const char *settings_text(const struct settings *, const char *group,
    const char *key);
int64_t settings_int(const struct settings *, const char *group,
    const char *key);
bool settings_bool(const struct settings *, const char *group, const char *key);

/* A SETTING_DECIMAL as a count of 10^-scale of its row. */
int64_t settings_decimal(const struct settings *, const char *group,
    const char *key);

/* Was it given in the file? */
bool settings_given(const struct settings *, const char *group,
    const char *key);

/* The file these came from, for messages. */
const char *settings_name(const struct settings *);

void settings_close(struct settings *); /* NULL is allowed */

#endif /* BASE_SETTINGS_H */
