#include "store/audit_store.h"

#include "base/err.h"
#include "store/report_store.h"

#define OPERATOR " (SELECT 1 FROM temp.scope WHERE reseller = '')"

/* 10^-8 in one minor unit. */
#define UNIT                                                                   \
	"CASE d.digits WHEN 0 THEN 100000000 WHEN 1 THEN 10000000 WHEN 2 THEN" \
	" 1000000 WHEN 3 THEN 100000 ELSE 10000 END"

#define ASKED                                         \
	" temp.visible_document AS d JOIN temp.asked" \
	" ON d.from_us >= asked.from_us AND d.from_us < asked.until_us"

#define INVOICED \
	"CASE d.prices_include_vat WHEN 1 THEN l.gross_minor ELSE l.net_minor END"

/* A margin statement invoices nothing. */
#define BILLED " AND d.kind <> 'margin'"

static const char sql_numbers[] =
    "SELECT series_year, series_seq, lag(series_seq) OVER (PARTITION BY issuer,"
    "  series, series_year ORDER BY series_seq), series, number, id, date, kind,"
    "  issuer, contract, total_minor, currency FROM temp.visible_document"
    " ORDER BY issuer, series, series_year, series_seq";

static const char sql_rounding_documents[] =
    "SELECT d.number, 0, '', sum(l.amount_e8), sum(" INVOICED "), d.currency"
    " FROM" ASKED " JOIN main.document_line AS l ON l.document = d.id" BILLED
    " GROUP BY d.id ORDER BY d.id";

static const char sql_rounding_lines[] =
    "SELECT d.number, l.position, l.description, l.amount_e8, " INVOICED ","
    " d.currency FROM" ASKED
    " JOIN main.document_line AS l ON l.document = d.id" BILLED
    " WHERE l.amount_e8 <> " INVOICED " * " UNIT " ORDER BY d.id, l.position";

static const char sql_book[] =
    "SELECT 'reject', '', f.name || ': ' || r.reason, count(*), NULL, '', 1 AS k,"
    "  r.batch AS a, r.reason AS b"
    " FROM main.reject AS r JOIN main.file AS f ON f.batch = r.batch"
    " WHERE r.state = 'open' AND EXISTS" OPERATOR " GROUP BY r.batch, r.reason"
    " UNION ALL SELECT 'waived', contract, what || ' ' || reason ||"
    "  CASE period WHEN '' THEN '' ELSE ' of ' || period END, calls, NULL, '', 2,"
    "  closing, what || period || contract || reason"
    " FROM main.closing_waived WHERE EXISTS" OPERATOR
    " UNION ALL SELECT CASE severity WHEN 'left_out' THEN 'left out' ELSE"
    "  severity END, contract, text, 1, NULL, '', 3, closing, position"
    " FROM main.closing_note WHERE severity <> 'waived' AND EXISTS" OPERATOR
    " UNION ALL SELECT 'correction', d.contract, d.number || ' corrects ' ||"
    "  coalesce((SELECT number FROM main.document WHERE id = d.corrects), '') ||"
    "  ': ' || d.reason, 1, d.total_minor * " UNIT ", d.currency, 4, d.id, ''"
    " FROM temp.visible_document AS d WHERE d.corrects IS NOT NULL"
    " ORDER BY k, a, b";

/*
 * Cost is what carriers take for the calling side; sale is what the operator
 * has for the same call, of its customer or of the customer's reseller.
 */
static const char sql_period[] =
    "SELECT 'unrated', contract, reason, count(DISTINCT segment || ' ' || call),"
    "  NULL, '', 1 AS k, contract AS a, reason AS b"
    " FROM rated.unrated WHERE EXISTS" OPERATOR " GROUP BY contract, reason"
    " UNION ALL SELECT 'below cost', '', zone, count(*), sum(sale - cost), currency,"
    "  2, zone, currency FROM (SELECT max(iif(tier < 2, zone, '')) AS zone,"
    "   max(iif(tier < 2, currency, '')) AS currency,"
    "   sum(iif(tier = 1 OR (tier = 0 AND reseller = ''), price_e8, 0)) AS sale,"
    "   sum(iif(tier = 2, price_e8, 0)) AS cost,"
    "   count(DISTINCT currency) AS currencies, max(tier) AS top"
    "   FROM temp.visible_charge WHERE direction = 0 AND EXISTS" OPERATOR
    "   GROUP BY segment, call)"
    " WHERE top = 2 AND currencies = 1 AND zone <> '' AND sale < cost"
    " GROUP BY zone, currency"
    " UNION ALL SELECT 'price of zero', contract_ref, profile || ': ' || zone,"
    "  count(*), NULL, currency, 3, contract_ref, profile || ': ' || zone"
    " FROM temp.visible_charge WHERE price_e8 = 0 AND free_s = 0 AND direction = 0"
    "  AND duration_ms > 0 AND tier < 2 GROUP BY contract_ref, profile, zone"
    " UNION ALL SELECT 'late', contract_ref, '', count(*), sum(price_e8), currency,"
    "  4, contract_ref, currency FROM temp.visible_charge WHERE late = 1"
    " GROUP BY contract_ref, currency"
    " ORDER BY k, a, b";

int
audit_numbers(struct report_reader *r, struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_numbers, rows, NO_ARGS, e);
}

int
audit_rounding(struct report_reader *r, bool lines, struct stmt *rows,
    struct err *e)
{
	return report_reader_query(r,
	    lines ? sql_rounding_lines : sql_rounding_documents, rows, NO_ARGS,
	    e);
}

int
audit_book(struct report_reader *r, struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_book, rows, NO_ARGS, e);
}

int
audit_period(struct report_reader *r, struct stmt *rows, struct err *e)
{
	return report_reader_query(r, sql_period, rows, NO_ARGS, e);
}
