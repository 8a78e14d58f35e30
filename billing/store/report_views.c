#include "store/report_views.h"

#include <sqlite3.h>

#include "base/err.h"
#include "document/loss.h"
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
    "  wholesale_document INTEGER NOT NULL,"
    "  retail_part INTEGER, wholesale_part INTEGER);"
    /* rows of fees.csv, as they were, of the legs that cost more: the key is
     * that of the leg, the id of the fee in the file of its charges */
    "CREATE TEMP TABLE part (id INTEGER PRIMARY KEY,"
    "  connect_e12 INTEGER NOT NULL, init_interval INTEGER NOT NULL,"
    "  init_rate_e12 INTEGER NOT NULL, follow_rate_e12 INTEGER NOT NULL,"
    "  rate_per_s INTEGER NOT NULL);"
    /* legs that cost more than they bring, and why (enum document_loss) */
    "CREATE TEMP VIEW loss AS"
    " SELECT leg.*, wholesale_e8 - retail_e8 AS lost,"
    "        loss_reason(no_price, free_s, retail_e8, tax_e8, retail_s,"
    "         r.connect_e12, r.init_interval, r.init_rate_e12,"
    "         r.follow_rate_e12, r.rate_per_s, wholesale_e8, 0, wholesale_s,"
    "         w.connect_e12, w.init_interval, w.init_rate_e12,"
    "         w.follow_rate_e12, w.rate_per_s) AS why,"
    "        coalesce(retail_fee, wholesale_fee) AS fee"
    "   FROM temp.leg LEFT JOIN temp.part AS r ON r.id = leg.retail_part"
    "   LEFT JOIN temp.part AS w ON w.id = leg.wholesale_part"
    "  WHERE retail_e8 < wholesale_e8"
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

/* From the argument at ${at}: a price and its parts; what is not known is 0. */
static struct loss_price
loss_price(sqlite3_value **at)
{
	int64_t v[8];

	for (int i = 0; i < 8; i++)
		v[i] = sqlite3_value_int64(at[i]);
	return (struct loss_price){ .price_e8 = v[0],
		.tax_e8 = v[1],
		.billed_s = v[2],
		.connect_e12 = v[3],
		.init_interval = v[4],
		.init_rate_e12 = v[5],
		.follow_rate_e12 = v[6],
		.rate_per_s = v[7] };
}

static void
reason(sqlite3_context *context, int n, sqlite3_value **args)
{
	const struct loss_price retail = loss_price(args + 2),
				wholesale = loss_price(args + 10);

	(void)n;
	sqlite3_result_text(context,
	    document_loss_words[loss_reason(&retail, &wholesale,
		sqlite3_value_int64(args[0]) != 0,
		sqlite3_value_int64(args[1]))],
	    -1, SQLITE_STATIC);
}

static int
add_function(struct db *db, const char *name, int nargs,
    void (*function)(sqlite3_context *, int, sqlite3_value **), struct err *e)
{
	if (sqlite3_create_function_v2(db_handle(db), name, nargs,
		SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, function, NULL, NULL,
		NULL) != SQLITE_OK)
		return err_set(e, ERR_INTERNAL, "%s: %s", name,
		    sqlite3_errmsg(db_handle(db)));
	return 0;
}

int
report_views_margin(struct db *db, struct err *e)
{
	if (add_function(db, "without_tax", 2, without_tax, e) < 0 ||
	    add_function(db, "loss_reason", 18, reason, e) < 0)
		return -1;
	return db_exec(db, sql_margin, e);
}
