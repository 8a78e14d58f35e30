#include "store/balance_store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "rating/directory.h"
#include "store/balance_row.h"
#include "store/book.h"
#include "store/db.h"
#include "store/run_store.h"

static const char sql_part[] =
    "INSERT INTO balance_part (contract, part, from_us, until_us, row_from_us,"
    " row_until_us, " BALANCE_ROW_COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
    " ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,"
    " ?22, ?23, ?24, ?25, ?26, ?27)";
static const char sql_entry[] =
    "INSERT INTO balance_entry (contract, entry, " BALANCE_ROW_ENTRY_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
static const char sql_lock[] =
    "INSERT INTO balance_lock (contract, lock, " BALANCE_ROW_LOCK_COLUMNS
    ") VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
static const char sql_frozen[] =
    "SELECT contract, from_us, until_us, " BALANCE_ROW_COLUMNS
    " FROM frozen_balance WHERE closing < ?1 ORDER BY contract, from_us";
static const char sql_frozen_entries[] =
    "SELECT contract, " BALANCE_ROW_ENTRY_COLUMNS
    " FROM frozen_balance_entry WHERE closing < ?1"
    " ORDER BY contract, row_from_us, entry";
static const char sql_frozen_locks[] =
    "SELECT contract, " BALANCE_ROW_LOCK_COLUMNS
    " FROM frozen_balance_lock WHERE closing < ?1"
    " ORDER BY contract, row_from_us, lock";
static const char sql_closing_run[] =
    "SELECT period, run FROM closing_run WHERE closing = ?1 AND period < ?2"
    " ORDER BY period DESC LIMIT 1";
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
balance_store_write(struct db *db, const struct directory *d,
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

static int
read_entries(struct db *db, const char *sql, const struct arg *args, size_t nargs,
    const struct directory *d, struct balance_set *b, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, args, nargs);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		uint32_t k = directory_contract(d, stmt_text(&s, 0));
		struct balance_entry n;

		rc = 0;
		if (balance_row_read_entry(&s, 1, d, &n) && k != DIRECTORY_NONE)
			balance_set_add_entry(b, k, &n);
	}
	stmt_free(&s);
	return rc;
}

static int
read_locks(struct db *db, const char *sql, const struct arg *args, size_t nargs,
    const struct directory *d, struct balance_set *b, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, args, nargs);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		uint32_t k = directory_contract(d, stmt_text(&s, 0));
		struct balance_lock l;

		rc = 0;
		balance_row_read_lock(&s, 1, &l);
		if (k != DIRECTORY_NONE)
			balance_set_add_lock(b, k, &l);
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
static int
read_file(const struct book *b, const char *file, const struct directory *d,
    struct balance_set *set, struct err *e)
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
		read_entries(db, sql_entries, NO_ARGS, d, set, e) < 0 ||
		read_locks(db, sql_locks, NO_ARGS, d, set, e) < 0))
		rc = -1;
	db_close(db);
	return rc < 0 ? -1 : 0;
}

#define ANY_CLOSING INT64_MAX

/* Rows that closings before ${closing} froze, each as a part of its own. */
static int
read_frozen_rows(const struct book *b, int64_t closing,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_frozen, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, ARGS(A_INT(closing)));
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

static int
read_frozen(const struct book *b, int64_t closing, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	struct arg before[] = { A_INT(closing) };

	if (read_frozen_rows(b, closing, d, set, e) < 0 ||
	    read_entries(b->db, sql_frozen_entries, before, 1, d, set, e) < 0)
		return -1;
	return read_locks(b->db, sql_frozen_locks, before, 1, d, set, e);
}

/* The charges file of the last period before ${period} that a closing read. */
static int
read_closing_run(const struct book *b, const char *period, int64_t closing,
    struct rating_run *run, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_closing_run, e);

	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_INT(closing), A_TEXT(period)));
	if (rc > 0)
		(void)snprintf(run->file, sizeof(run->file), "%s.%lld.db",
		    stmt_text(&s, 0), (long long)stmt_int(&s, 1));
	stmt_free(&s);
	return rc;
}

/* The set of the last period before ${period} (NULL: of all) that was rated. */
static int
read_last(const struct book *b, const char *period, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	const char *const *periods, *last = NULL;
	struct arena arena = { 0 };
	struct rating_run run;
	size_t n;
	int rc = run_store_periods(b, &arena, &periods, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (period == NULL || strcmp(periods[i], period) < 0)
			last = periods[i];
	if (last != NULL)
		rc = run_store_current(b, last, &run, e);
	if (rc > 0)
		rc = read_file(b, run.file, d, set, e);
	arena_free(&arena);
	return rc;
}

/* The rows of one contract in a set. */
struct stretch {
	const struct balance_set *set;
	size_t part, entry, lock; /* where it is in each list */
};

/* Copy all that ${from} has of ${contract}; go behind it. */
static void
copy_contract(struct balance_set *set, struct stretch *from, uint32_t contract,
    bool last_row)
{
	const struct balance_set *b = from->set;

	for (; from->part < b->nparts &&
	     b->parts[from->part].contract <= contract;
	     from->part++)
		if (set != NULL && b->parts[from->part].contract == contract &&
		    (!last_row || from->part + 1 == b->nparts ||
			b->parts[from->part + 1].contract != contract))
			balance_set_add_part(set, contract,
			    &b->parts[from->part].part);
	for (; from->entry < b->nentries &&
	     b->entries[from->entry].contract <= contract;
	     from->entry++)
		if (set != NULL && b->entries[from->entry].contract == contract)
			balance_set_add_entry(set, contract,
			    &b->entries[from->entry].entry);
	for (; from->lock < b->nlocks &&
	     b->locks[from->lock].contract <= contract;
	     from->lock++)
		if (set != NULL && b->locks[from->lock].contract == contract)
			balance_set_add_lock(set, contract,
			    &b->locks[from->lock].lock);
}

/* Per contract: how far it is frozen. */
static int64_t *
frozen_until(const struct balance_set *frozen, const struct directory *d)
{
	int64_t *until = mem_calloc(d->ncontracts + 1, sizeof(*until));

	for (size_t i = 0; i < d->ncontracts; i++)
		until[i] = INT64_MIN;
	for (size_t i = 0; i < frozen->nparts; i++)
		until[frozen->parts[i].contract] =
		    frozen->parts[i].part.row_until_us;
	return until;
}

/* The start of the last row that a set has of the contract at which ${at} is;
 * INT64_MIN: it has none. */
static int64_t
last_row(const struct stretch *at, uint32_t contract)
{
	const struct balance_set *b = at->set;
	int64_t row_from = INT64_MIN;

	for (size_t i = at->part;
	     i < b->nparts && b->parts[i].contract == contract; i++)
		row_from = b->parts[i].part.row_from_us;
	return row_from;
}

/* Of each contract what is newer: the frozen row, or what rating left. */
static void
merge(const struct directory *d, const struct balance_set *left,
    const struct balance_set *frozen, struct balance_set *set)
{
	struct stretch a = { .set = left }, b = { .set = frozen };
	int64_t *until = frozen_until(frozen, d);

	for (size_t i = 0; i < d->ncontracts; i++) {
		uint32_t k = (uint32_t)i;
		bool take_frozen =
		    until[i] != INT64_MIN && until[i] > last_row(&a, k);

		copy_contract(take_frozen ? NULL : set, &a, k, false);
		copy_contract(take_frozen ? set : NULL, &b, k, true);
	}
	set->floor_us = until;
}

/* What rating left before ${period} (NULL: last), or what is frozen; as
 * ${closing} found it. */
static int
read_state(const struct book *b, const char *period, int64_t closing,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	struct balance_set left = { 0 }, frozen = { 0 };
	struct rating_run run;
	int rc = 0;

	if (closing != ANY_CLOSING)
		rc = read_closing_run(b, period, closing, &run, e);
	if (rc > 0)
		rc = read_file(b, run.file, d, &left, e);
	else if (rc == 0)
		rc = read_last(b, period, d, &left, e);
	if (rc == 0)
		rc = read_frozen(b, closing, d, &frozen, e);
	if (rc == 0)
		merge(d, &left, &frozen, set);
	balance_set_free(&left);
	balance_set_free(&frozen);
	return rc;
}

int
balance_store_before_closing(const struct book *b, const char *period,
    int64_t closing, const struct directory *d, struct balance_set *set,
    struct err *e)
{
	int number;

	*set = (struct balance_set){ 0 };
	if (interval_period_parse(period, &number, e) < 0)
		return -1;
	set->from_us = interval_period_from(b->zone, number);
	if (read_state(b, period, closing, d, set, e) < 0)
		return err_ctx(e, "balances before %s", period);
	return 0;
}

int
balance_store_before(const struct book *b, const char *period,
    const struct directory *d, struct balance_set *set, struct err *e)
{
	return balance_store_before_closing(b, period, ANY_CLOSING, d, set, e);
}

int
balance_store_latest(const struct book *b, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	*set = (struct balance_set){ .from_us = INT64_MIN };
	return read_state(b, NULL, ANY_CLOSING, d, set, e) < 0 ? err_ctx(e, "balances") : 0;
}

/* Rows of one source; a later source knows better. */
struct ranked {
	struct balance_set_part row;
	size_t rank;
};

struct ranking {
	struct ranked *rows;
	size_t n, cap;
};

static void
add_ranked(struct ranking *r, const struct balance_set *set, size_t rank)
{
	for (size_t i = 0; i < set->nparts; i++) {
		struct balance_set_part *last =
		    r->n == 0 ? NULL : &r->rows[r->n - 1].row;
		const struct balance_set_part *p = &set->parts[i];

		if (last != NULL && r->rows[r->n - 1].rank == rank &&
		    last->contract == p->contract &&
		    last->part.row_from_us == p->part.row_from_us) {
			balance_join(&last->part, &p->part);
			continue;
		}
		r->rows = mem_grow(r->rows, r->n, &r->cap, sizeof(*r->rows));
		r->rows[r->n] = (struct ranked){ .row = *p, .rank = rank };
		r->rows[r->n++].row.part.from_us = p->part.row_from_us;
	}
}

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->row.contract != y->row.contract)
		return x->row.contract < y->row.contract ? -1 : 1;
	if (x->row.part.row_from_us != y->row.part.row_from_us)
		return x->row.part.row_from_us < y->row.part.row_from_us ? -1
									 : 1;
	return (x->rank > y->rank) - (x->rank < y->rank);
}

/* The best of each row. */
static void
take_ranked(struct ranking *r, struct balance_set *set)
{
	if (r->n > 1)
		qsort(r->rows, r->n, sizeof(*r->rows), compare_ranked);
	for (size_t i = 0; i < r->n; i++) {
		const struct balance_set_part *p = &r->rows[i].row;

		if (i + 1 == r->n ||
		    r->rows[i + 1].row.contract != p->contract ||
		    r->rows[i + 1].row.part.row_from_us != p->part.row_from_us)
			balance_set_add_part(set, p->contract, &p->part);
	}
	free(r->rows);
}

static int
rank_period(const struct book *b, const char *period, const struct directory *d,
    struct ranking *r, size_t rank, struct err *e)
{
	struct balance_set file = { 0 };
	struct rating_run run;
	int rc = run_store_current(b, period, &run, e);

	if (rc > 0)
		rc = read_file(b, run.file, d, &file, e);
	if (rc == 0)
		add_ranked(r, &file, rank);
	balance_set_free(&file);
	return rc;
}

int
balance_store_rows(const struct book *b, const struct directory *d,
    const struct balance_set *now, struct balance_set *set, struct err *e)
{
	struct balance_set frozen = { 0 };
	const char *const *periods;
	struct arena arena = { 0 };
	struct ranking r = { 0 };
	size_t n = 0;
	int rc = run_store_periods(b, &arena, &periods, &n, e);

	*set = (struct balance_set){ 0 };
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = rank_period(b, periods[i], d, &r, i, e);
	if (rc == 0)
		rc = read_frozen_rows(b, ANY_CLOSING, d, &frozen, e);
	add_ranked(&r, now, n);
	add_ranked(&r, &frozen, n + 1);
	take_ranked(&r, set);
	balance_set_free(&frozen);
	arena_free(&arena);
	return rc < 0 ? err_ctx(e, "balances") : 0;
}
