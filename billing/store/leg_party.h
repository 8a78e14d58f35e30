#ifndef STORE_LEG_PARTY_H
#define STORE_LEG_PARTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/charge_merge.h"
#include "store/report_margin.h"

/*
 * Whose charges make the legs of a reseller: its customers, who pay retail, and
 * its own contract, which pays wholesale; with what it takes to say of one of
 * their charges what it is without tax, and which document has billed it.  For
 * leg_pair.c; memory is that of the contracts and their documents.
 */
struct leg_parties;
struct leg_party;

/* Those with charges in the attached file.  ${mine}: the customers of every
 * reseller that has the contract, not only those of the one in scope. */
int leg_parties_open(struct leg_parties **, struct report_reader *,
    const struct report_margin_part *, bool mine, struct err *);
void leg_parties_close(struct leg_parties *); /* NULL is allowed */

/* Where their charges are: how many ranges; borrowed. */
size_t leg_parties_ranges(const struct leg_parties *,
    const struct charge_range **);
struct leg_party *leg_parties_of(struct leg_parties *, size_t range);

/* The price of a charge of a customer without the tax that is in it. */
int64_t leg_party_net(const struct leg_party *, const struct charge *);

/* The document that has billed a charge, -1 without one, 0 none yet: what the
 * charge says, else what took it from this very file; 0 if the part does not ask. */
int leg_party_document(struct leg_parties *, struct leg_party *,
    const struct charge *, int64_t *document, struct err *);

/* Is a charge of a customer not billed, by all that came before
 * report_reader_upto()?  1, 0, -1. */
int leg_party_unbilled(struct leg_parties *, struct leg_party *,
    const struct charge *, struct err *);

/* Is it a document of the part's interval?  Without one (-1), what starts in it
 * was billed by it.  1, 0, -1. */
int leg_parties_interval(struct leg_parties *, int64_t document,
    int64_t start_us, struct err *);

#endif /* STORE_LEG_PARTY_H */
