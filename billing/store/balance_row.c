#include "store/balance_row.h"

#include <string.h>

#include "base/err.h"
#include "base/words.h"
#include "rating/directory.h"
#include "tariff/compile.h"

static const char *const cause_words[] = { "first", "stated", "interval",
	"topup", "expiry", "correction", NULL };

struct arg
balance_row_end(int64_t us)
{
	return us == INT64_MAX ? A_NULL : A_INT(us);
}

int64_t
balance_row_read_end(const struct stmt *s, int column)
{
	return stmt_is_null(s, column) ? INT64_MAX : stmt_int(s, column);
}

static const char *
package_name(const struct directory *d, uint32_t package)
{
	return package == BALANCE_NO_PACKAGE
	    ? ""
	    : d->balances.packages[package].row->name;
}

void
balance_row_args(const struct directory *d, const struct balance_part *p,
    struct arg out[BALANCE_ROW_VALUES])
{
	const struct profile *profile = p->profile == TARIFF_NONE
	    ? NULL
	    : d->tariff->profiles[p->profile].row;
	const struct arg args[BALANCE_ROW_VALUES] = { A_INT(p->opening_cash_e8),
		A_INT(p->cash_e8), A_INT(p->debit_e8), A_INT(p->free_cash_e8),
		A_INT(p->free_cash_used_e8), A_INT(p->added_e8),
		A_INT(p->opening_free_s), A_INT(p->free_s), A_INT(p->topups),
		A_INT(p->timely_topups), A_INT(p->underruns),
		A_TEXT(profile == NULL ? "" : profile->handle),
		A_TEXT(profile == NULL ? "" : profile->currency),
		A_TEXT(package_name(d, p->package)),
		A_TEXT(cause_words[p->cause]), A_INT(p->carries),
		A_INT(p->topup), A_INT(p->anchor_us),
		A_TEXT(p->unit <= INTERVAL_MONTH ? package_unit_words[p->unit]
						 : ""),
		A_INT(p->count), A_INT(p->step),
		balance_row_end(p->expire_us) };

	memcpy(out, args, sizeof(args));
}

static uint32_t
read_word(const struct stmt *s, int column, const char *const *words)
{
	int i = word_find(words, stmt_text(s, column));

	return i < 0 ? UINT32_MAX : (uint32_t)i;
}

void
balance_row_read(const struct stmt *s, int c, const struct directory *d,
    struct balance_part *p)
{
	p->opening_cash_e8 = stmt_int(s, c);
	p->cash_e8 = stmt_int(s, c + 1);
	p->debit_e8 = stmt_int(s, c + 2);
	p->free_cash_e8 = stmt_int(s, c + 3);
	p->free_cash_used_e8 = stmt_int(s, c + 4);
	p->added_e8 = stmt_int(s, c + 5);
	p->opening_free_s = stmt_int(s, c + 6);
	p->free_s = stmt_int(s, c + 7);
	p->topups = stmt_int(s, c + 8);
	p->timely_topups = stmt_int(s, c + 9);
	p->underruns = stmt_int(s, c + 10);
	p->profile = tariff_profile_find(d->tariff, stmt_text(s, c + 11));
	p->package = balance_plan_package(&d->balances, stmt_text(s, c + 13));
	p->cause = read_word(s, c + 14, cause_words);
	if (p->cause == UINT32_MAX)
		p->cause = BALANCE_STATED;
	p->carries = stmt_int(s, c + 15) != 0;
	p->topup = stmt_int(s, c + 16) != 0;
	p->anchor_us = stmt_int(s, c + 17);
	p->unit = read_word(s, c + 18, package_unit_words);
	p->count = stmt_int(s, c + 19);
	p->step = stmt_int(s, c + 20);
	p->expire_us = balance_row_read_end(s, c + 21);
}

void
balance_row_entry_args(const struct directory *d, const struct balance_entry *n,
    struct arg out[BALANCE_ROW_ENTRY_VALUES])
{
	const struct schedule_entry *e = &n->entry;
	const struct arg args[BALANCE_ROW_ENTRY_VALUES] = { A_INT(e->from_us),
		A_TEXT(d->tariff->profiles[e->profile].row->handle),
		A_TEXT(e->network == TARIFF_NONE
			? ""
			: d->schedules.networks[e->network].name),
		A_TEXT(package_name(d, n->package)),
		A_TEXT(package_role_words[n->role]), A_INT(n->row_from_us) };

	memcpy(out, args, sizeof(args));
}

/* False: its profile or network is not in master data any more. */
static bool
read_entry(const struct stmt *s, int c, const struct directory *d,
    struct balance_entry *n)
{
	const char *network = stmt_text(s, c + 2);

	*n = (struct balance_entry){ .row_from_us = stmt_int(s, c + 5),
		.package =
		    balance_plan_package(&d->balances, stmt_text(s, c + 3)),
		.role = read_word(s, c + 4, package_role_words) };
	n->entry = (struct schedule_entry){ .from_us = stmt_int(s, c),
		.until_us = INT64_MAX,
		.profile = tariff_profile_find(d->tariff, stmt_text(s, c + 1)),
		.network = *network == '\0'
		    ? TARIFF_NONE
		    : schedules_network(&d->schedules, network),
		.row = TARIFF_NONE,
		.yields = n->role == PACKAGE_ROLE_INITIAL };
	return n->entry.profile != TARIFF_NONE && n->role != UINT32_MAX &&
	    (*network == '\0' || n->entry.network != TARIFF_NONE);
}

void
balance_row_lock_args(const struct balance_lock *l,
    struct arg out[BALANCE_ROW_LOCK_VALUES])
{
	const struct arg args[BALANCE_ROW_LOCK_VALUES] = { A_INT(l->at_us),
		A_INT(l->level), A_TEXT(package_role_words[l->role]),
		A_INT(l->row_from_us) };

	memcpy(out, args, sizeof(args));
}

static void
read_lock(const struct stmt *s, int c, struct balance_lock *l)
{
	*l = (struct balance_lock){ .at_us = stmt_int(s, c),
		.level = stmt_int(s, c + 1),
		.role = read_word(s, c + 2, package_role_words),
		.row_from_us = stmt_int(s, c + 3) };
}

int
balance_row_entries(struct db *db, const char *sql, const struct directory *d,
    struct balance_set *b, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		uint32_t k = directory_contract(d, stmt_text(&s, 0));
		struct balance_entry n;

		rc = 0;
		if (read_entry(&s, 1, d, &n) && k != DIRECTORY_NONE)
			balance_set_add_entry(b, k, &n);
	}
	stmt_free(&s);
	return rc;
}

int
balance_row_locks(struct db *db, const char *sql, const struct directory *d,
    struct balance_set *b, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		uint32_t k = directory_contract(d, stmt_text(&s, 0));
		struct balance_lock l;

		rc = 0;
		read_lock(&s, 1, &l);
		if (k != DIRECTORY_NONE)
			balance_set_add_lock(b, k, &l);
	}
	stmt_free(&s);
	return rc;
}
