#ifndef BASE_CIDR_H
#define BASE_CIDR_H

#include <stdbool.h>
#include <stdint.h>

struct err;

/*
 * Addresses and address blocks, IPv4 and IPv6 alike.
 *
 * An address is 16 bytes in network order; IPv4 is kept as ::ffff:a.b.c.d, so
 * that a block of one family never contains an address of the other and the
 * mapped form of an IPv4 address is that address.
 */
struct address {
	uint8_t byte[16];
};

struct cidr {
	struct address base; /* bits beyond the length are 0 */
	int bits;            /* 0..128; an IPv4 /24 has 120 */
};

/* "192.0.2.1", "2001:db8::1", "[2001:db8::1]".  False if it is none. */
bool address_parse(const char *text, struct address *);

/*
 * "192.0.2.0/24", "2001:db8::/32", or an address, which is a block of one.
 * ERR_DATA if it is neither, or if a bit beyond the length is set.
 */
int cidr_parse(const char *text, struct cidr *, struct err *);

bool cidr_contains(const struct cidr *, const struct address *);

bool address_equal(const struct address *, const struct address *);

#endif /* BASE_CIDR_H */
