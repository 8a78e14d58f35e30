#ifndef STORE_CHARGE_FILE_H
#define STORE_CHARGE_FILE_H

#include <stdbool.h>
#include <stdint.h>

#include "rating/charge.h"
#include "rating/fee_origin.h"

struct book;
struct err;

/*
 * A charges file (data/schema/charges.sql), read only.  One query runs at a
 * time: begin it, then take its rows with _next().
 */
struct charge_file;

/* A charge with the names its references stand for (fee also as the file
 * numbers it); texts are borrowed until the next row. */
struct charge_row {
	struct charge charge;
	const char *contract;   /* ref */
	const char *segment;    /* file below calls/ */
	const char *subscriber; /* "": none */
	const char *band;
	struct fee_origin fee;
};

/* A call, or a call for one contract, without price. */
struct unrated_row {
	const char *segment;
	int64_t call;
	const char *contract;    /* "": no side could be resolved */
	int64_t tier, direction; /* INT64_MIN then */
	const char *reason, *detail;
	int64_t start_us, duration_ms;
};

/* Calls and charges without price, by reason. */
struct unrated_sum {
	const char *reason;
	int64_t rows;        /* one for each call and contract */
	int64_t calls;       /* distinct ones ... */
	int64_t duration_ms; /* ... and how long they were */
};

/* ${file} is the name below charges/. */
int charge_file_open(struct charge_file **, const struct book *,
    const char *file, struct err *);
void charge_file_close(struct charge_file *); /* NULL is allowed */

/* Charges that were carried over when the file was written. */
int charge_file_begin_billed(struct charge_file *, struct err *);

/* Charges of no document that a usage of ${part} (enum document_part) bills. */
int charge_file_begin_usage(struct charge_file *, const char *contract,
    int64_t tier, int64_t part, int64_t from_us, int64_t until_us,
    struct err *);

/* The charge of one call for one contract. */
int charge_file_begin_call(struct charge_file *, const char *contract,
    int64_t tier, int64_t direction, const char *segment, int64_t call,
    struct err *);

/* All charges of a contract, in the order in which they were charged. */
int charge_file_begin_contract(struct charge_file *, const char *contract,
    struct err *);

/* The load of master data that the file was rated with. */
int charge_file_load(struct charge_file *, int64_t *load, struct err *);

/* 1 and the row; 0 after the last; -1. */
int charge_file_next(struct charge_file *, struct charge_row *, struct err *);

/* Unrated rows in order of (start, segment, call, contract, tier, direction);
 * their sums in order of reason. */
int charge_file_begin_unrated(struct charge_file *, struct err *);
int charge_file_next_unrated(struct charge_file *, struct unrated_row *,
    struct err *);
int charge_file_begin_reasons(struct charge_file *, struct err *);
int charge_file_next_reason(struct charge_file *, struct unrated_sum *,
    struct err *);

#endif /* STORE_CHARGE_FILE_H */
