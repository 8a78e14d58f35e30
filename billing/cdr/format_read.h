#ifndef CDR_FORMAT_READ_H
#define CDR_FORMAT_READ_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct cdr_format;
struct err;
struct ini;

/*
 * What the two files that read a format share: format.c takes how records and
 * fields are cut, format_maps.c what their texts mean.
 */
struct format_read {
	struct cdr_format *f;
	const struct ini *ini;
	struct err *e;
};

/* Always -1: FILE: [group] key "value": what. */
int format_fail(const struct format_read *, const char *group, const char *key,
    const char *value, const char *what);

/* The index of the value in ${words}; ${deflt} if it is not given, unless that
 * is -1. */
int format_choice(const struct format_read *, const char *group,
    const char *key, const char *const *words, int deflt, int *out);

int format_bool(const struct format_read *, const char *group, const char *key,
    bool *out);

/*
 * Cut ${text} at ${by} and trim the parts, in the arena.  A blank as separator
 * stands for any number of them; otherwise empty parts count.
 */
size_t format_split(struct arena *, const char *text, char by,
    const char ***out);

/* The fields, a bit each, whose values ${group} "rewrite NAME" rewrites. */
unsigned format_rewritten(const char *group);

/* [type], [status], [disposition], [peer], [rating], [rewrite ...]. */
int format_maps(const struct format_read *);

#endif /* CDR_FORMAT_READ_H */
