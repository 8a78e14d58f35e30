#ifndef STORE_CALL_LOOKUP_H
#define STORE_CALL_LOOKUP_H

#include <stdint.h>

struct book;
struct err;

/*
 * Finds the id of a charge's call: charges name a call by its segment file and
 * its place in it.  Segments are opened when first asked for and stay open, the
 * least recently used one giving way when there are too many.
 */
struct call_lookup;

int call_lookup_open(struct call_lookup **, const struct book *, struct err *);

/*
 * The call_id of call ${seq} in ${segment} ("2026-10/7.db"), borrowed until the
 * next call of this function; NULL and ERR_DATA or ERR_NOINPUT if it is not
 * there.
 */
const char *call_lookup_id(struct call_lookup *, const char *segment,
    int64_t seq, struct err *);

void call_lookup_close(struct call_lookup *); /* NULL is allowed */

#endif /* STORE_CALL_LOOKUP_H */
