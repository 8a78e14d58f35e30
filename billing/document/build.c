#include "document/build.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/fee.h"
#include "document/tax.h"
#include "document/wording.h"
#include "money/currency.h"
#include "money/money.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/interval.h"
#include "time/zone.h"

#define HOUR_US INT64_C(3600000000)

bool
build_lives(const struct terms *t, int64_t from_us, int64_t until_us)
{
	if (t->activated_us == ENTITY_NONE
		? t->status == CONTRACT_STATUS_PENDING
		: t->activated_us >= until_us)
		return false;
	return t->terminated_us == ENTITY_NONE
	    ? t->status != CONTRACT_STATUS_TERMINATED
	    : t->terminated_us > from_us;
}

bool
build_item_due(const struct item *item, const struct terms *t, int64_t from_us,
    int64_t until_us, bool first)
{
	int64_t date_us = line_day_start(t->zone, item->date_day);

	if (date_us >= until_us)
		return false;
	if (item->recurring != RECURRING_INTERVAL)
		return first || date_us >= from_us;
	return build_lives(t, from_us, until_us) &&
	    (item->until_day == ENTITY_NONE ||
		line_day_start(t->zone, item->until_day + 1) > from_us);
}

/* "2026-10" for a calendar month, else "2026-10-05/2026-10-31". */
static const char *
period_text(const struct terms *t, int64_t from_us, int64_t until_us,
    struct arena *arena)
{
	char a[INSTANT_TEXT_MAX], b[INSTANT_TEXT_MAX];

	instant_format_date(a, from_us, t->zone);
	instant_format_date(b, until_us - 1, t->zone);
	if (interval_month(t->zone, from_us) == from_us &&
	    interval_next_month(t->zone, from_us) == until_us)
		return arena_strndup(arena, a, strlen("YYYY-MM"));
	return arena_printf(arena, "%s/%s", a, b);
}

void
build_head(const struct build *b, struct arena *arena, struct document *d)
{
	const struct terms *t = b->terms;

	memset(d, 0, sizeof(*d));
	d->number = d->series = d->reason = "";
	d->kind = b->kind;
	d->category = b->did ? TEMPLATE_CATEGORY_DID : t->category;
	d->issuer = arena_strdup(arena, t->issuer);
	d->contract = arena_strdup(arena, t->ref);
	d->external_ref = arena_strdup(arena, t->external_ref);
	d->from_us = b->from_us;
	d->until_us = b->until_us;
	d->timezone = arena_strdup(arena, zone_name(t->zone));
	d->period = period_text(t, b->from_us, b->until_us, arena);
	d->revision = 1;
	d->date_day = b->date_day;
	d->due_day = b->date_day + t->payment_terms_days;
	d->currency = arena_strdup(arena, t->currency);
	d->prices_include_vat = t->prices_include_vat;
	d->language = arena_strdup(arena, t->language);
	d->template =
	    arena_strdup(arena, b->did ? t->did_template : t->template);
	d->mail_template = arena_strdup(arena, t->mail_template);
	d->itemised = t->itemised;
	d->send = t->send;
	d->payment_terms_days = t->payment_terms_days;
	d->payment_means = t->payment_means;
	d->mandate_ref = arena_strdup(arena, t->mandate_ref);
	d->buyer_reference = arena_strdup(arena, t->buyer_reference);
	terms_party(t->seller, t->logo, t->color, arena,
	    &d->party[DOCUMENT_ISSUER]);
	terms_party(t->buyer, "", "", arena, &d->party[DOCUMENT_RECIPIENT]);
	d->usages = b->usages;
	d->n_usages = b->n_usages;
	d->allowances = b->allowances;
	/* a partner's balance pays what we owe it, not what it owes us; of a
	 * customer's two documents the invoice shows what is left */
	d->n_allowances = b->did ||
		(t->category == TEMPLATE_CATEGORY_PEER &&
		    b->kind == DOCUMENT_INVOICE)
	    ? 0
	    : b->n_allowances;
}

int64_t
build_interval_end(const struct terms *t, int64_t from_us)
{
	return interval_next_month(t->zone, from_us + 36 * HOUR_US);
}

static int
add_fee(const struct build *b, const struct line_terms *lt,
    struct line_list *list, int64_t from_us, int64_t until_us, struct err *e)
{
	const struct terms *t = b->terms;
	const struct fee_interval in = {
		.zone = t->zone,
		.from_us = from_us,
		.until_us = until_us,
		.activated_us = t->activated_us,
		.terminated_us = t->terminated_us,
		.schedule = t->schedule,
		.n_schedule = t->n_schedule,
		.profiles = b->profiles,
		.n_profiles = b->n_profiles,
	};
	struct fee_part fee;

	if (!build_lives(t, from_us, until_us))
		return 0;
	if (fee_of_interval(&in, &fee, e) < 0)
		return -1;
	return line_fee(list, lt, &fee, e);
}

/* Recurring items of one interval. */
static int
add_recurring(const struct build *b, const struct line_terms *lt,
    struct line_list *list, int64_t from_us, int64_t until_us, struct err *e)
{
	const struct terms *t = b->terms;

	for (size_t i = 0; i < b->n_items; i++) {
		const struct item *item = b->items[i];
		int64_t day = line_day_of(t->zone, from_us);

		if (item->recurring != RECURRING_INTERVAL ||
		    !build_item_due(item, t, from_us, until_us, false))
			continue;
		if (item->date_day > day)
			day = item->date_day;
		if (line_item(list, lt, item, day, from_us, until_us, e) < 0)
			return -1;
	}
	return 0;
}

/* What falls due once, on its day. */
static int
add_once(const struct build *b, const struct line_terms *lt,
    struct line_list *list, struct err *e)
{
	const struct zone *zone = b->terms->zone;

	for (size_t i = 0; i < b->n_items; i++) {
		const struct item *item = b->items[i];
		int64_t day = item->date_day;

		if (item->recurring == RECURRING_INTERVAL ||
		    !build_item_due(item, b->terms, b->from_us, b->until_us,
			b->first))
			continue;
		if (line_item(list, lt, item, day, line_day_start(zone, day),
			line_day_start(zone, day + 1), e) < 0)
			return -1;
	}
	return 0;
}

/* Fees and items, interval by interval. */
static int
add_intervals(const struct build *b, const struct line_terms *lt,
    struct line_list *list, bool fees, bool items, struct err *e)
{
	int64_t until_us;

	for (int64_t us = b->from_us; us < b->until_us; us = until_us) {
		until_us = build_interval_end(b->terms, us);
		if (until_us > b->until_us)
			until_us = b->until_us;
		if ((fees && add_fee(b, lt, list, us, until_us, e) < 0) ||
		    (items && add_recurring(b, lt, list, us, until_us, e) < 0))
			return -1;
	}
	return items ? add_once(b, lt, list, e) : 0;
}

/* To the document: the lines that it has, and those of the list from ${from} on. */
static void
add_lines(struct document *d, const struct line_list *list, size_t from)
{
	size_t had = d->n_lines, n = list->count - from;
	struct document_line *lines =
	    ARENA_NEW(list->arena, struct document_line, had + n + 1);

	if (had > 0)
		memcpy(lines, d->lines, had * sizeof(*lines));
	if (n > 0)
		memcpy(&lines[had], &list->lines[from], n * sizeof(*lines));
	d->lines = lines;
	d->n_lines = had + n;
}

/* The line that raises an invoice to the minimum, and the totals again. */
static int
raise_to_minimum(const struct build *b, const struct line_terms *lt,
    struct line_list *list, struct document *d, const struct currency *cur,
    struct err *e)
{
	const struct profile minimum = {
		.handle = "",
		.name = wording(WORDING_MINIMUM, d->language),
	};
	struct fee_part fee = { .profile = &minimum,
		.from_us = b->until_us - 1,
		.until_us = b->until_us };
	int64_t has = d->prices_include_vat ? d->total_minor : d->net_minor;
	size_t before = list->count;
	int64_t has_e8;

	if (d->n_lines == 0 || has < 0)
		return 0;
	if (money_from_minor(has, cur, &has_e8, e) < 0)
		return -1;
	if (has_e8 >= b->minimum_e8)
		return 0;
	fee.amount_e8 = b->minimum_e8 - has_e8;
	if (line_fee(list, lt, &fee, e) < 0)
		return -1;
	add_lines(d, list, before);
	return tax_totals(d, cur, list->arena, e);
}

/* Usage, fee, items, late calls: the order of enum document_line_kind. */
static void
sort_lines(struct document *d, const struct line_list *list)
{
	d->lines =
	    ARENA_NEW(list->arena, struct document_line, list->count + 1);
	for (int64_t kind = 0; kind <= DOCUMENT_LINE_LATE; kind++)
		for (size_t i = 0; i < list->count; i++)
			if (list->lines[i].kind == kind)
				d->lines[d->n_lines++] = list->lines[i];
}

/* What cash that was bought has paid already. */
static int
set_paid(struct document *d, const struct currency *cur, bool earned,
    struct err *e)
{
	i128 paid_e8 = 0;

	for (size_t i = 0; i < d->n_usages; i++)
		paid_e8 += d->usages[i].bought_e8;
	return money_to_step(earned ? -paid_e8 : paid_e8, cur, d->step_minor,
	    ROUND_HALF_UP, &d->paid_minor, e);
}

/* The lines of a document that has its head, and what they sum up to. */
static int
build_lines(const struct build *b, const struct currency *cur,
    const struct line_terms *lt, struct line_list *list, struct document *d,
    struct err *e)
{
	bool peer = b->terms->category == TEMPLATE_CATEGORY_PEER;

	if (line_usage(list, lt, b->sums, b->n_sums, e) < 0)
		return -1;
	if (!b->did &&
	    add_intervals(b, lt, list, !lt->earned, !peer || lt->earned, e) < 0)
		return -1;
	sort_lines(d, list);
	if (set_paid(d, cur, lt->earned, e) < 0 ||
	    line_subscribers(d, b->sums, b->n_sums, lt->earned, list->arena,
		e) < 0 ||
	    tax_totals(d, cur, list->arena, e) < 0)
		return -1;
	if (!peer && !b->did && b->minimum_e8 > 0)
		return raise_to_minimum(b, lt, list, d, cur, e);
	return 0;
}

int
build_document(const struct build *b, struct arena *arena, struct document *d,
    struct err *e)
{
	const struct terms *t = b->terms;
	const struct currency *cur = currency_find(t->currency);
	struct line_list list = { .arena = arena };
	const struct line_terms lt = {
		.zone = t->zone,
		.from_us = b->from_us,
		.until_us = b->until_us,
		.tax = t->tax,
		.currency = t->currency,
		.by_detail = b->by_detail,
		.by_subscriber = b->did,
		.earned = t->category == TEMPLATE_CATEGORY_PEER &&
		    b->kind == DOCUMENT_INVOICE,
	};
	int rc;

	build_head(b, arena, d);
	if (cur == NULL)
		return err_set(e, ERR_REFUSED, "currency \"%s\": not known",
		    t->currency);
	d->digits = cur->digits;
	d->step_minor =
	    b->two_decimals ? document_step_of(b->kind, d->digits) : 1;
	rc = build_lines(b, cur, &lt, &list, d, e);
	line_list_free(&list);
	if (rc < 0)
		return -1;
	/* a statement says what somebody else will put on an invoice */
	if (d->kind == DOCUMENT_INVOICE && tax_check(d, e) < 0)
		return -1;
	if (d->kind == DOCUMENT_INVOICE && d->total_minor < 0)
		d->kind = DOCUMENT_CREDIT_NOTE;
	return 0;
}
