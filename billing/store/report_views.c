#include "store/report_views.h"

#include <sqlite3.h>

#include "base/err.h"
#include "document/tax.h"
#include "store/db.h"

static const char sql_margin[] =
    "CREATE TEMP TABLE leg ("
    "  customer TEXT, subscriber TEXT NOT NULL, zone TEXT NOT NULL,"
    "  zone_detail TEXT NOT NULL, direction INTEGER NOT NULL,"
    "  start_us INTEGER NOT NULL, day INTEGER NOT NULL,"
    "  duration_ms INTEGER NOT NULL,"
    "  retail_e8 INTEGER NOT NULL, wholesale_e8 INTEGER NOT NULL,"
    "  retail_currency TEXT NOT NULL, wholesale_currency TEXT NOT NULL,"
    "  no_price INTEGER NOT NULL, no_wholesale INTEGER NOT NULL,"
    "  retail_s INTEGER NOT NULL, wholesale_s INTEGER NOT NULL,"
    "  free_s INTEGER NOT NULL, retail_fee TEXT, wholesale_fee TEXT,"
    "  tax_e8 INTEGER NOT NULL, retail_document INTEGER NOT NULL,"
    "  wholesale_document INTEGER NOT NULL);"
    /* legs that cost more than they bring, and why (enum document_loss) */
    "CREATE TEMP VIEW loss AS"
    " SELECT *, wholesale_e8 - retail_e8 AS lost,"
    "        CASE WHEN no_price THEN 'no_price'"
    "             WHEN free_s > 0 THEN 'free_time'"
    "             WHEN retail_e8 = 0 THEN 'zero_price'"
    "             WHEN wholesale_s > retail_s AND retail_e8 / retail_s"
    "                  >= wholesale_e8 / wholesale_s THEN 'rounding'"
    "             ELSE 'below_cost' END AS why,"
    "        coalesce(retail_fee, wholesale_fee) AS fee"
    "   FROM temp.leg WHERE retail_e8 < wholesale_e8"
    "    AND retail_currency = wholesale_currency;"
    /* customers whose prices include tax, and how much (percent, 10^-4) */
    "CREATE TEMP TABLE taxed (ref TEXT NOT NULL, from_day INTEGER NOT NULL,"
    "  rate_e4 INTEGER NOT NULL, PRIMARY KEY (ref, from_day)) WITHOUT ROWID;"
    "INSERT INTO temp.taxed SELECT c.ref, r.valid_from_day, r.rate_e4"
    "   FROM main.customers AS c JOIN main.contacts AS b ON b.ref = c.contact"
    "   JOIN main.resellers AS s ON s.name = b.reseller"
    "   JOIN main.contracts AS k ON k.ref = s.contract"
    "   JOIN main.contacts AS p ON p.ref = k.contact"
    "   JOIN main.vat_rates AS r ON r.country = p.country"
    "  WHERE c.prices_include_vat = 1 AND r.category = 'S'"
    "    AND coalesce(c.vat_category, 'S') = 'S' AND c.vat_rate_e4 IS NULL"
    " UNION ALL SELECT ref, -9223372036854775808, vat_rate_e4"
    "   FROM main.customers WHERE prices_include_vat = 1"
    "    AND coalesce(vat_category, 'S') = 'S' AND vat_rate_e4 IS NOT NULL;"
    "CREATE TEMP TABLE fresh_document (id INTEGER PRIMARY KEY,"
    "  number TEXT NOT NULL, from_us INTEGER NOT NULL);"
    "CREATE TEMP TABLE fresh_usage (contract TEXT NOT NULL, period TEXT NOT NULL,"
    "  run INTEGER NOT NULL, tier TEXT NOT NULL, part TEXT NOT NULL,"
    "  from_us INTEGER NOT NULL, until_us INTEGER NOT NULL,"
    "  document INTEGER NOT NULL);"
    /* the last closing that has been: all of them, but for report_reader_upto() */
    "CREATE TEMP TABLE upto (opened INTEGER NOT NULL, billed INTEGER NOT NULL);"
    "INSERT INTO temp.upto VALUES (9223372036854775807, 9223372036854775807);"
    "CREATE TEMP VIEW billed AS"
    " SELECT contract, period, run, tier, part, from_us, until_us,"
    "        coalesce(document, -1) AS document FROM main.document_usage"
    "  WHERE closing <= (SELECT billed FROM temp.upto)"
    " UNION ALL SELECT * FROM temp.fresh_usage;"
    "CREATE TEMP VIEW billing AS SELECT id, number, from_us FROM main.document"
    " UNION ALL SELECT * FROM temp.fresh_document;";

static void
without_tax(sqlite3_context *context, int n, sqlite3_value **args)
{
	(void)n;
	sqlite3_result_int64(context,
	    tax_without(sqlite3_value_int64(args[0]),
		sqlite3_value_int64(args[1])));
}

int
report_views_margin(struct db *db, struct err *e)
{
	if (sqlite3_create_function_v2(db_handle(db), "without_tax", 2,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, without_tax, NULL,
		NULL, NULL) != SQLITE_OK)
		return err_set(e, ERR_INTERNAL, "without_tax: %s",
		    sqlite3_errmsg(db_handle(db)));
	return db_exec(db, sql_margin, e);
}
