#ifndef DOCUMENT_CHANGE_H
#define DOCUMENT_CHANGE_H

#include <stddef.h>
#include <stdint.h>

#include "document/document.h"
#include "document/document_entity.h"
#include "tariff/tariff_entity.h"

struct arena;
struct err;

/*
 * What a document has otherwise than the one that it takes the place of, and
 * why.  Pure: two documents, and their charges with the fees that priced them.
 *
 * Charges are compared call by call and told by zone, fee and reason; fees,
 * items, parties and terms one by one; then taxes and totals, which follow.  A
 * change names the load and line of master data that it comes from.
 */
struct change_list {
	struct arena *arena;
	struct document_change *items;
	size_t count, cap;
};

/* Where what is new came from; NULL where it is not known. */
struct change_origins {
	const struct origin *contract, *seller, *buyer;
	const struct profile *profiles; /* all, in order of handle */
	size_t n_profiles;
	const struct item *const *items; /* of the contract */
	size_t n_items;
};

/* A charge, as far as it is compared.  Texts are borrowed. */
struct change_charge {
	const char *segment; /* the call ... */
	int64_t call;
	int64_t direction;
	int64_t start_us;
	const char *subscriber, *profile, *zone, *detail;
	int64_t load, line; /* of its fee */
	int64_t amount_e8;  /* as the document charges it */
	int64_t price_e8;
	int64_t billed_s, free_s;
};

/* Sorts both lists. */
int change_charges(struct change_list *, struct change_charge *before,
    size_t n_before, struct change_charge *after, size_t n_after, struct err *);

/* Fees and items; parties and terms.  Either document may be NULL. */
void change_lines(struct change_list *, const struct document *before,
    const struct document *after, const struct change_origins *);
void change_fields(struct change_list *, const struct document *before,
    const struct document *after, const struct change_origins *);

/* Taxes and totals. */
void change_totals(struct change_list *, const struct document *before,
    const struct document *after);

#endif /* DOCUMENT_CHANGE_H */
