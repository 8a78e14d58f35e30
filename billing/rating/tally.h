#ifndef RATING_TALLY_H
#define RATING_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/textmap.h"
#include "base/wide.h"

struct charge;
struct directory;

/*
 * Sums of charges, added up as they come and never kept: by tier, contract and
 * zone, or by tier and currency alone.  Memory grows with what is told apart,
 * not with the charges.
 *
 * Sums are exact: money is 128 bits wide and does not overflow.
 */

/* What a fee is summed under; without detail only its currency. */
struct tally_zone {
	const char *zone, *detail, *currency;
};

/* What the references in charges stand for.  Texts are copied. */
struct tally_names {
	bool detailed;     /* tell contracts and zones apart */
	const char **refs; /* by contract - 1; NULL: not known */
	size_t nrefs;
	uint32_t *zone_of; /* by fee - 1; TARIFF_NONE: not known */
	size_t nfees;
	uint32_t *profile_zone; /* of all fees of a profile; or NULL */
	struct tally_zone *zones;
	size_t nzones, zones_cap;
	struct textmap by_text;
	struct buf key; /* work space */
	struct arena arena;
};

/* Room for ids up to these numbers. */
void tally_names_init(struct tally_names *, bool detailed, size_t nrefs,
    size_t nfees);

/* Fee ${id} (from 1) is summed under ${z}. */
void tally_names_fee(struct tally_names *, size_t id,
    const struct tally_zone *z);

/* Contract ${id} (from 1) is ${ref}. */
void tally_names_contract(struct tally_names *, size_t id, const char *ref);

/* The ids that a rating with this master data gives. */
void tally_names_directory(struct tally_names *, const struct directory *,
    bool detailed);

void tally_names_free(struct tally_names *);

struct tally_row {
	uint32_t contract; /* of refs; without detail 0 */
	uint32_t zone;     /* of zones */
	uint32_t tier;     /* enum tier */
	int64_t calls;     /* one that is listed by band counts once */
	int64_t duration_ms, billed_s, free_s;
	i128 price_e8, cash_e8;
};

struct tally {
	const struct tally_names *names;
	struct tally_row *rows; /* in no order that means anything */
	size_t count, cap;
	uint32_t *slots; /* 0: free, else row + 1 */
	size_t mask;
	uint32_t last_row[3]; /* of each tier */
	int64_t last_segment, last_call,
	    last_direction; /* of the last charge */
};

/* What is added: one charge, or as many as were summed up before. */
struct tally_amount {
	int64_t calls;
	int64_t duration_ms, billed_s, free_s;
	int64_t price_e8, cash_e8;
};

void tally_init(struct tally *, const struct tally_names *);

/* Add to the row of a contract (from 0) and tier, under one of the zones. */
void tally_add(struct tally *, uint32_t contract, uint32_t tier, uint32_t zone,
    const struct tally_amount *);

/* Charges of one call and contract come one after the other.  Returns false
 * if the charge's fee is not known. */
bool tally_charge(struct tally *, const struct charge *);

/* Add the rows of ${from}, which has the same names. */
void tally_merge(struct tally *, const struct tally *from);

void tally_free(struct tally *);

#endif /* RATING_TALLY_H */
