#ifndef DOCUMENT_DOCUMENT_ENTITY_H
#define DOCUMENT_DOCUMENT_ENTITY_H

#include <stdint.h>

#include "base/entity.h"

/*
 * Master data that documents need: tax rates, series, templates, items, payments.
 *
 * Every struct is one row of the CSV file and table named in its comment; what
 * the members mean is said in the description in document_entity.c; toll-load(1) lists
 * it. An empty text is NULL, an empty number ENTITY_NONE; a word is the enum value.
 */

enum template_category {
	TEMPLATE_CATEGORY_CUSTOMER,
	TEMPLATE_CATEGORY_RESELLER,
	TEMPLATE_CATEGORY_PEER,
	TEMPLATE_CATEGORY_DID,
	TEMPLATE_CATEGORY_MARGIN,
	TEMPLATE_CATEGORY_CREDIT_NOTE /* of templates; no document has it */
};
extern const char *const template_category_words[];

enum template_direction {
	TEMPLATE_DIRECTION_OUT,
	TEMPLATE_DIRECTION_IN,
	TEMPLATE_DIRECTION_IN_OUT
};
extern const char *const template_direction_words[];

enum series_kind {
	SERIES_KIND_INVOICE,
	SERIES_KIND_CREDIT_NOTE,
	SERIES_KIND_STATEMENT,
	SERIES_KIND_MARGIN
};
extern const char *const series_kind_words[];

enum series_reset { SERIES_RESET_NEVER, SERIES_RESET_YEARLY };
extern const char *const series_reset_words[];

enum recurring { RECURRING_NO, RECURRING_INTERVAL };
extern const char *const recurring_words[];

/* vat_rates.csv: tax rates by country */
struct vat_rate {
	struct origin origin;
	const char *country;
	int64_t category; /* enum vat_category */
	int64_t rate_e4;
	int64_t valid_from_day;
};

/* templates.csv: invoice templates */
struct template_row {
	struct origin origin;
	const char *name;
	const char *reseller;
	int64_t category;  /* enum template_category */
	int64_t direction; /* enum template_direction */
	const char *file;
	const char *language;
};

/* mail_templates.csv: mail templates */
struct mail_template_row {
	struct origin origin;
	const char *name;
	const char *reseller;
	const char *subject;
	const char *text_file;
	const char *html_file;
	const char *language;
};

/* series.csv: number series of documents */
struct series {
	struct origin origin;
	const char *name;
	const char *issuer;
	int64_t kind; /* enum series_kind */
	const char *pattern;
	int64_t next;
	int64_t reset; /* enum series_reset */
	int64_t range_end;
	int64_t warn_at;
};

/* payments.csv: payments received */
struct payment {
	struct origin origin;
	const char *ref;
	const char *contract;
	int64_t date_day;
	int64_t amount_e8;
	const char *currency;
	const char *document;
	const char *note;
};

/* items.csv: one-off and recurring fees and credits */
struct item {
	struct origin origin;
	const char *ref;
	const char *contract;
	int64_t date_day;
	const char *description;
	int64_t quantity_e6;
	int64_t unit_price_e8;
	const char *currency;
	int64_t vat_category; /* enum vat_category */
	int64_t vat_rate_e4;
	int64_t recurring; /* enum recurring */
	int64_t until_day;
};

extern const struct entity entity_vat_rates;
extern const struct entity entity_templates;
extern const struct entity entity_mail_templates;
extern const struct entity entity_series;
extern const struct entity entity_payments;
extern const struct entity entity_items;

#endif /* DOCUMENT_DOCUMENT_ENTITY_H */
