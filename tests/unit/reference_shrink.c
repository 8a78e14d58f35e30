#include "reference_shrink.h"

#include <string.h>

typedef bool differs_fn(const struct reference_contract *);

/* Take element ${i} out of an array of ${n}. */
static void
take_out(void *array, int *n, int i, size_t size)
{
	char *at = (char *)array + (size_t)i * size;

	memmove(at, at + size, (size_t)(*n - i - 1) * size);
	--*n;
}

/* Records are numbered through; both legs of one go together. */
static void
take_call(struct reference_contract *c, int record)
{
	int n = 0;

	for (int i = 0; i < c->ncalls; i++) {
		if (c->calls[i].record == record)
			continue;
		c->calls[n] = c->calls[i];
		c->calls[n].record -= c->calls[n].record > record;
		n++;
	}
	c->ncalls = n;
}

static bool
shrink_calls(struct reference_contract *c, differs_fn *differs)
{
	struct reference_call kept[64];
	bool any = false;
	int n = c->ncalls;

	for (int record = n == 0 ? -1 : c->calls[n - 1].record; record >= 0;
	     record--) {
		memcpy(kept, c->calls, (size_t)c->ncalls * sizeof(kept[0]));
		n = c->ncalls;
		take_call(c, record);
		if (differs(c)) {
			any = true;
			continue;
		}
		memcpy(c->calls, kept, (size_t)n * sizeof(kept[0]));
		c->ncalls = n;
	}
	return any;
}

/* Does it still differ?  Else it is as it was. */
static bool
keep(struct reference_contract *c, const struct reference_contract *before,
    differs_fn *differs)
{
	if (differs(c))
		return true;
	*c = *before;
	return false;
}

/* Try elements of an array of the contract, the last first. */
#define SHRINK_ARRAY(c, array, n, from)                                 \
	for (int i_ = (c)->n - 1; i_ >= (from); i_--) {                 \
		const struct reference_contract before = *(c);          \
		take_out((c)->array, &(c)->n, i_, sizeof(*(c)->array)); \
		any |= keep((c), &before, differs);                     \
	}

/* Try another value. */
#define SHRINK_VALUE(c, lvalue, value)                          \
	if ((lvalue) != (value)) {                              \
		const struct reference_contract before_ = *(c); \
		(lvalue) = (value);                             \
		any |= keep((c), &before_, differs);            \
	}

static bool
shrink_price(struct reference_contract *c, struct reference_price *p,
    differs_fn *differs)
{
	bool any = false;

	SHRINK_VALUE(c, p->connect_e12, 0);
	SHRINK_VALUE(c, p->extra_s, REFERENCE_NONE);
	SHRINK_VALUE(c, p->nsteps, 0);
	SHRINK_VALUE(c, p->use_free_time, false);
	SHRINK_VALUE(c, p->init_s, 60);
	SHRINK_VALUE(c, p->follow_s, 60);
	SHRINK_VALUE(c, p->init_rate_e12, INT64_C(600000000000));
	SHRINK_VALUE(c, p->follow_rate_e12, INT64_C(600000000000));
	return any;
}

static bool
shrink_profile(struct reference_contract *c, struct reference_profile *p,
    differs_fn *differs)
{
	bool any = false;

	SHRINK_ARRAY(c, profiles[p - c->profiles].windows,
	    profiles[p - c->profiles].nwindows, 0);
	SHRINK_ARRAY(c, profiles[p - c->profiles].fees,
	    profiles[p - c->profiles].nfees, 0);
	SHRINK_VALUE(c, p->prepaid, false);
	SHRINK_VALUE(c, p->per_second, false);
	SHRINK_VALUE(c, p->total, false);
	SHRINK_VALUE(c, p->decimals, 6);
	SHRINK_VALUE(c, p->rounding, REFERENCE_HALF_UP);
	SHRINK_VALUE(c, p->unit, REFERENCE_MONTH);
	SHRINK_VALUE(c, p->count, 1);
	SHRINK_VALUE(c, p->free_s, 0);
	SHRINK_VALUE(c, p->free_cash_e8, 0);
	SHRINK_VALUE(c, p->grace_s, 0);
	SHRINK_VALUE(c, p->max_e8, REFERENCE_NONE);
	SHRINK_VALUE(c, p->day_e8, REFERENCE_NONE);
	SHRINK_VALUE(c, p->month_e8, REFERENCE_NONE);
	for (int f = 0; f < p->nfees; f++)
		for (int band = 0; band < REFERENCE_BANDS; band++) {
			if (band > 0)
				SHRINK_VALUE(c, p->fees[f].price[band].given,
				    false);
			if (p->fees[f].price[band].given)
				any |= shrink_price(c, &p->fees[f].price[band],
				    differs);
		}
	return any;
}

static bool
shrink_package(struct reference_contract *c, struct reference_package *p,
    differs_fn *differs)
{
	bool any = false;

	SHRINK_ARRAY(c, packages[p - c->packages].roles,
	    packages[p - c->packages].nroles, 0);
	SHRINK_VALUE(c, p->initial_e8, 0);
	SHRINK_VALUE(c, p->service_e8, 0);
	SHRINK_VALUE(c, p->unit, REFERENCE_MONTH);
	if (p->unit >= REFERENCE_DAY) { /* else there are too many */
		SHRINK_VALUE(c, p->count, 1);
		SHRINK_VALUE(c, p->start, REFERENCE_1ST);
	}
	SHRINK_VALUE(c, p->carry, REFERENCE_CARRY);
	SHRINK_VALUE(c, p->timely_count, REFERENCE_NONE);
	SHRINK_VALUE(c, p->discard, REFERENCE_NONE);
	SHRINK_VALUE(c, p->lock_below_e8, REFERENCE_NONE);
	SHRINK_VALUE(c, p->below_e8, REFERENCE_NONE);
	SHRINK_VALUE(c, p->topup_lock, REFERENCE_NONE);
	return any;
}

static bool
shrink_once(struct reference_contract *c, differs_fn *differs)
{
	bool any = shrink_calls(c, differs);

	SHRINK_ARRAY(c, topups, ntopups, 0);
	SHRINK_ARRAY(c, opening, nopening, 0);
	SHRINK_ARRAY(c, entries, nentries, 0);
	SHRINK_VALUE(c, c->package, -1);
	for (int i = 0; i < c->ntopups; i++)
		SHRINK_VALUE(c, c->topups[i].package, -1);
	for (int i = 0; i < c->nentries; i++)
		SHRINK_VALUE(c, c->entries[i].network, -1);
	for (int i = 0; i < REFERENCE_LINES; i++)
		SHRINK_VALUE(c, c->line_zone[i], c->zone);
	for (int i = 0; i < c->npackages; i++)
		any |= shrink_package(c, &c->packages[i], differs);
	for (int i = 0; i < c->nprofiles; i++)
		any |= shrink_profile(c, &c->profiles[i], differs);
	return any;
}

void
reference_shrink(struct reference_contract *c, differs_fn *differs)
{
	for (int i = 0; i < 8 && shrink_once(c, differs); i++)
		;
}
