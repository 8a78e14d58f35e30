#ifndef JOB_EXPLAIN_SOURCE_H
#define JOB_EXPLAIN_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "rating/directory.h"
#include "rating/explain.h"
#include "rating/master.h"
#include "store/call_trace.h"

struct book;
struct charge_file;
struct err;

/*
 * What the charges of a call came from: the charges file of its period and the
 * master data and the balances with which it was rated.  A charge that is billed
 * stands as it was when it was closed: it came from the master data of the
 * file that closing read, and from the balances as they were before.
 */
struct explain_charge { /* the charge in the book */
	bool rated;     /* the period was rated at all */
	bool found;
	int64_t price_e8, cash_e8, free_s;
	int64_t document; /* 0: none when the file was written */
	int64_t closing;  /* that billed it; 0: none did */
	int64_t load;     /* of master data it was rated with */
	bool late;
};

/* Master data as of one load. */
struct explain_master {
	int64_t load;
	struct arena arena;
	struct master master;
	struct directory *directory;
	struct explain_master *older;
};

struct explain_source {
	struct book *book;
	const char *period;
	int64_t run, load; /* 0: the period is not rated */
	struct charge_file *file;
	struct explain_master *masters;
	/* the balances read last: before the period, or before anything of it
	 * was billed */
	const struct directory *before_of;
	bool before_start;
	struct balance_set before;
	struct reduce_period span;
};

/* ${period} is borrowed. */
int explain_source_open(struct explain_source *, struct book *,
    const char *period, struct err *);
void explain_source_close(struct explain_source *);

/* Master data as of a load, kept until the close. */
int explain_source_master(struct explain_source *, int64_t load,
    const struct directory **, struct err *);

/* What the book has of the call for one contract. */
int explain_source_charge(struct explain_source *, const struct traced_call *,
    const char *contract, enum tier, enum direction, struct explain_charge *,
    struct err *);

/*
 * Price one leg of the call, with all calls of its contract that were charged
 * before it.  *lost: some of these are not in the book any more, the balance
 * may be another one.
 */
int explain_source_leg(struct explain_source *, const struct directory *,
    const struct traced_call *, const struct explain_charge *, struct arena *,
    struct explain_leg *, bool *lost, struct err *);

#endif /* JOB_EXPLAIN_SOURCE_H */
