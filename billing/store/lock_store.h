#ifndef STORE_LOCK_STORE_H
#define STORE_LOCK_STORE_H

#include <stdint.h>

struct book;
struct err;

/*
 * When the book came to know what locks follow from: master data by its loads,
 * balances by the rating runs.  Read only.
 */
struct lock_store;

int lock_store_open(struct lock_store **, const struct book *, struct err *);
void lock_store_close(struct lock_store *); /* NULL is allowed */

/* The number of the last load that was done at ${us} or before; 0: none. */
int lock_store_load_at(struct lock_store *, int64_t us, int64_t *load,
    struct err *);

/* When a load was done; INT64_MAX if there is none of that number. */
int lock_store_load_us(struct lock_store *, int64_t load, int64_t *us,
    struct err *);

/* When the charges of the period that contains ${us}, or those of the one
 * before, were rated last; INT64_MIN if they were not. */
int lock_store_rated_us(struct lock_store *, int64_t us, int64_t *rated_us,
    struct err *);

/* Whose status it is. */
enum lock_party {
	LOCK_SUBSCRIBER, /* key: username, domain */
	LOCK_CUSTOMER,
	LOCK_CONTRACT, /* of a reseller */
	LOCK_RESELLER,
	LOCK_PARTIES
};

/*
 * Since which load, as its time, the party has had its present ${status}
 * (enum contract_status).  ${domain} is for subscribers only.
 */
int lock_store_status_since(struct lock_store *, enum lock_party,
    const char *key, const char *domain, int64_t status, int64_t *us,
    struct err *);

/* The same for the lock level of a subscriber. */
int lock_store_level_since(struct lock_store *, const char *username,
    const char *domain, int64_t level, int64_t *us, struct err *);

#endif /* STORE_LOCK_STORE_H */
