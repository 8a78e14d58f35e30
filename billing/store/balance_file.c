#include "store/balance_file.h"

#include <stdio.h>

#include "base/err.h"
#include "rating/directory.h"
#include "store/balance_row.h"
#include "store/book.h"
#include "store/db.h"

static const char sql_part[] =
    "INSERT INTO balance_part (contract, part, from_us, until_us, row_from_us,"
    " row_until_us, " BALANCE_ROW_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
    " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
    " ?22, ?23, ?24, ?25, ?26, ?27, ?28)";
static const char sql_entry[] =
    "INSERT INTO balance_entry (contract, entry, " BALANCE_ROW_ENTRY_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
static const char sql_lock[] =
    "INSERT INTO balance_lock (contract, lock, " BALANCE_ROW_LOCK_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char sql_has[] = "SELECT 1 FROM sqlite_master WHERE type = 'table'"
			      " AND name = 'balance_part'";
static const char sql_parts[] =
    "SELECT contract, from_us, until_us, row_from_us, row_until_us,"
    " " BALANCE_ROW_COLUMNS " FROM balance_part ORDER BY contract, part";
static const char sql_entries[] =
    "SELECT contract, " BALANCE_ROW_ENTRY_COLUMNS
    " FROM balance_entry ORDER BY contract, entry";
static const char sql_locks[] = "SELECT contract, " BALANCE_ROW_LOCK_COLUMNS
				" FROM balance_lock ORDER BY contract, lock";

/* The number of a thing among those of its contract. */
static int64_t
number_in(uint32_t contract, uint32_t *last, int64_t *number)
{
	*number = contract == *last ? *number + 1 : 0;
	*last = contract;
	return *number;
}

static int
write_parts(struct db *db, const struct directory *d,
    const struct balance_set *b, struct err *e)
{
	struct arg args[6 + BALANCE_ROW_VALUES];
	uint32_t last = DIRECTORY_NONE;
	struct stmt s = { 0 };
	int64_t number = 0;
	int rc = stmt_prepare(&s, db, sql_part, e);

	for (size_t i = 0; rc == 0 && i < b->nparts; i++) {
		const struct balance_part *p = &b->parts[i].part;
		uint32_t k = b->parts[i].contract;

		args[0] = A_TEXT(d->contracts[k].ref);
		args[1] = A_INT(number_in(k, &last, &number));
		args[2] = A_INT(p->from_us);
		args[3] = balance_row_end(p->until_us);
		args[4] = A_INT(p->row_from_us);
		args[5] = balance_row_end(p->row_until_us);
		balance_row_args(d, p, args + 6);
		rc = stmt_run(&s, e, args, 6 + BALANCE_ROW_VALUES);
	}
	stmt_free(&s);
	return rc;
}

static int
write_entries(struct db *db, const struct directory *d,
    const struct balance_set *b, struct err *e)
{
	struct arg args[2 + BALANCE_ROW_ENTRY_VALUES];
	uint32_t last = DIRECTORY_NONE;
	struct stmt s = { 0 };
	int64_t number = 0;
	int rc = stmt_prepare(&s, db, sql_entry, e);

	for (size_t i = 0; rc == 0 && i < b->nentries; i++) {
		uint32_t k = b->entries[i].contract;

		args[0] = A_TEXT(d->contracts[k].ref);
		args[1] = A_INT(number_in(k, &last, &number));
		balance_row_entry_args(d, &b->entries[i].entry, args + 2);
		rc = stmt_run(&s, e, args, 2 + BALANCE_ROW_ENTRY_VALUES);
	}
	stmt_free(&s);
	return rc;
}

static int
write_locks(struct db *db, const struct directory *d,
    const struct balance_set *b, struct err *e)
{
	struct arg args[2 + BALANCE_ROW_LOCK_VALUES];
	uint32_t last = DIRECTORY_NONE;
	struct stmt s = { 0 };
	int64_t number = 0;
	int rc = stmt_prepare(&s, db, sql_lock, e);

	for (size_t i = 0; rc == 0 && i < b->nlocks; i++) {
		uint32_t k = b->locks[i].contract;

		args[0] = A_TEXT(d->contracts[k].ref);
		args[1] = A_INT(number_in(k, &last, &number));
		balance_row_lock_args(&b->locks[i].lock, args + 2);
		rc = stmt_run(&s, e, args, 2 + BALANCE_ROW_LOCK_VALUES);
	}
	stmt_free(&s);
	return rc;
}

int
balance_file_write(struct db *db, const struct directory *d,
    const struct balance_set *b, struct err *e)
{
	if (write_parts(db, d, b, e) < 0 || write_entries(db, d, b, e) < 0)
		return -1;
	return write_locks(db, d, b, e);
}

static int
read_parts(struct db *db, const struct directory *d, struct balance_set *b,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_parts, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		uint32_t k = directory_contract(d, stmt_text(&s, 0));
		struct balance_part p = { .from_us = stmt_int(&s, 1),
			.until_us = balance_row_read_end(&s, 2),
			.row_from_us = stmt_int(&s, 3),
			.row_until_us = balance_row_read_end(&s, 4) };

		rc = 0;
		balance_row_read(&s, 5, d, &p);
		if (k != DIRECTORY_NONE)
			balance_set_add_part(b, k, &p);
	}
	stmt_free(&s);
	return rc;
}

/* A file that an older version wrote has no balances. */
static int
has_balances(struct db *db, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_has, e);

	if (rc == 0)
		rc = stmt_row(&s, e, NO_ARGS);
	stmt_free(&s);
	return rc;
}

/* Refs in order of their bytes are numbers in order, in one directory. */
int
balance_file_read(const struct book *b, const char *file,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	char name[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct db *db = NULL;
	int rc;

	(void)snprintf(name, sizeof(name), "charges/%s", file);
	if (book_path(path, b, name, e) < 0 ||
	    db_open_part(&db, path, DB_CHARGES, e) < 0)
		return -1;
	rc = has_balances(db, e);
	if (rc > 0 &&
	    (read_parts(db, d, set, e) < 0 ||
		balance_row_entries(db, sql_entries, d, set, e) < 0 ||
		balance_row_locks(db, sql_locks, d, set, e) < 0))
		rc = -1;
	db_close(db);
	return rc < 0 ? -1 : 0;
}
