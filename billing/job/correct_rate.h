#ifndef JOB_CORRECT_RATE_H
#define JOB_CORRECT_RATE_H

#include <stddef.h>
#include <stdint.h>

#include "job/correct_charges.h"
#include "job/rate_billed.h"

struct arena;
struct book;
struct directory;
struct document;
struct err;
struct progress;

/*
 * Rate the periods of an interval that is corrected: every period that its
 * documents billed charges of, and every one that it touches, into files of
 * their own that become the current ones with the caller's transaction.
 */
struct correct_rate {
	const struct book *book;
	const struct directory *directory; /* of all master data */
	int64_t load, now_us;
	int threads;
	struct progress *progress;
	const struct rate_release *release;
	struct arena *arena; /* of the files' names */
};

/*
 * ${documents}: those that are released.  The periods are in order of time.
 * ERR_REFUSED: calls of the contract in the interval have no price.
 */
int correct_rate(const struct correct_rate *, const struct document *documents,
    size_t n_documents, struct correct_file **files, size_t *n_files,
    struct err *);

/*
 * Once the documents stand: rate the period of the first of the files and all that
 * were rated after it as toll-rate does, on what the balance is now.
 * ${r}->release is not looked at.
 */
int correct_rate_on(const struct correct_rate *, const char *first_period,
    struct err *);

#endif /* JOB_CORRECT_RATE_H */
