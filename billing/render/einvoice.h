#ifndef RENDER_EINVOICE_H
#define RENDER_EINVOICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct document;
struct err;

/*
 * An electronic invoice: a document of the book as the business terms (BT-1,
 * BT-2, ...) of EN 16931-1.  toll-einvoice(7) says where each comes from.
 *
 * The model is made once (einvoice_build) and written as CII (render/cii.h) or
 * UBL (render/ubl.h); reading one of those gives the same model again, so that
 * toll invoice --check compares term by term.  Every value is the text that
 * stands in the XML, dates as YYYY-MM-DD; "" is absent.
 *
 * Amounts have the sign EN 16931 wants: a credit note (381) says positively
 * what it takes back.  Prices are never negative, quantities may be.
 */
enum einvoice_term {
	EINVOICE_NONE = -1,
	/* the document */
	BT_1,
	BT_2,
	BT_3,
	BT_5,
	BT_9,
	BT_10,
	BT_12,
	BT_22,
	BT_23,
	BT_24,
	BT_25,
	BT_26,
	BT_27,
	BT_29,
	BT_30,
	BT_31,
	BT_32,
	BT_34,
	BT_34_SCHEME,
	BT_35,
	BT_37,
	BT_38,
	BT_40,
	BT_41,
	BT_42,
	BT_43,
	BT_44,
	BT_46,
	BT_47,
	BT_48,
	BT_49,
	BT_49_SCHEME,
	BT_50,
	BT_52,
	BT_53,
	BT_55,
	BT_56,
	BT_57,
	BT_58,
	BT_70,
	BT_73,
	BT_74,
	BT_75,
	BT_77,
	BT_78,
	BT_80,
	BT_81,
	BT_83,
	BT_84,
	BT_85,
	BT_86,
	BT_89,
	BT_90,
	BT_91,
	BT_106,
	BT_109,
	BT_110,
	BT_112,
	BT_113,
	BT_115,
	/* a tax group */
	BT_116,
	BT_117,
	BT_118,
	BT_119,
	BT_120,
	BT_121,
	/* a line */
	BT_126,
	BT_129,
	BT_130,
	BT_131,
	BT_134,
	BT_135,
	BT_146,
	BT_149,
	BT_150,
	BT_151,
	BT_152,
	BT_153,
	BT_154,
	BT_155,
	/* an attribute of a line */
	BT_160,
	BT_161,
	EINVOICE_TERMS
};

/* What may be there more than once. */
enum einvoice_scope {
	EINVOICE_HEAD,
	EINVOICE_TAX,
	EINVOICE_LINE,
	EINVOICE_ATTRIBUTE,
	EINVOICE_SCOPES
};

/* One business term: its number, its name in the standard, where it comes
 * from in the book. */
struct einvoice_term_row {
	const char *id;   /* "BT-1" */
	const char *name; /* "Invoice number" */
	const char *from; /* "document.number" */
};
extern const struct einvoice_term_row einvoice_terms[EINVOICE_TERMS];

/* The first term of a scope; that of EINVOICE_SCOPES is EINVOICE_TERMS. */
enum einvoice_term einvoice_scope_first(enum einvoice_scope);
enum einvoice_scope einvoice_scope_of(enum einvoice_term);

struct einvoice_group {
	const char **values;               /* of its scope */
	struct einvoice_group *attributes; /* of a line */
	size_t n_attributes;
};

enum einvoice_profile {
	EINVOICE_EN16931,
	EINVOICE_XRECHNUNG, /* XRechnung 3.0 */
	EINVOICE_PEPPOL     /* Peppol BIS Billing 3.0 */
};

struct einvoice {
	enum einvoice_profile profile;
	bool credit; /* 381: another root element in UBL */
	bool gross;  /* prices include tax: it is a part of the gross; only
		      * for einvoice_check() */
	struct einvoice_group head;
	struct einvoice_group *taxes;
	size_t n_taxes;
	struct einvoice_group *lines;
	size_t n_lines;
};

/* The value of a term in a group of its scope; never NULL. */
const char *einvoice_get(const struct einvoice_group *, enum einvoice_term);
void einvoice_set(struct einvoice_group *, enum einvoice_term, const char *);
/* ${count} empty groups of a scope, in the arena. */
struct einvoice_group *einvoice_groups(struct arena *, enum einvoice_scope,
    size_t count);

/* The invoice that a credit note or a corrected invoice refers to. */
struct einvoice_preceding {
	const char *number; /* NULL: none */
	int64_t date_day;
};

/* Is there an e-invoice of this kind of document?  Invoices and credit notes. */
bool einvoice_wanted(const struct document *);

/*
 * The e-invoice of a document, in the arena, for the profile that the document
 * asks for: with a buyer reference XRechnung where both parties are in Germany,
 * Peppol BIS where both have an electronic address; else plain EN 16931.  It
 * has passed einvoice_check().
 *
 * Returns  1
 *	    0	this document cannot be an e-invoice and need not be: ${e} says
 *		why (ERR_REFUSED): amounts with more than two decimals
 *	    -1	ERR_DATA: something is missing or wrong; names term, rule and
 *		what to do
 */
int einvoice_build(struct einvoice *, const struct document *,
    const struct einvoice_preceding *, struct arena *, struct err *);

/* Name another profile in it: CII of a Peppol recipient is plain EN 16931. */
void einvoice_set_profile(struct einvoice *, enum einvoice_profile);

/*
 * Our own look at what is about to be written, from its texts alone: sums to
 * the last minor unit (the official rules let a tax pass that is 0.99 wrong),
 * line = quantity x price / base quantity, line periods inside the invoice's,
 * and what profile and tax categories need.  ERR_DATA names rule and term.
 */
int einvoice_check(const struct einvoice *, struct err *);

/*
 * The same invoice?  1, or 0 with ${e} (ERR_DATA) naming the first term that
 * differs and both values; ${what} says what ${b} is ("factur-x.xml").
 */
int einvoice_same(const struct einvoice *book, const struct einvoice *b,
    const char *what, struct err *);

#endif /* RENDER_EINVOICE_H */
