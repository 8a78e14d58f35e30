/* Both parties of an e-invoice, and how it is paid. */
#include <string.h>

#include "base/arena.h"
#include "document/document.h"
#include "render/einvoice_codes.h"
#include "render/einvoice_parts.h"

const char *
einvoice_party_name(const struct document_party *p, struct arena *a)
{
	if (p->company[0] != '\0')
		return p->company;
	return einvoice_party_person(p, a);
}

const char *
einvoice_party_person(const struct document_party *p, struct arena *a)
{
	if (p->first_name[0] == '\0' || p->last_name[0] == '\0')
		return p->first_name[0] != '\0' ? p->first_name : p->last_name;
	return arena_printf(a, "%s %s", p->first_name, p->last_name);
}

/* IBAN, BIC and VAT numbers as people group them, without the spaces. */
static const char *
compact(const char *text, struct arena *a)
{
	char *out = arena_strdup(a, text), *to = out;

	for (const char *p = out; *p != '\0'; p++)
		if (*p != ' ')
			*to++ = *p;
	*to = '\0';
	return out;
}

static const char *
first_of(const char *a, const char *b)
{
	return a[0] != '\0' ? a : b;
}

/* The electronic address; without one the e-mail address is it. */
static void
set_endpoint(struct einvoice_group *h, const struct document_party *p,
    enum einvoice_term address, enum einvoice_term scheme)
{
	bool own = p->endpoint[0] != '\0' && p->endpoint_scheme[0] != '\0';

	einvoice_set(h, address, own ? p->endpoint : p->email);
	if (own || p->email[0] != '\0')
		einvoice_set(h, scheme, own ? p->endpoint_scheme : "EM");
}

/*
 * Category O (outside the scope of VAT) forbids VAT identifiers of either side
 * (BR-O-02); every other wants that of the seller or his tax number.
 */
void
einvoice_party_seller(struct einvoice_group *h, const struct document *d,
    bool outside, struct arena *a)
{
	const struct document_party *p = &d->party[DOCUMENT_ISSUER];
	const char *person = einvoice_party_person(p, a);

	einvoice_set(h, BT_27, einvoice_party_name(p, a));
	einvoice_set(h, BT_30, p->registration_number);
	if (!outside) {
		einvoice_set(h, BT_31, compact(p->vat_number, a));
		einvoice_set(h, BT_32, p->tax_number);
	}
	if (einvoice_get(h, BT_30)[0] == '\0' &&
	    einvoice_get(h, BT_31)[0] == '\0')
		einvoice_set(h, BT_29, p->contact);
	set_endpoint(h, p, BT_34, BT_34_SCHEME);
	einvoice_set(h, BT_35, p->street);
	einvoice_set(h, BT_37, p->city);
	einvoice_set(h, BT_38, p->postcode);
	einvoice_set(h, BT_40, einvoice_code_country(p->country));
	einvoice_set(h, BT_41, first_of(person, p->company));
	einvoice_set(h, BT_42, first_of(p->phone, p->mobile));
	einvoice_set(h, BT_43, p->email);
}

void
einvoice_party_buyer(struct einvoice_group *h, const struct document *d,
    bool outside, struct arena *a)
{
	const struct document_party *p = &d->party[DOCUMENT_RECIPIENT];

	einvoice_set(h, BT_44, einvoice_party_name(p, a));
	einvoice_set(h, BT_46, d->contract);
	einvoice_set(h, BT_47, p->registration_number);
	if (!outside)
		einvoice_set(h, BT_48, compact(p->vat_number, a));
	set_endpoint(h, p, BT_49, BT_49_SCHEME);
	einvoice_set(h, BT_50, p->street);
	einvoice_set(h, BT_52, p->city);
	einvoice_set(h, BT_53, p->postcode);
	einvoice_set(h, BT_55, einvoice_code_country(p->country));
	if (p->company[0] != '\0')
		einvoice_set(h, BT_56, einvoice_party_person(p, a));
	einvoice_set(h, BT_57, first_of(p->phone, p->mobile));
	einvoice_set(h, BT_58, p->email);
}

/* An intra-Community supply says where it went (BR-IC-12). */
void
einvoice_party_deliver(struct einvoice_group *h)
{
	static const enum einvoice_term pairs[][2] = {
		{ BT_70, BT_44 },
		{ BT_75, BT_50 },
		{ BT_77, BT_52 },
		{ BT_78, BT_53 },
		{ BT_80, BT_55 },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		einvoice_set(h, pairs[i][0], einvoice_get(h, pairs[i][1]));
}

static void
set_account(struct einvoice_group *h, const struct document_party *p,
    const char *name, bool euro, struct arena *a)
{
	einvoice_set(h, BT_81, euro ? "58" : "30");
	einvoice_set(h, BT_84, compact(p->iban, a));
	einvoice_set(h, BT_85, name);
	einvoice_set(h, BT_86, compact(p->bic, a));
}

/*
 * UNTDID 4461: 58 SEPA credit transfer, 30 another one; 59 SEPA direct debit,
 * 49 another one; 97 settled between partners: a credit note that names no
 * account of the buyer is set off against what comes next.
 */
void
einvoice_party_payment(struct einvoice_group *h, const struct document *d,
    struct arena *a)
{
	const struct document_party *issuer = &d->party[DOCUMENT_ISSUER];
	const struct document_party *buyer = &d->party[DOCUMENT_RECIPIENT];
	bool euro = strcmp(d->currency, "EUR") == 0;

	if (d->kind == DOCUMENT_CREDIT_NOTE) {
		if (buyer->iban[0] != '\0')
			set_account(h, buyer, einvoice_get(h, BT_44), euro, a);
		else
			einvoice_set(h, BT_81, "97");
	} else if (d->payment_means == PAYMENT_MEANS_DIRECT_DEBIT) {
		einvoice_set(h, BT_81, euro ? "59" : "49");
		einvoice_set(h, BT_89, d->mandate_ref);
		einvoice_set(h, BT_90, issuer->creditor_id);
		einvoice_set(h, BT_91, compact(buyer->iban, a));
	} else if (issuer->iban[0] != '\0')
		set_account(h, issuer, einvoice_get(h, BT_27), euro, a);
	if (einvoice_get(h, BT_81)[0] != '\0')
		einvoice_set(h, BT_83, d->number);
}
