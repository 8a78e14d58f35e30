#include "party/party_entity.h"

#include "base/words.h"

const char *const contract_kind_words[] = { "reseller", "peering", NULL };
const char *const customer_kind_words[] = { "residential", "soho", "business", "trunking", "mobile", "calling_card", NULL };
const char *const itemised_words[] = { "none", "full", "masked", NULL };
const char *const payment_means_words[] = { "transfer", "direct_debit", NULL };
const char *const subscriber_type_words[] = { "regular", "pilot", "extension", "group", "trunk", NULL };

/* clang-format off: one field a line, in the order of the file */
#define FIELDS(f) .fields = (f), .nfields = sizeof(f) / sizeof((f)[0])

static const struct field contacts_fields[] = {
	{ "ref", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(contact, ref), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(contact, reseller), NULL, "resellers", 0, 0, NULL,
	    "whose contact; empty: the operator's own" },
	{ "email", FIELD_TEXT, FIELD_REQUIRED | FIELD_EMAIL, FIELD_AT(contact, email), NULL, NULL, 0, 0, NULL,
	    "e-mail address" },
	{ "first_name", FIELD_TEXT, 0, FIELD_AT(contact, first_name), NULL, NULL, 0, 0, NULL,
	    "given name" },
	{ "last_name", FIELD_TEXT, 0, FIELD_AT(contact, last_name), NULL, NULL, 0, 0, NULL,
	    "family name" },
	{ "company", FIELD_TEXT, 0, FIELD_AT(contact, company), NULL, NULL, 0, 0, NULL,
	    "company" },
	{ "street", FIELD_TEXT, 0, FIELD_AT(contact, street), NULL, NULL, 0, 0, NULL,
	    "street and number" },
	{ "postcode", FIELD_TEXT, 0, FIELD_AT(contact, postcode), NULL, NULL, 0, 0, NULL,
	    "post code" },
	{ "city", FIELD_TEXT, 0, FIELD_AT(contact, city), NULL, NULL, 0, 0, NULL,
	    "city" },
	{ "country", FIELD_TEXT, FIELD_COUNTRY, FIELD_AT(contact, country), NULL, NULL, 0, 0, NULL,
	    "ISO 3166-1 alpha-2" },
	{ "phone", FIELD_TEXT, 0, FIELD_AT(contact, phone), NULL, NULL, 0, 0, NULL,
	    "telephone" },
	{ "mobile", FIELD_TEXT, 0, FIELD_AT(contact, mobile), NULL, NULL, 0, 0, NULL,
	    "mobile telephone" },
	{ "fax", FIELD_TEXT, 0, FIELD_AT(contact, fax), NULL, NULL, 0, 0, NULL,
	    "fax" },
	{ "vat_number", FIELD_TEXT, 0, FIELD_AT(contact, vat_number), NULL, NULL, 0, 0, NULL,
	    "VAT identification number" },
	{ "registration_number", FIELD_TEXT, 0, FIELD_AT(contact, registration_number), NULL, NULL, 0, 0, NULL,
	    "company register" },
	{ "bank_name", FIELD_TEXT, 0, FIELD_AT(contact, bank_name), NULL, NULL, 0, 0, NULL,
	    "bank" },
	{ "iban", FIELD_TEXT, 0, FIELD_AT(contact, iban), NULL, NULL, 0, 0, NULL,
	    "IBAN" },
	{ "bic", FIELD_TEXT, 0, FIELD_AT(contact, bic), NULL, NULL, 0, 0, NULL,
	    "BIC" },
	{ "tax_number", FIELD_TEXT, 0, FIELD_AT(contact, tax_number), NULL, NULL, 0, 0, NULL,
	    "national tax number" },
	{ "creditor_id", FIELD_TEXT, 0, FIELD_AT(contact, creditor_id), NULL, NULL, 0, 0, NULL,
	    "SEPA creditor identifier" },
	{ "endpoint", FIELD_TEXT, 0, FIELD_AT(contact, endpoint), NULL, NULL, 0, 0, NULL,
	    "electronic address for e-invoices" },
	{ "endpoint_scheme", FIELD_TEXT, 0, FIELD_AT(contact, endpoint_scheme), NULL, NULL, 0, 0, NULL,
	    "scheme of the electronic address" },
	{ "timezone", FIELD_TEXT, FIELD_ZONE, FIELD_AT(contact, timezone), NULL, NULL, 0, 0, NULL,
	    "IANA zone" },
	{ "language", FIELD_TEXT, 0, FIELD_AT(contact, language), NULL, NULL, 0, 0, NULL,
	    "ISO 639-1 language of documents and mails" },
	{ "note", FIELD_TEXT, 0, FIELD_AT(contact, note), NULL, NULL, 0, 0, NULL,
	    "free text" },
};

const struct entity entity_contacts = {
	.name = "contacts",
	.size = sizeof(struct contact),
	FIELDS(contacts_fields),
	.help = "a person or organisation: address, tax and bank data",
};

static const struct field contracts_fields[] = {
	{ "ref", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(contract, ref), NULL, NULL, 0, 0, NULL,
	    "key, unique over contracts and customers" },
	{ "kind", FIELD_WORD, FIELD_REQUIRED, FIELD_AT(contract, kind), contract_kind_words, NULL, 0, 0, NULL,
	    "what the contract is for" },
	{ "contact", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(contract, contact), NULL, "contacts", 0, 0, NULL,
	    "contact without a reseller" },
	{ "status", FIELD_WORD, 0, FIELD_AT(contract, status), contract_status_words, NULL, 0, 0, "active",
	    "status" },
	{ "activated", FIELD_TIME, 0, FIELD_AT(contract, activated_us), NULL, NULL, 0, 0, NULL,
	    "first instant of service" },
	{ "terminated", FIELD_TIME, 0, FIELD_AT(contract, terminated_us), NULL, NULL, 0, 0, NULL,
	    "end of service" },
	{ "external_ref", FIELD_TEXT, 0, FIELD_AT(contract, external_ref), NULL, NULL, 0, 0, NULL,
	    "key in another system" },
	{ "vat_category", FIELD_WORD, 0, FIELD_AT(contract, vat_category), vat_category_words, NULL, 0, 0, NULL,
	    "tax category (EN 16931)" },
	{ "vat_rate", FIELD_PERCENT, 0, FIELD_AT(contract, vat_rate_e4), NULL, NULL, 0, 0, NULL,
	    "tax rate in percent; empty: vat_rates" },
	{ "invoice_template", FIELD_TEXT, 0, FIELD_AT(contract, invoice_template), NULL, "templates", 0, 0, NULL,
	    "template of its documents" },
	{ "mail_template", FIELD_TEXT, 0, FIELD_AT(contract, mail_template), NULL, "mail_templates", 0, 0, NULL,
	    "template of its mails" },
	{ "send_invoice", FIELD_BOOL, 0, FIELD_AT(contract, send_invoice), NULL, NULL, 0, 0, "yes",
	    "mail its documents" },
	{ "language", FIELD_TEXT, 0, FIELD_AT(contract, language), NULL, NULL, 0, 0, NULL,
	    "language of its documents" },
	{ "timezone", FIELD_TEXT, FIELD_ZONE, FIELD_AT(contract, timezone), NULL, NULL, 0, 0, NULL,
	    "IANA zone" },
	{ "payment_terms_days", FIELD_INT, 0, FIELD_AT(contract, payment_terms_days), NULL, NULL, 0, 3650, NULL,
	    "days until due" },
	{ "payment_means", FIELD_WORD, 0, FIELD_AT(contract, payment_means), payment_means_words, NULL, 0, 0, NULL,
	    "how it is paid" },
	{ "mandate_ref", FIELD_TEXT, 0, FIELD_AT(contract, mandate_ref), NULL, NULL, 0, 0, NULL,
	    "SEPA mandate" },
	{ "buyer_reference", FIELD_TEXT, 0, FIELD_AT(contract, buyer_reference), NULL, NULL, 0, 0, NULL,
	    "reference the buyer asks for (Leitweg-ID)" },
};

const struct entity entity_contracts = {
	.name = "contracts",
	.size = sizeof(struct contract),
	FIELDS(contracts_fields),
	.help = "a contract with a reseller or a peering partner",
};

static const struct field resellers_fields[] = {
	{ "name", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(reseller, name), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "contract", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(reseller, contract), NULL, "contracts", 0, 0, NULL,
	    "its contract, kind reseller" },
	{ "status", FIELD_WORD, 0, FIELD_AT(reseller, status), contract_status_words, NULL, 0, 0, "active",
	    "status" },
	{ "series", FIELD_TEXT, 0, FIELD_AT(reseller, series), NULL, "series", 0, 0, NULL,
	    "number series of its invoices" },
	{ "logo", FIELD_TEXT, 0, FIELD_AT(reseller, logo), NULL, NULL, 0, 0, NULL,
	    "picture file for its documents" },
	{ "color", FIELD_TEXT, 0, FIELD_AT(reseller, color), NULL, NULL, 0, 0, NULL,
	    "brand colour, #rrggbb" },
	{ "language", FIELD_TEXT, 0, FIELD_AT(reseller, language), NULL, NULL, 0, 0, NULL,
	    "default language of its documents" },
};

const struct entity entity_resellers = {
	.name = "resellers",
	.size = sizeof(struct reseller),
	FIELDS(resellers_fields),
	.help = "a virtual operator with customers and prices of its own",
};

static const struct field customers_fields[] = {
	{ "ref", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(customer, ref), NULL, NULL, 0, 0, NULL,
	    "key, unique over contracts and customers" },
	{ "contact", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(customer, contact), NULL, "contacts", 0, 0, NULL,
	    "its contact; decides whose customer it is" },
	{ "kind", FIELD_WORD, FIELD_REQUIRED, FIELD_AT(customer, kind), customer_kind_words, NULL, 0, 0, NULL,
	    "kind of customer" },
	{ "status", FIELD_WORD, 0, FIELD_AT(customer, status), contract_status_words, NULL, 0, 0, "active",
	    "status" },
	{ "activated", FIELD_TIME, 0, FIELD_AT(customer, activated_us), NULL, NULL, 0, 0, NULL,
	    "first instant of service" },
	{ "terminated", FIELD_TIME, 0, FIELD_AT(customer, terminated_us), NULL, NULL, 0, 0, NULL,
	    "end of service" },
	{ "external_ref", FIELD_TEXT, 0, FIELD_AT(customer, external_ref), NULL, NULL, 0, 0, NULL,
	    "key in another system" },
	{ "max_subscribers", FIELD_INT, 0, FIELD_AT(customer, max_subscribers), NULL, NULL, 0, 1000000000, NULL,
	    "most active subscribers" },
	{ "vat_category", FIELD_WORD, 0, FIELD_AT(customer, vat_category), vat_category_words, NULL, 0, 0, NULL,
	    "tax category (EN 16931)" },
	{ "vat_rate", FIELD_PERCENT, 0, FIELD_AT(customer, vat_rate_e4), NULL, NULL, 0, 0, NULL,
	    "tax rate in percent; empty: vat_rates" },
	{ "prices_include_vat", FIELD_BOOL, 0, FIELD_AT(customer, prices_include_vat), NULL, NULL, 0, 0, "no",
	    "prices are gross" },
	{ "invoice_template", FIELD_TEXT, 0, FIELD_AT(customer, invoice_template), NULL, "templates", 0, 0, NULL,
	    "template of its invoices" },
	{ "did_template", FIELD_TEXT, 0, FIELD_AT(customer, did_template), NULL, "templates", 0, 0, NULL,
	    "template of its statement of incoming calls" },
	{ "mail_template", FIELD_TEXT, 0, FIELD_AT(customer, mail_template), NULL, "mail_templates", 0, 0, NULL,
	    "template of its mails" },
	{ "itemised", FIELD_WORD, 0, FIELD_AT(customer, itemised), itemised_words, NULL, 0, 0, "none",
	    "list calls on the invoice" },
	{ "send_invoice", FIELD_BOOL, 0, FIELD_AT(customer, send_invoice), NULL, NULL, 0, 0, "yes",
	    "mail its documents" },
	{ "language", FIELD_TEXT, 0, FIELD_AT(customer, language), NULL, NULL, 0, 0, NULL,
	    "language of its documents" },
	{ "timezone", FIELD_TEXT, FIELD_ZONE, FIELD_AT(customer, timezone), NULL, NULL, 0, 0, NULL,
	    "IANA zone" },
	{ "payment_terms_days", FIELD_INT, 0, FIELD_AT(customer, payment_terms_days), NULL, NULL, 0, 3650, NULL,
	    "days until due" },
	{ "payment_means", FIELD_WORD, 0, FIELD_AT(customer, payment_means), payment_means_words, NULL, 0, 0, NULL,
	    "how it is paid" },
	{ "mandate_ref", FIELD_TEXT, 0, FIELD_AT(customer, mandate_ref), NULL, NULL, 0, 0, NULL,
	    "SEPA mandate" },
	{ "buyer_reference", FIELD_TEXT, 0, FIELD_AT(customer, buyer_reference), NULL, NULL, 0, 0, NULL,
	    "reference the buyer asks for (Leitweg-ID)" },
	{ "package", FIELD_TEXT, 0, FIELD_AT(customer, package), NULL, "packages", 0, 0, NULL,
	    "package of intervals and balance" },
};

const struct entity entity_customers = {
	.name = "customers",
	.size = sizeof(struct customer),
	FIELDS(customers_fields),
	.help = "a contract that gets invoices",
};

static const struct field domains_fields[] = {
	{ "domain", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(domain, domain), NULL, NULL, 0, 0, NULL,
	    "key" },
	{ "reseller", FIELD_TEXT, 0, FIELD_AT(domain, reseller), NULL, "resellers", 0, 0, NULL,
	    "owner; empty: the operator" },
};

const struct entity entity_domains = {
	.name = "domains",
	.size = sizeof(struct domain),
	FIELDS(domains_fields),
	.help = "a SIP domain",
};

static const struct field subscribers_fields[] = {
	{ "ref", FIELD_TEXT, 0, FIELD_AT(subscriber, ref), NULL, NULL, 0, 0, NULL,
	    "key other entities use; empty: username@domain" },
	{ "customer", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(subscriber, customer), NULL, "customers", 0, 0, NULL,
	    "owner" },
	{ "username", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(subscriber, username), NULL, NULL, 0, 0, NULL,
	    "SIP user" },
	{ "domain", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(subscriber, domain), NULL, "domains", 0, 0, NULL,
	    "SIP domain" },
	{ "type", FIELD_WORD, 0, FIELD_AT(subscriber, type), subscriber_type_words, NULL, 0, 0, "regular",
	    "type" },
	{ "number", FIELD_TEXT, FIELD_NUMBER, FIELD_AT(subscriber, number), NULL, NULL, 0, 0, NULL,
	    "primary number" },
	{ "pilot", FIELD_TEXT, 0, FIELD_AT(subscriber, pilot), NULL, "subscribers", 0, 0, NULL,
	    "pilot of an extension" },
	{ "status", FIELD_WORD, 0, FIELD_AT(subscriber, status), contract_status_words, NULL, 0, 0, "active",
	    "status" },
	{ "activated", FIELD_TIME, 0, FIELD_AT(subscriber, activated_us), NULL, NULL, 0, 0, NULL,
	    "first instant of service" },
	{ "terminated", FIELD_TIME, 0, FIELD_AT(subscriber, terminated_us), NULL, NULL, 0, 0, NULL,
	    "end of service" },
	{ "external_ref", FIELD_TEXT, 0, FIELD_AT(subscriber, external_ref), NULL, NULL, 0, 0, NULL,
	    "key in another system" },
	{ "contact", FIELD_TEXT, 0, FIELD_AT(subscriber, contact), NULL, "contacts", 0, 0, NULL,
	    "who uses it" },
	{ "timezone", FIELD_TEXT, FIELD_ZONE, FIELD_AT(subscriber, timezone), NULL, NULL, 0, 0, NULL,
	    "IANA zone of its bands" },
	{ "lock_level", FIELD_INT, 0, FIELD_AT(subscriber, lock_level), NULL, NULL, 0, 5, NULL,
	    "lock set by hand" },
};

const struct entity entity_subscribers = {
	.name = "subscribers",
	.size = sizeof(struct subscriber),
	FIELDS(subscribers_fields),
	.help = "a SIP line or trunk under one customer",
};

static const struct field aliases_fields[] = {
	{ "number", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED | FIELD_RANGE, FIELD_AT(alias, number), NULL, NULL, 0, 0, NULL,
	    "number, or range ending in *" },
	{ "subscriber", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(alias, subscriber), NULL, "subscribers", 0, 0, NULL,
	    "whose" },
	{ "valid_from", FIELD_TIME, FIELD_KEY, FIELD_AT(alias, valid_from_us), NULL, NULL, 0, 0, NULL,
	    "start" },
	{ "valid_to", FIELD_TIME, 0, FIELD_AT(alias, valid_to_us), NULL, NULL, 0, 0, NULL,
	    "end, exclusive" },
};

const struct entity entity_aliases = {
	.name = "aliases",
	.size = sizeof(struct alias),
	FIELDS(aliases_fields),
	.help = "a further number, or number range, of a subscriber",
};

static const struct field trusted_sources_fields[] = {
	{ "subscriber", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED, FIELD_AT(trusted_source, subscriber), NULL, "subscribers", 0, 0, NULL,
	    "whom" },
	{ "source", FIELD_TEXT, FIELD_KEY | FIELD_REQUIRED | FIELD_CIDR, FIELD_AT(trusted_source, source), NULL, NULL, 0, 0, NULL,
	    "address block" },
	{ "from_pattern", FIELD_TEXT, FIELD_KEY, FIELD_AT(trusted_source, from_pattern), NULL, NULL, 0, 0, NULL,
	    "pattern on the FROM" },
};

const struct entity entity_trusted_sources = {
	.name = "trusted_sources",
	.size = sizeof(struct trusted_source),
	FIELDS(trusted_sources_fields),
	.help = "an address that identifies a subscriber",
};

/* clang-format on */
