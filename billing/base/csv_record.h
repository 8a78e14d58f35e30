#ifndef BASE_CSV_RECORD_H
#define BASE_CSV_RECORD_H

#include <csv.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"

struct input;

/*
 * The inside of the CSV reader, for csv.c (opening, asking) and csv_record.c
 * (finding and splitting records).  Nobody else includes this.
 */
#define CSV_BLOCK    (4 * CSV_LINE_MAX)
#define CSV_RAW_KEPT 1024 /* bytes kept of a line that is too long */

struct csv {
	struct input *in;
	char separator;
	char *block;    /* CSV_BLOCK and CSV_PLAIN_SLACK bytes */
	bool borrowed;  /* ... or those of csv_lines() */
	size_t at, end; /* what is not yet used in it */
	bool in_ended;  /* nothing comes after it */
	bool failed;    /* it could not be read, and why */
	struct err why;
	int64_t line;      /* of the record, from 1 */
	int64_t lines;     /* physical lines used up */
	char *record;      /* its first byte, in the block or in raw */
	size_t record_len; /* without the line end */
	bool quoted, truncated, raw_ready;
	bool can_plain, plain; /* lines with this separator; this record */
	int64_t error_column;
	size_t count;
	const char *text[CSV_FIELDS_MAX];
	size_t length[CSV_FIELDS_MAX];
	uint32_t ends[CSV_FIELDS_MAX]; /* of the fields of a plain line */
	struct buf raw;
	struct buf unquoted; /* fields of a record with quotes */
	size_t offset[CSV_FIELDS_MAX];
	struct csv_parser parser;
	bool too_many, too_long;
	char **names; /* of the columns */
	size_t columns;
};

/* Set up libcsv for the first or the next record. */
void csv_record_begin(struct csv *);

/* Move what is left to the front and read on.  1: more came; 0: the end. */
int csv_record_fill(struct csv *, struct err *);

/* Set the record aside as raw text. */
void csv_record_keep_raw(struct csv *, const char *, size_t len);

#endif /* BASE_CSV_RECORD_H */
