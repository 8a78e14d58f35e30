#ifndef STORE_DOCUMENT_ROW_H
#define STORE_DOCUMENT_ROW_H

#include "store/row.h"

/*
 * The structs of document/document.h as rows of their tables, in the order of
 * the columns in the statements of document_store.c and closing_store.c.
 */
extern const struct row_column document_row_head[];
extern const struct row_column document_row_party[];
extern const struct row_column document_row_line[];
extern const struct row_column document_row_tax[];
extern const struct row_column document_row_subscriber[];
extern const struct row_column document_row_usage[];
extern const struct row_column document_row_allowance[];
extern const struct row_column document_row_tie[];
extern const struct row_column document_row_change[];

#define DOCUMENT_ROW_HEAD       38
#define DOCUMENT_ROW_PARTY      23
#define DOCUMENT_ROW_LINE       25
#define DOCUMENT_ROW_TAX        5
#define DOCUMENT_ROW_SUBSCRIBER 7
#define DOCUMENT_ROW_USAGE      11
#define DOCUMENT_ROW_ALLOWANCE  6
#define DOCUMENT_ROW_TIE        5
#define DOCUMENT_ROW_CHANGE     10

/* Their columns, as SQL. */
#define DOCUMENT_SQL_HEAD                                                \
	"id, number, series, series_year, series_seq, kind, category,"   \
	" issuer, contract, external_ref, from_us, until_us, timezone,"  \
	" period, revision, corrects, reason, date, due_date, currency," \
	" digits, net_minor, tax_minor, total_minor, paid_minor,"        \
	" payable_minor, prices_include_vat, language, template,"        \
	" mail_template, itemised, send, payment_terms_days,"            \
	" payment_means, mandate_ref, buyer_reference, closing, created_us"
#define DOCUMENT_SQL_PARTY                                          \
	"contact, email, first_name, last_name, company, street,"   \
	" postcode, city, country, phone, mobile, fax, vat_number," \
	" registration_number, bank_name, iban, bic, tax_number,"   \
	" creditor_id, endpoint, endpoint_scheme, logo, color"
#define DOCUMENT_SQL_LINE                                                   \
	"kind, direction, zone, detail, description, ref, period,"          \
	" subscriber, from_us, until_us, calls, duration_ms, billed_s,"     \
	" free_s, quantity_e6, unit, unit_price_e8, amount_e8, net_minor,"  \
	" gross_minor, tax_category, tax_rate_e4, retail_e8, wholesale_e8," \
	" loss"
#define DOCUMENT_SQL_TAX "category, rate_e4, taxable_minor, tax_minor, text"
#define DOCUMENT_SQL_SUBSCRIBER \
	"ref, number, calls, duration_ms, billed_s, free_s, amount_e8"
#define DOCUMENT_SQL_USAGE                                         \
	"period, run, tier, part, late, from_us, until_us, calls," \
	" price_e8, cash_e8, bought_e8"
#define DOCUMENT_SQL_ALLOWANCE                          \
	"name, free_used_s, free_left_s, cash_used_e8," \
	" cash_left_e8, balance_e8"
#define DOCUMENT_SQL_TIE "tier, contract, number, amount_e8, tax_e8"
#define DOCUMENT_SQL_CHANGE                                          \
	"what, name, reason, calls, old, new, old_e8, new_e8, load," \
	" line"

#endif /* STORE_DOCUMENT_ROW_H */
