#ifndef STORE_CALL_TRACE_H
#define STORE_CALL_TRACE_H

#include <stddef.h>
#include <stdint.h>

#include "cdr/call.h"

struct arena;
struct book;
struct err;

/*
 * Calls as a person names them: by call_id, or by BATCH:LINE, the import and
 * the line they came from.  Texts are in the arena.
 */
struct traced_call {
	const char *period;
	const char *segment; /* file below calls/ */
	int64_t seq;
	const char *format;
	int trust_cli, demand_group;
	struct call call;
};

/* All calls of that name, in order of period, segment and seq.  ERR_NOINPUT if
 * there is none. */
int call_trace_find(const struct book *, const char *name, struct arena *,
    struct traced_call **, size_t *n, struct err *);

/* The file that a batch was read from, as it was given; "" if it is not
 * known. */
int call_trace_file(const struct book *, int64_t batch, struct arena *,
    const char **file, struct err *);

#endif /* STORE_CALL_TRACE_H */
