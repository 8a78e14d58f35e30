#ifndef TARIFF_DECK_H
#define TARIFF_DECK_H

#include <stddef.h>

#include "tariff/tariff.h"

struct err;

/*
 * Build the decks of all profiles from ${n} rows of fees.  Profiles, with
 * their bands, are there already.  Used by tariff_compile() only.
 */
int deck_build(struct tariff *, const struct fee *rows, size_t n, struct err *);

void deck_free(struct tariff *); /* trees and patterns; the rest is arena */

#endif /* TARIFF_DECK_H */
