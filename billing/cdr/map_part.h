#ifndef CDR_MAP_PART_H
#define CDR_MAP_PART_H

#include <stdbool.h>
#include <stddef.h>

#include "cdr/map.h"

/*
 * The inside of the map: map.c (times, words, duration, identity) and
 * map_texts.c.  Nobody else includes this.
 */

/* Always -1, and the fault. */
int map_fail(struct cdr_fault *, int64_t field, const char *, ...)
    __attribute__((format(printf, 3, 4), cold));

/* Is the column empty, or a text that the format calls empty? */
bool map_is_empty(const struct cdr_map *, const struct cdr_record *,
    int column);

/* The first of several columns that has something in it. */
int map_choose(const struct cdr_map *, const struct cdr_record *, int field);

/* The column a field is taken from in this record, or -1: it is empty. */
static inline int
map_source(const struct cdr_map *m, const struct cdr_record *r, int field)
{
	int single = m->single[field];

	if (single >= 0)
		return r->text[single][0] == '\0' ? -1 : single;
	return single == MAP_NONE ? -1 : map_choose(m, r, field);
}

/* No tabulator or line end: quotes may hold them, a call may not. */
bool map_is_one_line(const char *text, size_t len);

/* All of map_text_fields: 0; -1. */
int map_texts(struct cdr_map *, const struct cdr_record *, struct call *,
    struct cdr_fault *);

#endif /* CDR_MAP_PART_H */
