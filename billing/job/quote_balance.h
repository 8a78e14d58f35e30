#ifndef JOB_QUOTE_BALANCE_H
#define JOB_QUOTE_BALANCE_H

#include <stdint.h>

#include "rating/rate.h"

struct directory;

/*
 * The balance that the rater would price a contract's next call with, if that
 * started at ${us}.  The rater draws on none: it is empty.
 */
void quote_balance_at(const struct directory *, uint32_t contract, int64_t us,
    struct balance *);

#endif /* JOB_QUOTE_BALANCE_H */
