#ifndef STORE_CREDIT_STORE_H
#define STORE_CREDIT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct err;

/*
 * What became of issued documents (data/schema/0013-corrections.sql): which of
 * their lines are cancelled by which credit note, and which document took their
 * place.
 */

/* A line that is cancelled, in order of line; number is the credit note's. */
struct credited_line {
	int64_t line;
	const char *number;
};

/* Those of document ${id}, in the arena. */
int credit_store_lines(struct db *, int64_t id, struct arena *,
    struct credited_line **lines, size_t *n, struct err *);

/*
 * The documents of an interval that stand, and those whose place is free: of
 * each category (statements and margin statements apart from invoices) the last
 * revision; credit notes that correct are none of them.
 */
struct standing {
	int64_t id;
	int64_t revision;
	int64_t kind;     /* enum series_kind */
	int64_t category; /* enum template_category */
	bool cancelled;   /* all of its lines are */
	bool touched;     /* some of its lines are, not all */
};
int credit_store_standing(struct db *, const char *contract, int64_t from_us,
    struct arena *, struct standing **, size_t *n, struct err *);

/* The margin statements of a reseller's contract that stand, of the intervals that
 * touch [from, until): ids in the arena, in order of time. */
int credit_store_margins(struct db *, const char *contract, int64_t from_us,
    int64_t until_us, struct arena *, int64_t **ids, size_t *n, struct err *);

#endif /* STORE_CREDIT_STORE_H */
