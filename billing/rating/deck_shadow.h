#ifndef RATING_DECK_SHADOW_H
#define RATING_DECK_SHADOW_H

#include <stddef.h>
#include <stdint.h>

#include "tariff/tariff.h"

struct arena;

/*
 * Fees of one profile by what they match, and those among them that can never
 * win: as long as such a fee is valid, another one comes before it for every
 * number that it matches.  What is said here is certain; what a pattern matches
 * beyond the digits it begins with is not looked at, so not all is found.
 *
 * A number is longer than any prefix of the list: 49 can never win when there
 * are fees for 490 to 499, although it would for a call to 49 itself.
 */
struct deck_index {
	const struct fee *rows; /* of the profile */
	size_t nrows;
	const struct deck_entry *entries; /* its prefix and exact fees */
	size_t nentries;
	const struct tariff_profile *profile;
};

/* One row of a prefix or exact fee for users without domain. */
struct deck_entry {
	const char *destination, *source; /* without + */
	int64_t from_us, until_us;
	uint32_t row;
	uint8_t direction, type, match;
};

/* The entries are in the arena, by direction, type, match and destination. */
void deck_index_build(struct deck_index *, const struct tariff_profile *,
    const struct fee *rows, size_t nrows, struct arena *);

/*
 * How much of ${text} some destination of that direction and type begins with:
 * bytes that the number has in common with the list.
 */
size_t deck_index_common(const struct deck_index *, int direction, int type,
    const char *text);

/* The length of the longest prefix fee of ${text}, valid or not; 0: none. */
size_t deck_index_prefix(const struct deck_index *, int direction, int type,
    const char *text);

enum deck_shadow_why {
	DECK_SHADOW_LONGER,  /* longer prefixes cover all that it matches */
	DECK_SHADOW_PREFIX,  /* a prefix fee comes before the pattern */
	DECK_SHADOW_MATCH,   /* the same pattern in a mode that comes before */
	DECK_SHADOW_DOMAIN,  /* it has an @, and the profile ignores domains */
	DECK_SHADOW_PLUS,    /* a pattern of +, which no number has */
	DECK_SHADOW_BAND,    /* its band is never in force */
	DECK_SHADOW_PROVIDER /* no number is ported to its provider */
};
extern const char *const deck_shadow_words[];

struct deck_shadow {
	uint32_t row; /* which can never win */
	enum deck_shadow_why why;
	uint32_t by; /* a row that comes before it; TARIFF_NONE */
};

/* All of them by row, in the arena; rows that were ${ported} to. */
size_t deck_shadow_find(const struct deck_index *,
    const struct ported_number *ported, size_t nported, struct arena *,
    struct deck_shadow **out);

#endif /* RATING_DECK_SHADOW_H */
