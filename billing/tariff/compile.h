#ifndef TARIFF_COMPILE_H
#define TARIFF_COMPILE_H

#include <stddef.h>
#include <stdint.h>

#include "tariff/tariff.h"

struct err;

/*
 * Make a tariff of ${in}.  The rows are those that passed the checks of
 * toll-load; what they promise is not checked again, except that every
 * reference can be followed.  ERR_DATA names the profile or fee at fault.
 */
int tariff_compile(struct tariff **, const struct tariff_input *in,
    struct err *);

/* Index of the profile with ${handle}, or TARIFF_NONE. */
uint32_t tariff_profile_find(const struct tariff *, const char *handle);

void tariff_free(struct tariff *); /* NULL is allowed */

#endif /* TARIFF_COMPILE_H */
