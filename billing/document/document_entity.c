#include "document/document_entity.h"

#include "base/words.h"

const char *const template_category_words[] = { "customer", "reseller", "peer",
	"did", "margin", "credit_note", NULL };
const char *const template_direction_words[] = { "out", "in", "in_out", NULL };
const char *const series_kind_words[] = { "invoice", "credit_note", "statement",
	"margin", NULL };
const char *const series_reset_words[] = { "never", "yearly", NULL };
const char *const recurring_words[] = { "no", "interval", NULL };

/* clang-format off: one field a line, in the order of the file */
#define FIELDS(f) .fields = (f), .nfields = sizeof(f) / sizeof((f)[0])

static const struct field vat_rates_fields[] = {
	{ "country", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED | FIELD_COUNTRY,
	    FIELD_AT(vat_rate, country), NULL, NULL, 0, 0, NULL,
	    "ISO 3166-1 alpha-2" },
	{ "category", FIELD_WORD, FIELD_KEY | FIELD_REQUIRED,
	    FIELD_AT(vat_rate, category), vat_category_words, NULL, 0, 0, NULL,
	    "tax category" },
	{ "rate", FIELD_PERCENT, FIELD_REQUIRED, FIELD_AT(vat_rate, rate_e4),
	    NULL, NULL, 0, 0, NULL, "percent" },
	{ "valid_from", FIELD_DATE, FIELD_KEY | FIELD_REQUIRED,
	    FIELD_AT(vat_rate, valid_from_day), NULL, NULL, 0, 0, NULL,
	    "first day" },
};

const struct entity entity_vat_rates = {
	.name = "vat_rates",
	.size = sizeof(struct vat_rate),
	FIELDS(vat_rates_fields),
	.help = "tax rates by country",
};

static const struct field templates_fields[] = {
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED,
	    FIELD_AT(template_row, name), NULL, NULL, 0, 0, NULL, "key" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(template_row, reseller), NULL,
	    "resellers", 0, 0, NULL, "owner" },
	{ "category", FIELD_WORD, FIELD_REQUIRED,
	    FIELD_AT(template_row, category), template_category_words, NULL, 0,
	    0, NULL, "kind of document" },
	{ "direction", FIELD_WORD, 0, FIELD_AT(template_row, direction),
	    template_direction_words, NULL, 0, 0, "in_out", "calls it lists" },
	{ "file", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(template_row, file),
	    NULL, NULL, 0, 0, NULL, "file" },
	{ "language", FIELD_TEXT, 0, FIELD_AT(template_row, language), NULL,
	    NULL, 0, 0, NULL, "language" },
};

const struct entity entity_templates = {
	.name = "templates",
	.size = sizeof(struct template_row),
	FIELDS(templates_fields),
	.help = "invoice templates",
};

static const struct field mail_templates_fields[] = {
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED,
	    FIELD_AT(mail_template_row, name), NULL, NULL, 0, 0, NULL, "key" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(mail_template_row, reseller),
	    NULL, "resellers", 0, 0, NULL, "owner" },
	{ "subject", FIELD_TEXT, FIELD_REQUIRED,
	    FIELD_AT(mail_template_row, subject), NULL, NULL, 0, 0, NULL,
	    "subject" },
	{ "text_file", FIELD_TEXT, FIELD_REQUIRED,
	    FIELD_AT(mail_template_row, text_file), NULL, NULL, 0, 0, NULL,
	    "plain text" },
	{ "html_file", FIELD_TEXT, 0, FIELD_AT(mail_template_row, html_file),
	    NULL, NULL, 0, 0, NULL, "HTML" },
	{ "language", FIELD_TEXT, 0, FIELD_AT(mail_template_row, language),
	    NULL, NULL, 0, 0, NULL, "language" },
};

const struct entity entity_mail_templates = {
	.name = "mail_templates",
	.size = sizeof(struct mail_template_row),
	FIELDS(mail_templates_fields),
	.help = "mail templates",
};

static const struct field series_fields[] = {
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED,
	    FIELD_AT(series, name), NULL, NULL, 0, 0, NULL, "key" },
	{ "issuer", FIELD_TEXT, 0, FIELD_AT(series, issuer), NULL, "resellers",
	    0, 0, NULL, "reseller; empty: the operator" },
	{ "kind", FIELD_WORD, 0, FIELD_AT(series, kind), series_kind_words,
	    NULL, 0, 0, NULL,
	    "kind of document; empty: all with none of their own" },
	{ "pattern", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(series, pattern),
	    NULL, NULL, 0, 0, NULL, "INV{yyyy}-{seq:6}" },
	{ "next", FIELD_INT, 0, FIELD_AT(series, next), NULL, NULL, 1,
	    999999999999, "1", "first number" },
	{ "reset", FIELD_WORD, 0, FIELD_AT(series, reset), series_reset_words,
	    NULL, 0, 0, "never", "starts again" },
	{ "range_end", FIELD_INT, 0, FIELD_AT(series, range_end), NULL, NULL, 1,
	    999999999999, NULL, "last number" },
	{ "warn_at", FIELD_INT, 0, FIELD_AT(series, warn_at), NULL, NULL, 1,
	    999999999999, NULL, "warn from this number on" },
};

const struct entity entity_series = {
	.name = "series",
	.size = sizeof(struct series),
	FIELDS(series_fields),
	.help = "number series of documents",
};

static const struct field payments_fields[] = {
	{ "ref", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(payment, ref),
	    NULL, NULL, 0, 0, NULL, "key" },
	{ "contract", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(payment, contract),
	    NULL, "contracts|customers", 0, 0, NULL, "who paid" },
	{ "date", FIELD_DATE, FIELD_REQUIRED, FIELD_AT(payment, date_day), NULL,
	    NULL, 0, 0, NULL, "day" },
	{ "amount", FIELD_MONEY, FIELD_REQUIRED, FIELD_AT(payment, amount_e8),
	    NULL, NULL, 0, 0, NULL, "amount" },
	{ "currency", FIELD_TEXT, FIELD_REQUIRED | FIELD_CURRENCY,
	    FIELD_AT(payment, currency), NULL, NULL, 0, 0, NULL, "ISO 4217" },
	{ "document", FIELD_TEXT, 0, FIELD_AT(payment, document), NULL, NULL, 0,
	    0, NULL, "number of the document paid" },
	{ "note", FIELD_TEXT, 0, FIELD_AT(payment, note), NULL, NULL, 0, 0,
	    NULL, "text" },
};

const struct entity entity_payments = {
	.name = "payments",
	.size = sizeof(struct payment),
	FIELDS(payments_fields),
	.help = "payments received",
};

static const struct field items_fields[] = {
	{ "ref", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(item, ref),
	    NULL, NULL, 0, 0, NULL, "key" },
	{ "contract", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(item, contract),
	    NULL, "contracts|customers", 0, 0, NULL, "who pays" },
	{ "date", FIELD_DATE, FIELD_REQUIRED, FIELD_AT(item, date_day), NULL,
	    NULL, 0, 0, NULL, "day it falls due" },
	{ "description", FIELD_TEXT, FIELD_REQUIRED,
	    FIELD_AT(item, description), NULL, NULL, 0, 0, NULL,
	    "text on the document" },
	{ "quantity", FIELD_QUANTITY, 0, FIELD_AT(item, quantity_e6), NULL,
	    NULL, 0, 0, "1", "quantity" },
	{ "unit_price", FIELD_MONEY, FIELD_REQUIRED,
	    FIELD_AT(item, unit_price_e8), NULL, NULL, 0, 0, NULL,
	    "price of one" },
	{ "currency", FIELD_TEXT, FIELD_CURRENCY, FIELD_AT(item, currency),
	    NULL, NULL, 0, 0, NULL, "ISO 4217" },
	{ "vat_category", FIELD_WORD, 0, FIELD_AT(item, vat_category),
	    vat_category_words, NULL, 0, 0, NULL,
	    "tax category; empty: the contract's" },
	{ "vat_rate", FIELD_PERCENT, 0, FIELD_AT(item, vat_rate_e4), NULL, NULL,
	    0, 0, NULL, "tax rate; empty: the contract's" },
	{ "recurring", FIELD_WORD, 0, FIELD_AT(item, recurring),
	    recurring_words, NULL, 0, 0, "no", "once, or each interval" },
	{ "until", FIELD_DATE, 0, FIELD_AT(item, until_day), NULL, NULL, 0, 0,
	    NULL, "last day of a recurring item" },
};

const struct entity entity_items = {
	.name = "items",
	.size = sizeof(struct item),
	FIELDS(items_fields),
	.help = "one-off and recurring fees and credits",
};

/* clang-format on */
