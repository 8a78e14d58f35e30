#ifndef TARIFF_JOINT_H
#define TARIFF_JOINT_H

#include "tariff/tariff.h"

struct err;

/*
 * One search of a call's destination for all price lists that may charge it.
 *
 * The tree has the prefixes of all price lists; a list says of each of them where
 * the prices of its own longest prefix of that text are.  What a call finds in
 * the tree is the longest prefix that any list has, so that this leads to what a
 * search in the list itself would find: a table of 4 bytes a prefix in place of a
 * tree, two searches of three not made.  It is for who prices many calls at all
 * tiers at once.
 *
 * Lists in which a call's fee depends on more than the prefix and the time in
 * which all fees are valid have no table, nor has any if the tables would take
 * more memory than the prices; select_fee() knows all rules.
 */
int joint_build(struct tariff *, struct err *);

#endif /* TARIFF_JOINT_H */
