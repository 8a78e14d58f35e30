#ifndef JOB_LOAD_INPUT_H
#define JOB_LOAD_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/entity_table.h"
#include "base/hash.h"

struct entity;
struct err;
struct price_example;
struct problems;
struct zone;

/*
 * One file of a load: its rows as structs, and where each of them stands, so
 * that whatever is found wrong with a row later can be told by line and column.
 */
#define LOAD_ALL_BAD UINT64_MAX

struct load_line {
	int64_t line;    /* on which the record begins, from 1 */
	const char *raw; /* the record as it lies in the file */
	uint32_t len;
	uint64_t bad; /* fields with a problem, a bit each: what follows from
			 one of them is not reported */
};

struct load_input {
	const struct entity *entity;
	const char *path;
	struct entity_table rows; /* in the order of the file; later sorted */
	struct load_line *lines;
	size_t nlines, caplines;
	struct price_example *examples; /* see load_example.h */
	size_t nexamples, capexamples;
	const struct zone *zone; /* of the reader */
	int16_t *column;     /* of each field in the file; -1: it has none */
	int16_t *alternate;  /* the same for rows of band offpeak, or NULL */
	const char *profile; /* whose the file is; NULL: the rows say */
	char separator;
	char sha256[HASH_HEX_MAX];
	int64_t records;
	bool broken; /* the file cannot be used at all */
};

/* What all files of a load share. */
struct load_reader {
	struct arena *arena; /* rows' texts and raw lines */
	const struct zone *zone;
	struct problems *problems;
	struct problems *notices; /* rates that were rounded */
	int64_t load;             /* number of this load */
	const char *base; /* left away in names of files; NULL: nothing */
};

/*
 * Read ${path} (CSV with a header) as rows of ${entity}.  What is wrong with
 * its content goes to the problems; -1 only if it cannot be read.
 */
int load_input_read(struct load_input *, const struct load_reader *,
    const struct entity *, const char *path, struct err *);

/* The same from memory, which is borrowed during the call. */
int load_input_read_mem(struct load_input *, const struct load_reader *,
    const struct entity *, const char *name, const void *, size_t,
    struct err *);

/* An empty input for whoever reads another format (load_sipwise). */
void load_input_init(struct load_input *, const struct load_reader *,
    const struct entity *, const char *path);

/* Remember the record that stands at ${line}. */
struct load_line *load_input_line(struct load_input *, struct arena *,
    int64_t line, const char *raw, size_t len);

/* The line of a row of this load; NULL if there is none. */
struct load_line *load_input_find(const struct load_input *, int64_t line);

/*
 * Where the field of ${row} named ${column} (or NULL: the row) stands.  If the
 * file has no such column the result is the line and column 0.
 */
void load_input_where(const struct load_input *, const void *row,
    const char *column, int64_t *line, int64_t *at);

void load_input_free(struct load_input *);

#endif /* JOB_LOAD_INPUT_H */
