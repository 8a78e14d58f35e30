#ifndef BASE_ENTITY_CHECK_H
#define BASE_ENTITY_CHECK_H

#include <stdbool.h>
#include <stddef.h>

struct entity;
struct entity_table;

/*
 * Where a check of master data says what is wrong with which row.
 *
 * Checks are pure functions on rows (party_check, tariff_check, ...); only the
 * caller knows which file and line a row came from, so it hands in these two
 * functions.
 */
#define ENTITY_PLACE_MAX 512

struct entity_check {
	void *arg;

	/* ${column} is the name of the field at fault, or NULL. */
	void (*wrong)(void *arg, const struct entity *, const void *row,
	    const char *column, const char *text);

	/* Write where ${row} stands: "fees.csv:12". */
	void (*place)(void *arg, const struct entity *, const void *row,
	    char *out, size_t size);
};

void entity_check_wrong(const struct entity_check *, const struct entity *,
    const void *row, const char *column, const char *, ...)
    __attribute__((format(printf, 5, 6)));

/* Where ${row} stands, for the text of a finding about another row. */
const char *entity_check_place(const struct entity_check *,
    const struct entity *, const void *row, char out[ENTITY_PLACE_MAX]);

/* Did ${a} come with a later load than ${b}?  Of two rows that contend, the
 * newer one is at fault. */
bool entity_check_newer(const void *a, const void *b);

/*
 * A state of master data: one sorted table per entity, to be checked as a
 * whole.  An entity that was not read has an empty table.
 */
struct entity_set {
	const struct entity_table *tables;
	size_t count;
};

/* The table of that entity, which must be in the set. */
const struct entity_table *entity_set_table(const struct entity_set *,
    const struct entity *);

/* The same by name; NULL if there is none. */
const struct entity_table *entity_set_named(const struct entity_set *,
    const char *name, size_t len);

/* No two rows of one sorted table have the same key. */
void entity_check_doubles(const struct entity_table *,
    const struct entity_check *);

/*
 * What the descriptions alone say: every reference names a row that exists;
 * what is valid ends after it starts.
 */
void entity_check_set(const struct entity_set *, const struct entity_check *);

/* The column of an entity that references name: ref, else its first key. */
const char *entity_check_name(const struct entity *);

#endif /* BASE_ENTITY_CHECK_H */
