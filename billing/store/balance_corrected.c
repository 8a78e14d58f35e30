#include "store/balance_corrected.h"

#include "base/arena.h"
#include "base/err.h"
#include "rating/directory.h"
#include "store/book.h"
#include "store/stmt.h"

static const char sql_read[] =
    "SELECT contract, at_us, amount_e8 FROM balance_correction"
    " WHERE amount_e8 <> 0 ORDER BY contract, at_us, closing";
static const char sql_add[] =
    "INSERT INTO balance_correction (contract, closing, at_us, document,"
    " currency, amount_e8, returned_e8, paid_e8, limit_e8)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

/* Several at one instant are one event of the balance. */
static const char sql_by[] =
    "SELECT c.at_us, group_concat(d.number, ', ') FROM balance_correction AS c"
    " JOIN (SELECT * FROM document ORDER BY id) AS d"
    "  ON d.closing = c.closing AND d.contract = c.contract"
    " WHERE c.contract = ?1 AND c.amount_e8 <> 0 AND d.kind <> 'margin'"
    " GROUP BY c.at_us ORDER BY c.at_us";
static const char sql_count[] =
    "SELECT count(*) FROM balance_correction WHERE contract = ?1";

int
balance_corrected_by(struct db *db, const char *contract, struct arena *a,
    struct balance_corrected_by **all, size_t *n, struct err *e)
{
	struct stmt s = { 0 };
	size_t most = 0;
	int rc = stmt_prepare(&s, db, sql_count, e);

	*n = 0;
	if (rc == 0 && (rc = stmt_row(&s, e, ARGS(A_TEXT(contract)))) > 0)
		most = (size_t)stmt_int(&s, 0);
	stmt_free(&s);
	*all = ARENA_NEW(a, struct balance_corrected_by, most + 1);
	if (rc < 0 || most == 0)
		return rc < 0 ? -1 : 0;
	rc = stmt_prepare(&s, db, sql_by, e);
	if (rc == 0)
		rc = stmt_bind(&s, e, ARGS(A_TEXT(contract)));
	while (rc >= 0 && (rc = stmt_step(&s, e)) > 0 && *n < most)
		(*all)[(*n)++] = (struct balance_corrected_by){ stmt_int(&s, 0),
			arena_strdup(a, stmt_text(&s, 1)) };
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
balance_corrected_read(const struct book *b, const struct directory *d,
    struct balance_set *set, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, b->db, sql_read, e);

	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		struct balance_correction c = { .contract = directory_contract(
						    d, stmt_text(&s, 0)),
			.at_us = stmt_int(&s, 1),
			.amount_e8 = stmt_int(&s, 2) };

		rc = 0;
		if (c.contract != DIRECTORY_NONE)
			balance_set_add_correction(set, &c);
	}
	stmt_free(&s);
	return rc;
}

int
balance_corrected_add(struct db *db, const struct balance_corrected *c,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_add, e);

	if (rc == 0)
		rc = stmt_run(&s, e,
		    ARGS(A_TEXT(c->contract), A_INT(c->closing),
			A_INT(c->at_us), A_INT(c->document),
			A_TEXT(c->currency), A_INT(c->amount_e8),
			A_INT(c->returned_e8), A_INT(c->paid_e8),
			c->limit_e8 == INT64_MAX ? A_NULL
						 : A_INT(c->limit_e8)));
	stmt_free(&s);
	return rc < 0 ? err_ctx(e, "balance of %s", c->contract) : 0;
}
