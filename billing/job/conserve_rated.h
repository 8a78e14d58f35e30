#ifndef JOB_CONSERVE_RATED_H
#define JOB_CONSERVE_RATED_H

#include <stdint.h>

#include "base/arena.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "store/call_store.h"

struct conserve;
struct conserve_free;
struct conserve_period;
struct err;

/*
 * What a period was rated with: master data as it was then, and the files of
 * calls.  With them who is charged for a call is worked out as rating does, from
 * the record; no price is.
 */
struct conserve_rated {
	struct arena arena;
	struct master master;
	struct directory *directory;
	struct call_store *calls;
	uint8_t
	    *incoming; /* by contract: what conserve_free_incoming() knows */
	struct conserve_free *free; /* job/conserve_free.h, when first needed */
};

/* conserve_rated_close() it also on failure. */
int conserve_rated_open(struct conserve_rated *, struct conserve *,
    const struct conserve_period *, struct err *);
void conserve_rated_close(struct conserve_rated *);

#endif /* JOB_CONSERVE_RATED_H */
