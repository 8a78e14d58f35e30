#ifndef JOB_EXPLAIN_LINE_H
#define JOB_EXPLAIN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"
#include "document/document_entity.h"
#include "rating/fee_origin.h"
#include "tariff/tariff_entity.h"

struct arena;
struct book;
struct err;
struct out;

/*
 * What a line of a document is made of: its charges, counted and added up again
 * from the charges files that the document names; or the interval fee, or the
 * item, of the master data that its closing read.
 */

/* Charges of one fee. */
struct explain_line_fee {
	struct fee_origin fee;
	const char *file; /* it was loaded from */
	int64_t calls, billed_s, free_s;
	int64_t price_e8, cash_e8;
};

/* One charge, for a look at it. */
struct explain_line_charge {
	const char *call_id; /* NULL: the call is not in the book any more */
	int64_t start_us, duration_ms;
	int64_t price_e8, cash_e8;
};

#define EXPLAIN_LINE_CHARGES 5

struct explain_line {
	const struct document *document;
	const struct document_line *line;
	int64_t position; /* from 1 */
	int64_t load;     /* of master data that the closing read */
	/* of how much the line is the sum, 10^-8; NULL charges: of a fee, item */
	int64_t found_e8;
	bool agrees;

	int64_t calls, price_e8, cash_e8;
	bool earned; /* what we owe is negative there, and shown positive */
	struct explain_line_fee *fees;
	size_t nfees, fees_cap;
	struct explain_line_charge charges[EXPLAIN_LINE_CHARGES];
	size_t ncharges;

	const struct profile *profile; /* of an interval fee; or NULL */
	int64_t interval_from_us, interval_until_us;
	const struct item *item;
	const char *file; /* the profile or item was loaded from */
};

/* Everything lies in the arena but ->fees, which is freed by _free(). */
int explain_line_make(struct explain_line *, const struct book *,
    const struct document *, int64_t position, struct arena *, struct err *);
void explain_line_free(struct explain_line *);

void explain_line_text(struct out *, const struct explain_line *);
void explain_line_json(struct out *, const struct explain_line *);

#endif /* JOB_EXPLAIN_LINE_H */
