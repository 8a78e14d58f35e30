#ifndef BASE_ENTITY_TABLE_H
#define BASE_ENTITY_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct entity;
struct field;

/*
 * Rows of one entity in memory: an array of its structs.
 *
 *	struct entity_table t = { .entity = &entity_items };
 *	...
 *	const struct item *items = t.rows;	(t.count of them)
 *
 * The rows are the table's; the texts in them belong to whoever put them
 * there.  A table with an entity and nothing else is empty.
 */
struct entity_table {
	const struct entity *entity;
	void *rows;
	size_t count, cap;
};

/* Row ${i}. */
void *entity_table_row(const struct entity_table *, size_t i);

/* A zeroed row at the end.  Pointers to other rows are invalid afterwards. */
void *entity_table_add(struct entity_table *);

/*
 * Room for ${n} rows, on large pages where the system has them: for a table that
 * will have many.  What is not used is never touched.
 */
void entity_table_reserve(struct entity_table *, size_t n);

/* A copy of ${row} at the end. */
void entity_table_copy(struct entity_table *, const void *row);

/* Sort by key; rows with the same key keep their order.  Cheap if they are in
 * order already. */
void entity_table_sort(struct entity_table *);

/* The row with the key of ${row}, or NULL.  The table is sorted. */
void *entity_table_find(const struct entity_table *, const void *row);

void entity_table_free(struct entity_table *);

/*
 * Finds rows by the text of one column.  Borrows table and rows.
 */
struct entity_index {
	const struct field *field;
	const void **slots;
	size_t mask;
};

/* Index by ${column}, a text.  Of rows with the same text the first one. */
void entity_index_build(struct entity_index *, const struct entity_table *,
    const char *column);

/* NULL if there is none; NULL and "" are not found. */
const void *entity_index_find(const struct entity_index *, const char *text);

void entity_index_free(struct entity_index *);

#endif /* BASE_ENTITY_TABLE_H */
