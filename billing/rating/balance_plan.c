#include "rating/balance_plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "tariff/compile.h"

static_assert((int)PACKAGE_UNIT_MINUTE == INTERVAL_MINUTE &&
	(int)PACKAGE_UNIT_MONTH == INTERVAL_MONTH,
    "the units of a package are those of time/interval.h");

/* A package by name: rows are in order of it. */
uint32_t
balance_plan_package(const struct balance_plan *p, const char *name)
{
	size_t low = 0, high = p->npackages;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(p->packages[mid].row->name, name);

		if (order == 0)
			return (uint32_t)mid;
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return BALANCE_NO_PACKAGE;
}

/* "" and NULL are none; another name must be known. */
static int
find_package(const struct balance_plan *p, const char *name, uint32_t *out,
    struct err *e)
{
	*out = BALANCE_NO_PACKAGE;
	if (name == NULL || *name == '\0')
		return 0;
	*out = balance_plan_package(p, name);
	return *out != BALANCE_NO_PACKAGE
	    ? 0
	    : err_set(e, ERR_DATA, "there is no package %s", name);
}

static int
compare_packages(const void *a, const void *b)
{
	const struct balance_package *x = a, *y = b;

	return strcmp(x->row->name, y->row->name);
}

/* One profile that a package brings. */
static int
make_entry(struct directory *d, const struct package_profile *row,
    struct schedule_entry *out, struct err *e)
{
	*out = (struct schedule_entry){ .until_us = INT64_MAX,
		.profile = tariff_profile_find(d->tariff, row->profile),
		.network = TARIFF_NONE,
		.row = TARIFF_NONE };
	if (out->profile == TARIFF_NONE)
		return err_set(e, ERR_DATA,
		    "package %s: there is no profile %s", row->package,
		    row->profile);
	if (row->network == NULL || *row->network == '\0')
		return 0;
	d->schedules.needs_address = true;
	out->network = schedules_network(&d->schedules, row->network);
	if (out->network == TARIFF_NONE)
		return err_set(e, ERR_DATA,
		    "package %s: there is no network %s", row->package,
		    row->network);
	return 0;
}

/* Rows are in order of (package, role), so each list is one stretch. */
static int
build_packages(struct balance_plan *p, struct directory *d,
    const struct master *m, struct err *e)
{
	struct schedule_entry *entries =
	    ARENA_NEW(&p->arena, struct schedule_entry, m->n_package_profiles);

	p->packages =
	    ARENA_NEW(&p->arena, struct balance_package, m->n_packages);
	p->npackages = m->n_packages;
	for (size_t i = 0; i < m->n_packages; i++) {
		p->packages[i].row = &m->packages[i];
		p->packages[i].unit =
		    (enum interval_unit_of_time)m->packages[i].interval_unit;
	}
	if (p->npackages > 1)
		qsort(p->packages, p->npackages, sizeof(*p->packages),
		    compare_packages);
	for (size_t i = 0; i < m->n_package_profiles; i++) {
		const struct package_profile *row = &m->package_profiles[i];
		struct balance_package *k;
		uint32_t package;

		if (find_package(p, row->package, &package, e) < 0 ||
		    make_entry(d, row, &entries[i], e) < 0)
			return -1;
		if (package == BALANCE_NO_PACKAGE)
			continue;
		k = &p->packages[package];
		if (k->nentries[row->role]++ == 0)
			k->entries[row->role] = &entries[i];
	}
	return 0;
}

static int
build_contracts(struct balance_plan *p, const struct directory *d,
    const struct master *m, struct err *e)
{
	p->package = ARENA_NEW(&p->arena, uint32_t, d->ncontracts);
	for (size_t i = 0; i < d->ncontracts; i++) {
		const struct directory_contract *k = &d->contracts[i];
		const char *package = k->kind == DIRECTORY_CUSTOMER
		    ? m->customers[k->row].package
		    : NULL;

		if (find_package(p, package, &p->package[i], e) < 0)
			return err_ctx(e, "customer %s", k->ref);
	}
	return 0;
}

/* A top-up or a stated row with whose it is. */
struct owned {
	uint32_t contract;
	int64_t at_us;
	const char *key;
	uint32_t row;
};

static int
compare_owned(const void *a, const void *b)
{
	const struct owned *x = a, *y = b;

	if (x->contract != y->contract)
		return x->contract < y->contract ? -1 : 1;
	if (x->at_us != y->at_us)
		return x->at_us < y->at_us ? -1 : 1;
	return strcmp(x->key, y->key);
}

/* Sort by contract and time; where the rows of each contract begin. */
static uint32_t *
sort_owned(struct balance_plan *p, const struct directory *d,
    struct owned *owned, size_t n)
{
	uint32_t *first = ARENA_NEW(&p->arena, uint32_t, d->ncontracts + 1);

	if (n > 1)
		qsort(owned, n, sizeof(*owned), compare_owned);
	for (size_t i = 0; i < n; i++)
		first[owned[i].contract + 1]++;
	for (size_t i = 0; i < d->ncontracts; i++)
		first[i + 1] += first[i];
	return first;
}

static int
compare_vouchers(const void *a, const void *b)
{
	const struct voucher *x = *(const struct voucher *const *)a;
	const struct voucher *y = *(const struct voucher *const *)b;

	return strcmp(x->code, y->code);
}

/* Vouchers by code. */
static const struct voucher **
sort_vouchers(const struct master *m)
{
	const struct voucher **sorted =
	    mem_calloc(m->n_vouchers + 1, sizeof(*sorted));

	for (size_t i = 0; i < m->n_vouchers; i++)
		sorted[i] = &m->vouchers[i];
	if (m->n_vouchers > 1)
		qsort(sorted, m->n_vouchers, sizeof(*sorted), compare_vouchers);
	return sorted;
}

/* What a top-up is worth, and the package it brings. */
static int
make_topup(const struct balance_plan *p, const struct master *m,
    const struct voucher **vouchers, uint32_t row, struct balance_topup *out,
    struct err *e)
{
	const struct topup *t = &m->topups[row];
	const struct voucher key = { .code = t->voucher }, *k = &key;
	const struct voucher *const *v = NULL;
	const char *package = t->package;

	*out = (struct balance_topup){ .at_us = t->time_us,
		.amount_e8 = t->amount_e8,
		.row = row };
	if (t->voucher != NULL && *t->voucher != '\0') {
		v = bsearch(&k, vouchers, m->n_vouchers, sizeof(*vouchers),
		    compare_vouchers);
		if (v == NULL)
			return err_set(e, ERR_DATA,
			    "top-up %s: there is no such voucher", t->ref);
		out->amount_e8 = (*v)->amount_e8;
		if (package == NULL || *package == '\0')
			package = (*v)->package;
	}
	if (find_package(p, package, &out->package, e) < 0)
		return err_ctx(e, "top-up %s", t->ref);
	return 0;
}

static int
build_topups(struct balance_plan *p, const struct directory *d,
    const struct master *m, struct err *e)
{
	struct owned *owned = mem_calloc(m->n_topups + 1, sizeof(*owned));
	const struct voucher **vouchers = sort_vouchers(m);
	size_t n = 0;
	int rc = 0;

	for (size_t i = 0; i < m->n_topups; i++) {
		const struct topup *t = &m->topups[i];

		owned[n] = (struct owned){ directory_contract(d, t->customer),
			t->time_us, t->ref, (uint32_t)i };
		n += owned[n].contract != DIRECTORY_NONE;
	}
	p->first_topup = sort_owned(p, d, owned, n);
	p->topups = ARENA_NEW(&p->arena, struct balance_topup, n);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = make_topup(p, m, vouchers, owned[i].row, &p->topups[i], e);
	free(vouchers);
	free(owned);
	return rc;
}

static void
build_stated(struct balance_plan *p, const struct directory *d,
    const struct master *m)
{
	struct owned *owned =
	    mem_calloc(m->n_opening_balances + 1, sizeof(*owned));
	size_t n = 0;

	for (size_t i = 0; i < m->n_opening_balances; i++) {
		const struct opening_balance *o = &m->opening_balances[i];

		owned[n] = (struct owned){ directory_contract(d, o->contract),
			o->from_us, "", (uint32_t)i };
		n += owned[n].contract != DIRECTORY_NONE;
	}
	p->first_stated = sort_owned(p, d, owned, n);
	p->stated = ARENA_NEW(&p->arena, const struct opening_balance *, n);
	for (size_t i = 0; i < n; i++)
		p->stated[i] = &m->opening_balances[owned[i].row];
	free(owned);
}

int
balance_plan_build(struct balance_plan *p, struct directory *d,
    const struct master *m, struct err *e)
{
	*p = (struct balance_plan){ 0 };
	if (build_packages(p, d, m, e) < 0 || build_contracts(p, d, m, e) < 0 ||
	    build_topups(p, d, m, e) < 0)
		return -1;
	build_stated(p, d, m);
	return 0;
}

void
balance_plan_free(struct balance_plan *p)
{
	arena_free(&p->arena);
	*p = (struct balance_plan){ 0 };
}
