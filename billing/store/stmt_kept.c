#include "store/stmt_kept.h"

#include <string.h>

#include <sqlite3.h>

sqlite3_stmt *
stmt_kept_again(struct stmt_kept *k, const char *sql)
{
	size_t len = strlen(sql);

	for (size_t i = 0; i < STMT_KEPT; i++) {
		sqlite3_stmt *s = k->slots[i].handle;

		if (s == NULL || k->slots[i].len != len ||
		    strcmp(sqlite3_sql(s), sql) != 0)
			continue;
		k->slots[i].handle = NULL;
		return s;
	}
	return NULL;
}

void
stmt_kept_add(struct stmt_kept *k, sqlite3_stmt *s)
{
	size_t at = k->next;

	(void)sqlite3_reset(s);
	(void)sqlite3_clear_bindings(s);
	(void)sqlite3_finalize(k->slots[at].handle);
	k->slots[at].handle = s;
	k->slots[at].len = strlen(sqlite3_sql(s));
	k->next = (at + 1) % STMT_KEPT;
}

void
stmt_kept_free(struct stmt_kept *k)
{
	for (size_t i = 0; i < STMT_KEPT; i++)
		(void)sqlite3_finalize(k->slots[i].handle);
	*k = (struct stmt_kept){ .next = 0 };
}
