#include "store/balance_frozen.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/directory.h"
#include "store/balance_row.h"
#include "store/book.h"
#include "store/db.h"

static const char sql_frozen[] =
    "SELECT contract, from_us, until_us, " BALANCE_ROW_COLUMNS
    " FROM frozen_balance WHERE until_us <= ?1 ORDER BY contract, from_us";
static const char sql_frozen_entries[] =
    "SELECT contract, " BALANCE_ROW_ENTRY_COLUMNS
    " FROM frozen_balance_entry ORDER BY contract, row_from_us, entry";
static const char sql_frozen_locks[] =
    "SELECT contract, " BALANCE_ROW_LOCK_COLUMNS
    " FROM frozen_balance_lock ORDER BY contract, row_from_us, lock";
static const char sql_freeze[] =
    "INSERT INTO frozen_balance (contract, closing, from_us, until_us,"
    " " BALANCE_ROW_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
    " ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,"
    " ?24, ?25, ?26)";
static const char sql_freeze_entry[] =
    "INSERT INTO frozen_balance_entry (contract, entry, closing,"
    " " BALANCE_ROW_ENTRY_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
    " ?9)";
static const char sql_freeze_lock[] =
    "INSERT INTO frozen_balance_lock (contract, lock, closing,"
    " " BALANCE_ROW_LOCK_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/* Rows that closing froze, each as a part of its own. */
int
balance_frozen_rows(const struct book *b, int64_t limit_us,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_frozen, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, ARGS(A_INT(limit_us)));
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		uint32_t k = directory_contract(d, stmt_text(&s, 0));
		struct balance_part p = { .from_us = stmt_int(&s, 1),
			.until_us = stmt_int(&s, 2),
			.row_from_us = stmt_int(&s, 1),
			.row_until_us = stmt_int(&s, 2) };

		rc = 0;
		balance_row_read(&s, 3, d, &p);
		if (k != DIRECTORY_NONE)
			balance_set_add_part(set, k, &p);
	}
	stmt_free(&s);
	return rc;
}

/* Entries and locks that came about before ${limit_us}. */
static void
keep_before(struct balance_set *set, int64_t limit_us)
{
	size_t n = 0;

	for (size_t i = 0; i < set->nentries; i++)
		if (set->entries[i].entry.row_from_us < limit_us)
			set->entries[n++] = set->entries[i];
	set->nentries = n;
	n = 0;
	for (size_t i = 0; i < set->nlocks; i++)
		if (set->locks[i].lock.row_from_us < limit_us)
			set->locks[n++] = set->locks[i];
	set->nlocks = n;
}

int
balance_frozen_read(const struct book *b, int64_t limit_us,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	if (balance_frozen_rows(b, limit_us, d, set, e) < 0 ||
	    balance_row_entries(b->db, sql_frozen_entries, d, set, e) < 0 ||
	    balance_row_locks(b->db, sql_frozen_locks, d, set, e) < 0)
		return -1;
	keep_before(set, limit_us);
	return 0;
}

int64_t *
balance_frozen_until(const struct balance_set *rows, const struct directory *d)
{
	int64_t *until_us = mem_calloc(d->ncontracts + 1, sizeof(*until_us));

	for (size_t i = 0; i < d->ncontracts; i++)
		until_us[i] = INT64_MIN;
	for (size_t i = 0; i < rows->nparts; i++)
		until_us[rows->parts[i].contract] =
		    rows->parts[i].part.row_until_us;
	return until_us;
}

static int
freeze_row(struct stmt *s, const struct directory *d, int64_t closing,
    const struct balance_set_part *row, struct err *e)
{
	struct arg args[4 + BALANCE_ROW_VALUES];

	args[0] = A_TEXT(d->contracts[row->contract].ref);
	args[1] = A_INT(closing);
	args[2] = A_INT(row->part.row_from_us);
	args[3] = A_INT(row->part.row_until_us);
	balance_row_args(d, &row->part, args + 4);
	return stmt_run(s, e, args, 4 + BALANCE_ROW_VALUES);
}

int
balance_frozen_add(const struct book *b, const struct directory *d,
    int64_t closing, const struct balance_set *rows, const int64_t *until_us,
    struct err *e)
{
	struct balance_set frozen = { 0 };
	struct stmt s = { 0 };
	int rc = balance_frozen_rows(b, INT64_MAX, d, &frozen, e);
	int64_t *before = balance_frozen_until(&frozen, d);

	if (rc == 0)
		rc = stmt_prepare(&s, b->db, sql_freeze, e);
	for (size_t i = 0; rc == 0 && i < rows->nparts; i++) {
		const struct balance_set_part *p = &rows->parts[i];

		if (p->part.row_until_us <= until_us[p->contract] &&
		    p->part.row_until_us > before[p->contract])
			rc = freeze_row(&s, d, closing, p, e);
	}
	stmt_free(&s);
	free(before);
	balance_set_free(&frozen);
	return rc;
}

static int
freeze_entry(struct stmt *s, const struct directory *d, int64_t closing,
    const struct balance_series *series, size_t i, struct err *e)
{
	struct arg args[3 + BALANCE_ROW_ENTRY_VALUES];

	args[0] = A_TEXT(d->contracts[series->contract].ref);
	args[1] = A_INT((int64_t)i);
	args[2] = A_INT(closing);
	balance_row_entry_args(d, &series->why[i], args + 3);
	return stmt_run(s, e, args, 3 + BALANCE_ROW_ENTRY_VALUES);
}

static int
freeze_lock(struct stmt *s, const struct directory *d, int64_t closing,
    const struct balance_series *series, size_t i, struct err *e)
{
	struct arg args[3 + BALANCE_ROW_LOCK_VALUES];

	args[0] = A_TEXT(d->contracts[series->contract].ref);
	args[1] = A_INT((int64_t)i);
	args[2] = A_INT(closing);
	balance_row_lock_args(&series->locks[i], args + 3);
	return stmt_run(s, e, args, 3 + BALANCE_ROW_LOCK_VALUES);
}

/*
 * Is the interval that begins then frozen now?  What is frozen already lies
 * before floor_us; an interval that the series has left behind is over, one that
 * it is in may go on.
 */
static bool
is_frozen_now(const struct balance_series *s, int64_t row_from_us,
    int64_t until_us)
{
	if (row_from_us >= until_us || row_from_us < s->floor_us)
		return false;
	for (size_t i = 0; i < s->nparts; i++)
		if (s->parts[i].row_from_us == row_from_us)
			return s->parts[i].row_until_us <= until_us;
	return true;
}

int
balance_frozen_add_events(const struct book *b, const struct directory *d,
    int64_t closing, const struct balance_series *series, int64_t until_us,
    struct err *e)
{
	struct stmt entry = { 0 }, lock = { 0 };
	int rc = stmt_prepare(&entry, b->db, sql_freeze_entry, e);

	if (rc == 0)
		rc = stmt_prepare(&lock, b->db, sql_freeze_lock, e);
	for (size_t i = 0; rc == 0 && i < series->nentries; i++)
		if (is_frozen_now(series, series->why[i].row_from_us, until_us))
			rc = freeze_entry(&entry, d, closing, series, i, e);
	for (size_t i = 0; rc == 0 && i < series->nlocks; i++)
		if (is_frozen_now(series, series->locks[i].row_from_us,
			until_us))
			rc = freeze_lock(&lock, d, closing, series, i, e);
	stmt_free(&entry);
	stmt_free(&lock);
	return rc;
}
