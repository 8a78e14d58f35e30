#ifndef TEMPLATE_DATA_H
#define TEMPLATE_DATA_H

#include <stdbool.h>
#include <stdint.h>

#include "template/variables.h"

struct err;
struct zone;

/*
 * What a document shows: a value for every variable of template/variables.h,
 * and collections of records that are read one at a time.
 *
 * Whoever has the document fills in the values of the document, and gives for
 * each collection two functions: one that goes to its start, one that puts the
 * next record's values in place.  So a bill of a million calls is never in
 * memory.  Text is borrowed: that of the document until it was rendered, that
 * of a record until the next record of its collection.
 *
 * A value that was not set is empty: "" as text, 0 as a number, false in a
 * condition.  A loop may go over a collection more than once.
 */
struct value {
	bool set;
	int scale;        /* DECIMAL: i counts 10^-scale; AMOUNT: no digit
			     behind these is other than 0, here and in what
			     stands in one column with it */
	int64_t i;        /* INT; DECIMAL; MONEY minor units; AMOUNT 10^-8;
			     DATE days since 1970-01-01; TIME us since then;
			     DURATION ms; BOOL 0 or 1 */
	const char *text; /* TEXT; IMAGE path; MONEY, AMOUNT: the currency */
	const struct zone *zone; /* TIME */
};

struct template_data;

struct data_collection {
	/* Go before the first record (of the present outer record). */
	int (*rewind)(void *context, struct err *);
	/* Set the values of the next record: 1, 0 at the end, -1. */
	int (*next)(void *context, struct template_data *, struct err *);
	void *context;
};

struct template_data {
	struct value value[VAR_COUNT];
	/* without functions: empty */
	struct data_collection collection[COLLECTION_COUNT];
};

/* Each sets one variable, whose type must be that of the function. */
void data_text(struct template_data *, enum variable, const char *);
void data_int(struct template_data *, enum variable, int64_t);
void data_decimal(struct template_data *, enum variable, int64_t, int scale);
void data_money(struct template_data *, enum variable, int64_t minor,
    const char *currency);
void data_amount(struct template_data *, enum variable, int64_t amount_e8,
    const char *currency);
void data_amount_digits(struct template_data *, enum variable,
    int64_t amount_e8, const char *currency, int digits);
void data_date(struct template_data *, enum variable, int64_t days);
void data_time(struct template_data *, enum variable, int64_t us,
    const struct zone *);
void data_duration(struct template_data *, enum variable, int64_t ms);
void data_bool(struct template_data *, enum variable, bool);
void data_image(struct template_data *, enum variable, const char *path);

/* Make all variables of a scope empty, as before a record is filled in. */
void data_clear(struct template_data *, enum variable_scope);

/* Is there something to show: text that is not "", a number that is not 0? */
bool data_true(const struct template_data *, enum variable);

#endif /* TEMPLATE_DATA_H */
