#include "store/report_views.h"

#include "store/db.h"

static const char sql_margin[] =
    /* legs added up (leg_sum.h): what a view does not tell apart is empty */
    "CREATE TEMP TABLE leg_sum (view TEXT NOT NULL,"
    "  customer TEXT, subscriber TEXT NOT NULL, zone TEXT NOT NULL,"
    "  zone_detail TEXT NOT NULL, direction INTEGER NOT NULL, day INTEGER,"
    "  document INTEGER, retail_currency TEXT NOT NULL,"
    "  wholesale_currency TEXT NOT NULL,"
    /* of those that cost more than they bring: enum document_loss, by which fee */
    "  why TEXT NOT NULL, fee TEXT NOT NULL,"
    "  first_us INTEGER NOT NULL, last_us INTEGER NOT NULL,"
    "  calls INTEGER NOT NULL, duration_ms INTEGER NOT NULL,"
    "  retail_e8 INTEGER NOT NULL, wholesale_e8 INTEGER NOT NULL,"
    "  tax_e8 INTEGER NOT NULL);"
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

int
report_views_margin(struct db *db, struct err *e)
{
	return db_exec(db, sql_margin, e);
}
