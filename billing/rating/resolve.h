#ifndef RATING_RESOLVE_H
#define RATING_RESOLVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/cidr.h"
#include "base/words.h"
#include "rating/directory.h"

struct call;
struct pattern_scratch;

/*
 * Who is on each side of a call, and who is charged for it.
 *
 * A side with a named peer, or whose address is a peering server's, is off-net.
 * Otherwise it is on-net when a subscriber is found: by account, by trusted
 * source, by number or longest range (the calling side only if its format
 * trusts the calling number).  Else it is off-net; the called side may get a
 * group by the outbound rules.  A forwarded leg is paid by the subscriber that
 * forwards, named by source_account.
 */
enum resolve_how {
	RESOLVE_NOT,     /* off-net, no group */
	RESOLVE_ACCOUNT, /* source_account, destination_account */
	RESOLVE_SOURCE,  /* trusted source; row: of directory.sources */
	RESOLVE_NUMBER,  /* row: of directory.numbers */
	RESOLVE_PEER,    /* named in the record */
	RESOLVE_ADDRESS, /* of a peering server */
	RESOLVE_RULE     /* outbound rule; row: of routes.outbound */
};

/* Why a call, or a call for one contract, has no price. */
enum unrated_reason {
	UNRATED_NOT,
	UNRATED_UNRESOLVED,      /* neither side is known */
	UNRATED_NO_FORWARDER,    /* forwarded, by nobody we know */
	UNRATED_UNKNOWN_ACCOUNT, /* the record names an account not there */
	UNRATED_UNKNOWN_PEER,    /* ... a peer not there */
	UNRATED_AMBIGUOUS_PEER,  /* more than one group fits */
	UNRATED_NO_GROUP,        /* off-net side without peering group */
	UNRATED_NO_PROFILE,      /* the contract has no price list then */
	UNRATED_NO_FEE,          /* its price list has no fee that matches */
	UNRATED_NO_BAND_PRICE,   /* the fee has no price in a band */
	UNRATED_TOO_LARGE,       /* the price does not fit */
	UNRATED_PATTERN          /* a pattern gave up on the number */
};
extern const char *const unrated_reason_words[];

struct resolve_side {
	uint32_t subscriber; /* DIRECTORY_NONE: off-net */
	uint32_t group;      /* off-net: of routes.groups, or none */
	enum resolve_how how;
	uint32_t row; /* what decided, see resolve_how */
};

struct resolved {
	struct resolve_side caller, called;
	enum unrated_reason reason; /* UNRATED_NOT: go on */
	const char *detail;         /* what the record said; borrowed from it */
	bool internal;              /* both sides are of one customer */
	bool forwarded;             /* a forwarded leg */
	bool foreign_cli; /* a trunk showed a number that is not its own */
	bool has_address; /* address is that of source_ip */
	struct address address;
	/* what fees are matched with: no +, anonymous replaced; borrowed */
	const char *source, *destination;
};

/* What the format of the record's file says. */
struct resolve_format {
	bool trust_cli, demand_group;
};

/* Work space of one thread. */
struct resolver {
	const struct directory *directory;
	struct pattern_scratch *pattern;
	struct band_clock clock;
	const char *expected; /* source account of the next call, or NULL */
	uint32_t expected_subscriber;
};

void resolver_init(struct resolver *, const struct directory *);
void resolver_free(struct resolver *);

/* Whoever has looked up the source account of the next call already says so. */
static inline void
resolver_expect(struct resolver *r, const char *source_account,
    uint32_t subscriber)
{
	r->expected = source_account;
	r->expected_subscriber = subscriber;
}

/* Only for calls whose status is ok. */
void resolve_call(struct resolver *, const struct resolve_format *,
    const struct call *, struct resolved *);

/* The domain of a side: as recorded, else that of its subscriber. */
const char *resolve_domain(const struct directory *, const char *recorded,
    const struct resolve_side *);

/* Who is charged. */
#define RESOLVE_LEGS_MAX 4

struct resolve_leg {
	uint32_t contract;
	uint32_t subscriber; /* the on-net side it is about, or none */
	enum tier tier;
	enum direction direction;
};

/* Returns their number: tiers of the caller, then of the called side. */
int resolve_legs(const struct directory *, const struct resolved *,
    struct resolve_leg legs[RESOLVE_LEGS_MAX]);

#endif /* RATING_RESOLVE_H */
