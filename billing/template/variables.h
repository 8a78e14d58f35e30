#ifndef TEMPLATE_VARIABLES_H
#define TEMPLATE_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The variables that a document template may use: one table, from which
 * templates are checked when they are loaded, records are filled, and
 * toll-template(5) is checked to be complete.
 *
 * A variable lives in a scope.  Those of the document are visible everywhere;
 * those of a record (a line, a call) only inside the loop over its collection;
 * those of the page only in headers and footers; those of a table only inside
 * a table.
 */

enum variable_scope {
	SCOPE_DOCUMENT,
	SCOPE_LINE,
	SCOPE_TAX,
	SCOPE_SUBSCRIBER,
	SCOPE_CALL,
	SCOPE_ALLOWANCE,
	SCOPE_TIE,
	SCOPE_HISTORY,
	SCOPE_TABLE,
	SCOPE_PAGE,
	SCOPE_COUNT
};

#define SCOPE_BIT(scope) (1u << (scope))
#define SCOPE_ALL        ((1u << SCOPE_COUNT) - 1u)

/* What a variable holds; struct value (data.h) says in which unit. */
enum variable_type {
	TYPE_TEXT,
	TYPE_INT,      /* a count */
	TYPE_DECIMAL,  /* a quantity or a rate with its own number of digits */
	TYPE_MONEY,    /* minor units of a currency */
	TYPE_AMOUNT,   /* 10^-8 of a currency */
	TYPE_DATE,     /* a day */
	TYPE_TIME,     /* an instant, shown in a zone */
	TYPE_DURATION, /* milliseconds */
	TYPE_BOOL,
	TYPE_IMAGE /* the path of a PNG or JPEG file */
};

/* X(identifier, name in a template, scope, type, what it is) */
#define VARIABLES_PARTY(X, ID, name, who)                                     \
	X(ID##_REF, name ".ref", DOCUMENT, TEXT, who ", its key in the book") \
	X(ID##_COMPANY, name ".company", DOCUMENT, TEXT, who ", company")     \
	X(ID##_NAME, name ".name", DOCUMENT, TEXT,                            \
	    who ", first and last name")                                      \
	X(ID##_STREET, name ".street", DOCUMENT, TEXT, who ", street")        \
	X(ID##_POSTCODE, name ".postcode", DOCUMENT, TEXT, who ", postcode")  \
	X(ID##_CITY, name ".city", DOCUMENT, TEXT, who ", city")              \
	X(ID##_COUNTRY, name ".country", DOCUMENT, TEXT,                      \
	    who ", country (two letters)")                                    \
	X(ID##_PHONE, name ".phone", DOCUMENT, TEXT, who ", telephone")       \
	X(ID##_EMAIL, name ".email", DOCUMENT, TEXT, who ", e-mail address")  \
	X(ID##_VAT_NUMBER, name ".vat_number", DOCUMENT, TEXT,                \
	    who ", VAT identifier")                                           \
	X(ID##_TAX_NUMBER, name ".tax_number", DOCUMENT, TEXT,                \
	    who ", national tax number")                                      \
	X(ID##_REGISTRATION, name ".registration_number", DOCUMENT, TEXT,     \
	    who ", company register number")                                  \
	X(ID##_BANK_NAME, name ".bank_name", DOCUMENT, TEXT, who ", bank")    \
	X(ID##_IBAN, name ".iban", DOCUMENT, TEXT, who ", IBAN")              \
	X(ID##_BIC, name ".bic", DOCUMENT, TEXT, who ", BIC")

#define VARIABLES_INVOICE(X)                                                  \
	X(INVOICE_NUMBER, "invoice.number", DOCUMENT, TEXT,                   \
	    "number of the document")                                         \
	X(INVOICE_KIND, "invoice.kind", DOCUMENT, TEXT,                       \
	    "invoice, credit_note, statement or margin")                      \
	X(INVOICE_CATEGORY, "invoice.category", DOCUMENT, TEXT,               \
	    "customer, reseller, peer, did or margin")                        \
	X(INVOICE_DATE, "invoice.date", DOCUMENT, DATE, "date of issue")      \
	X(INVOICE_DUE_DATE, "invoice.due_date", DOCUMENT, DATE,               \
	    "last day of payment")                                            \
	X(INVOICE_FROM, "invoice.from", DOCUMENT, DATE,                       \
	    "first day of the billing interval")                              \
	X(INVOICE_LAST_DAY, "invoice.last_day", DOCUMENT, DATE,               \
	    "last day of the billing interval")                               \
	X(INVOICE_CURRENCY, "invoice.currency", DOCUMENT, TEXT,               \
	    "currency (three letters)")                                       \
	X(INVOICE_NET, "invoice.net", DOCUMENT, MONEY, "sum of the lines")    \
	X(INVOICE_TAX, "invoice.tax", DOCUMENT, MONEY, "sum of the taxes")    \
	X(INVOICE_TOTAL, "invoice.total", DOCUMENT, MONEY, "net and taxes")   \
	X(INVOICE_PAID, "invoice.paid", DOCUMENT, MONEY,                      \
	    "already paid by cash that was bought")                           \
	X(INVOICE_PAYABLE, "invoice.payable", DOCUMENT, MONEY,                \
	    "what remains to be paid")                                        \
	X(INVOICE_REFUND, "invoice.refund", DOCUMENT, MONEY,                  \
	    "what was paid beyond the total, if it was")                      \
	X(INVOICE_PAYMENT_TERMS, "invoice.payment_terms", DOCUMENT, TEXT,     \
	    "terms of payment in words, if the document has any of its own")  \
	X(INVOICE_PAYMENT_DAYS, "invoice.payment_days", DOCUMENT, INT,        \
	    "days from the date to the due date")                             \
	X(INVOICE_PAYMENT_MEANS, "invoice.payment_means", DOCUMENT, TEXT,     \
	    "transfer or direct_debit")                                       \
	X(INVOICE_MANDATE_REF, "invoice.mandate_ref", DOCUMENT, TEXT,         \
	    "SEPA mandate reference")                                         \
	X(INVOICE_CREDITOR_ID, "invoice.creditor_id", DOCUMENT, TEXT,         \
	    "SEPA creditor identifier")                                       \
	X(INVOICE_BUYER_REFERENCE, "invoice.buyer_reference", DOCUMENT, TEXT, \
	    "reference that the buyer asked for (Leitweg-ID)")                \
	X(INVOICE_CORRECTS, "invoice.corrects", DOCUMENT, TEXT,               \
	    "number of the document that this one corrects")                  \
	X(INVOICE_CORRECTS_DATE, "invoice.corrects_date", DOCUMENT, DATE,     \
	    "date of that document")                                          \
	X(INVOICE_NOTE, "invoice.note", DOCUMENT, TEXT, "free text")          \
	X(INVOICE_REASON, "invoice.reason", DOCUMENT, TEXT,                   \
	    "why a credit note was issued")                                   \
	X(INVOICE_GROSS_PRICES, "invoice.gross_prices", DOCUMENT, BOOL,       \
	    "do the prices include the tax?")                                 \
	X(INVOICE_ITEMISED, "invoice.itemised", DOCUMENT, TEXT,               \
	    "none, full or masked")                                           \
	X(INVOICE_CALLS, "invoice.calls", DOCUMENT, INT, "number of calls")   \
	X(INVOICE_SUBSCRIBERS, "invoice.subscribers", DOCUMENT, INT,          \
	    "number of subscribers with calls")                               \
	X(INVOICE_DURATION, "invoice.duration", DOCUMENT, DURATION,           \
	    "duration of all calls")                                          \
	X(INVOICE_USAGE, "invoice.usage", DOCUMENT, AMOUNT,                   \
	    "exact price of all calls, before rounding")                      \
	X(INVOICE_INTERVALS, "invoice.intervals", DOCUMENT, INT,              \
	    "number of intervals in history, with this one")                  \
	X(BRAND_LOGO, "brand.logo", DOCUMENT, IMAGE, "logo of the issuer")    \
	X(BRAND_COLOR, "brand.color", DOCUMENT, TEXT, "colour, as #rrggbb")

#define VARIABLES_LINES(X)                                                     \
	X(LINE_POSITION, "line.position", LINE, INT, "number of the line")     \
	X(LINE_KIND, "line.kind", LINE, TEXT, "usage, fee, item or late")      \
	X(LINE_DESCRIPTION, "line.description", LINE, TEXT,                    \
	    "text of a fee or an item")                                        \
	X(LINE_ZONE, "line.zone", LINE, TEXT, "zone of a usage line")          \
	X(LINE_DETAIL, "line.detail", LINE, TEXT, "detail of the zone")        \
	X(LINE_QUANTITY, "line.quantity", LINE, DECIMAL, "quantity")           \
	X(LINE_UNIT, "line.unit", LINE, TEXT,                                  \
	    "unit of the quantity: MIN, MON, C62 (UN/ECE Recommendation 20)")  \
	X(LINE_CALLS, "line.calls", LINE, INT, "number of calls")              \
	X(LINE_DURATION, "line.duration", LINE, DURATION, "duration of calls") \
	X(LINE_PRICE, "line.price", LINE, AMOUNT, "price of one unit")         \
	X(LINE_AVERAGE, "line.average", LINE, AMOUNT,                          \
	    "average price of a minute, rounded to 10^-8")                     \
	X(LINE_AMOUNT, "line.amount", LINE, MONEY, "net amount of the line")   \
	X(LINE_GROSS, "line.gross", LINE, MONEY,                               \
	    "amount with tax, where prices include it")                        \
	X(LINE_RETAIL, "line.retail", LINE, AMOUNT,                            \
	    "margin statement: what the reseller's customers pay")             \
	X(LINE_WHOLESALE, "line.wholesale", LINE, AMOUNT,                      \
	    "margin statement: what the reseller pays")                        \
	X(LINE_LOSS, "line.loss", LINE, TEXT,                                  \
	    "margin statement: no_price, free_time, zero_price, "              \
	    "min_duration, rounding, min_charge, setup_fee, below_cost")       \
	X(LINE_LOSS_FEE, "line.loss_fee", LINE, TEXT,                          \
	    "price list and destination of that fee")                          \
	X(LINE_BILLED, "line.billed", LINE, DURATION, "billed duration")       \
	X(LINE_FREE, "line.free", LINE, DURATION, "part of it that is free")   \
	X(LINE_DIRECTION, "line.direction", LINE, TEXT, "out or in")           \
	X(LINE_PERIOD, "line.period", LINE, TEXT,                              \
	    "late calls: the period they come from")                           \
	X(LINE_SUBSCRIBER, "line.subscriber", LINE, TEXT,                      \
	    "subscriber that the line is for, if it is for one alone")         \
	X(LINE_TAX_CATEGORY, "line.tax_category", LINE, TEXT,                  \
	    "VAT category: S, Z, E, AE, K, G, O")                              \
	X(LINE_TAX_RATE, "line.tax_rate", LINE, DECIMAL, "VAT rate, per cent") \
	X(LINE_FROM, "line.from", LINE, DATE, "first day that it covers")      \
	X(LINE_LAST_DAY, "line.last_day", LINE, DATE, "last day it covers")    \
	X(TAX_CATEGORY, "tax.category", TAX, TEXT, "VAT category")             \
	X(TAX_RATE, "tax.rate", TAX, DECIMAL, "VAT rate, per cent")            \
	X(TAX_TAXABLE, "tax.taxable", TAX, MONEY, "taxable amount")            \
	X(TAX_TAX, "tax.tax", TAX, MONEY, "tax on it")                         \
	X(TAX_TEXT, "tax.text", TAX, TEXT, "legal text of the category")       \
	X(ALLOWANCE_NAME, "allowance.name", ALLOWANCE, TEXT,                   \
	    "name of the profile that gives them")                             \
	X(ALLOWANCE_TIME_USED, "allowance.time_used", ALLOWANCE, DURATION,     \
	    "free time used")                                                  \
	X(ALLOWANCE_TIME_LEFT, "allowance.time_left", ALLOWANCE, DURATION,     \
	    "free time left")                                                  \
	X(ALLOWANCE_CASH_USED, "allowance.cash_used", ALLOWANCE, AMOUNT,       \
	    "free cash used")                                                  \
	X(ALLOWANCE_CASH_LEFT, "allowance.cash_left", ALLOWANCE, AMOUNT,       \
	    "free cash left")                                                  \
	X(ALLOWANCE_BALANCE, "allowance.balance", ALLOWANCE, AMOUNT,           \
	    "other cash left")                                                 \
	X(TIE_NUMBER, "tie.number", TIE, TEXT, "number of the document")       \
	X(TIE_CONTRACT, "tie.contract", TIE, TEXT,                             \
	    "customer or contract that it is for")                             \
	X(TIE_AMOUNT, "tie.amount", TIE, AMOUNT, "its exact net amount")       \
	X(TIE_TAX, "tie.tax", TIE, AMOUNT, "tax that was in its prices")       \
	X(HISTORY_FROM, "history.from", HISTORY, DATE,                         \
	    "first day of the interval")                                       \
	X(HISTORY_LAST_DAY, "history.last_day", HISTORY, DATE,                 \
	    "last day of the interval")                                        \
	X(HISTORY_TOTAL, "history.total", HISTORY, MONEY,                      \
	    "invoices and credit notes of the interval, with tax")             \
	X(HISTORY_NOW, "history.now", HISTORY, BOOL,                           \
	    "is it the interval of this document?")

#define VARIABLES_CALLS(X)                                                   \
	X(SUBSCRIBER_NUMBER, "subscriber.number", SUBSCRIBER, TEXT,          \
	    "primary number")                                                \
	X(SUBSCRIBER_REF, "subscriber.ref", SUBSCRIBER, TEXT,                \
	    "key in the book, or user@domain")                               \
	X(SUBSCRIBER_CALLS, "subscriber.calls", SUBSCRIBER, INT,             \
	    "number of calls")                                               \
	X(SUBSCRIBER_DURATION, "subscriber.duration", SUBSCRIBER, DURATION,  \
	    "duration of its calls")                                         \
	X(SUBSCRIBER_BILLED, "subscriber.billed", SUBSCRIBER, DURATION,      \
	    "billed duration")                                               \
	X(SUBSCRIBER_FREE, "subscriber.free", SUBSCRIBER, DURATION,          \
	    "part of it that is free")                                       \
	X(SUBSCRIBER_AMOUNT, "subscriber.amount", SUBSCRIBER, AMOUNT,        \
	    "exact price of its calls, before rounding")                     \
	X(CALL_START, "call.start", CALL, TIME, "start of the call")         \
	X(CALL_DESTINATION, "call.destination", CALL, TEXT,                  \
	    "dialled number; of an incoming call, the calling one")          \
	X(CALL_ZONE, "call.zone", CALL, TEXT, "zone of the destination")     \
	X(CALL_DETAIL, "call.detail", CALL, TEXT, "detail of the zone")      \
	X(CALL_DURATION, "call.duration", CALL, DURATION, "duration")        \
	X(CALL_BILLED, "call.billed", CALL, DURATION, "billed duration")     \
	X(CALL_FREE, "call.free", CALL, DURATION, "part of it that is free") \
	X(CALL_PRICE, "call.price", CALL, AMOUNT, "exact price")             \
	X(CALL_DIRECTION, "call.direction", CALL, TEXT, "out or in")

#define VARIABLES(X)                                                      \
	VARIABLES_PARTY(X, ISSUER, "issuer", "the sender")                \
	VARIABLES_PARTY(X, CUSTOMER, "customer", "the recipient")         \
	X(CUSTOMER_EXTERNAL_REF, "customer.external_ref", DOCUMENT, TEXT, \
	    "the recipient, its key in another system")                   \
	VARIABLES_INVOICE(X)                                              \
	VARIABLES_LINES(X)                                                \
	VARIABLES_CALLS(X)                                                \
	X(TABLE_CARRIED, "table.carried", TABLE, AMOUNT,                  \
	    "sum of the rows so far that name a sum")                     \
	X(PAGE_NUMBER, "page.number", PAGE, INT, "number of this page")   \
	X(PAGE_COUNT, "page.count", PAGE, INT, "number of pages")

enum variable {
#define X(id, name, scope, type, help) VAR_##id,
	VARIABLES(X)
#undef X
	    VAR_COUNT
};

struct variable_info {
	const char *name;
	enum variable_scope scope;
	enum variable_type type;
	const char *help;
};

/* A collection of records, over which <for each="..."> loops. */
enum collection {
	COLLECTION_LINES,
	COLLECTION_TAXES,
	COLLECTION_SUBSCRIBERS,
	COLLECTION_CALLS, /* of the present subscriber */
	COLLECTION_ALLOWANCES,
	COLLECTION_TIES,
	COLLECTION_HISTORY,
	COLLECTION_COUNT
};

struct collection_info {
	const char *name;
	enum variable_scope record; /* scope that the loop makes visible */
	unsigned needs;             /* scopes that must be visible already */
};

const struct variable_info *variables_info(enum variable);
const struct collection_info *variables_collection(enum collection);

/* Look a name of ${len} bytes up.  False if there is none of that name. */
bool variables_find(const char *name, size_t len, enum variable *);
bool variables_find_collection(const char *name, enum collection *);

#endif /* TEMPLATE_VARIABLES_H */
