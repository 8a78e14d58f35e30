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

/* A charge as the charges file ${period}.${run} has it. */
struct traced_charge {
	const char *contract, *period;
	int64_t run, tier, direction;
	int64_t start_us, price_e8;
	int64_t document; /* 0: of none when the file was written */
};

/* 1: *closing billed it, from the file of *run; 0: it is not billed; -1. */
int call_trace_billing(const struct book *, const struct traced_charge *,
    int64_t *run, int64_t *closing, struct err *);

/* The closing that issued a document. */
int call_trace_closing(const struct book *, int64_t document, int64_t *closing,
    struct err *);

/* The load of master data that a closing read. */
int call_trace_closing_load(const struct book *, int64_t closing, int64_t *load,
    struct err *);

/* The load of master data with which ${period} was rated in ${run}. */
int call_trace_load(const struct book *, const char *period, int64_t run,
    int64_t *load, struct err *);

/* Room for the name of a file below calls/. */
#define CALL_SEGMENT_MAX 64

#endif /* STORE_CALL_TRACE_H */
