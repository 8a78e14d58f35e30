#include "store/task_rows.h"

#include "base/mem.h"
#include "rating/directory.h"
#include "tariff/tariff.h"

#define MEMBER(s, name, type)             \
	{                                 \
		offsetof(s, name), (type) \
	}
#define COUNT(members) (sizeof(members) / sizeof((members)[0]))

static const struct task_member unrated_members[] = {
	MEMBER(struct map_unrated, segment, TASK_UINT32),
	MEMBER(struct map_unrated, seq, TASK_INT64),
	MEMBER(struct map_unrated, contract, TASK_UINT32),
	MEMBER(struct map_unrated, tier, TASK_UINT8),
	MEMBER(struct map_unrated, direction, TASK_UINT8),
	MEMBER(struct map_unrated, reason, TASK_UINT32),
	MEMBER(struct map_unrated, start_us, TASK_INT64),
	MEMBER(struct map_unrated, duration_ms, TASK_INT64),
};
_Static_assert(sizeof(enum unrated_reason) == 4 &&
	sizeof(enum listed_reason) == 4,
    "reasons are written as numbers of 32 bits");

static const struct task_member listed_members[] = {
	MEMBER(struct map_listed, segment, TASK_UINT32),
	MEMBER(struct map_listed, seq, TASK_INT64),
	MEMBER(struct map_listed, contract, TASK_UINT32),
	MEMBER(struct map_listed, reason, TASK_UINT32),
};

static const struct task_member part_members[] = {
	MEMBER(struct balance_set_part, contract, TASK_UINT32),
	MEMBER(struct balance_set_part, part.from_us, TASK_INT64),
	MEMBER(struct balance_set_part, part.until_us, TASK_INT64),
	MEMBER(struct balance_set_part, part.row_from_us, TASK_INT64),
	MEMBER(struct balance_set_part, part.row_until_us, TASK_INT64),
	MEMBER(struct balance_set_part, part.opening_cash_e8, TASK_INT64),
	MEMBER(struct balance_set_part, part.cash_e8, TASK_INT64),
	MEMBER(struct balance_set_part, part.debit_e8, TASK_INT64),
	MEMBER(struct balance_set_part, part.free_cash_e8, TASK_INT64),
	MEMBER(struct balance_set_part, part.free_cash_used_e8, TASK_INT64),
	MEMBER(struct balance_set_part, part.added_e8, TASK_INT64),
	MEMBER(struct balance_set_part, part.opening_free_s, TASK_INT64),
	MEMBER(struct balance_set_part, part.free_s, TASK_INT64),
	MEMBER(struct balance_set_part, part.topups, TASK_INT64),
	MEMBER(struct balance_set_part, part.timely_topups, TASK_INT64),
	MEMBER(struct balance_set_part, part.underruns, TASK_INT64),
	MEMBER(struct balance_set_part, part.anchor_us, TASK_INT64),
	MEMBER(struct balance_set_part, part.count, TASK_INT64),
	MEMBER(struct balance_set_part, part.step, TASK_INT64),
	MEMBER(struct balance_set_part, part.expire_us, TASK_INT64),
	MEMBER(struct balance_set_part, part.unit, TASK_UINT32),
	MEMBER(struct balance_set_part, part.profile, TASK_UINT32),
	MEMBER(struct balance_set_part, part.package, TASK_UINT32),
	MEMBER(struct balance_set_part, part.cause, TASK_UINT32),
	MEMBER(struct balance_set_part, part.carries, TASK_BOOL),
	MEMBER(struct balance_set_part, part.topup, TASK_BOOL),
};
/* 19 numbers of 8 bytes, 4 of 4, two bools and what aligns: none was left out. */
_Static_assert(sizeof(struct balance_part) == 19 * 8 + 4 * 4 + 8,
    "every member of a part has its line");

static const struct task_member entry_members[] = {
	MEMBER(struct balance_set_entry, contract, TASK_UINT32),
	MEMBER(struct balance_set_entry, entry.entry.from_us, TASK_INT64),
	MEMBER(struct balance_set_entry, entry.entry.until_us, TASK_INT64),
	MEMBER(struct balance_set_entry, entry.entry.profile, TASK_UINT32),
	MEMBER(struct balance_set_entry, entry.entry.network, TASK_UINT32),
	MEMBER(struct balance_set_entry, entry.entry.row, TASK_UINT32),
	MEMBER(struct balance_set_entry, entry.entry.yields, TASK_BOOL),
	MEMBER(struct balance_set_entry, entry.row_from_us, TASK_INT64),
	MEMBER(struct balance_set_entry, entry.package, TASK_UINT32),
	MEMBER(struct balance_set_entry, entry.role, TASK_UINT32),
};

static const struct task_member lock_members[] = {
	MEMBER(struct balance_set_lock, contract, TASK_UINT32),
	MEMBER(struct balance_set_lock, lock.at_us, TASK_INT64),
	MEMBER(struct balance_set_lock, lock.level, TASK_INT64),
	MEMBER(struct balance_set_lock, lock.row_from_us, TASK_INT64),
	MEMBER(struct balance_set_lock, lock.role, TASK_UINT32),
};

static bool
is_contract(const struct task_rows_bounds *b, uint32_t contract)
{
	return contract >= b->first && contract < b->until;
}

/* --- exceptions ----------------------------------------------------------- */

void
task_rows_put_exceptions(struct buf *b, const struct map_exceptions *x)
{
	task_bytes_put(b, (int64_t)x->nunrated);
	for (size_t i = 0; i < x->nunrated; i++) {
		task_bytes_put_row(b, &x->unrated[i], unrated_members,
		    COUNT(unrated_members));
		task_bytes_put_text(b, x->unrated[i].detail);
	}
	task_bytes_put(b, (int64_t)x->nlisted);
	for (size_t i = 0; i < x->nlisted; i++)
		task_bytes_put_row(b, &x->listed[i], listed_members,
		    COUNT(listed_members));
}

bool
task_rows_get_exceptions(struct task_bytes *r, const struct task_rows_bounds *b,
    bool none, struct arena *a, struct map_exceptions *x)
{
	size_t n = task_bytes_get_count(r, COUNT(unrated_members) * 8);

	for (size_t i = 0; i < n && !r->bad; i++) {
		struct map_unrated u = { .seq = 0 };

		task_bytes_get_row(r, &u, unrated_members,
		    COUNT(unrated_members));
		u.detail = task_bytes_get_text(r, a);
		if (u.segment >= b->nsegments || u.tier > TIER_CARRIER ||
		    u.direction > DIRECTION_IN || u.reason == UNRATED_NOT ||
		    u.reason > UNRATED_PATTERN ||
		    (!is_contract(b, u.contract) &&
			!(none && u.contract == DIRECTORY_NONE)))
			r->bad = true;
		else
			map_exceptions_unrated(x, &u);
	}
	n = task_bytes_get_count(r, COUNT(listed_members) * 8);
	for (size_t i = 0; i < n && !r->bad; i++) {
		struct map_listed l = { .seq = 0 };

		task_bytes_get_row(r, &l, listed_members,
		    COUNT(listed_members));
		if (l.segment >= b->nsegments || !is_contract(b, l.contract) ||
		    l.reason > LISTED_FOREIGN_NUMBER) {
			r->bad = true;
			break;
		}
		x->listed = mem_grow(x->listed, x->nlisted, &x->listed_cap,
		    sizeof(*x->listed));
		x->listed[x->nlisted++] = l;
	}
	return task_bytes_whole(r);
}

/* --- contracts ------------------------------------------------------------ */

void
task_rows_put_contracts(struct buf *b, const struct reduce_contract *c,
    size_t n)
{
	task_bytes_put(b, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		task_bytes_put(b, c[i].contract);
		task_bytes_put(b, (int64_t)c[i].first);
		task_bytes_put(b, (int64_t)c[i].count);
	}
}

/* Ascending, and their charges follow each other without a gap. */
bool
task_rows_get_contracts(struct task_bytes *r, const struct task_rows_bounds *b,
    struct reduce_output *o)
{
	size_t n = task_bytes_get_count(r, 24);

	o->ncharges = 0;
	for (size_t i = 0; i < n && !r->bad; i++) {
		struct reduce_contract c = { .contract =
						 (uint32_t)task_bytes_get_in(r,
						     0, UINT32_MAX),
			.first = (size_t)task_bytes_get_in(r, 0, INT64_MAX),
			.count = (size_t)task_bytes_get_in(r, 1, INT32_MAX) };

		if (!is_contract(b, c.contract) || c.first != o->ncharges ||
		    (o->ncontracts > 0 &&
			o->contracts[o->ncontracts - 1].contract >=
			    c.contract)) {
			r->bad = true;
			break;
		}
		o->ncharges += c.count;
		o->contracts = mem_grow(o->contracts, o->ncontracts,
		    &o->contracts_cap, sizeof(*o->contracts));
		o->contracts[o->ncontracts++] = c;
	}
	return task_bytes_whole(r);
}

/* --- balances ------------------------------------------------------------- */

void
task_rows_put_balances(struct buf *b, const struct balance_set *s)
{
	task_bytes_put(b, (int64_t)s->nparts);
	for (size_t i = 0; i < s->nparts; i++)
		task_bytes_put_row(b, &s->parts[i], part_members,
		    COUNT(part_members));
	task_bytes_put(b, (int64_t)s->nentries);
	for (size_t i = 0; i < s->nentries; i++)
		task_bytes_put_row(b, &s->entries[i], entry_members,
		    COUNT(entry_members));
	task_bytes_put(b, (int64_t)s->nlocks);
	for (size_t i = 0; i < s->nlocks; i++)
		task_bytes_put_row(b, &s->locks[i], lock_members,
		    COUNT(lock_members));
}

/* A number of the directory, or the word for none. */
static bool
is_number(uint32_t number, size_t n, uint32_t none)
{
	return number < n || number == none;
}

static bool
is_part(const struct directory *d, const struct balance_part *p)
{
	return is_number(p->profile, d->tariff->nprofiles, TARIFF_NONE) &&
	    is_number(p->package, d->balances.npackages, BALANCE_NO_PACKAGE) &&
	    p->cause <= BALANCE_CORRECTION;
}

static bool
is_entry(const struct directory *d, const struct balance_entry *n)
{
	return n->entry.profile < d->tariff->nprofiles &&
	    is_number(n->entry.network, d->schedules.nnetworks, TARIFF_NONE) &&
	    is_number(n->package, d->balances.npackages, BALANCE_NO_PACKAGE) &&
	    n->role <= PACKAGE_ROLE_TOPUP;
}

static void
get_parts(struct task_bytes *r, const struct task_rows_bounds *b,
    struct balance_set *s)
{
	size_t n = task_bytes_get_count(r, COUNT(part_members) * 8);

	for (size_t i = 0; i < n && !r->bad; i++) {
		struct balance_set_part p = { .contract = 0 };

		task_bytes_get_row(r, &p, part_members, COUNT(part_members));
		if (is_contract(b, p.contract) &&
		    is_part(b->directory, &p.part))
			balance_set_add_part(s, p.contract, &p.part);
		else
			r->bad = true;
	}
}

static void
get_entries(struct task_bytes *r, const struct task_rows_bounds *b,
    struct balance_set *s)
{
	size_t n = task_bytes_get_count(r, COUNT(entry_members) * 8);

	for (size_t i = 0; i < n && !r->bad; i++) {
		struct balance_set_entry p = { .contract = 0 };

		task_bytes_get_row(r, &p, entry_members, COUNT(entry_members));
		if (is_contract(b, p.contract) &&
		    is_entry(b->directory, &p.entry))
			balance_set_add_entry(s, p.contract, &p.entry);
		else
			r->bad = true;
	}
}

bool
task_rows_get_balances(struct task_bytes *r, const struct task_rows_bounds *b,
    struct balance_set *s)
{
	size_t n;

	get_parts(r, b, s);
	get_entries(r, b, s);
	n = task_bytes_get_count(r, COUNT(lock_members) * 8);
	for (size_t i = 0; i < n && !r->bad; i++) {
		struct balance_set_lock l = { .contract = 0 };

		task_bytes_get_row(r, &l, lock_members, COUNT(lock_members));
		if (is_contract(b, l.contract))
			balance_set_add_lock(s, l.contract, &l.lock);
		else
			r->bad = true;
	}
	return task_bytes_whole(r);
}

/* --- the ledger of roundings ---------------------------------------------- */

void
task_rows_put_ledger(struct buf *b, const struct directory *d,
    struct reduce_ledger (*ledger)[3])
{
	int64_t n = 0;

	for (size_t p = 0; p < d->tariff->nprofiles; p++)
		for (int t = 0; t < 3; t++)
			n += ledger[p][t].used;
	task_bytes_put(b, n);
	for (size_t p = 0; p < d->tariff->nprofiles; p++)
		for (int t = 0; t < 3; t++) {
			if (!ledger[p][t].used)
				continue;
			task_bytes_put(b, (int64_t)p);
			task_bytes_put(b, t);
			task_bytes_put_wide(b, ledger[p][t].exact);
			task_bytes_put_wide(b, ledger[p][t].rounded_e8);
		}
}

bool
task_rows_get_ledger(struct task_bytes *r, const struct directory *d,
    struct reduce_ledger (*ledger)[3])
{
	size_t n = task_bytes_get_count(r, 48);
	int64_t last = (int64_t)d->tariff->nprofiles - 1;

	for (size_t i = 0; i < n && !r->bad; i++) {
		int64_t p = task_bytes_get_in(r, 0, last);
		int64_t t = task_bytes_get_in(r, 0, 2);
		i128 exact = task_bytes_get_wide(r);
		i128 rounded_e8 = task_bytes_get_wide(r);
		struct reduce_ledger *l;

		if (r->bad)
			break;
		l = &ledger[p][t];
		r->bad = i128_add(l->exact, exact, &l->exact) ||
		    i128_add(l->rounded_e8, rounded_e8, &l->rounded_e8);
		l->used = true;
	}
	return task_bytes_whole(r);
}
