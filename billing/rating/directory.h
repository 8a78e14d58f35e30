#ifndef RATING_DIRECTORY_H
#define RATING_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/cidr.h"
#include "base/textmap.h"
#include "base/words.h"
#include "peering/route.h"
#include "rating/balance_plan.h"
#include "tariff/schedule.h"
#include "tariff/tariff.h"

struct err;
struct master;
struct pattern;
struct prefix_tree;
struct zone;

/*
 * Master data compiled for rating: who is who by hash lookups, price lists,
 * schedules and routes.  Built once from a struct master, whose rows and texts
 * are borrowed, and read only afterwards by any number of threads.
 *
 * Contracts (customers, resellers' and peering contracts together) are
 * numbered in order of the bytes of their refs, subscribers in order of their
 * names (ref, or username@domain).
 */
#define DIRECTORY_NONE UINT32_MAX

enum directory_kind { DIRECTORY_CUSTOMER, DIRECTORY_RESELLER, DIRECTORY_PEER };

struct directory_contract {
	const char *ref;
	const char *reseller; /* whose customer, or which; "" the operator's */
	const struct zone *zone;   /* of its intervals and bands */
	int64_t from_us, until_us; /* activated until terminated */
	enum directory_kind kind;
	uint32_t wholesale; /* customer: contract of its reseller, or none */
	uint32_t row;       /* of customers or contracts */
	bool active;
};

struct directory_subscriber {
	const char *name;
	const char *number;
	const struct zone *zone; /* NULL: its customer's */
	int64_t from_us, until_us;
	uint32_t contract;
	uint32_t wholesale; /* of its contract: one wait for memory less */
	uint32_t row;       /* of subscribers */
	bool active;
	bool trunk;
};

/* A number or range of a subscriber. */
struct directory_number {
	const char *key; /* without + and * */
	int64_t from_us, until_us;
	uint32_t subscriber;
	uint32_t alias; /* row of aliases; DIRECTORY_NONE: primary number */
};

struct directory_source {
	struct cidr block;
	const struct pattern *pattern; /* NULL matches all */
	uint32_t subscriber;
	uint32_t row;
};

struct directory {
	const struct master *master;
	const struct zone *zone; /* the operator's */
	struct directory_contract *contracts;
	size_t ncontracts;
	struct directory_subscriber *subscribers;
	size_t nsubscribers;
	struct textmap contract_refs;
	struct textmap accounts;          /* ref and username@domain */
	struct directory_number *numbers; /* by key; exact ones, then ranges */
	size_t nnumbers;
	struct textmap exact;             /* key -> first of numbers */
	struct prefix_tree *ranges;       /* key -> first of numbers */
	struct directory_source *sources; /* longest block first */
	size_t nsources;
	uint32_t *group_contract; /* of routes.groups[i] */
	struct routes *routes;
	struct tariff *tariff;
	struct schedules schedules;
	struct balance_plan balances; /* what balances are derived from */
	const char **bands; /* names of all bands, in order of bytes */
	size_t nbands;
	uint32_t **band_number; /* [profile][band] -> bands */
	bool needs_address;     /* somebody is known by address */
	struct arena arena;
};

/* ERR_DATA if the rows do not fit together; toll-load sees to it that they
 * do. */
int directory_build(struct directory **, const struct master *, struct err *);
void directory_free(struct directory *); /* NULL is allowed */

/* Contract by ref; subscriber by ref or username@domain. */
uint32_t directory_contract(const struct directory *, const char *ref);
uint32_t directory_account(const struct directory *, const char *account);

/*
 * A call waits for memory wherever it looks somebody up.  Called ahead, these
 * have it brought meanwhile: what the lookup of an account or a number needs, and
 * what is known of a subscriber and of a contract.
 */
struct textmap_key directory_fetch_account(const struct directory *,
    const char *account);
uint32_t directory_fetched_account(const struct directory *,
    const struct textmap_key *account);
void directory_fetch_number(const struct directory *, const char *key);
void directory_fetch_subscriber(const struct directory *, uint32_t subscriber);
void directory_fetch_contract(const struct directory *, uint32_t contract);

/* The clock of a call's bands: a customer's calls go by the subscriber's, if it
 * has one. */
const struct zone *directory_zone(const struct directory *, enum tier,
    uint32_t subscriber, uint32_t contract);

/*
 * Whose number ${key} (no leading +) is at ${us}: exactly, else by the longest
 * range.  *found (may be NULL) is the row of numbers.
 */
uint32_t directory_number(const struct directory *, const char *key, int64_t us,
    const struct directory_number **found);

#endif /* RATING_DIRECTORY_H */
