#ifndef BASE_ENTITY_H
#define BASE_ENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * The one description of an entity of master data.
 *
 * An entity is a plain struct whose members are all eight bytes wide: text is
 * a const char * (NULL is empty), everything else an int64_t.  The description
 * names each member, its column in CSV and SQL, its type, whether it belongs
 * to the key, its default and a phrase of help.  The same table drives reading
 * and writing CSV (toll-load, toll-dump), reading and writing SQL
 * (store/entity_store), the check of the schema against it, and the manual.
 *
 * Column names in SQL are those in CSV plus the unit of the type: money is
 * NAME_e8, a rate NAME_e12, a time NAME_us.  The table is named as the file.
 * What is empty is SQL NULL, but in a column of the key '' or ENTITY_NONE.
 */

/* An int64_t member whose field was empty and has no default. */
#define ENTITY_NONE INT64_MIN

enum field_type {
	FIELD_TEXT,     /* UTF-8 */
	FIELD_WORD,     /* one of words[]; the member is its index */
	FIELD_INT,      /* min..max */
	FIELD_BOOL,     /* yes/no; 1/0 */
	FIELD_MONEY,    /* decimal; member counts 10^-8 (SQL: _e8) */
	FIELD_RATE,     /* decimal; member counts 10^-12 (SQL: _e12) */
	FIELD_PERCENT,  /* decimal, e.g. 19 or 8.1; member counts 10^-4 (_e4) */
	FIELD_QUANTITY, /* decimal; member counts 10^-6 (_e6) */
	FIELD_TIME,     /* RFC 3339 or local date(-time); µs UTC (SQL: _us) */
	FIELD_DATE,     /* YYYY-MM-DD; days since 1970-01-01 (_day) */
	FIELD_CLOCK     /* HH:MM[:SS] or 24:00; seconds (_s) */
};

enum {
	FIELD_KEY = 1,       /* part of what makes two rows the same */
	FIELD_REQUIRED = 2,  /* may not be empty */
	FIELD_SECRET = 4,    /* stored and dumped as sha256:HEX */
	FIELD_CURRENCY = 8,  /* ISO 4217 code */
	FIELD_COUNTRY = 16,  /* ISO 3166-1 alpha-2 code */
	FIELD_ZONE = 32,     /* IANA zone */
	FIELD_CIDR = 64,     /* address block, v4 or v6 */
	FIELD_NUMBER = 128,  /* telephone number: stored in normal form */
	FIELD_EMAIL = 256,   /* an address we could send to */
	FIELD_RANGE = 512,   /* a number that may end in '*' */
	FIELD_ADDRESS = 1024 /* one IP address, v4 or v6 */
};

struct field {
	const char *name; /* CSV column */
	enum field_type type;
	unsigned flags;
	size_t offset;            /* of the member in the struct */
	const char *const *words; /* FIELD_WORD: NULL-terminated */
	const char *ref;          /* entity referred to, "a|b" for one of two */
	int64_t min, max;         /* FIELD_INT; both 0: not checked */
	const char *deflt;        /* text of the default; NULL: empty */
	const char *help;
};

struct entity {
	const char *name; /* of the CSV file without .csv, and of the table */
	size_t size;      /* of the struct */
	const struct field *fields;
	size_t nfields;
	const char *help;
};

/* Where a row came from: the first two members of every entity struct. */
struct origin {
	int64_t load; /* number of the load that brought this version */
	int64_t line; /* in the file of that load; the file is in loads */
};

#define FIELD_AT(entity_struct, member) offsetof(struct entity_struct, member)

/* Member access by description. */
static inline const char *
field_text(const struct field *f, const void *row)
{
	return *(const char *const *)((const char *)row + f->offset);
}

static inline int64_t
field_int(const struct field *f, const void *row)
{
	return *(const int64_t *)((const char *)row + f->offset);
}

static inline void
field_set_text(const struct field *f, void *row, const char *value)
{
	*(const char **)((char *)row + f->offset) = value;
}

static inline void
field_set_int(const struct field *f, void *row, int64_t value)
{
	*(int64_t *)((char *)row + f->offset) = value;
}

/* True for the types whose member is a const char *. */
static inline int
field_is_text(const struct field *f)
{
	return f->type == FIELD_TEXT;
}

/* Have both rows the same in this field?  Empty text is NULL, not "". */
static inline bool
field_same(const struct field *f, const void *a, const void *b)
{
	const char *x, *y;

	if (!field_is_text(f))
		return field_int(f, a) == field_int(f, b);
	x = field_text(f, a);
	y = field_text(f, b);
	return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

/* What a column in SQL has behind its name: "_e8", "_us", ... or "". */
const char *entity_unit(enum field_type);

/* The field of that column, or NULL. */
const struct field *entity_field(const struct entity *, const char *column);

/*
 * Order of two rows by their key: texts by their bytes, words and numbers by
 * value, empty first.  0: the same key.
 */
int entity_compare(const struct entity *, const void *a, const void *b);

/* The first field in which two rows differ, or NULL.  Origin is not looked at. */
const struct field *entity_differ(const struct entity *, const void *a,
    const void *b);

#endif /* BASE_ENTITY_H */
