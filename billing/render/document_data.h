#ifndef RENDER_DOCUMENT_DATA_H
#define RENDER_DOCUMENT_DATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "template/data.h"

struct document;
struct err;
struct font_set;
struct zone;

/*
 * A stored document as the variables of a template.
 *
 * Everything comes from the struct document, which carries its own copy of all
 * that it shows; only the calls of an itemised bill are read from elsewhere,
 * one at a time, through a struct document_calls.
 */

/* One call as an itemised bill prints it. */
struct document_call {
	int64_t start_us;
	int64_t duration_ms;
	int64_t billed_s;
	int64_t free_s;
	int64_t amount_e8;
	int64_t direction;  /* enum direction */
	const char *number; /* the other party */
	const char *zone;
	const char *detail;
};

/* Where the calls of a subscriber come from; a zeroed one has none. */
struct document_calls {
	/* The calls of ${subscriber} (its ref) from the first one on. */
	int (*begin)(void *context, const char *subscriber, struct err *);
	/* 1: *call is filled in, its text good until the next; 0 end; -1 */
	int (*next)(void *context, struct document_call *, struct err *);
	/* How many digits after the point the prices of all of them need. */
	int (*digits)(void *context, int *digits, struct err *);
	void *context;
};

struct document_data {
	struct template_data values; /* what pdf_render() takes */
	const struct document *document;
	const struct zone *zone;
	struct document_calls calls;
	size_t at[COLLECTION_COUNT]; /* next record of each */
	int digits; /* that exact prices of calls need; 0: not known yet */
	struct arena memory;
};

/* The day on the clock of the document's zone at which an instant falls. */
int64_t document_data_day(const struct document_data *, int64_t us);

/* How many digits after the point (1..8) an amount needs. */
int document_data_digits(int64_t amount_e8);

/*
 * Set *dd up for ${document}, which must live as long.  ${logo} is the path of
 * the picture, NULL for none.  ERR_DATA: the document names no zone there is.
 * To be given to document_data_free() also on failure.
 */
int document_data_fill(struct document_data *dd, const struct document *,
    const char *logo, const struct document_calls *, struct err *);

/*
 * Can every text of the document, its lines, taxes and subscribers be printed?
 * ERR_DATA names the variable and the character.
 */
int document_data_check(struct document_data *, const struct font_set *,
    struct err *);

void document_data_free(struct document_data *);

#endif /* RENDER_DOCUMENT_DATA_H */
