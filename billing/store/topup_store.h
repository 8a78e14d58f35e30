#ifndef STORE_TOPUP_STORE_H
#define STORE_TOPUP_STORE_H

#include <stdint.h>

struct db;
struct err;

/*
 * The journal of top-ups that were asked for (data/schema/0010-topups.sql).
 */
struct topup_attempt {
	int64_t now_us;
	const char *program;
	const char *customer, *ref;
	int64_t time_us;
	int64_t amount_e8;   /* INT64_MIN: a voucher */
	const char *voucher; /* "sha256:..."; NULL: an amount */
	const char *package; /* or NULL */
	const char *outcome;
	const char *detail; /* "" */
	int64_t load;       /* INT64_MIN: it was not booked */
};

int topup_store_attempt(struct db *, const struct topup_attempt *,
    struct err *);

#endif /* STORE_TOPUP_STORE_H */
