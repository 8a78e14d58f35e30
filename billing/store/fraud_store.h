#ifndef STORE_FRAUD_STORE_H
#define STORE_FRAUD_STORE_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct db;
struct err;

/*
 * Limits against fraud that were reached, and the releases of their locks
 * (data/schema/0012-fraud.sql): facts, each kept once.
 *
 * Texts given back lie in the caller's arena.
 */
struct fraud_record {
	int64_t id;
	const char *contract; /* ref of a customer */
	const char *period;   /* day, month */
	const char *date;     /* YYYY-MM-DD, YYYY-MM */
	const char *profile;
	const char *tier; /* retail, wholesale */
	int64_t limit_e8, sum_e8;
	const char *currency;
	int64_t level; /* of the lock; 0 none */
	int64_t since_us;
	const char *notify; /* addresses, as the profile names them */
	int64_t found_us;
	const char *program;
};

/* Has any profile a limit?  1, 0, -1. */
int fraud_store_wanted(struct db *, struct err *);

/* What records them. */
struct fraud_store;

int fraud_store_open(struct fraud_store **, struct db *, struct err *);
void fraud_store_close(struct fraud_store *); /* NULL is allowed */

/* Was the limit of (contract, period, date) recorded?  1 and its id; 0; -1. */
int fraud_store_find(struct fraud_store *, const struct fraud_record *,
    int64_t *id, struct err *);

/* Record it; the id is set.  Within a transaction of the caller. */
int fraud_store_add(struct fraud_store *, struct fraud_record *, struct err *);

int fraud_store_read(struct db *, int64_t id, struct arena *,
    struct fraud_record *, struct err *);

/* All with a lock level, in order of contract and id. */
int fraud_store_locks(struct db *, struct arena *, struct fraud_record **,
    size_t *n, struct err *);

struct fraud_release {
	int64_t fraud;
	const char *subscriber; /* username@domain */
	int64_t at_us;
};

/* All, in order of fraud and subscriber. */
int fraud_store_releases(struct db *, struct arena *, struct fraud_release **,
    size_t *n, struct err *);

/* Whom mail about it comes from: address and name of a contact; both "" if there
 * is none of that ref. */
int fraud_store_contact(struct db *, const char *ref, struct arena *,
    const char **email, const char **name, struct err *);

/* What a subscriber (ref, or username@domain) is known by.  ERR_NOINPUT. */
int fraud_store_subscriber(struct db *, const char *name, struct arena *,
    const char **account, const char **customer, struct err *);

/* Release ${account} from one lock. */
int fraud_store_release(struct db *, int64_t fraud, const char *account,
    const char *reason, int64_t now_us, const char *program, struct err *);

#endif /* STORE_FRAUD_STORE_H */
