#ifndef STORE_STMT_KEPT_H
#define STORE_STMT_KEPT_H

#include <stddef.h>

struct sqlite3_stmt;

/*
 * Statements of a connection that were freed and may be asked for again: closing,
 * drawing and checking a document run the same two dozen, ten thousand times.  A
 * zeroed struct holds none.
 */
#define STMT_KEPT 64

struct stmt_kept {
	struct {
		struct sqlite3_stmt *handle; /* reset, nothing bound; or NULL */
		size_t len;                  /* of its text */
	} slots[STMT_KEPT];
	size_t next; /* to be given up for another */
};

/* One that was prepared from the same text, now the caller's; or NULL. */
struct sqlite3_stmt *stmt_kept_again(struct stmt_kept *, const char *sql);

/* Keep it; it is not the caller's any more. */
void stmt_kept_add(struct stmt_kept *, struct sqlite3_stmt *);

void stmt_kept_free(struct stmt_kept *);

#endif /* STORE_STMT_KEPT_H */
