#ifndef JOB_LOCK_VIEW_H
#define JOB_LOCK_VIEW_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/entity_table.h"
#include "rating/lock_level.h"
#include "store/lock_store.h"

struct balance_now;
struct book;
struct err;
struct fraud_record;
struct fraud_release;

/*
 * Who is locked, and why: as the book is, or as it was at an instant before.
 *
 * Claims are made in this order, and of equal levels the first counts: status of
 * the subscriber, the customer, the reseller's contract, the reseller; limits
 * against fraud; the balance; the level set by hand.
 */

struct lock_view {
	struct entity_table subscribers, customers, contracts, resellers;
	int64_t at_us;    /* which day it is: dates of activation, locks */
	int64_t known_us; /* facts that came later are not there yet */
	const struct fraud_record *frauds; /* by contract */
	size_t nfrauds;
	const struct fraud_release *releases; /* by fraud, subscriber */
	size_t nreleases;
	struct arena arena; /* of the tables, if they are ours */
	bool owned;
};

/* As the master data in ${now} say; borrows them. */
void lock_view_now(struct lock_view *, const struct balance_now *,
    int64_t at_us);

/* As the master data of a load were. */
int lock_view_then(struct lock_view *, struct book *, int64_t load,
    int64_t at_us, struct err *);

void lock_view_close(struct lock_view *); /* harmless on a zeroed one */

/* Where a claim came from, for who looks up since when. */
enum lock_source {
	LOCK_FROM_SUBSCRIBER = LOCK_SUBSCRIBER,
	LOCK_FROM_CUSTOMER = LOCK_CUSTOMER,
	LOCK_FROM_CONTRACT = LOCK_CONTRACT,
	LOCK_FROM_RESELLER = LOCK_RESELLER,
	LOCK_FROM_FRAUD,
	LOCK_FROM_BALANCE,
	LOCK_FROM_HAND,
	LOCK_FROM_NOTHING
};

struct lock_found {
	struct lock_claim claim;
	enum lock_source source;
	int64_t status; /* of a party that is not in service */
};

/* A subscriber with whom it belongs to: rows with the keys to look for. */
struct lock_who {
	const char *username, *domain, *account;    /* username@domain */
	const char *customer, *reseller, *contract; /* "" none */
};

/* The winner of all claims.  ${balance} is that of the customer. */
struct lock_found lock_view_level(const struct lock_view *,
    const struct lock_who *, const struct lock_claim *balance);

/* The last instant at which a lock of the subscriber was released; INT64_MAX:
 * none was. */
int64_t lock_view_released(const struct lock_view *, const struct lock_who *);

#endif /* JOB_LOCK_VIEW_H */
