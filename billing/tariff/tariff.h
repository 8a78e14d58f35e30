#ifndef TARIFF_TARIFF_H
#define TARIFF_TARIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "tariff/band_table.h"
#include "tariff/tariff_entity.h"

struct err;
struct pattern;
struct prefix_tree;

/*
 * All price lists as rating reads them: flat arrays, indexes in place of
 * pointers, built once from the rows of master data and read only afterwards,
 * by any number of threads.  tariff_compile() makes one; select.h finds the
 * fee of a call in it, schedule.h the price list of a contract.
 *
 * Texts and rows are borrowed from the master data, which must live longer.
 */
#define TARIFF_NONE UINT32_MAX

/* What one fee costs in one band.  Rates are per minute or per second, as the
 * profile says; connect_fee and extra_rate are amounts. */
struct tariff_price {
	int64_t connect_fee_e12;
	int64_t init_rate_e12;
	int64_t follow_rate_e12;
	int64_t extra_rate_e12;
	int32_t init_s;
	int32_t follow_s;
	int32_t extra_s; /* -1: none */
	uint32_t row;    /* of the fees; TARIFF_NONE: no price in this band */
	uint32_t step;   /* first of nsteps steps */
	uint16_t nsteps;
	bool use_free_time;
	int64_t unused; /* 64 bytes: a price is one line of the cache */
};

/* From ${from_s} of the call on, another follow block and rate.  Ascending. */
struct tariff_step {
	int64_t follow_rate_e12;
	int32_t from_s;
	int32_t follow_s;
	uint32_t row;
};

/* One fee: a source and a destination, while its rows stay the same. */
struct tariff_fee {
	int64_t from_us, until_us; /* valid at a call's start in between */
	const char *source;        /* without +; "" matches all */
	uint32_t source_len;
	uint32_t price; /* the first of one price for each band */
	uint32_t row;   /* the row that stands for the fee */
	uint32_t left;  /* fees of its destination behind it */
};

/* Have it brought from memory: it may lie on two lines of the cache. */
static inline void
tariff_fetch_fee(const struct tariff_fee *f)
{
	__builtin_prefetch(f);
	__builtin_prefetch(&f->left);
}

/* The fees of one pattern. */
struct tariff_fees {
	uint32_t first, count; /* of tariff.fees */
};

struct tariff_pattern {
	const struct pattern *destination;
	const struct pattern *source;         /* NULL matches all */
	uint32_t destination_len, source_len; /* of the patterns */
	const char *destination_text, *source_text;
	struct tariff_fees fees;
};

/*
 * The fees of one direction and type, in the order in which they are tried.
 * A tree gives the first fee of a destination; the others of that destination
 * follow it, longest source first, then by bytes, then by time, up to the one
 * that has none left.  Trees and lists are NULL when there is no such fee.
 */
struct tariff_deck {
	struct prefix_tree *lnp, *exact, *prefix;
	struct tariff_pattern *longest_match;
	struct tariff_pattern *longest_pattern; /* first match wins */
	uint32_t nlongest_match, nlongest_pattern;
	bool any;
	/*
	 * Where each destination of the prefix tree has one fee, for all callers,
	 * every one of them is valid from ${from_us} up to ${until_us}: in
	 * between the fee itself need not be looked at, and its prices are where
	 * its number says.  An empty range otherwise.
	 */
	int64_t from_us, until_us;
	uint32_t first_fee, first_price, nbands;
	/*
	 * By the number of a prefix in tariff.joint: the first price of the fee that
	 * it leads to here in that range, or TARIFF_NONE.  NULL unless joint_build()
	 * has made it.
	 */
	const uint32_t *joint;
};

enum {
	TARIFF_WITH_DOMAIN, /* fees that contain @, for user@domain */
	TARIFF_USER_ONLY,
	TARIFF_PASSES
};

struct tariff_profile {
	const struct profile *row;
	const char *const *bands; /* names; 0 is the default band */
	uint32_t nbands;
	struct band_table table;
	struct tariff_deck deck[TARIFF_PASSES][2][2]; /* [direction][type] */
};

struct tariff {
	struct tariff_profile *profiles;
	size_t nprofiles;
	struct tariff_fee *fees;
	struct tariff_price *prices;
	size_t nprices;
	struct tariff_step *steps;
	const struct fee *rows;     /* as loaded */
	struct prefix_tree *joint;  /* of all price lists; NULL: joint.h */
	struct prefix_tree *ported; /* key -> first of ported rows; or NULL */
	const struct ported_number **ported_rows; /* by key and valid_from */
	size_t nported;
	bool needs_domain; /* some fee contains @ */
	bool needs_source; /* some fee is for some callers only */
	struct arena arena;
};

/* The rows a tariff is made of; any order. */
struct tariff_input {
	const struct profile *profiles;
	size_t nprofiles;
	const struct band *bands;
	size_t nbands;
	const struct holiday *holidays;
	size_t nholidays;
	const struct fee *fees;
	size_t nfees;
	const struct ported_number *ported;
	size_t nported;
};

#endif /* TARIFF_TARIFF_H */
