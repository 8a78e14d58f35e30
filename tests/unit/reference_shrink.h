#ifndef TESTS_UNIT_REFERENCE_SHRINK_H
#define TESTS_UNIT_REFERENCE_SHRINK_H

#include "reference.h"

/*
 * Make a contract as plain as it can be while ${differs} still says yes:
 * calls, top-ups and everything else that is not needed for it go.
 */
void reference_shrink(struct reference_contract *,
    bool (*differs)(const struct reference_contract *));

#endif /* TESTS_UNIT_REFERENCE_SHRINK_H */
