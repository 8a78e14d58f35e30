#include "job/fraud_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "store/book.h"
#include "store/fraud_scan.h"
#include "tariff/tariff_entity.h"
#include "time/interval.h"

/* One customer that is looked at. */
struct watch {
	uint32_t contract;
	uint32_t reseller;           /* its contract, or DIRECTORY_NONE */
	struct schedule_entry *more; /* that packages brought */
	size_t nmore;
	bool tier[2]; /* some profile has a limit for retail, wholesale */
	bool two_currencies; /* told already */
	struct fraud_sums sums;
};

struct finder {
	struct balance_now *now;
	const struct directory *d;
	struct fraud_scan *scan;
	int64_t until_us;
	struct fraud_list *list;
	struct out *messages;
	bool *look;
	struct watch *watches; /* of those with limits by wholesale */
	size_t nwatches, cap;
	uint32_t *watch_of; /* by contract, while a reseller is read */
};

static const struct profile *
profile_of(const struct finder *f, const struct schedule_entry *s)
{
	return f->d->tariff->profiles[s->profile].row;
}

static bool
by_wholesale(const struct watch *w, const struct profile *p)
{
	return w->reseller != DIRECTORY_NONE &&
	    p->fraud_use_reseller_rates == 1;
}

/* Start of the month before the one of the last instant looked at. */
static int64_t
window_from(const struct zone *zone, int64_t until_us)
{
	return interval_month(zone, interval_month(zone, until_us - 1) - 1);
}

static void
note_limits(const struct finder *f, struct watch *w,
    const struct schedule_entry *entries, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct profile *p = profile_of(f, &entries[i]);

		if (fraud_limited(p))
			w->tier[by_wholesale(w, p)] = true;
	}
}

/* What can be in force for a customer, and which prices its limits ask for. */
static int
watch_open(struct finder *f, struct watch *w, uint32_t contract, struct err *e)
{
	const struct schedules *s = &f->d->schedules;
	const struct balance_series *b = &f->now->series;
	uint32_t first = s->first[contract];

	*w = (struct watch){ .contract = contract,
		.reseller = f->d->contracts[contract].wholesale };
	note_limits(f, w, &s->entries[first], s->first[contract + 1] - first);
	if (f->d->balances.npackages == 0)
		return 0;
	if (balance_now_contract(f->now, contract, e) < 0)
		return -1;
	w->nmore = b->nentries;
	w->more = mem_calloc(w->nmore + 1, sizeof(*w->more));
	for (size_t i = 0; i < w->nmore; i++)
		w->more[i] = b->entries[i];
	note_limits(f, w, w->more, w->nmore);
	return 0;
}

static void
watch_close(struct watch *w)
{
	free(w->more);
	fraud_free(&w->sums);
	w->more = NULL;
}

/* A call of the customer with its price of that tier. */
static void
add_call(struct finder *f, struct watch *w, const struct fraud_call *c,
    bool wholesale)
{
	const struct schedule_entry *s = schedules_find_with(&f->d->schedules,
	    w->contract, c->end_us, NULL, w->more, w->nmore);
	const struct profile *p = s == NULL ? NULL : profile_of(f, s);

	if (p != NULL && by_wholesale(w, p) != wholesale)
		p = NULL;
	if (p != NULL && fraud_limited(p) &&
	    strcmp(p->currency, c->currency) != 0) {
		if (!w->two_currencies)
			out_printf(f->messages,
			    "customer %s: the limits of profile %s are in %s,"
			    " its calls cost %s: not compared\n",
			    f->d->contracts[w->contract].ref, p->handle,
			    p->currency, c->currency);
		w->two_currencies = *f->look = true;
		p = NULL;
	}
	fraud_add(&w->sums, c->end_us, c->price_e8, p);
}

static void
take_hits(struct finder *f, const struct watch *w, bool wholesale)
{
	struct fraud_list *l = f->list;

	for (size_t i = 0; i < w->sums.nhits; i++) {
		l->items = mem_grow(l->items, l->n, &l->cap, sizeof(*l->items));
		l->items[l->n++] =
		    (struct fraud_found){ .contract = w->contract,
			    .wholesale = wholesale,
			    .hit = w->sums.hits[i] };
	}
}

static int
scan_retail(struct finder *f, struct watch *w, struct err *e)
{
	const struct directory_contract *k = &f->d->contracts[w->contract];
	struct fraud_call c;
	int rc;

	fraud_begin(&w->sums, k->zone);
	rc = fraud_scan_begin(f->scan, k->ref, false,
	    window_from(k->zone, f->until_us), f->until_us, e);
	while (rc == 0 && (rc = fraud_scan_next(f->scan, &c, e)) > 0) {
		add_call(f, w, &c, false);
		rc = 0;
	}
	if (rc == 0)
		take_hits(f, w, false);
	fraud_free(&w->sums);
	return rc;
}

/* The watch of the customer that a subscriber belongs to, or NULL. */
static struct watch *
watch_of(struct finder *f, const char *subscriber)
{
	uint32_t s = directory_account(f->d, subscriber), w;

	if (s == DIRECTORY_NONE)
		return NULL;
	w = f->watch_of[f->d->subscribers[s].contract];
	return w == DIRECTORY_NONE ? NULL : &f->watches[w];
}

/* The earliest start of all windows of ${n} customers. */
static int64_t
first_from(const struct finder *f, const struct watch *w, size_t n)
{
	int64_t from = INT64_MAX;

	for (size_t i = 0; i < n; i++) {
		int64_t own = window_from(f->d->contracts[w[i].contract].zone,
		    f->until_us);

		if (own < from)
			from = own;
	}
	return from;
}

/* One pass over a reseller's charges for its customers w[0..n). */
static int
scan_wholesale(struct finder *f, struct watch *w, size_t n, struct err *e)
{
	const struct directory_contract *k = &f->d->contracts[w->reseller];
	struct fraud_call c;
	int rc;

	for (size_t i = 0; i < n; i++) {
		fraud_begin(&w[i].sums, f->d->contracts[w[i].contract].zone);
		f->watch_of[w[i].contract] = (uint32_t)(w + i - f->watches);
	}
	rc = fraud_scan_begin(f->scan, k->ref, true, first_from(f, w, n),
	    f->until_us, e);
	while (rc == 0 && (rc = fraud_scan_next(f->scan, &c, e)) > 0) {
		struct watch *of = watch_of(f, c.subscriber);

		rc = 0;
		if (of != NULL &&
		    c.end_us >= window_from(of->sums.zone, f->until_us))
			add_call(f, of, &c, true);
	}
	for (size_t i = 0; i < n; i++) {
		if (rc == 0)
			take_hits(f, &w[i], true);
		f->watch_of[w[i].contract] = DIRECTORY_NONE;
	}
	return rc;
}

static int
compare_watches(const void *a, const void *b)
{
	const struct watch *x = a, *y = b;

	if (x->reseller != y->reseller)
		return x->reseller < y->reseller ? -1 : 1;
	return x->contract < y->contract ? -1 : x->contract > y->contract;
}

static int
scan_resellers(struct finder *f, struct err *e)
{
	int rc = 0;

	if (f->nwatches == 0)
		return 0;
	qsort(f->watches, f->nwatches, sizeof(*f->watches), compare_watches);
	f->watch_of = mem_alloc(f->d->ncontracts * sizeof(*f->watch_of));
	for (size_t i = 0; i < f->d->ncontracts; i++)
		f->watch_of[i] = DIRECTORY_NONE;
	for (size_t i = 0, n; rc == 0 && i < f->nwatches; i += n) {
		for (n = 1; i + n < f->nwatches; n++)
			if (f->watches[i + n].reseller !=
			    f->watches[i].reseller)
				break;
		rc = scan_wholesale(f, &f->watches[i], n, e);
	}
	free(f->watch_of);
	return rc;
}

/* Retail at once; for wholesale the customer is kept. */
static int
look_at(struct finder *f, uint32_t contract, struct err *e)
{
	struct watch w;
	int rc = watch_open(f, &w, contract, e);

	if (rc == 0 && w.tier[false])
		rc = scan_retail(f, &w, e);
	if (rc == 0 && w.tier[true]) {
		f->watches = mem_grow(f->watches, f->nwatches, &f->cap,
		    sizeof(*f->watches));
		f->watches[f->nwatches++] = w;
	} else {
		watch_close(&w);
	}
	return rc;
}

static int
compare_found(const void *a, const void *b)
{
	const struct fraud_found *x = a, *y = b;

	if (x->contract != y->contract)
		return x->contract < y->contract ? -1 : 1;
	if (x->hit.from_us != y->hit.from_us)
		return x->hit.from_us < y->hit.from_us ? -1 : 1;
	if (x->hit.period != y->hit.period)
		return x->hit.period == FRAUD_MONTH ? -1 : 1;
	if (x->hit.since_us != y->hit.since_us)
		return x->hit.since_us < y->hit.since_us ? -1 : 1;
	return x->wholesale - y->wholesale;
}

/* In order; a limit that was reached by both prices counts as it was first. */
static void
put_in_order(struct fraud_list *l)
{
	size_t n = 0;

	if (l->n > 0)
		qsort(l->items, l->n, sizeof(*l->items), compare_found);
	for (size_t i = 0; i < l->n; i++) {
		const struct fraud_found *x = &l->items[i];

		if (n > 0 && l->items[n - 1].contract == x->contract &&
		    l->items[n - 1].hit.from_us == x->hit.from_us &&
		    l->items[n - 1].hit.period == x->hit.period)
			continue;
		l->items[n++] = *x;
	}
	l->n = n;
}

int
fraud_find(struct fraud_list *l, const struct book *b, struct balance_now *now,
    int64_t at_us, struct out *messages, bool *look, struct err *e)
{
	struct finder f = { .now = now,
		.d = now->directory,
		.until_us = at_us + 1,
		.list = l,
		.messages = messages,
		.look = look };
	int64_t from_us = window_from(b->zone, f.until_us);
	int rc;

	*l = (struct fraud_list){ 0 };
	for (size_t i = 0; i < f.d->ncontracts; i++) {
		int64_t own = window_from(f.d->contracts[i].zone, f.until_us);

		if (own < from_us)
			from_us = own;
	}
	rc = fraud_scan_open(&f.scan, b, from_us, f.until_us, e);
	for (size_t i = 0; rc == 0 && i < f.d->ncontracts; i++)
		if (f.d->contracts[i].kind == DIRECTORY_CUSTOMER)
			rc = look_at(&f, (uint32_t)i, e);
	if (rc == 0)
		rc = scan_resellers(&f, e);
	put_in_order(l);
	for (size_t i = 0; i < f.nwatches; i++)
		watch_close(&f.watches[i]);
	free(f.watches);
	fraud_scan_close(f.scan);
	return rc < 0 ? err_ctx(e, "fraud") : 0;
}

void
fraud_find_free(struct fraud_list *l)
{
	free(l->items);
	*l = (struct fraud_list){ 0 };
}
