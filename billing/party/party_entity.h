#ifndef PARTY_PARTY_ENTITY_H
#define PARTY_PARTY_ENTITY_H

#include <stdint.h>

#include "base/entity.h"

/*
 * Who is who: contacts, contracts, resellers, customers, domains, subscribers.
 *
 * Every struct is one row of the CSV file and table named in its comment; what
 * the members mean is said in the description in party_entity.c; toll-load(1) lists
 * it. An empty text is NULL, an empty number ENTITY_NONE; a word is the enum value.
 */

enum contract_kind {
	CONTRACT_KIND_RESELLER,
	CONTRACT_KIND_PEERING
};
extern const char *const contract_kind_words[];

enum customer_kind {
	CUSTOMER_KIND_RESIDENTIAL,
	CUSTOMER_KIND_SOHO,
	CUSTOMER_KIND_BUSINESS,
	CUSTOMER_KIND_TRUNKING,
	CUSTOMER_KIND_MOBILE,
	CUSTOMER_KIND_CALLING_CARD
};
extern const char *const customer_kind_words[];

enum itemised {
	ITEMISED_NONE,
	ITEMISED_FULL,
	ITEMISED_MASKED
};
extern const char *const itemised_words[];

enum payment_means {
	PAYMENT_MEANS_TRANSFER,
	PAYMENT_MEANS_DIRECT_DEBIT
};
extern const char *const payment_means_words[];

enum subscriber_type {
	SUBSCRIBER_TYPE_REGULAR,
	SUBSCRIBER_TYPE_PILOT,
	SUBSCRIBER_TYPE_EXTENSION,
	SUBSCRIBER_TYPE_GROUP,
	SUBSCRIBER_TYPE_TRUNK
};
extern const char *const subscriber_type_words[];

/* contacts.csv: a person or organisation: address, tax and bank data */
struct contact {
	struct origin origin;
	const char *ref;
	const char *reseller;
	const char *email;
	const char *first_name;
	const char *last_name;
	const char *company;
	const char *street;
	const char *postcode;
	const char *city;
	const char *country;
	const char *phone;
	const char *mobile;
	const char *fax;
	const char *vat_number;
	const char *registration_number;
	const char *bank_name;
	const char *iban;
	const char *bic;
	const char *tax_number;
	const char *creditor_id;
	const char *endpoint;
	const char *endpoint_scheme;
	const char *timezone;
	const char *language;
	const char *note;
};

/* contracts.csv: a contract with a reseller or a peering partner */
struct contract {
	struct origin origin;
	const char *ref;
	int64_t kind; /* enum contract_kind */
	const char *contact;
	int64_t status; /* enum contract_status */
	int64_t activated_us;
	int64_t terminated_us;
	const char *external_ref;
	int64_t vat_category; /* enum vat_category */
	int64_t vat_rate_e4;
	const char *invoice_template;
	const char *mail_template;
	int64_t send_invoice;
	const char *language;
	const char *timezone;
	int64_t payment_terms_days;
	int64_t payment_means; /* enum payment_means */
	const char *mandate_ref;
	const char *buyer_reference;
};

/* resellers.csv: a virtual operator with customers and prices of its own */
struct reseller {
	struct origin origin;
	const char *name;
	const char *contract;
	int64_t status; /* enum contract_status */
	const char *series;
	const char *logo;
	const char *color;
	const char *language;
};

/* customers.csv: a contract that gets invoices */
struct customer {
	struct origin origin;
	const char *ref;
	const char *contact;
	int64_t kind; /* enum customer_kind */
	int64_t status; /* enum contract_status */
	int64_t activated_us;
	int64_t terminated_us;
	const char *external_ref;
	int64_t max_subscribers;
	int64_t vat_category; /* enum vat_category */
	int64_t vat_rate_e4;
	int64_t prices_include_vat;
	const char *invoice_template;
	const char *did_template;
	const char *mail_template;
	int64_t itemised; /* enum itemised */
	int64_t send_invoice;
	const char *language;
	const char *timezone;
	int64_t payment_terms_days;
	int64_t payment_means; /* enum payment_means */
	const char *mandate_ref;
	const char *buyer_reference;
	const char *package;
};

/* domains.csv: a SIP domain */
struct domain {
	struct origin origin;
	const char *domain;
	const char *reseller;
};

/* subscribers.csv: a SIP line or trunk under one customer */
struct subscriber {
	struct origin origin;
	const char *ref;
	const char *customer;
	const char *username;
	const char *domain;
	int64_t type; /* enum subscriber_type */
	const char *number;
	const char *pilot;
	int64_t status; /* enum contract_status */
	int64_t activated_us;
	int64_t terminated_us;
	const char *external_ref;
	const char *contact;
	const char *timezone;
	int64_t lock_level;
};

/* aliases.csv: a further number, or number range, of a subscriber */
struct alias {
	struct origin origin;
	const char *number;
	const char *subscriber;
	int64_t valid_from_us;
	int64_t valid_to_us;
};

/* trusted_sources.csv: an address that identifies a subscriber */
struct trusted_source {
	struct origin origin;
	const char *subscriber;
	const char *source;
	const char *from_pattern;
};

extern const struct entity entity_contacts;
extern const struct entity entity_contracts;
extern const struct entity entity_resellers;
extern const struct entity entity_customers;
extern const struct entity entity_domains;
extern const struct entity entity_subscribers;
extern const struct entity entity_aliases;
extern const struct entity entity_trusted_sources;

#endif /* PARTY_PARTY_ENTITY_H */
