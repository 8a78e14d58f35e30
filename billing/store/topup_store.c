#include "store/topup_store.h"

#include "store/stmt.h"

static const char insert_attempt[] =
    "INSERT INTO topup_attempt (attempt, now_us, program, customer, ref,"
    " time_us, amount_e8, voucher, package, outcome, detail, load)"
    " SELECT coalesce(max(attempt), 0) + 1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
    " ?9, ?10, ?11 FROM topup_attempt";

int
topup_store_attempt(struct db *db, const struct topup_attempt *a, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, db, insert_attempt, e) < 0)
		return -1;
	rc = stmt_run(&s, e,
	    ARGS(A_INT(a->now_us), A_TEXT(a->program), A_TEXT(a->customer),
		A_TEXT(a->ref), A_INT(a->time_us), A_OPTINT(a->amount_e8),
		A_TEXT(a->voucher), A_TEXT(a->package), A_TEXT(a->outcome),
		A_TEXT(a->detail), A_OPTINT(a->load)));
	stmt_free(&s);
	return rc;
}
