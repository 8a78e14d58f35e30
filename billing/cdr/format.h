#ifndef CDR_FORMAT_H
#define CDR_FORMAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct err;
struct pattern;
struct zone;

/*
 * How one kind of switch writes its call records: data/formats/NAME.ini, the
 * keys of which toll-format(5) explains.  Read once, then only looked at.
 *
 * A field of a call is taken from the first of several columns that is not
 * empty.  Columns have names: those of the header, or those that the format
 * gives to the columns of a record with so many fields (a layout).
 */
#define CDR_FORMAT_CHOICES  4  /* columns a field may be taken from */
#define CDR_FORMAT_IDENTITY 8  /* columns of the identity */
#define CDR_FORMAT_WORDS    96 /* words of a map */

enum cdr_field {
	CDR_CALL_ID,
	CDR_TYPE,
	CDR_STATUS,
	CDR_START,
	CDR_SETUP,
	CDR_DURATION,
	CDR_SOURCE_NUMBER,
	CDR_SOURCE_DOMAIN,
	CDR_SOURCE_ACCOUNT,
	CDR_SOURCE_IP,
	CDR_SOURCE_USER,
	CDR_SOURCE_PEER,
	CDR_DESTINATION_NUMBER,
	CDR_DESTINATION_DOMAIN,
	CDR_DESTINATION_ACCOUNT,
	CDR_DESTINATION_PEER,
	CDR_DISPOSITION,
	CDR_FIELDS
};

extern const char *const format_field_names[]; /* NULL-terminated */

/* Where a field comes from, by name of column. */
struct cdr_take {
	const char *from[CDR_FORMAT_CHOICES];
	size_t count;
	const char *unless; /* empty when this column is not; NULL: always */
};

/* A word in the file and what it means; text "*" is any other word. */
struct cdr_word {
	const char *text;
	size_t len;
	int64_t value;     /* of a map to an enum */
	const char *meant; /* of a map to a text */
};

struct cdr_words {
	struct cdr_word *words;
	size_t count;
};

/* One step of rewriting: what ${pattern} matches first becomes ${to}. */
struct cdr_rewrite {
	struct pattern *pattern;
	const char *to;
};

struct cdr_rewrites {
	struct cdr_rewrite *steps;
	size_t count;
};

/* Names of the columns of a record with ${count} fields. */
struct cdr_layout {
	size_t count;
	const char **names;
};

enum cdr_clock {
	CDR_CLOCK_RFC3339,
	CDR_CLOCK_EPOCH,  /* seconds since 1970, up to 6 decimals */
	CDR_CLOCK_PATTERN /* %Y %m %d %H %M %S %f %z */
};

enum cdr_exactness {
	CDR_EXACT, /* more than milliseconds is an error */
	CDR_HALF_UP,
	CDR_HALF_EVEN,
	CDR_UP,
	CDR_DOWN
};

struct cdr_format {
	struct arena arena;
	const char *name;

	char separator; /* 0: find out */
	char quote;     /* " or ' */
	bool backslash; /* a backslash escapes; otherwise quotes are doubled */
	bool header;
	bool sealed;  /* first line VERSION,COUNT and last line the MD5 */
	bool closed;  /* a column that no field is taken from is an error */
	bool percent; /* %23 in a number is # */
	const char *version; /* of a sealed file */
	const char **empty;  /* texts that mean an empty field */
	size_t n_empty;
	const char **zero; /* columns in which 0 is empty */
	size_t n_zero;
	struct cdr_layout *layouts;
	size_t n_layouts;
	bool required[CDR_FIELDS]; /* its column must be in the header */

	enum cdr_clock clock;
	const char *clock_pattern;
	int64_t clock_unit_us; /* of an epoch */
	const char *zone_name; /* of times without one; "operator" */

	int64_t duration_num, duration_den; /* unit in milliseconds */
	enum cdr_exactness rounding;

	struct cdr_take take[CDR_FIELDS];
	const char *identity[CDR_FORMAT_IDENTITY];
	size_t n_identity;
	const char *answered; /* column without which ok is noanswer; NULL */
	struct cdr_words types, statuses, dispositions, peers;
	bool drop_peers; /* names of peers that are not listed are left out */
	struct cdr_rewrites rewrites[CDR_FIELDS];

	bool trust_cli;   /* the calling number may identify a subscriber */
	bool demand_peer; /* an off-net side must have a peering group */
};

/*
 * Read ${path}.  ERR_NOINPUT if there is no such file; ERR_DATA names file,
 * group and key.
 */
int format_open(struct cdr_format **, const char *path, struct err *);

/* The same from memory; ${name} is for messages. */
int format_open_text(struct cdr_format **, const char *name, const char *text,
    struct err *);

/* The value of ${text} in a map to an enum, or -1. */
int64_t format_word(const struct cdr_words *, const char *text, size_t len);

/* What ${text} means in a map to a text, or NULL. */
const char *format_meaning(const struct cdr_words *, const char *text,
    size_t len);

void format_close(struct cdr_format *); /* NULL is allowed */

#endif /* CDR_FORMAT_H */
