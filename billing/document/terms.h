#ifndef DOCUMENT_TERMS_H
#define DOCUMENT_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"
#include "document/tax.h"
#include "rating/master.h"

struct arena;
struct err;
struct zone;

/*
 * The terms of a contract: who bills it to whom and how, put together from
 * master data and settings.  Customers, resellers and peering partners look
 * the same from here on.
 *
 * What a contract leaves open comes from its contact, then (a reseller's
 * customer) from the reseller and its contact, then from the operator.
 */
struct terms_source {
	const struct master *master;
	const struct zone *zone; /* of the operator */
	MASTER_ROWS(vat_rate, vat_rates);
	MASTER_ROWS(template_row, templates);
	MASTER_ROWS(mail_template_row, mail_templates);

	/* settings */
	const char *language;       /* [operator] language */
	const char *logo;           /* [invoice] logo */
	const char *color;          /* [invoice] color */
	const char *template;       /* [invoice] template; "": by category */
	int64_t payment_terms_days; /* [billing] payment_terms_days */
};

/* Text is never NULL; an empty number or time is ENTITY_NONE. */
struct terms {
	int64_t category; /* enum template_category: customer, reseller, peer */
	int64_t tier;     /* enum tier: whose charges it pays */
	const char *ref;
	const struct origin *origin; /* of the customer or contract */
	const char *external_ref;
	const char *issuer; /* reseller; "" the operator */
	const char *series; /* a reseller's choice for its invoices; "" none */
	const struct contact *seller, *buyer;
	const char *logo, *color;       /* of the seller */
	const struct zone *zone;        /* of the contract */
	const struct zone *seller_zone; /* of the seller's contact */
	int64_t status;                 /* enum contract_status */
	int64_t activated_us, terminated_us;
	struct tax_terms tax;
	bool prices_include_vat;
	const char *currency;
	const char *language;
	const char *template;
	const char *did_template; /* a customer's choice; "" no DID document */
	const char *mail_template;
	int64_t itemised;
	bool send;
	int64_t payment_terms_days;
	int64_t payment_means;
	const char *mandate_ref;
	const char *buyer_reference;
	const struct schedule *schedule; /* its entries, networks included */
	size_t n_schedule;
	int64_t opening_us; /* start of its last opening balance */
};

/* ERR_REFUSED or ERR_CONFIG: why it cannot be billed. */
int terms_of_customer(const struct terms_source *, const struct customer *,
    struct terms *, struct err *);
int terms_of_contract(const struct terms_source *, const struct contract *,
    struct terms *, struct err *);

/*
 * The terms of the margin statement of ${reseller}, whose contract has the terms
 * ${t}: the same but for what only an invoice has.  The template is that of the
 * category margin which templates.csv has for the reseller, else for nobody, else
 * "margin".
 */
void terms_of_margin(const struct terms_source *, const char *reseller,
    const struct terms *t, struct terms *margin);

/*
 * The template of a credit note of ${of}: a row of templates.csv of the category
 * credit_note, named as the template of the document with "-credit" behind it;
 * else the issuer's, in the language if there is one; else one that belongs to
 * nobody; else "credit-note".
 */
const char *terms_credit_template(const struct terms_source *,
    const struct document *of);

/* Copy a contact into a party, in the arena. */
void terms_party(const struct contact *, const char *logo, const char *color,
    struct arena *, struct document_party *);

#endif /* DOCUMENT_TERMS_H */
