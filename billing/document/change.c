#include "document/change.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/mem.h"
#include "document/change_part.h"
#include "document/fee.h"
#include "money/currency.h"
#include "money/money.h"

void
change_add(struct change_list *list, struct document_change c)
{
	struct document_change *more;

	if (list->count == list->cap) {
		list->cap = list->cap == 0 ? 16 : list->cap * 2;
		more =
		    ARENA_NEW(list->arena, struct document_change, list->cap);
		if (list->count > 0)
			memcpy(more, list->items,
			    list->count * sizeof(more[0]));
		list->items = more;
	}
	list->items[list->count++] = c;
}

/* --- parties and terms ---------------------------------------------------- */

/* What makes a document wrong if it is wrong: telephone, mail and bank are not
 * among it. */
struct text_field {
	const char *name;
	size_t offset;
};

#define PARTY(member)                                            \
	{                                                        \
#member, offsetof(struct document_party, member) \
	}
#define HEAD(member)                                       \
	{                                                  \
#member, offsetof(struct document, member) \
	}

static const struct text_field party_fields[] = { PARTY(company),
	PARTY(first_name), PARTY(last_name), PARTY(street), PARTY(postcode),
	PARTY(city), PARTY(country), PARTY(vat_number),
	PARTY(registration_number), PARTY(tax_number), PARTY(endpoint),
	PARTY(endpoint_scheme) };
static const struct text_field head_fields[] = { HEAD(external_ref),
	HEAD(currency), HEAD(mandate_ref), HEAD(buyer_reference) };

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const char *
text_at(const void *row, size_t offset)
{
	const char *text;

	memcpy(&text, (const char *)row + offset, sizeof(text));
	return text == NULL ? "" : text;
}

static void
add_field(struct change_list *list, const char *of, const char *name,
    const char *before, const char *after, const struct origin *origin)
{
	if (strcmp(before, after) == 0)
		return;
	change_add(list,
	    (struct document_change){ .what = DOCUMENT_CHANGE_FIELD,
		.name = of[0] == '\0'
		    ? name
		    : arena_printf(list->arena, "%s.%s", of, name),
		.reason = "changed in master data",
		.before = before,
		.after = after,
		.load = origin == NULL ? 0 : origin->load,
		.line = origin == NULL ? 0 : origin->line });
}

static void
add_number(struct change_list *list, const char *name, int64_t before,
    int64_t after, const struct origin *origin)
{
	char a[DECIMAL_TEXT_MAX], b[DECIMAL_TEXT_MAX];

	(void)decimal_format(a, sizeof(a), before, 0, 0);
	(void)decimal_format(b, sizeof(b), after, 0, 0);
	add_field(list, "", name, arena_strdup(list->arena, a),
	    arena_strdup(list->arena, b), origin);
}

void
change_fields(struct change_list *list, const struct document *before,
    const struct document *after, const struct change_origins *o)
{
	const struct origin *party[] = { o->seller, o->buyer };

	if (before == NULL || after == NULL)
		return;
	for (int role = 0; role < 2; role++)
		for (size_t i = 0; i < COUNT(party_fields); i++)
			add_field(list, document_role_words[role],
			    party_fields[i].name,
			    text_at(&before->party[role],
				party_fields[i].offset),
			    text_at(&after->party[role],
				party_fields[i].offset),
			    party[role]);
	for (size_t i = 0; i < COUNT(head_fields); i++)
		add_field(list, "", head_fields[i].name,
		    text_at(before, head_fields[i].offset),
		    text_at(after, head_fields[i].offset), o->contract);
	add_number(list, "payment_terms_days", before->payment_terms_days,
	    after->payment_terms_days, o->contract);
	add_field(list, "", "payment_means",
	    payment_means_words[before->payment_means],
	    payment_means_words[after->payment_means], o->contract);
	add_field(list, "", "prices_include_vat",
	    before->prices_include_vat ? "yes" : "no",
	    after->prices_include_vat ? "yes" : "no", o->contract);
}

/* --- fees and items ------------------------------------------------------- */

static bool
is_other(const struct document_line *l)
{
	return l->kind == DOCUMENT_LINE_FEE || l->kind == DOCUMENT_LINE_ITEM;
}

/* "2.5 x 78.00 = 195.00, S 19%" */
static const char *
line_text(struct change_list *list, const struct document_line *l)
{
	char quantity[DECIMAL_TEXT_MAX], rate[DECIMAL_TEXT_MAX];
	char price[MONEY_TEXT_MAX], amount[MONEY_TEXT_MAX];

	if (l == NULL)
		return "";
	(void)decimal_format(quantity, sizeof(quantity), l->quantity_e6, 6, 0);
	(void)decimal_format(rate, sizeof(rate), l->tax_rate_e4, 4, 0);
	(void)money_format_e8(price, l->unit_price_e8, 2);
	(void)money_format_e8(amount, l->amount_e8, 2);
	return arena_printf(list->arena, "%s x %s = %s, %s %s%%", quantity,
	    price, amount, vat_category_words[l->tax_category], rate);
}

/* Where the fee or item of a line stands in master data. */
static const struct origin *
line_origin(const struct document_line *l, const struct change_origins *o)
{
	const struct profile *p;

	if (l->kind == DOCUMENT_LINE_FEE) {
		p = fee_profile(o->profiles, o->n_profiles, l->ref);
		return p == NULL ? NULL : &p->origin;
	}
	for (size_t i = 0; i < o->n_items; i++)
		if (strcmp(o->items[i]->ref, l->ref) == 0)
			return &o->items[i]->origin;
	return NULL;
}

static const char *
line_reason(const struct document_line *a, const struct document_line *b)
{
	const char *what =
	    (a != NULL ? a : b)->kind == DOCUMENT_LINE_FEE ? "fee" : "item";

	if (a == NULL)
		return what[0] == 'f' ? "fee is due now" : "item is new";
	if (b == NULL)
		return what[0] == 'f' ? "fee is not due any more"
				      : "item was taken out";
	if (a->tax_category != b->tax_category ||
	    a->tax_rate_e4 != b->tax_rate_e4)
		return "tax changed";
	return what[0] == 'f' ? "fee changed" : "item changed";
}

static bool
same_line(const struct document_line *a, const struct document_line *b)
{
	return strcmp(a->description, b->description) == 0 &&
	    a->until_us == b->until_us && a->quantity_e6 == b->quantity_e6 &&
	    a->unit_price_e8 == b->unit_price_e8 &&
	    a->amount_e8 == b->amount_e8 &&
	    a->tax_category == b->tax_category &&
	    a->tax_rate_e4 == b->tax_rate_e4;
}

static void
add_line(struct change_list *list, const struct document_line *a,
    const struct document_line *b, const struct change_origins *o)
{
	const struct document_line *l = b != NULL ? b : a;
	const struct origin *origin = line_origin(l, o);

	change_add(list,
	    (struct document_change){ .what = DOCUMENT_CHANGE_LINE,
		.name = l->description,
		.reason = line_reason(a, b),
		.before = line_text(list, a),
		.after = line_text(list, b),
		.before_e8 = a == NULL ? 0 : a->amount_e8,
		.after_e8 = b == NULL ? 0 : b->amount_e8,
		.load = origin == NULL ? 0 : origin->load,
		.line = origin == NULL ? 0 : origin->line });
}

/* The line of ${d} for the same fee or item and time that is not ${used}. */
static size_t
find_line(const struct document *d, const struct document_line *l,
    const bool *used)
{
	size_t i = 0;

	while (d != NULL && i < d->n_lines &&
	    (used[i] || d->lines[i].kind != l->kind ||
		d->lines[i].from_us != l->from_us ||
		strcmp(d->lines[i].ref, l->ref) != 0))
		i++;
	return i;
}

void
change_lines(struct change_list *list, const struct document *before,
    const struct document *after, const struct change_origins *o)
{
	size_t n = before == NULL ? 0 : before->n_lines, m;
	bool *used = mem_calloc(n + 1, sizeof(used[0]));

	for (size_t i = 0; after != NULL && i < after->n_lines; i++) {
		const struct document_line *l = &after->lines[i];

		if (!is_other(l))
			continue;
		m = find_line(before, l, used);
		if (m < n)
			used[m] = true;
		if (m >= n)
			add_line(list, NULL, l, o);
		else if (!same_line(&before->lines[m], l))
			add_line(list, &before->lines[m], l, o);
	}
	for (size_t i = 0; i < n; i++)
		if (!used[i] && is_other(&before->lines[i]))
			add_line(list, &before->lines[i], NULL, o);
	free(used);
}

/* --- taxes and totals ----------------------------------------------------- */

static const char *
minor_text(struct change_list *list, const struct document *d, int64_t minor,
    int64_t *e8)
{
	struct err ignored = { .code = ERR_NONE };
	const struct currency *cur = currency_find(d->currency);
	char text[MONEY_TEXT_MAX];

	(void)money_format(text, minor, cur);
	(void)money_from_minor(minor, cur, e8, &ignored);
	return arena_strdup(list->arena, text);
}

/* One amount of both; a document that is not there has none. */
static void
add_total(struct change_list *list, const char *name,
    const struct document *before, const int64_t *a,
    const struct document *after, const int64_t *b)
{
	struct document_change c = { .what = DOCUMENT_CHANGE_TOTAL,
		.name = name,
		.reason = "follows",
		.before = "",
		.after = "" };

	if (a != NULL && b != NULL && *a == *b &&
	    strcmp(before->currency, after->currency) == 0)
		return;
	if (a != NULL)
		c.before = minor_text(list, before, *a, &c.before_e8);
	if (b != NULL)
		c.after = minor_text(list, after, *b, &c.after_e8);
	change_add(list, c);
}

static const int64_t *
tax_of(const struct document *d, const struct document_tax *like)
{
	for (size_t i = 0; d != NULL && i < d->n_taxes; i++)
		if (d->taxes[i].category == like->category &&
		    d->taxes[i].rate_e4 == like->rate_e4)
			return &d->taxes[i].tax_minor;
	return NULL;
}

static const char *
tax_name(struct change_list *list, const struct document_tax *t)
{
	char rate[DECIMAL_TEXT_MAX];

	(void)decimal_format(rate, sizeof(rate), t->rate_e4, 4, 0);
	return arena_printf(list->arena, "tax %s %s%%",
	    vat_category_words[t->category], rate);
}

void
change_totals(struct change_list *list, const struct document *before,
    const struct document *after)
{
	const struct document *d = before, *n = after;

	add_total(list, "net", d, d == NULL ? NULL : &d->net_minor, n,
	    n == NULL ? NULL : &n->net_minor);
	for (size_t i = 0; d != NULL && i < d->n_taxes; i++)
		add_total(list, tax_name(list, &d->taxes[i]), d,
		    &d->taxes[i].tax_minor, n, tax_of(n, &d->taxes[i]));
	for (size_t i = 0; n != NULL && i < n->n_taxes; i++)
		if (tax_of(d, &n->taxes[i]) == NULL)
			add_total(list, tax_name(list, &n->taxes[i]), d, NULL,
			    n, &n->taxes[i].tax_minor);
	if ((d != NULL && d->paid_minor != 0) ||
	    (n != NULL && n->paid_minor != 0))
		add_total(list, "paid by the balance", d,
		    d == NULL ? NULL : &d->paid_minor, n,
		    n == NULL ? NULL : &n->paid_minor);
	add_total(list, "total", d, d == NULL ? NULL : &d->total_minor, n,
	    n == NULL ? NULL : &n->total_minor);
}
