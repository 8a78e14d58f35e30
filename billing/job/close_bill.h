#ifndef JOB_CLOSE_BILL_H
#define JOB_CLOSE_BILL_H

#include "job/close_plan.h"

/*
 * One billing interval of one contract: collect its charges and items, build
 * its documents, and add them and the interval to the plan.
 *
 * ${first}: it is the contract's first unbilled one, so that it also takes the
 * charges and one-off items from before it.  1: it has something to bill; 0: it
 * has not, and nothing was added; -1 with ERR_REFUSED or ERR_CONFIG: the
 * contract cannot be billed.
 */
int close_bill(struct close_plan *, const struct terms *, int64_t from_us,
    int64_t until_us, bool first, struct err *);

/* A document that an interval has, or may have. */
#define CLOSE_SLOTS_MAX 2
struct close_slot {
	bool statement;                /* and no invoice */
	int64_t category;              /* enum template_category */
	bool wanted;                   /* to be made again */
	const struct document *before; /* the one that stands; NULL: none */
	struct document *made;         /* NULL: nothing to bill */
};

/* Those of a contract with these terms. */
size_t close_bill_slots(const struct terms *,
    struct close_slot slots[CLOSE_SLOTS_MAX]);

/*
 * A billing interval again, for toll-correct: the documents of the slots that
 * are wanted, from what is open before its end in ${files} (one for each file of
 * plan->usage: was it rated again?).  Nothing is added to the plan.
 */
int close_bill_again(struct close_plan *, const struct terms *, int64_t from_us,
    int64_t until_us, const bool *files,
    struct close_slot slots[CLOSE_SLOTS_MAX], struct err *);

/* Add an interval without charges or documents. */
struct close_interval *close_bill_empty(struct close_plan *,
    const struct terms *, int64_t from_us, int64_t until_us);

/* The items of a contract, one after the other; NULL with *n 0: none. */
const struct item *const *close_bill_items(const struct close_plan *,
    const char *contract, size_t *n);

#endif /* JOB_CLOSE_BILL_H */
