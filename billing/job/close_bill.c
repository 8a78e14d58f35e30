#include "job/close_bill.h"

#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "document/verify.h"
#include "job/close_balance.h"
#include "job/close_setup.h"
#include "job/invoice_assets.h"
#include "job/invoice_calls.h"
#include "job/invoice_fit.h"
#include "job/job_mail_queue.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/book.h"

/* The charges of one document, as they are collected. */
struct collect {
	struct close_plan *plan;
	const struct terms *terms;
	int64_t from_us, until_us; /* the interval */
	int64_t part;
	const bool *again; /* the files of an interval that is billed again */
	struct usage_list list;        /* sums, in the scratch arena */
	struct document_usage *usages; /* in the plan's arena */
	size_t n_usages, max_usages;
};

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* The open charges of one file that start in [from, until). */
static int
collect_range(struct collect *c, size_t file, bool late, int64_t from_us,
    int64_t until_us, struct err *e)
{
	const struct usage_file *f = usage_store_file(c->plan->usage, file);
	const struct terms *t = c->terms;
	struct document_usage *u = &c->usages[c->n_usages];

	if (later(from_us, f->from_us) >= earlier(until_us, f->until_us))
		return 0;
	*u = (struct document_usage){ .period = arena_strdup(&c->plan->arena,
					  f->period),
		.run = f->run,
		.tier = t->tier,
		.part = c->part,
		.late = late,
		.from_us = later(from_us, f->from_us),
		.until_us = earlier(until_us, f->until_us) };
	if (usage_store_sums(c->plan->usage, file, t->ref, u, &c->list, e) < 0)
		return -1;
	if (u->calls > 0)
		c->n_usages++;
	return 0;
}

/* From the files that were rated again: all that is open before the end. */
static int
collect_again(struct collect *c, struct err *e)
{
	size_t files = usage_store_files(c->plan->usage);

	for (size_t i = 0; i < files; i++) {
		const struct usage_file *f =
		    usage_store_file(c->plan->usage, i);

		if (!c->again[i])
			continue;
		if (collect_range(c, i, true, f->from_us, c->from_us, e) < 0 ||
		    collect_range(c, i, false, c->from_us, c->until_us, e) < 0)
			return -1;
	}
	return 0;
}

static int
collect_all(struct collect *c, bool first, struct err *e)
{
	struct usage_store *usage = c->plan->usage;
	size_t files = usage_store_files(usage);
	int64_t open_us;

	c->usages =
	    ARENA_NEW(&c->plan->arena, struct document_usage, 2 * files + 1);
	if (c->again != NULL)
		return collect_again(c, e);
	for (size_t i = 0; i < files; i++) {
		const struct usage_file *f = usage_store_file(usage, i);

		if (f->from_us >= c->until_us ||
		    (!first && f->until_us <= c->from_us))
			continue;
		if (usage_store_open_from(usage, i, c->terms->ref, &open_us,
			e) < 0)
			return -1;
		if (first && open_us < c->from_us &&
		    collect_range(c, i, true, open_us, c->from_us, e) < 0)
			return -1;
		if (collect_range(c, i, false, later(open_us, c->from_us),
			c->until_us, e) < 0)
			return -1;
	}
	return 0;
}

const struct item *const *
close_bill_items(const struct close_plan *plan, const char *contract, size_t *n)
{
	size_t low = 0, high = plan->items.count, all = high;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (strcmp(plan->item_order[mid]->contract, contract) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	*n = 0;
	while (low + *n < all &&
	    strcmp(plan->item_order[low + *n]->contract, contract) == 0)
		(*n)++;
	return *n == 0 ? NULL : &plan->item_order[low];
}

/* Is a one-off item that is due still to be billed?  Again: what was billed
 * for the interval before, and what falls into it. */
static int
is_open_item(struct close_plan *plan, const struct collect *c,
    const struct item *item, bool *open, struct err *e)
{
	int64_t date_us = line_day_start(c->terms->zone, item->date_day);
	bool here, elsewhere;

	if (closing_store_item_billed(plan->store, c->terms->ref, item->ref,
		c->from_us, &here, &elsewhere, e) < 0)
		return -1;
	*open = !elsewhere &&
	    (c->again == NULL ? !here : here || date_us >= c->from_us);
	return 0;
}

/* Those of the items that are due and, one-off, not on a document yet. */
static int
due_items(struct close_plan *plan, const struct collect *c, struct build *b,
    struct err *e)
{
	const struct terms *t = c->terms;
	size_t n;
	const struct item *const *items = close_bill_items(plan, t->ref, &n);
	const struct item **due =
	    ARENA_NEW(&plan->scratch, const struct item *, n + 1);
	bool open;

	b->items = due;
	b->n_items = 0;
	for (size_t i = 0; i < n; i++) {
		if (!build_item_due(items[i], t, c->from_us, c->until_us,
			b->first))
			continue;
		open = true;
		if (items[i]->recurring != RECURRING_INTERVAL &&
		    is_open_item(plan, c, items[i], &open, e) < 0)
			return -1;
		if (open)
			due[b->n_items++] = items[i];
	}
	return 0;
}

static bool
is_zero(const struct document *d)
{
	for (size_t i = 0; i < d->n_lines; i++)
		if (d->lines[i].net_minor != 0 || d->lines[i].gross_minor != 0)
			return false;
	return true;
}

struct close_interval *
close_bill_empty(struct close_plan *plan, const struct terms *t,
    int64_t from_us, int64_t until_us)
{
	struct close_interval *i;

	plan->intervals = mem_grow(plan->intervals, plan->n_intervals,
	    &plan->cap_intervals, sizeof(plan->intervals[0]));
	i = &plan->intervals[plan->n_intervals++];
	*i = (struct close_interval){ .contract = t->ref,
		.from_us = from_us,
		.until_us = until_us };
	return i;
}

/*
 * Has a call a text that no font can print?  Numbers are all looked at but
 * nearly always plain; zones and their details are few, and a sum knows them.
 */
static bool
has_odd_calls(const struct close_plan *plan, const struct usage_list *list)
{
	const struct font_set *fonts = invoice_assets_fonts(plan->assets);
	const char *zone = NULL, *detail = NULL;

	if (list->beyond_ascii)
		return true;
	for (size_t i = 0; i < list->count; i++) {
		const struct usage_sum *sum = &list->sums[i];

		if (sum->zone == zone && sum->detail == detail)
			continue;
		zone = sum->zone;
		detail = sum->detail;
		if (!invoice_calls_printable(fonts, zone) ||
		    !invoice_calls_printable(fonts, detail))
			return true;
	}
	return false;
}

/* Can it be mailed and drawn, with its calls? */
static int
check_fit(struct close_plan *plan, const struct collect *c,
    const struct document *built, struct err *e)
{
	if (job_mail_queue_check(built, e) < 0)
		return -1;
	if (plan->assets == NULL)
		return 0;
	return invoice_fit(plan->assets, built,
	    has_odd_calls(plan, &c->list) ? plan->book->dir : NULL, e);
}

/* One document; *d stays NULL where there is nothing to say. */
static int
bill_kind(struct close_plan *plan, struct build *b, struct collect *c,
    bool first, struct document **d, struct err *e)
{
	struct document *built;

	*d = NULL;
	c->list = (struct usage_list){ .arena = &plan->scratch };
	c->n_usages = 0;
	if (collect_all(c, first, e) < 0)
		return -1;
	b->sums = c->list.sums;
	b->n_sums = c->list.count;
	b->usages = c->usages;
	b->n_usages = c->n_usages;
	built = ARENA_NEW(&plan->arena, struct document, 1);
	if (build_document(b, &plan->arena, built, e) < 0)
		return -1;
	if (built->n_lines == 0 ||
	    (c->again == NULL && plan->skip_zero && is_zero(built)))
		return 0;
	if (verify_document(built, e) < 0) {
		e->code = ERR_INTERNAL;
		return -1;
	}
	if (check_fit(plan, c, built, e) < 0)
		return -1;
	*d = built;
	return 0;
}

static void
add_document(struct close_plan *plan, struct close_interval *interval,
    struct document *d)
{
	close_plan_add(plan, d);
	interval->documents++;
}

/* Charges of no amount that were skipped stay bound to the interval. */
static void
keep_usages(struct close_plan *plan, struct close_interval *interval,
    const struct collect *c)
{
	struct document_usage *all;

	if (c->n_usages == 0)
		return;
	all = ARENA_NEW(&plan->arena, struct document_usage,
	    interval->n_usages + c->n_usages);
	if (interval->n_usages > 0)
		memcpy(all, interval->usages,
		    interval->n_usages * sizeof(all[0]));
	memcpy(all + interval->n_usages, c->usages,
	    c->n_usages * sizeof(all[0]));
	interval->usages = all;
	interval->n_usages += c->n_usages;
}

/* What the documents of the interval show of the contract's balance. */
static int
find_allowances(struct close_plan *plan, struct build *b, struct err *e)
{
	struct document_allowance *a =
	    ARENA_NEW(&plan->arena, struct document_allowance, 1);
	int rc = close_balance_allowance(plan->balance, b->terms->ref,
	    b->from_us, b->until_us, &plan->arena, a, e);

	b->allowances = a;
	b->n_allowances = rc == 1;
	return rc < 0 ? -1 : 0;
}

/* A document that an interval may have, and the charges that are on it. */
struct slot {
	int64_t kind, part;
	bool did;
};

/* Those of a contract; the DID document before the invoice, which counts it. */
static size_t
slots_of(const struct terms *t, const struct slot **slots)
{
	static const struct slot one[] = {
		{ DOCUMENT_INVOICE, DOCUMENT_PART_ALL, false },
	};
	static const struct slot did[] = {
		{ DOCUMENT_INVOICE, DOCUMENT_PART_IN, true },
		{ DOCUMENT_INVOICE, DOCUMENT_PART_OUT, false },
	};
	static const struct slot peer[] = {
		{ DOCUMENT_INVOICE, DOCUMENT_PART_EARNED, false },
		{ DOCUMENT_STATEMENT, DOCUMENT_PART_OWED, false },
	};

	*slots = one;
	if (t->category == TEMPLATE_CATEGORY_PEER)
		*slots = peer;
	else if (t->did_template[0] != '\0')
		*slots = did;
	return *slots == one ? 1 : 2;
}

/* What the DID document of the interval has counts towards the minimum. */
static int
lower_minimum(struct build *b, const struct document *did, struct err *e)
{
	int64_t has_e8;

	if (money_from_minor(did->prices_include_vat ? did->total_minor
						     : did->net_minor,
		currency_find(did->currency), &has_e8, e) < 0)
		return -1;
	b->minimum_e8 = has_e8 < b->minimum_e8 ? b->minimum_e8 - has_e8 : 0;
	return 0;
}

/* All documents of the interval. */
static int
bill_slots(struct close_plan *plan, struct build *b, struct collect *c,
    struct close_interval *interval, bool first, struct err *e)
{
	const struct slot *slots;
	size_t n = slots_of(c->terms, &slots);
	struct document *d;

	for (size_t i = 0; i < n; i++) {
		b->kind = slots[i].kind;
		b->did = slots[i].did;
		c->part = slots[i].part;
		if (bill_kind(plan, b, c, first, &d, e) < 0)
			return -1;
		if (d != NULL)
			add_document(plan, interval, d);
		else
			keep_usages(plan, interval, c);
		if (d != NULL && b->did && b->minimum_e8 > 0 &&
		    lower_minimum(b, d, e) < 0)
			return -1;
	}
	return 0;
}

/* What the documents of an interval have in common: terms as they are for it,
 * minimum, date, balance, items. */
static int
begin(struct close_plan *plan, const struct terms *t, bool first,
    struct collect *c, struct build *b, struct err *e)
{
	struct terms *with = ARENA_NEW(&plan->arena, struct terms, 1);

	*with = *t;
	*b = (struct build){ .terms = with,
		.profiles = plan->master.profiles,
		.n_profiles = plan->master.n_profiles,
		.from_us = c->from_us,
		.until_us = c->until_us,
		.first = first,
		.by_detail = plan->by_detail,
		.two_decimals = plan->two_decimals,
		.date_day = close_setup_date(plan, t) };
	c->plan = plan;
	c->terms = with;
	b->minimum_e8 = limit_find(&plan->minimum, t->issuer, t->currency);
	arena_reset(&plan->scratch);
	return find_allowances(plan, b, e) < 0 ||
		close_balance_schedule(plan->balance, t->ref, c->until_us,
		    &plan->arena, &with->schedule, &with->n_schedule, e) < 0
	    ? -1
	    : due_items(plan, c, b, e);
}

int
close_bill(struct close_plan *plan, const struct terms *t, int64_t from_us,
    int64_t until_us, bool first, struct err *e)
{
	struct collect c = { .from_us = from_us, .until_us = until_us };
	struct close_interval *interval;
	struct build b;

	if (begin(plan, t, first, &c, &b, e) < 0)
		return -1;
	interval = close_bill_empty(plan, t, from_us, until_us);
	if (bill_slots(plan, &b, &c, interval, first, e) < 0)
		return -1;
	if (interval->documents == 0 && interval->n_usages == 0 &&
	    !build_lives(t, from_us, until_us)) {
		plan->n_intervals--;
		return 0;
	}
	return 1;
}

size_t
close_bill_slots(const struct terms *t,
    struct close_slot slots[CLOSE_SLOTS_MAX])
{
	const struct slot *all;
	size_t n = slots_of(t, &all);

	for (size_t i = 0; i < n; i++)
		slots[i] = (struct close_slot){ .statement = all[i].kind ==
			    DOCUMENT_STATEMENT,
			.category =
			    all[i].did ? TEMPLATE_CATEGORY_DID : t->category };
	return n;
}

int
close_bill_again(struct close_plan *plan, const struct terms *t,
    int64_t from_us, int64_t until_us, const bool *files,
    struct close_slot slots[CLOSE_SLOTS_MAX], struct err *e)
{
	struct collect c = { .from_us = from_us,
		.until_us = until_us,
		.again = files };
	const struct document *counts;
	const struct slot *all;
	size_t n = slots_of(t, &all);
	struct build b;

	if (begin(plan, t, true, &c, &b, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		b.kind = all[i].kind;
		b.did = all[i].did;
		c.part = all[i].part;
		slots[i].made = NULL;
		if (slots[i].wanted &&
		    bill_kind(plan, &b, &c, true, &slots[i].made, e) < 0)
			return -1;
		counts = slots[i].wanted ? slots[i].made : slots[i].before;
		if (counts != NULL && b.did && b.minimum_e8 > 0 &&
		    lower_minimum(&b, counts, e) < 0)
			return -1;
	}
	return 0;
}
