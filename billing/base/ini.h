#ifndef BASE_INI_H
#define BASE_INI_H

#include <stddef.h>

struct err;

/*
 * An INI file, as it stands: groups of keys with values, in the order of the
 * file.  Values are raw text without the blanks around them; a backslash means
 * nothing (they hold regular expressions).  Lines that begin with # are
 * comments.  UTF-8.  Of a group or key given twice the last value counts.
 *
 * For files with a vocabulary of their own (data/formats); the settings of a
 * book are base/settings.
 */
#define INI_SIZE_MAX (1 << 20) /* bytes of a file */

struct ini;

/* ERR_NOINPUT if there is no such file, ERR_DATA if it is not an INI file. */
int ini_open(struct ini **, const char *path, struct err *);

/* From memory; ${name} is for messages. */
int ini_open_text(struct ini **, const char *name, const char *text,
    struct err *);

/* The value, or NULL if it was not given.  Borrowed until the close. */
const char *ini_get(const struct ini *, const char *group, const char *key);

/* Groups, and the keys of one, by number; NULL past the last. */
const char *ini_group(const struct ini *, size_t i);
const char *ini_key(const struct ini *, const char *group, size_t i);

const char *ini_name(const struct ini *); /* of the file */
void ini_close(struct ini *);             /* NULL is allowed */

#endif /* BASE_INI_H */
