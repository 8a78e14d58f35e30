#ifndef DOCUMENT_LINE_H
#define DOCUMENT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"
#include "document/fee.h"
#include "document/tax.h"

struct arena;
struct err;
struct zone;

/*
 * From sums of charges, fees and items to the lines of a document.
 *
 * A line is all charges of one zone (or zone and detail), direction and tax
 * rate; charges from before the document's interval ("late") have lines of
 * their own, by the month they come from.  Nothing is rounded here:
 * tax_totals() does that, once a line.
 */

/* Sums of one contract's charges, at least by day: what a charges file holds
 * (table zone_sum).  Text is never NULL. */
struct usage_sum {
	int64_t direction; /* enum direction */
	const char *subscriber;
	const char *number; /* of the subscriber */
	const char *zone;
	const char *detail;
	const char *currency;
	int64_t day; /* of their start, in the contract's zone */
	int64_t calls;
	int64_t duration_ms;
	int64_t billed_s;
	int64_t free_s;
	int64_t price_e8;
	int64_t cash_e8;
	int64_t bought_e8; /* of the cash, what was not free cash */
};

/* What all lines of a document have in common. */
struct line_terms {
	const struct zone *zone;   /* of the contract */
	int64_t from_us, until_us; /* the document's interval */
	struct tax_terms tax;
	const char *currency;
	bool by_detail; /* split zones by detail */
	bool
	    by_subscriber; /* lines of a subscriber each, one after the other */
	bool earned;       /* carrier prices below 0, shown as positive */
};

/* A list of lines that grows; their texts are in an arena.  The list itself is
 * not: it would leave all its smaller sizes there, four times what it holds. */
struct line_list {
	struct arena *arena;
	struct document_line *lines;
	size_t count, cap;
};

void line_list_free(struct line_list *);

/* ERR_REFUSED: another currency, or no tax rate. */
int line_usage(struct line_list *, const struct line_terms *,
    const struct usage_sum *, size_t n, struct err *);

/* One line, more where the tax rate changes; none for a fee of nothing. */
int line_fee(struct line_list *, const struct line_terms *,
    const struct fee_part *, struct err *);

/*
 * An item for the interval [from, until): quantity x unit price, rounded half
 * up to 10^-8.  Its tax is its own where it states one, at its date.
 */
int line_item(struct line_list *, const struct line_terms *,
    const struct item *, int64_t date_day, int64_t from_us, int64_t until_us,
    struct err *);

/* Sums per subscriber, in order of ref. */
int line_subscribers(struct document *, const struct usage_sum *, size_t n,
    bool earned, struct arena *, struct err *);

/* The instant at which ${day} begins in the zone, and the day of an instant. */
int64_t line_day_start(const struct zone *, int64_t day);
int64_t line_day_of(const struct zone *, int64_t us);

#endif /* DOCUMENT_LINE_H */
