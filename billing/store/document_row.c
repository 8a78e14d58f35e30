#include "store/document_row.h"

#include "document/document.h"

/* clang-format off: one column a line */
const struct row_column document_row_head[] = {
	ROW_AT(ROW_INT, document, id),
	ROW_AT(ROW_TEXT, document, number),
	ROW_AT(ROW_TEXT, document, series),
	ROW_AT(ROW_INT, document, series_year),
	ROW_AT(ROW_INT, document, series_seq),
	ROW_WORD_AT(document, kind, series_kind_words),
	ROW_WORD_AT(document, category, template_category_words),
	ROW_AT(ROW_TEXT, document, issuer),
	ROW_AT(ROW_TEXT, document, contract),
	ROW_AT(ROW_TEXT, document, external_ref),
	ROW_AT(ROW_INT, document, from_us),
	ROW_AT(ROW_INT, document, until_us),
	ROW_AT(ROW_TEXT, document, timezone),
	ROW_AT(ROW_TEXT, document, period),
	ROW_AT(ROW_INT, document, revision),
	ROW_AT(ROW_ID, document, corrects),
	ROW_AT(ROW_TEXT, document, reason),
	ROW_AT(ROW_DATE, document, date_day),
	ROW_AT(ROW_DATE, document, due_day),
	ROW_AT(ROW_TEXT, document, currency),
	ROW_AT(ROW_INT, document, digits),
	ROW_AT(ROW_INT, document, net_minor),
	ROW_AT(ROW_INT, document, tax_minor),
	ROW_AT(ROW_INT, document, total_minor),
	ROW_AT(ROW_INT, document, paid_minor),
	ROW_AT(ROW_INT, document, payable_minor),
	ROW_AT(ROW_BOOL, document, prices_include_vat),
	ROW_AT(ROW_TEXT, document, language),
	ROW_AT(ROW_TEXT, document, template),
	ROW_AT(ROW_TEXT, document, mail_template),
	ROW_WORD_AT(document, itemised, itemised_words),
	ROW_AT(ROW_BOOL, document, send),
	ROW_AT(ROW_INT, document, payment_terms_days),
	ROW_WORD_AT(document, payment_means, payment_means_words),
	ROW_AT(ROW_TEXT, document, mandate_ref),
	ROW_AT(ROW_TEXT, document, buyer_reference),
	ROW_AT(ROW_INT, document, closing),
	ROW_AT(ROW_INT, document, created_us),
};
_Static_assert(sizeof(document_row_head) / sizeof(document_row_head[0]) ==
	DOCUMENT_ROW_HEAD,
    "columns of document_row_head");

const struct row_column document_row_party[] = {
	ROW_AT(ROW_TEXT, document_party, contact),
	ROW_AT(ROW_TEXT, document_party, email),
	ROW_AT(ROW_TEXT, document_party, first_name),
	ROW_AT(ROW_TEXT, document_party, last_name),
	ROW_AT(ROW_TEXT, document_party, company),
	ROW_AT(ROW_TEXT, document_party, street),
	ROW_AT(ROW_TEXT, document_party, postcode),
	ROW_AT(ROW_TEXT, document_party, city),
	ROW_AT(ROW_TEXT, document_party, country),
	ROW_AT(ROW_TEXT, document_party, phone),
	ROW_AT(ROW_TEXT, document_party, mobile),
	ROW_AT(ROW_TEXT, document_party, fax),
	ROW_AT(ROW_TEXT, document_party, vat_number),
	ROW_AT(ROW_TEXT, document_party, registration_number),
	ROW_AT(ROW_TEXT, document_party, bank_name),
	ROW_AT(ROW_TEXT, document_party, iban),
	ROW_AT(ROW_TEXT, document_party, bic),
	ROW_AT(ROW_TEXT, document_party, tax_number),
	ROW_AT(ROW_TEXT, document_party, creditor_id),
	ROW_AT(ROW_TEXT, document_party, endpoint),
	ROW_AT(ROW_TEXT, document_party, endpoint_scheme),
	ROW_AT(ROW_TEXT, document_party, logo),
	ROW_AT(ROW_TEXT, document_party, color),
};
_Static_assert(sizeof(document_row_party) / sizeof(document_row_party[0]) ==
	DOCUMENT_ROW_PARTY,
    "columns of document_row_party");

const struct row_column document_row_line[] = {
	ROW_WORD_AT(document_line, kind, document_line_kind_words),
	ROW_WORD_AT(document_line, direction, direction_words),
	ROW_AT(ROW_TEXT, document_line, zone),
	ROW_AT(ROW_TEXT, document_line, detail),
	ROW_AT(ROW_TEXT, document_line, description),
	ROW_AT(ROW_TEXT, document_line, ref),
	ROW_AT(ROW_TEXT, document_line, period),
	ROW_AT(ROW_TEXT, document_line, subscriber),
	ROW_AT(ROW_INT, document_line, from_us),
	ROW_AT(ROW_INT, document_line, until_us),
	ROW_AT(ROW_INT, document_line, calls),
	ROW_AT(ROW_INT, document_line, duration_ms),
	ROW_AT(ROW_INT, document_line, billed_s),
	ROW_AT(ROW_INT, document_line, free_s),
	ROW_AT(ROW_INT, document_line, quantity_e6),
	ROW_AT(ROW_TEXT, document_line, unit),
	ROW_AT(ROW_INT, document_line, unit_price_e8),
	ROW_AT(ROW_INT, document_line, amount_e8),
	ROW_AT(ROW_INT, document_line, net_minor),
	ROW_AT(ROW_INT, document_line, gross_minor),
	ROW_WORD_AT(document_line, tax_category, vat_category_words),
	ROW_AT(ROW_INT, document_line, tax_rate_e4),
	ROW_AT(ROW_INT, document_line, retail_e8),
	ROW_AT(ROW_INT, document_line, wholesale_e8),
	ROW_WORD_AT(document_line, loss, document_loss_words),
};
_Static_assert(sizeof(document_row_line) / sizeof(document_row_line[0]) ==
	DOCUMENT_ROW_LINE,
    "columns of document_row_line");

const struct row_column document_row_tax[] = {
	ROW_WORD_AT(document_tax, category, vat_category_words),
	ROW_AT(ROW_INT, document_tax, rate_e4),
	ROW_AT(ROW_INT, document_tax, taxable_minor),
	ROW_AT(ROW_INT, document_tax, tax_minor),
	ROW_AT(ROW_TEXT, document_tax, text),
};
_Static_assert(sizeof(document_row_tax) / sizeof(document_row_tax[0]) ==
	DOCUMENT_ROW_TAX,
    "columns of document_row_tax");

const struct row_column document_row_subscriber[] = {
	ROW_AT(ROW_TEXT, document_subscriber, ref),
	ROW_AT(ROW_TEXT, document_subscriber, number),
	ROW_AT(ROW_INT, document_subscriber, calls),
	ROW_AT(ROW_INT, document_subscriber, duration_ms),
	ROW_AT(ROW_INT, document_subscriber, billed_s),
	ROW_AT(ROW_INT, document_subscriber, free_s),
	ROW_AT(ROW_INT, document_subscriber, amount_e8),
};
_Static_assert(sizeof(document_row_subscriber) /
	    sizeof(document_row_subscriber[0]) ==
	DOCUMENT_ROW_SUBSCRIBER,
    "columns of document_row_subscriber");

const struct row_column document_row_usage[] = {
	ROW_AT(ROW_TEXT, document_usage, period),
	ROW_AT(ROW_INT, document_usage, run),
	ROW_WORD_AT(document_usage, tier, tier_words),
	ROW_WORD_AT(document_usage, part, document_part_words),
	ROW_AT(ROW_BOOL, document_usage, late),
	ROW_AT(ROW_INT, document_usage, from_us),
	ROW_AT(ROW_INT, document_usage, until_us),
	ROW_AT(ROW_INT, document_usage, calls),
	ROW_AT(ROW_INT, document_usage, price_e8),
	ROW_AT(ROW_INT, document_usage, cash_e8),
	ROW_AT(ROW_INT, document_usage, bought_e8),
};
_Static_assert(sizeof(document_row_usage) / sizeof(document_row_usage[0]) ==
	DOCUMENT_ROW_USAGE,
    "columns of document_row_usage");

const struct row_column document_row_allowance[] = {
	ROW_AT(ROW_TEXT, document_allowance, name),
	ROW_AT(ROW_INT, document_allowance, free_used_s),
	ROW_AT(ROW_INT, document_allowance, free_left_s),
	ROW_AT(ROW_INT, document_allowance, cash_used_e8),
	ROW_AT(ROW_INT, document_allowance, cash_left_e8),
	ROW_AT(ROW_INT, document_allowance, balance_e8),
};
_Static_assert(sizeof(document_row_allowance) /
	    sizeof(document_row_allowance[0]) ==
	DOCUMENT_ROW_ALLOWANCE,
    "columns of document_row_allowance");

const struct row_column document_row_tie[] = {
	ROW_WORD_AT(document_tie, tier, tier_words),
	ROW_AT(ROW_TEXT, document_tie, contract),
	ROW_AT(ROW_TEXT, document_tie, number),
	ROW_AT(ROW_INT, document_tie, amount_e8),
	ROW_AT(ROW_INT, document_tie, tax_e8),
};
_Static_assert(sizeof(document_row_tie) / sizeof(document_row_tie[0]) ==
	DOCUMENT_ROW_TIE,
    "columns of document_row_tie");

const struct row_column document_row_change[] = {
	ROW_WORD_AT(document_change, what, document_change_what_words),
	ROW_AT(ROW_TEXT, document_change, name),
	ROW_AT(ROW_TEXT, document_change, reason),
	ROW_AT(ROW_INT, document_change, calls),
	ROW_AT(ROW_TEXT, document_change, before),
	ROW_AT(ROW_TEXT, document_change, after),
	ROW_AT(ROW_INT, document_change, before_e8),
	ROW_AT(ROW_INT, document_change, after_e8),
	ROW_AT(ROW_INT, document_change, load),
	ROW_AT(ROW_INT, document_change, line),
};
_Static_assert(sizeof(document_row_change) / sizeof(document_row_change[0]) ==
	DOCUMENT_ROW_CHANGE,
    "columns of document_row_change");

/* clang-format on */
