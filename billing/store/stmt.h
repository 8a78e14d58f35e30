#ifndef STORE_STMT_H
#define STORE_STMT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;
struct sqlite3_stmt;

/*
 * One SQL statement, prepared once and run many times.
 *
 * Values always travel as parameters, never inside the text.  Rules of use:
 *
 *	stmt_prepare()  once, when the store is opened;
 *	stmt_run()      for statements that return no rows; or
 *	stmt_bind(), then stmt_step() until it returns 0, for those that do;
 *	stmt_reset()    when the rest of the rows is not wanted;
 *	stmt_free()     when the store is closed (harmless on a zeroed one).
 *
 * Text left behind the first statement is an error, and so is a number of
 * arguments that is not the number of parameters.
 */
struct stmt {
	struct db *db;
	struct sqlite3_stmt *handle;
};

/* A typed parameter.  Text and bytes are borrowed until the statement is bound
 * again or reset.  A NULL text is SQL NULL. */
struct arg {
	enum { ARG_NULL, ARG_INT, ARG_TEXT, ARG_BLOB } type;
	int64_t i;
	const void *p;
	size_t len; /* of a blob; of a text: 0 means strlen */
};

#define A_NULL       ((struct arg){ .type = ARG_NULL })
#define A_INT(v)     ((struct arg){ .type = ARG_INT, .i = (v) })
#define A_TEXT(v)    ((struct arg){ .type = ARG_TEXT, .p = (v) })
#define A_BLOB(v, n) ((struct arg){ .type = ARG_BLOB, .p = (v), .len = (n) })
#define A_OPTINT(v)  stmt_arg_int(v)
#define ARGS(...)                            \
	(const struct arg[]){ __VA_ARGS__ }, \
	    sizeof((const struct arg[]){ __VA_ARGS__ }) / sizeof(struct arg)
#define NO_ARGS ((const struct arg *)NULL), ((size_t)0)

/* INT64_MIN (ENTITY_NONE, CALL_NO_SETUP) is SQL NULL, all else a number. */
struct arg stmt_arg_int(int64_t);

int stmt_prepare(struct stmt *, struct db *, const char *sql, struct err *);
int stmt_run(struct stmt *, struct err *, const struct arg *, size_t);
int stmt_bind(struct stmt *, struct err *, const struct arg *, size_t);

/* 1: a row is ready; 0: no more rows; -1: failed, see the error. */
int stmt_step(struct stmt *, struct err *);

/*
 * Bind and step to the only row there should be: 1 it is ready, to be read
 * before stmt_reset() or the next bind; 0 there is none; -1.
 */
int stmt_row(struct stmt *, struct err *, const struct arg *, size_t);

/* Columns from 0.  Texts and bytes are borrowed until the next step. */
bool stmt_is_null(const struct stmt *, int column);
int64_t stmt_int(const struct stmt *, int column);      /* NULL: 0 */
int64_t stmt_optint(const struct stmt *, int column);   /* NULL: INT64_MIN */
const char *stmt_text(const struct stmt *, int column); /* NULL: "" */
const void *stmt_blob(const struct stmt *, int column, size_t *len);
size_t stmt_bytes(const struct stmt *, int column); /* of a text or blob */

/* The root page of a table and the size of the file's pages, for those who
 * read or write pages themselves; ERR_DATA if the file has no such table. */
int stmt_root_page(struct db *, const char *table, uint32_t *root,
    uint32_t *page_size, struct err *);

void stmt_reset(struct stmt *);
void stmt_free(struct stmt *);

#endif /* STORE_STMT_H */
