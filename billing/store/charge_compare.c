#include "store/charge_compare.h"

#include <string.h>

#include <sqlite3.h>

#include "base/buf.h"
#include "base/err.h"
#include "store/db.h"
#include "store/stmt.h"

/* What is compared, in this order; the first ${nkey} columns say which row it
 * is.  Column names are for people. */
static const struct part {
	const char *what;
	int nkey;
	const char *sql;
} parts[] = {
	{ "charge", 5,
	    "SELECT contract.ref AS contract,"
	    " CASE charge.tier WHEN 0 THEN 'retail' WHEN 1 THEN 'wholesale'"
	    "  ELSE 'carrier' END AS tier,"
	    " CASE charge.direction WHEN 0 THEN 'out' ELSE 'in' END AS direction,"
	    " charge.call AS call, segment.file AS 'of', charge.start_us AS start_us,"
	    " charge.price_e8 AS price_e8, charge.cash_e8 AS cash_e8,"
	    " charge.bought_e8 AS bought_e8, charge.billed_s AS billed_s,"
	    " charge.free_s AS free_s, charge.duration_ms AS duration_ms,"
	    " fee.profile AS profile, fee.currency AS currency,"
	    " fee.destination AS destination, fee.zone AS zone,"
	    " fee.zone_detail AS zone_detail, fee.load AS 'load of the fee',"
	    " fee.line AS 'line of the fee', band.band AS band,"
	    " subscriber.ref AS subscriber, charge.late AS late,"
	    " charge.document AS document, charge.day AS day,"
	    " charge.number AS number, fee.direction AS 'direction of the fee',"
	    " fee.type AS 'type of the fee', fee.match AS 'match',"
	    " fee.source AS source"
	    " FROM charge LEFT JOIN contract ON contract.id = charge.contract"
	    " LEFT JOIN segment ON segment.id = charge.segment"
	    " LEFT JOIN fee ON fee.id = charge.fee"
	    " LEFT JOIN band ON band.id = charge.band"
	    " LEFT JOIN subscriber ON subscriber.id = charge.subscriber"
	    " ORDER BY charge.seq" },
	{ "contract", 1,
	    "SELECT ref, reseller, first, last FROM contract ORDER BY id" },
	{ "file of calls", 1, "SELECT file, calls FROM segment ORDER BY id" },
	{ "subscriber", 1, "SELECT ref, number FROM subscriber ORDER BY ref" },
	{ "unrated call", 5,
	    "SELECT call, segment.file AS 'of', contract, tier, direction, reason,"
	    " detail, start_us, duration_ms FROM unrated"
	    " LEFT JOIN segment ON segment.id = unrated.segment"
	    " ORDER BY unrated.segment, call, contract, tier, direction" },
	{ "listed call", 4,
	    "SELECT call, segment.file AS 'of', contract, reason FROM listed"
	    " LEFT JOIN segment ON segment.id = listed.segment"
	    " ORDER BY listed.segment, call, contract, reason" },
	{ "rounding", 3,
	    "SELECT profile, tier, currency, exact_e12x60, rounded_e8"
	    " FROM rounding ORDER BY 1, 2, 3" },
	{ "balance", 2,
	    "SELECT contract, part, * FROM balance_part ORDER BY 1, 2" },
	{ "scheduled profile", 2,
	    "SELECT contract, entry, * FROM balance_entry ORDER BY 1, 2" },
	{ "lock of a balance", 2,
	    "SELECT contract, lock, * FROM balance_lock ORDER BY 1, 2" },
	{ "run", 1, "SELECT * FROM run" },
};

static bool
same_value(const struct stmt *a, const struct stmt *b, int column)
{
	return stmt_is_null(a, column) == stmt_is_null(b, column) &&
	    strcmp(stmt_text(a, column), stmt_text(b, column)) == 0;
}

static void
add_key(struct buf *out, const struct part *p, const struct stmt *s)
{
	buf_str(out, p->what);
	for (int i = 0; i < p->nkey; i++) {
		const char *name = sqlite3_column_name(s->handle, i);

		buf_printf(out, "%s%s %s",
		    i == 0                        ? " of "
			: strcmp(name, "of") == 0 ? " "
						  : ", ",
		    name, stmt_text(s, i));
	}
}

/* One row each: 1 if they differ. */
static int
compare_rows(const struct part *p, const struct stmt *a, const struct stmt *b,
    struct buf *what)
{
	int n = sqlite3_column_count(a->handle);

	for (int i = 0; i < p->nkey; i++)
		if (!same_value(a, b, i)) {
			add_key(what, p, a);
			buf_str(what, " is there, ");
			add_key(what, p, b);
			buf_str(what, " comes out");
			return 1;
		}
	for (int i = p->nkey; i < n; i++)
		if (!same_value(a, b, i)) {
			add_key(what, p, a);
			buf_printf(what, ": %s is %s, comes out as %s",
			    sqlite3_column_name(a->handle, i), stmt_text(a, i),
			    stmt_text(b, i));
			return 1;
		}
	return 0;
}

static int
compare_part(const struct part *p, struct stmt *a, struct stmt *b,
    struct buf *what, struct err *e)
{
	if (stmt_bind(a, e, NO_ARGS) < 0 || stmt_bind(b, e, NO_ARGS) < 0)
		return -1;
	for (;;) {
		int in_a = stmt_step(a, e),
		    in_b = in_a < 0 ? -1 : stmt_step(b, e);

		if (in_b < 0)
			return -1;
		if (in_a == 0 && in_b == 0)
			return 0;
		if (in_a == 0 || in_b == 0) {
			add_key(what, p, in_a > 0 ? a : b);
			buf_str(what,
			    in_a > 0 ? ": does not come out"
				     : ": comes out, but is not there");
			return 1;
		}
		if (compare_rows(p, a, b, what) > 0)
			return 1;
	}
}

int
charge_compare(const char *stored, const char *again, struct buf *what,
    struct err *e)
{
	struct db *a = NULL, *b = NULL;
	int rc = -1;

	if (db_open_part(&a, stored, DB_CHARGES, e) == 0 &&
	    db_open_part(&b, again, DB_CHARGES, e) == 0)
		rc = 0;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && rc == 0;
	     i++) {
		struct stmt s = { 0 }, t = { 0 };

		rc = stmt_prepare(&s, a, parts[i].sql, e);
		if (rc == 0)
			rc = stmt_prepare(&t, b, parts[i].sql, e);
		if (rc == 0)
			rc = compare_part(&parts[i], &s, &t, what, e);
		stmt_free(&s);
		stmt_free(&t);
	}
	db_close(a);
	db_close(b);
	return rc;
}
