#ifndef TARIFF_VERSION_H
#define TARIFF_VERSION_H

#include <stddef.h>
#include <stdint.h>

#include "tariff/tariff.h"

/*
 * The rows of one fee (its bands, its steps, their validity) made into one
 * price for each band, once for every stretch of time in which the same rows
 * are valid.
 *
 *	version_begin(set, profile, source);
 *	version_row(set, row);		for each of its rows
 *	version_end(set);		appends to set->fees
 *
 * A band without a row of its own has the price of the default band.  Steps
 * are looked up in the band, else in the default band: at a given second the
 * band's own steps count from the first of them on, before that the default
 * band's.  Used by deck.c only.
 */
struct version_row {
	int64_t from_us, until_us; /* valid in between */
	uint32_t row;              /* of the fees */
	uint32_t band;             /* TARIFF_NONE: none of the profile's */
	int32_t from_s;            /* 0: no step */
};

struct version_set {
	struct tariff *t;
	const struct fee *rows;
	struct tariff_fee *fees;
	size_t nfees, fees_cap;
	struct tariff_price *prices;
	size_t nprices, prices_cap;
	struct tariff_step *steps;
	size_t nsteps, steps_cap;

	/* the fee being built */
	const struct tariff_profile *profile;
	const char *source;
	struct version_row *row;
	size_t nrow, row_cap;
	bool has_steps;
	int64_t *cut;
	size_t ncut, cut_cap;
};

/* There are ${n} rows in all. */
void version_set_init(struct version_set *, struct tariff *,
    const struct fee *rows, size_t n);
void version_begin(struct version_set *, const struct tariff_profile *,
    const char *source);
void version_row(struct version_set *, uint32_t row);
void version_end(struct version_set *);

/* Move the result into the tariff and give back the rest. */
void version_set_finish(struct version_set *);

#endif /* TARIFF_VERSION_H */
