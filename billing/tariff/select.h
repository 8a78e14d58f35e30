#ifndef TARIFF_SELECT_H
#define TARIFF_SELECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "tariff/tariff.h"
#include "tel/prefix_tree.h"

struct err;
struct pattern_scratch;

/*
 * Which fee a call has: the one place that knows the precedence.
 *
 * Among the fees of the right direction and type that are valid at the call's
 * start: a fee for the provider the number was ported to, then for its number
 * type; exact destination; longest prefix of the destination, then of the
 * source; longest text matched in the destination, then in the source; longest
 * pattern of the destination, then of the source.  Fees that contain @ come
 * first, all of them, with user@domain on both sides, unless the profile
 * ignores domains.  Remaining ties: the smaller destination, then source.
 */

/* Room for user@domain of one side. */
#define SELECT_TEXT_MAX 1024

/* What is looked for.  Users without leading +; texts need not be ended by
 * NUL, except the domains. */
struct select_query {
	int64_t at_us; /* start of the call */
	enum direction direction;
	enum call_type type;
	const char *source; /* an anonymous CLI is replaced already */
	size_t source_len;
	const char *destination;
	size_t destination_len;
	const char *source_domain, *destination_domain;
	/* The search in the tree of prefixes, if it was done ahead, or NULL; used
	 * where tree and text are the same. */
	const struct prefix_probe *ahead;
};

/* What is to be searched for ahead: the tree is NULL if there is none. */
static inline void
select_probe(const struct tariff_profile *p, const struct select_query *q,
    struct prefix_probe *out)
{
	out->tree = p->deck[TARIFF_USER_ONLY][q->direction][q->type].prefix;
	out->text = q->destination;
	out->len = q->destination_len;
}

/* Have the fee that was found ahead brought from memory, if it will be looked
 * at. */
static inline void
select_fetch(const struct tariff *t, const struct tariff_profile *p,
    enum direction direction, enum call_type type,
    const struct prefix_probe *found)
{
	const struct tariff_deck *d =
	    &p->deck[TARIFF_USER_ONLY][direction][type];

	if (found->tree != NULL && found->value != PREFIX_NONE &&
	    d->from_us >= d->until_us)
		tariff_fetch_fee(&t->fees[found->value]);
}

/* Work space of one thread. */
struct select_scratch {
	struct pattern_scratch *pattern; /* made when first needed */
	char source[SELECT_TEXT_MAX], destination[SELECT_TEXT_MAX];
};

enum select_rank {
	SELECT_LNP_PROVIDER,
	SELECT_LNP_TYPE,
	SELECT_EXACT,
	SELECT_PREFIX,
	SELECT_LONGEST_MATCH,
	SELECT_LONGEST_PATTERN
};

/* What was found, and why it ranks where it ranks. */
struct select_result {
	const struct tariff_fee *fee;
	const struct tariff_price *prices; /* its own, one for each band */
	enum select_rank rank;
	bool with_domain;
	/* what decides inside the rank: bytes of prefix, text or pattern */
	size_t destination_len, source_len;
	const struct ported_number *ported; /* of the lnp ranks */
	const char *gave_up; /* the pattern that did, when that is the error */
};

/*
 * 1: *r is the fee.  0: there is none.  -1: ERR_DATA, a pattern gave up.
 * ${skip} (may be NULL) is left out: to ask for the next best.
 */
int select_fee(const struct tariff *, const struct tariff_profile *,
    const struct select_query *, struct select_scratch *,
    const struct tariff_fee *skip, struct select_result *r, struct err *);

/* Where the key of ${number} was ported to at ${us}; NULL if it was not. */
const struct ported_number *select_ported(const struct tariff *,
    const char *key, size_t len, int64_t us);

void select_scratch_free(struct select_scratch *);

#endif /* TARIFF_SELECT_H */
