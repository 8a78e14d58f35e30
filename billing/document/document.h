#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/words.h"
#include "document/document_entity.h"
#include "party/party_entity.h"

/*
 * A document: an invoice, statement, credit note or margin statement with all
 * that it shows.  Built from charges, fees and items by document/build.h, kept
 * in the book by store/document_store.h (data/schema/0004-documents.sql), drawn
 * and mailed from there.  It carries its own copy of both parties and of every
 * text: later changes of master data never change it.
 *
 * Units: _minor is minor units of ${currency} (${digits} of them after the
 * point), _e8 10^-8 of it, _e6 10^-6 (quantities), _e4 10^-4 of a percent
 * (19 % is 190000), _us an instant, _day days since 1970-01-01.
 *
 * Amounts have the sign of their effect: those of a credit note are negative,
 * so that documents simply add up.
 *
 * Text is never NULL here: empty is "".  The structs and texts live in the
 * arena of whoever built or read them.
 */

/* Kind of document; the words are series_kind_words[]. */
#define DOCUMENT_INVOICE     SERIES_KIND_INVOICE
#define DOCUMENT_CREDIT_NOTE SERIES_KIND_CREDIT_NOTE
#define DOCUMENT_STATEMENT \
	SERIES_KIND_STATEMENT /* what a partner will bill us */
#define DOCUMENT_MARGIN SERIES_KIND_MARGIN

/* Category: enum template_category, template_category_words[]. */

enum document_role {
	DOCUMENT_ISSUER,   /* who sells */
	DOCUMENT_RECIPIENT /* who pays */
};
extern const char *const document_role_words[]; /* issuer, recipient */

/* A party as it stood when the document was made; see contacts.csv. */
struct document_party {
	const char *contact; /* ref */
	const char *email;
	const char *first_name;
	const char *last_name;
	const char *company;
	const char *street;
	const char *postcode;
	const char *city;
	const char *country; /* ISO 3166-1 alpha-2 */
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
	const char
	    *logo; /* file name; of an issuing reseller or the operator */
	const char *color; /* #rrggbb; the same */
};

enum document_line_kind {
	DOCUMENT_LINE_USAGE, /* charges of one zone */
	DOCUMENT_LINE_FEE,   /* interval fee */
	DOCUMENT_LINE_ITEM,  /* items.csv */
	DOCUMENT_LINE_LATE   /* charges of an interval that was billed before */
};
extern const char *const document_line_kind_words[];

/* Margin statement: why customers pay less for calls than they cost; see
 * document/loss.h. */
enum document_loss {
	DOCUMENT_LOSS_NONE,
	DOCUMENT_LOSS_NO_PRICE,     /* customers have no price for them */
	DOCUMENT_LOSS_FREE_TIME,    /* free time of the customers' price list */
	DOCUMENT_LOSS_ZERO_PRICE,   /* a price of 0 */
	DOCUMENT_LOSS_MIN_DURATION, /* a first block longer than the call */
	DOCUMENT_LOSS_ROUNDING,     /* more seconds are bought than sold */
	DOCUMENT_LOSS_MIN_CHARGE,   /* a first block dearer than later ones */
	DOCUMENT_LOSS_SETUP_FEE,    /* a fee for each call */
	DOCUMENT_LOSS_BELOW_COST    /* the price is below what it costs */
};
extern const char *const document_loss_words[]; /* "", no_price, ... */

/*
 * One line.  amount_e8 is exact: the sum of its charges; net_minor is that,
 * rounded once, halves away from zero (where prices include tax: the share of
 * its tax group, by largest remainder).  A negative line has a negative
 * quantity and a positive unit price.
 */
struct document_line {
	int64_t kind;            /* enum document_line_kind */
	int64_t direction;       /* enum direction; of usage and late lines */
	const char *zone;        /* usage and late lines */
	const char *detail;      /* of the zone, where lines are split by it */
	const char *description; /* never empty: zone, profile's name, item */
	const char *ref;    /* profile handle of a fee, ref of an item; loss:
			  * the fee with most of it */
	const char *period; /* late lines: "2026-09", where they come from */
	const char *subscriber; /* ref; "" where a line is not for one alone */
	int64_t from_us;        /* what it is for: [from, until) */
	int64_t until_us;
	int64_t calls;
	int64_t duration_ms;
	int64_t billed_s;
	int64_t free_s;
	int64_t quantity_e6;   /* usage: 1 or -1; fee: 1 or -1; item: its own */
	const char *unit;      /* UN/ECE Rec 20: "C62" piece */
	int64_t unit_price_e8; /* never negative */
	int64_t amount_e8;
	int64_t net_minor;
	int64_t gross_minor;  /* where prices include tax; else 0 */
	int64_t retail_e8;    /* margin statement: what the reseller's */
	int64_t wholesale_e8; /* customers pay, and what it pays */
	int64_t loss;         /* enum document_loss */
	int64_t tax_category; /* enum vat_category */
	int64_t tax_rate_e4;
	int64_t corrects_line; /* credit notes: the line it cancels; else 0 */
};

/* Tax of one category and rate: tax = taxable x rate, rounded once. */
struct document_tax {
	int64_t category; /* enum vat_category */
	int64_t rate_e4;
	int64_t taxable_minor;
	int64_t tax_minor;
	const char *text; /* legal text the category needs, in the language */
};

/* What the usage of one subscriber sums up to, before rounding. */
struct document_subscriber {
	const char *ref; /* ref or username@domain; "" calls of no subscriber */
	const char *number; /* primary number */
	int64_t calls;
	int64_t duration_ms;
	int64_t billed_s;
	int64_t free_s;
	int64_t amount_e8;
};

/*
 * What is left of the contract's allowances at the end of the document's
 * interval, and what was used of them in the balance's intervals that end in it
 * or go on.  Shown, never billed.
 */
struct document_allowance {
	const char *name; /* of the profile that gives them */
	int64_t free_used_s;
	int64_t free_left_s;
	int64_t cash_used_e8; /* free cash */
	int64_t cash_left_e8;
	int64_t balance_e8; /* the other cash left */
};

/*
 * A margin statement: whose charges it compares, on which document they are
 * billed, and their exact sum on the statement, without tax.
 */
struct document_tie {
	int64_t tier; /* enum tier: retail or wholesale */
	const char *contract;
	const char *number; /* "" not billed yet */
	int64_t amount_e8;
	int64_t tax_e8; /* in its prices, where they include it */
};

/* What is otherwise than in the document that this one takes the place of. */
enum document_change_what {
	DOCUMENT_CHANGE_CHARGES, /* calls of one zone, fee and reason */
	DOCUMENT_CHANGE_LINE,    /* a fee or an item */
	DOCUMENT_CHANGE_TOTAL,   /* net, tax, total */
	DOCUMENT_CHANGE_FIELD    /* a party or a term */
};
extern const char *const document_change_what_words[];

struct document_change {
	int64_t what; /* enum document_change_what */
	const char *name;
	const char *reason;
	int64_t calls;
	const char *before, *after;  /* as shown; "" there was none */
	int64_t before_e8, after_e8; /* money; else 0 */
	int64_t load, line; /* where what is new comes from; 0: nowhere */
};

/*
 * Which charges a document bills: those of one contract and tier in the
 * charges file charges/PERIOD.RUN.db that were of no document yet (document =
 * 0 there) and start in [from, until).
 */
enum document_part {
	DOCUMENT_PART_ALL,
	DOCUMENT_PART_EARNED, /* carrier: price < 0; on the invoice */
	DOCUMENT_PART_OWED,   /* carrier: price >= 0; on the statement */
	DOCUMENT_PART_OUT,    /* direction out: the rest of a DID customer */
	DOCUMENT_PART_IN      /* direction in: on the DID invoice */
};
extern const char *const document_part_words[];

struct document_usage {
	const char *period; /* "2026-10" */
	int64_t run;
	int64_t tier; /* enum tier */
	int64_t part; /* enum document_part */
	bool late;    /* they start before the document's interval */
	int64_t from_us;
	int64_t until_us;
	int64_t calls;
	int64_t price_e8; /* sums over them */
	int64_t cash_e8;
	int64_t bought_e8; /* of the cash, what was not free cash */
};

/* What an earlier interval of the contract cost, and this one. */
struct document_history {
	int64_t from_us;
	int64_t until_us;
	int64_t total_minor; /* invoices and credit notes */
};

#define DOCUMENT_HISTORY_MAX 12

struct document {
	int64_t id;          /* in the book; 0: not stored yet */
	const char *number;  /* unique for its issuer */
	const char *series;  /* name in series.csv; "@invoice" ... a default */
	int64_t series_year; /* of a yearly series, else 0 */
	int64_t series_seq;
	int64_t kind;         /* enum series_kind */
	int64_t category;     /* enum template_category */
	const char *issuer;   /* reseller; "" the operator */
	const char *contract; /* ref of customer or contract */
	const char *external_ref;
	int64_t from_us; /* billing interval */
	int64_t until_us;
	const char *timezone; /* in which its times are shown */
	const char *period;   /* "2026-10", or "2026-10-05/2026-10-31" */
	int64_t revision;     /* 1; n needs the credit note of n - 1 */
	int64_t corrects;     /* credit note: id of what it corrects; else 0 */
	const char *corrects_number; /* its number and date; NULL: not known */
	int64_t corrects_day;
	const char *reason; /* credit note: why */
	int64_t date_day;
	int64_t due_day;
	const char *currency; /* ISO 4217 */
	int64_t digits;
	/* Its amounts are multiples of so many minor units; 0 as 1.  Not
	 * stored: document_step() finds it. */
	int64_t step_minor;
	int64_t net_minor;
	int64_t tax_minor;
	int64_t total_minor;   /* net + tax */
	int64_t paid_minor;    /* by cash that was bought: the exact sum of its
				* usages, rounded once, halves away from zero */
	int64_t payable_minor; /* total - paid */
	bool prices_include_vat;
	const char *language;      /* "de"; "" the default */
	const char *template;      /* name in templates.csv, or a shipped one */
	const char *mail_template; /* name in mail_templates.csv; "" default */
	int64_t itemised;          /* enum itemised */
	bool send;                 /* queue a mail */
	int64_t payment_terms_days;
	int64_t payment_means; /* enum payment_means */
	const char *mandate_ref;
	const char *buyer_reference;
	int64_t closing; /* number of the closing that issued it */
	int64_t created_us;

	struct document_party party[2]; /* by enum document_role */

	struct document_line *lines;
	size_t n_lines;
	struct document_tax *taxes; /* in order of category, rate */
	size_t n_taxes;
	struct document_subscriber *subscribers; /* in order of ref */
	size_t n_subscribers;
	struct document_usage *usages;
	size_t n_usages;
	struct document_allowance *allowances; /* one, or none */
	size_t n_allowances;
	struct document_tie *ties; /* of a margin statement */
	size_t n_ties;
	/* In order of time, this interval last.  Not stored: it follows from
	 * the documents that were issued before this one. */
	struct document_history *history;
	size_t n_history;
	struct document_change *changes; /* since the revision before */
	size_t n_changes;
};

/*
 * What the amounts of an invoice or a credit note were rounded to: where the
 * currency has more than two decimals the minor units of a hundredth, 10 for
 * three decimals (toll-einvoice(7)), if every amount is a multiple of that;
 * else 1.  One that is so by chance has been rounded to both: amounts that came
 * out at a multiple are what rounding to multiples gives.
 */
int64_t document_step(const struct document *);

/* The step of a kind of document that is to be an e-invoice. */
int64_t document_step_of(int64_t kind, int64_t digits);

#endif /* DOCUMENT_DOCUMENT_H */
