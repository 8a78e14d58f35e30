#ifndef STORE_CHARGE_COMPARE_H
#define STORE_CHARGE_COMPARE_H

struct buf;
struct err;

/*
 * What two charges files of one period have in common: everything, or up to
 * where.  References are compared by what they name, so that files that number
 * their fees in another way are the same.
 *
 * 1: they differ, and *what says where first: "charge of contract X, tier
 * retail, ...: price_e8 is 10, comes out as 12"; charges come first, then what is
 * beside them.  0: they say the same.  ${stored} and ${again} are paths.
 */
int charge_compare(const char *stored, const char *again, struct buf *what,
    struct err *);

#endif /* STORE_CHARGE_COMPARE_H */
