#ifndef JOB_ENTITY_CSV_H
#define JOB_ENTITY_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct entity;
struct err;
struct field;
struct zone;

/*
 * The text of a field of master data, in and out: toll-csv(5), "Types".
 *
 * What entity_csv_format() writes, entity_csv_parse() reads back to the same
 * value, in every zone.
 */
struct entity_csv {
	const struct zone *zone; /* of times without offset */
	struct arena *arena;     /* where texts go */
};

/*
 * Read ${len} bytes of ${text} (not empty, NUL-terminated) into the member of
 * ${row}.  A text that ${before} (may be NULL) has as well is shared with it.
 * *rounded is set to true if a rate had more than 12 decimals.  ERR_DATA with a
 * sentence that quotes the text; the member is then untouched.
 */
int entity_csv_parse(const struct entity_csv *, const struct field *,
    const char *text, size_t len, void *row, const void *before, bool *rounded,
    struct err *);

/* Set every member of ${row} to its default. */
void entity_csv_defaults(const struct entity_csv *, const struct entity *,
    void *row);

/* Append the text of the member; nothing if it is empty. */
void entity_csv_format(const struct entity_csv *, const struct field *,
    const void *row, struct buf *);

#endif /* JOB_ENTITY_CSV_H */
