#include "document/terms.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/credit.h"
#include "document/fee.h"
#include "time/zone.h"

static const char *
text_of(const char *text)
{
	return text == NULL ? "" : text;
}

/* The first of two texts that says something. */
static const char *
either(const char *a, const char *b)
{
	return a != NULL && a[0] != '\0' ? a : text_of(b);
}

/*
 * The row with that key in ${n} rows of ${size} bytes that are in order of the
 * text at ${offset}; NULL if there is none.
 */
static const void *
find_row(const void *rows, size_t n, size_t size, size_t offset,
    const char *key)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		const char *row = (const char *)rows + mid * size;
		const char *text;
		int order;

		memcpy(&text, row + offset, sizeof(text));
		order = strcmp(text, key);
		if (order == 0)
			return row;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

#define FIND(rows, n, struct_name, member, key)                               \
	((const struct struct_name *)find_row((rows), (n),                    \
	    sizeof(struct struct_name), offsetof(struct struct_name, member), \
	    (key)))

static int
find_contact(const struct master *m, const char *ref,
    const struct contact **contact, struct err *e)
{
	*contact = FIND(m->contacts, m->n_contacts, contact, ref, ref);
	if (*contact == NULL)
		return err_set(e, ERR_REFUSED, "contact %s: not known", ref);
	return 0;
}

/* The operator as seller. */
static int
find_operator(const struct master *m, const struct contact **contact,
    struct err *e)
{
	if (text_of(m->contact)[0] == '\0')
		return err_set(e, ERR_CONFIG,
		    "book.conf: [operator] contact: "
		    "not set; documents need a seller");
	if (find_contact(m, m->contact, contact, e) < 0)
		return err_ctx(e, "book.conf: [operator] contact");
	return 0;
}

/* Zone by name: the first that is given, else the operator's. */
static int
find_zone(const struct terms_source *src, const char *a, const char *b,
    const char *c, const struct zone **zone, struct err *e)
{
	const char *name = either(a, either(b, c));

	*zone = src->zone;
	if (name[0] == '\0')
		return 0;
	*zone = zone_find(name, e);
	return *zone == NULL ? -1 : 0;
}

/* The slice of the schedule that belongs to the contract. */
static void
find_schedule(const struct master *m, struct terms *t)
{
	size_t low = 0, high = m->n_profile_schedule;
	const struct schedule *all = m->profile_schedule;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(all[mid].contract, t->ref) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	t->schedule = low < m->n_profile_schedule ? &all[low] : NULL;
	t->n_schedule = 0;
	while (low + t->n_schedule < m->n_profile_schedule &&
	    strcmp(all[low + t->n_schedule].contract, t->ref) == 0)
		t->n_schedule++;
}

/* All profiles of a contract have one currency. */
static void
find_currency(const struct master *m, const char *package, struct terms *t)
{
	const struct profile *p;

	t->currency = text_of(m->currency);
	for (size_t i = 0; i < t->n_schedule; i++) {
		p = fee_profile(m->profiles, m->n_profiles,
		    t->schedule[i].profile);
		if (p != NULL) {
			t->currency = p->currency;
			return;
		}
	}
	for (size_t i = 0; i < m->n_package_profiles; i++) {
		const struct package_profile *k = &m->package_profiles[i];

		if (strcmp(k->package, package) != 0)
			continue;
		p = fee_profile(m->profiles, m->n_profiles, k->profile);
		if (p != NULL) {
			t->currency = p->currency;
			return;
		}
	}
}

/* Where another system stopped billing. */
static void
find_opening(const struct master *m, struct terms *t)
{
	t->opening_us = ENTITY_NONE;
	for (size_t i = 0; i < m->n_opening_balances; i++) {
		const struct opening_balance *o = &m->opening_balances[i];

		if (strcmp(o->contract, t->ref) == 0 &&
		    o->from_us > t->opening_us)
			t->opening_us = o->from_us;
	}
}

#define CREDIT_ENDING "-credit"

/* Is the template for credit notes of documents with the template ${of}?  "acme"
 * and "acme-credit". */
static bool
is_beside(const struct template_row *row, const char *of)
{
	size_t n = strlen(of);

	return row->category == TEMPLATE_CATEGORY_CREDIT_NOTE &&
	    strncmp(row->name, of, n) == 0 &&
	    strcmp(row->name + n, CREDIT_ENDING) == 0;
}

/* The same of any template that there is: then it is for these alone. */
static bool
is_beside_one(const struct terms_source *src, const struct template_row *row)
{
	for (size_t i = 0; i < src->n_templates; i++)
		if (is_beside(row, src->templates[i].name))
			return true;
	return false;
}

/*
 * The template of an issuer's documents: of its rows of the category the one
 * in the language, else one in none, else the first by name.
 */
static const char *
template_of(const struct terms_source *src, int64_t category,
    const char *issuer, const char *language)
{
	const char *best = "";
	int best_rank = 0;

	for (size_t i = 0; i < src->n_templates; i++) {
		const struct template_row *row = &src->templates[i];
		int rank = 1;

		if (row->category != category ||
		    strcmp(text_of(row->reseller), issuer) != 0 ||
		    is_beside_one(src, row))
			continue;
		if (strcmp(text_of(row->language), language) == 0)
			rank = 3;
		else if (text_of(row->language)[0] == '\0')
			rank = 2;
		if (rank > best_rank) {
			best = row->name;
			best_rank = rank;
		}
	}
	return best;
}

static const char *
reseller_template(const struct terms_source *src, const struct terms *t)
{
	return template_of(src, t->category, t->issuer, t->language);
}

/* Of the issuer or of nobody: one of another reseller is not ours to use. */
static const char *
credit_beside(const struct terms_source *src, const struct document *of)
{
	for (size_t i = 0; i < src->n_templates; i++) {
		const struct template_row *row = &src->templates[i];
		const char *owner = text_of(row->reseller);

		if (is_beside(row, of->template) &&
		    (owner[0] == '\0' || strcmp(owner, of->issuer) == 0))
			return row->name;
	}
	return "";
}

const char *
terms_credit_template(const struct terms_source *src, const struct document *of)
{
	const char *name = credit_beside(src, of);

	if (name[0] == '\0')
		name = template_of(src, TEMPLATE_CATEGORY_CREDIT_NOTE,
		    of->issuer, of->language);
	if (name[0] == '\0' && of->issuer[0] != '\0')
		name = template_of(src, TEMPLATE_CATEGORY_CREDIT_NOTE, "",
		    of->language);
	return name[0] != '\0' ? name : CREDIT_TEMPLATE;
}

static const char *
reseller_mail_template(const struct terms_source *src, const struct terms *t)
{
	const char *best = "";
	int best_rank = 0;

	for (size_t i = 0; i < src->n_mail_templates; i++) {
		const struct mail_template_row *row = &src->mail_templates[i];
		int rank = 1;

		if (strcmp(text_of(row->reseller), t->issuer) != 0)
			continue;
		if (strcmp(text_of(row->language), t->language) == 0)
			rank = 3;
		else if (text_of(row->language)[0] == '\0')
			rank = 2;
		if (rank > best_rank) {
			best = row->name;
			best_rank = rank;
		}
	}
	return best;
}

/* The template chosen, else the reseller's, else that of the category. */
static const char *
find_template(const struct terms_source *src, const struct terms *t,
    const char *chosen)
{
	const char *name = text_of(chosen);

	if (name[0] == '\0' && t->issuer[0] != '\0')
		name = reseller_template(src, t);
	if (name[0] == '\0')
		name = text_of(src->template);
	if (name[0] != '\0')
		return name;
	if (t->category == TEMPLATE_CATEGORY_CUSTOMER &&
	    t->itemised != ITEMISED_NONE)
		return "customer-itemised";
	return template_category_words[t->category];
}

/* What is read the same way for all kinds of contract. */
static void
finish(const struct terms_source *src, struct terms *t,
    const char *invoice_template, const char *mail_template,
    const char *package)
{
	const struct master *m = src->master;

	t->template = find_template(src, t, invoice_template);
	t->mail_template = text_of(mail_template);
	if (t->mail_template[0] == '\0' && t->issuer[0] != '\0')
		t->mail_template = reseller_mail_template(src, t);
	t->tax.country = text_of(t->seller->country);
	if (t->tax.country[0] == '\0' && t->issuer[0] == '\0')
		t->tax.country = text_of(m->country);
	t->tax.rates = src->vat_rates;
	t->tax.n_rates = src->n_vat_rates;
	if (t->tax.category == ENTITY_NONE)
		t->tax.category = VAT_CATEGORY_S;
	if (t->payment_terms_days == ENTITY_NONE)
		t->payment_terms_days = src->payment_terms_days;
	if (t->payment_means == ENTITY_NONE)
		t->payment_means = PAYMENT_MEANS_TRANSFER;
	find_schedule(m, t);
	find_currency(m, text_of(package), t);
	find_opening(m, t);
}

/* A customer's seller: the reseller of its contact, else the operator. */
static int
find_seller(const struct terms_source *src, struct terms *t,
    const struct reseller **reseller, struct err *e)
{
	const struct master *m = src->master;
	const struct contract *c;

	*reseller = NULL;
	t->issuer = text_of(t->buyer->reseller);
	t->series = "";
	t->logo = text_of(src->logo);
	t->color = text_of(src->color);
	if (t->issuer[0] == '\0')
		return find_operator(m, &t->seller, e);
	*reseller =
	    FIND(m->resellers, m->n_resellers, reseller, name, t->issuer);
	if (*reseller == NULL)
		return err_set(e, ERR_REFUSED, "reseller %s: not known",
		    t->issuer);
	c = FIND(m->contracts, m->n_contracts, contract, ref,
	    (*reseller)->contract);
	if (c == NULL)
		return err_set(e, ERR_REFUSED, "contract %s: not known",
		    (*reseller)->contract);
	t->series = text_of((*reseller)->series);
	t->logo = text_of((*reseller)->logo);
	t->color = text_of((*reseller)->color);
	return find_contact(m, c->contact, &t->seller, e);
}

int
terms_of_customer(const struct terms_source *src, const struct customer *c,
    struct terms *t, struct err *e)
{
	const struct reseller *r;

	memset(t, 0, sizeof(*t));
	t->ref = c->ref;
	t->origin = &c->origin;
	if (find_contact(src->master, c->contact, &t->buyer, e) < 0 ||
	    find_seller(src, t, &r, e) < 0 ||
	    find_zone(src, c->timezone, t->buyer->timezone,
		r == NULL ? NULL : t->seller->timezone, &t->zone, e) < 0 ||
	    find_zone(src, t->seller->timezone, NULL, NULL, &t->seller_zone,
		e) < 0)
		return -1;
	t->category = TEMPLATE_CATEGORY_CUSTOMER;
	t->tier = TIER_RETAIL;
	t->external_ref = text_of(c->external_ref);
	t->status = c->status;
	t->activated_us = c->activated_us;
	t->terminated_us = c->terminated_us;
	t->tax.category = c->vat_category;
	t->tax.rate_e4 = c->vat_rate_e4;
	t->prices_include_vat = c->prices_include_vat == 1;
	t->language = either(c->language,
	    either(t->buyer->language,
		either(r == NULL ? NULL : r->language, src->language)));
	t->itemised = c->itemised == ENTITY_NONE ? ITEMISED_NONE : c->itemised;
	t->send = c->send_invoice != 0;
	t->payment_terms_days = c->payment_terms_days;
	t->payment_means = c->payment_means;
	t->mandate_ref = text_of(c->mandate_ref);
	t->buyer_reference = text_of(c->buyer_reference);
	t->did_template = text_of(c->did_template);
	finish(src, t, c->invoice_template, c->mail_template, c->package);
	return 0;
}

int
terms_of_contract(const struct terms_source *src, const struct contract *c,
    struct terms *t, struct err *e)
{
	bool peer = c->kind == CONTRACT_KIND_PEERING;

	memset(t, 0, sizeof(*t));
	t->ref = c->ref;
	t->origin = &c->origin;
	t->issuer = t->series = t->did_template = "";
	t->logo = text_of(src->logo);
	t->color = text_of(src->color);
	if (find_contact(src->master, c->contact, &t->buyer, e) < 0 ||
	    find_operator(src->master, &t->seller, e) < 0 ||
	    find_zone(src, c->timezone, t->buyer->timezone, NULL, &t->zone, e) <
		0 ||
	    find_zone(src, t->seller->timezone, NULL, NULL, &t->seller_zone,
		e) < 0)
		return -1;
	t->category =
	    peer ? TEMPLATE_CATEGORY_PEER : TEMPLATE_CATEGORY_RESELLER;
	t->tier = peer ? TIER_CARRIER : TIER_WHOLESALE;
	t->external_ref = text_of(c->external_ref);
	t->status = c->status;
	t->activated_us = c->activated_us;
	t->terminated_us = c->terminated_us;
	t->tax.category = c->vat_category;
	t->tax.rate_e4 = c->vat_rate_e4;
	t->language =
	    either(c->language, either(t->buyer->language, src->language));
	t->itemised = ITEMISED_NONE;
	t->send = c->send_invoice != 0;
	t->payment_terms_days = c->payment_terms_days;
	t->payment_means = c->payment_means;
	t->mandate_ref = text_of(c->mandate_ref);
	t->buyer_reference = text_of(c->buyer_reference);
	finish(src, t, c->invoice_template, c->mail_template, NULL);
	return 0;
}

void
terms_of_margin(const struct terms_source *src, const char *reseller,
    const struct terms *t, struct terms *margin)
{
	*margin = *t;
	margin->category = TEMPLATE_CATEGORY_MARGIN;
	margin->tax = (struct tax_terms){ .category = VAT_CATEGORY_O,
		.rate_e4 = ENTITY_NONE,
		.country = t->tax.country };
	margin->prices_include_vat = false;
	margin->itemised = ITEMISED_NONE;
	margin->payment_terms_days = 0;
	margin->payment_means = PAYMENT_MEANS_TRANSFER;
	margin->mandate_ref = "";
	margin->issuer = reseller;
	margin->template = reseller_template(src, margin);
	margin->issuer = t->issuer;
	if (margin->template[0] == '\0')
		margin->template = reseller_template(src, margin);
	if (margin->template[0] == '\0')
		margin->template =
		    template_category_words[TEMPLATE_CATEGORY_MARGIN];
}

void
terms_party(const struct contact *c, const char *logo, const char *color,
    struct arena *arena, struct document_party *p)
{
	p->contact = arena_strdup(arena, c->ref);
	p->email = arena_strdup(arena, c->email);
	p->first_name = arena_strdup(arena, c->first_name);
	p->last_name = arena_strdup(arena, c->last_name);
	p->company = arena_strdup(arena, c->company);
	p->street = arena_strdup(arena, c->street);
	p->postcode = arena_strdup(arena, c->postcode);
	p->city = arena_strdup(arena, c->city);
	p->country = arena_strdup(arena, c->country);
	p->phone = arena_strdup(arena, c->phone);
	p->mobile = arena_strdup(arena, c->mobile);
	p->fax = arena_strdup(arena, c->fax);
	p->vat_number = arena_strdup(arena, c->vat_number);
	p->registration_number = arena_strdup(arena, c->registration_number);
	p->bank_name = arena_strdup(arena, c->bank_name);
	p->iban = arena_strdup(arena, c->iban);
	p->bic = arena_strdup(arena, c->bic);
	p->tax_number = arena_strdup(arena, c->tax_number);
	p->creditor_id = arena_strdup(arena, c->creditor_id);
	p->endpoint = arena_strdup(arena, c->endpoint);
	p->endpoint_scheme = arena_strdup(arena, c->endpoint_scheme);
	p->logo = arena_strdup(arena, logo);
	p->color = arena_strdup(arena, color);
}
