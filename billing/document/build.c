#include "document/build.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "document/fee.h"
#include "document/tax.h"
#include "money/currency.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/interval.h"
#include "time/zone.h"

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

static void
set_head(const struct build *b, struct arena *arena, struct document *d)
{
	const struct terms *t = b->terms;

	memset(d, 0, sizeof(*d));
	d->number = d->series = d->reason = "";
	d->kind = b->kind;
	d->category = t->category;
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
	d->template = arena_strdup(arena, t->template);
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
}

static int
add_fee(const struct build *b, const struct line_terms *lt,
    struct line_list *list, struct err *e)
{
	const struct terms *t = b->terms;
	const struct fee_interval in = {
		.zone = t->zone,
		.from_us = b->from_us,
		.until_us = b->until_us,
		.activated_us = t->activated_us,
		.terminated_us = t->terminated_us,
		.schedule = t->schedule,
		.n_schedule = t->n_schedule,
		.profiles = b->profiles,
		.n_profiles = b->n_profiles,
	};
	struct fee_part fee;

	if (!build_lives(t, b->from_us, b->until_us))
		return 0;
	if (fee_of_interval(&in, &fee, e) < 0)
		return -1;
	return line_fee(list, lt, &fee, e);
}

static int
add_items(const struct build *b, const struct line_terms *lt,
    struct line_list *list, struct err *e)
{
	const struct terms *t = b->terms;

	for (size_t i = 0; i < b->n_items; i++) {
		const struct item *item = b->items[i];
		int64_t day = item->date_day, from_us, until_us;

		if (!build_item_due(item, t, b->from_us, b->until_us, b->first))
			continue;
		if (item->recurring == RECURRING_INTERVAL) {
			from_us = b->from_us;
			until_us = b->until_us;
			if (line_day_start(t->zone, day) < from_us)
				day = line_day_of(t->zone, from_us);
		} else {
			from_us = line_day_start(t->zone, day);
			until_us = line_day_start(t->zone, day + 1);
		}
		if (line_item(list, lt, item, day, from_us, until_us, e) < 0)
			return -1;
	}
	return 0;
}

/* Usage, fee, items, late calls: the order of enum document_line_kind. */
static void
sort_lines(struct line_list *list)
{
	struct document_line *sorted =
	    ARENA_NEW(list->arena, struct document_line, list->count + 1);
	size_t n = 0;

	for (int64_t kind = 0; kind <= DOCUMENT_LINE_LATE; kind++)
		for (size_t i = 0; i < list->count; i++)
			if (list->lines[i].kind == kind)
				sorted[n++] = list->lines[i];
	list->lines = sorted;
}

int
build_document(const struct build *b, struct arena *arena, struct document *d,
    struct err *e)
{
	const struct terms *t = b->terms;
	const struct currency *cur = currency_find(t->currency);
	bool peer = t->category == TEMPLATE_CATEGORY_PEER;
	bool earned = peer && b->kind == DOCUMENT_INVOICE;
	struct line_list list = { .arena = arena };
	const struct line_terms lt = {
		.zone = t->zone,
		.from_us = b->from_us,
		.until_us = b->until_us,
		.tax = t->tax,
		.currency = t->currency,
		.by_detail = b->by_detail,
		.earned = earned,
	};

	set_head(b, arena, d);
	if (cur == NULL)
		return err_set(e, ERR_REFUSED, "currency \"%s\": not known",
		    t->currency);
	d->digits = cur->digits;
	if (line_usage(&list, &lt, b->sums, b->n_sums, e) < 0)
		return -1;
	if (!earned && add_fee(b, &lt, &list, e) < 0)
		return -1;
	if ((!peer || earned) && add_items(b, &lt, &list, e) < 0)
		return -1;
	sort_lines(&list);
	d->lines = list.lines;
	d->n_lines = list.count;
	if (line_subscribers(d, b->sums, b->n_sums, earned, arena, e) < 0 ||
	    tax_totals(d, cur, arena, e) < 0)
		return -1;
	if (d->kind == DOCUMENT_INVOICE && d->total_minor < 0)
		d->kind = DOCUMENT_CREDIT_NOTE;
	return 0;
}
