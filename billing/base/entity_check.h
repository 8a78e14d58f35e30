#ifndef BASE_ENTITY_CHECK_H
#define BASE_ENTITY_CHECK_H

#include <stddef.h>

struct entity;

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

#endif /* BASE_ENTITY_CHECK_H */
