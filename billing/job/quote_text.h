#ifndef JOB_QUOTE_TEXT_H
#define JOB_QUOTE_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "rating/explain.h"
#include "rating/rate.h"

struct call;
struct out;

/*
 * What toll-quote shows of a call, gathered by job_quote.c, written as text or
 * as JSON.
 */
struct quote_view {
	const struct directory *directory;
	const struct call *call;
	const struct explain *explain;
	bool prepaid;         /* the customer pays from a balance */
	const char *currency; /* of that balance */
	struct balance balance;
	int64_t max_seconds; /* that it pays */
};

void quote_text_call(struct out *, const struct quote_view *);
void quote_text_json(struct out *, const struct quote_view *);

#endif /* JOB_QUOTE_TEXT_H */
