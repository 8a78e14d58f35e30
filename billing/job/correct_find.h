#ifndef JOB_CORRECT_FIND_H
#define JOB_CORRECT_FIND_H

#include <stdbool.h>
#include <stdint.h>

#include "document/change.h"
#include "job/close_bill.h"
#include "job/close_plan.h"
#include "job/correct_balance.h"
#include "job/job_correct.h"

struct directory;
struct err;
struct progress;
struct terms;

/*
 * What toll-correct works on: the interval of the document that was named, the
 * documents of the interval that stand, and where they would go today.
 */
/* Slots of the terms of today, and those that only the terms of then had. */
#define CORRECT_SLOTS_MAX (2 * CLOSE_SLOTS_MAX)

/* A slot, what stands in it and what is otherwise. */
struct correct_place {
	struct close_slot *slot; /* NULL: the contract has it no more */
	struct document *before;
	struct document *after;
	bool cancelled;
	struct change_list changes;
	bool changed;
};

/* What a pass is told by the one before. */
struct correct_again {
	bool all; /* look at all places, else at these */
	bool wanted[CORRECT_SLOTS_MAX];
	bool limited; /* there is only so much bought cash for the calls */
	int64_t limit_e8;
};

/* One pass over the interval, in one transaction. */
struct correct_work {
	const struct job_correct_options *opt;
	struct progress *progress;
	struct close_plan plan;
	struct directory *directory;
	struct document asked;
	struct terms *terms;
	struct close_slot slots[CLOSE_SLOTS_MAX];
	size_t n_slots;
	struct correct_place places[CORRECT_SLOTS_MAX];
	size_t n_places;
	const struct correct_again *again;
	struct correct_balance balance;
	struct correct_file *files;
	size_t n_files;
	int64_t closing, margin_closing;
};

/* Find the document that was named.  ERR_NOINPUT; ERR_REFUSED: it is none that
 * can be corrected. */
int correct_find_asked(struct correct_work *, struct err *);

/* The documents of the interval, and where they would go today.  The plan has its
 * master data, w->terms those of the contract. */
int correct_find_places(struct correct_work *, struct err *);

#endif /* JOB_CORRECT_FIND_H */
