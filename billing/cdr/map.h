#ifndef CDR_MAP_H
#define CDR_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/csv.h"
#include "cdr/call.h"
#include "cdr/format.h"
#include "cdr/when.h"
#include "tel/number.h"

struct err;
struct pattern_scratch;

/*
 * From the fields of a record to a call, as a format says.  Nothing is
 * allocated per call once the buffers have grown to the longest field.
 */

/* The fields of one record; texts are NUL-terminated. */
struct cdr_record {
	size_t count;
	const char *const *text;
	const size_t *len;
	bool clean; /* no control character in any of them */
};

/* What is wrong with a record: in which field of it, and the sentence. */
#define CDR_REASON_MAX 256
struct cdr_fault {
	int64_t field; /* from 0; -1: the whole record */
	char reason[CDR_REASON_MAX];
};

/* Columns by number; -1: none. */
struct cdr_where {
	int from[CDR_FORMAT_CHOICES];
	int unless;
};

enum {
	MAP_NONE = -1,   /* the field has no column in this layout */
	MAP_SEVERAL = -2 /* ... or several, or one that is empty in some way */
};

#define MAP_TEXTS 11

/* Of each text of a call: the field, and where it stands in a call. */
enum map_kind { MAP_TEXT, MAP_NUMBER, MAP_PEER };
struct map_text_field {
	int field;
	size_t to;
	enum map_kind kind;
};
extern const struct map_text_field map_text_fields[MAP_TEXTS];

/*
 * Where the texts of a call come from, worked out once for a layout.  Most
 * formats have no column for most of them: these are set with all the rest of
 * ${blank}, and cost nothing more.
 */
struct map_plan {
	struct call blank;
	/* of a clean record: copied from ${column}, or with more work, in the
	 * order of map_columns.c */
	struct {
		int column;
		size_t to; /* offset in a call */
	} copy[MAP_TEXTS];
	struct {
		const struct map_text_field *text;
		int number; /* it is one, as it stands in this column; or -1 */
	} work[MAP_TEXTS];
	int n_copy, n_work;
};

/* The texts of a call that are not those of its record. */
struct map_texts {
	struct buf rewritten[CDR_FIELDS][2];
	char number[CDR_FIELDS][NUMBER_MAX];
	struct buf identity;
};

struct cdr_map {
	const struct cdr_format *format;
	struct when when;
	int64_t now_us;
	const char *own_provider; /* a peer of this name is the operator; "" */
	int64_t first, moved;     /* times in the hours of a clock change */

	/* for the layout in use */
	size_t columns;
	struct cdr_where where[CDR_FIELDS];
	int identity[CDR_FORMAT_IDENTITY];
	int answered;
	bool zero[CSV_FIELDS_MAX]; /* 0 is empty in that column */
	int single[CDR_FIELDS];    /* the only column, or MAP_* */
	bool as_is[CDR_FIELDS];    /* never rewritten */
	bool direct[CDR_FIELDS];   /* as it is, from its only column */
	struct map_plan plan;

	struct pattern_scratch *scratch;
	struct map_texts *texts; /* a ring of ${keep} */
	size_t keep, turn;
};

void map_init(struct cdr_map *, const struct cdr_format *, const struct zone *,
    int64_t now_us, const char *own_provider);

/*
 * Another one with the layout of ${from}, for records of the same file.  It
 * keeps what it makes of a call until ${keep} more were asked for.
 */
void map_init_like(struct cdr_map *, const struct cdr_map *from, size_t keep);

/* The names of the columns, once, from the header.  ERR_DATA. */
int map_header(struct cdr_map *, const struct cdr_record *, struct err *);

/* Work out the numbers of all columns for records with these names. */
void map_layout(struct cdr_map *, const char *const *names, size_t count);

/*
 * 0 and the call, its texts borrowed until the next call of this function (see
 * map_init_like()) or as long as those of the record; or -1 and the fault.  Batch
 * and line are the caller's to set.
 */
int map_record(struct cdr_map *, const struct cdr_record *, struct call *,
    struct cdr_fault *);

void map_free(struct cdr_map *);

#endif /* CDR_MAP_H */
