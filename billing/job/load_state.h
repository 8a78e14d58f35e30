#ifndef JOB_LOAD_STATE_H
#define JOB_LOAD_STATE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/entity_table.h"
#include "store/entity_list.h"

struct arena;
struct buf;
struct db;
struct entity_csv;
struct err;
struct load_input;
struct out;
struct payment;

/*
 * What a load makes of the book: for each entity the rows before, the rows
 * after, and the difference.  Pure but for the reading; nothing is written.
 */
enum load_change { LOAD_ADDED, LOAD_CHANGED, LOAD_REMOVED };

struct load_diff {
	enum load_change change;
	const void *before; /* NULL: added */
	const void *after;  /* NULL: removed */
};

/* What is wrong with a payment; see job/load_payments.h. */
struct load_paid {
	const struct payment *row;
	const char *column, *text;
};

struct load_state {
	struct entity_table before[ENTITY_COUNT];
	struct entity_table after[ENTITY_COUNT];
	bool shared[ENTITY_COUNT]; /* after[i] is before[i] or the input's */
	struct load_diff *diff[ENTITY_COUNT];
	size_t ndiff[ENTITY_COUNT], capdiff[ENTITY_COUNT];
	int64_t count[3]; /* of each enum load_change */
	struct load_paid *paid;
	size_t npaid;
};

/* Read what the book has; all that the check of ${inputs} (one per entity, or
 * NULL) needs. */
int load_state_read(struct load_state *, struct db *,
    struct load_input *const inputs[ENTITY_COUNT], struct arena *,
    struct err *);

/* Says which rows of the book a file with --replace is the truth about. */
struct load_scope {
	bool replace;
	const char *reseller; /* rows of this owner only; NULL: all */
	const char *profile;  /* rows of this profile only; NULL: all */
};

/* Merge the inputs, whose rows are sorted here, into the state. */
void load_state_merge(struct load_state *,
    struct load_input *const inputs[ENTITY_COUNT], const struct load_scope *);

int64_t load_state_changes(const struct load_state *);

/* Print the difference: every row, or the counts alone. */
void load_state_print(const struct load_state *, const struct entity_csv *,
    bool rows, struct out *);

/* Write it to the book, in the caller's transaction; once ${stop} (may be NULL)
 * is set, no more of it, and the caller takes it back. */
int load_state_write(const struct load_state *, const atomic_bool *stop,
    struct db *, struct err *);

void load_state_free(struct load_state *);

#endif /* JOB_LOAD_STATE_H */
