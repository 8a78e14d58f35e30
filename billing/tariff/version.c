#include "tariff/version.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FEW 16 /* that many are sorted by insertion */

/* Room for as many versions and prices as there are rows, which is more than
 * enough unless they overlap in time; what is not used is never touched. */
void
version_set_init(struct version_set *v, struct tariff *t,
    const struct fee *rows, size_t n)
{
	*v = (struct version_set){ .t = t,
		.rows = rows,
		.fees_cap = n + 1,
		.prices_cap = n + 1 };
	v->fees = mem_alloc_large(v->fees_cap * sizeof(*v->fees));
	v->prices = mem_alloc_large(v->prices_cap * sizeof(*v->prices));
}

void
version_begin(struct version_set *v, const struct tariff_profile *p,
    const char *source)
{
	v->profile = p;
	v->source = source;
	v->nrow = 0;
	v->ncut = 0;
	v->has_steps = false;
}

/* Cuts stay sorted, each once, while they are few, as they nearly always are. */
static void
add_cut(struct version_set *v, int64_t us)
{
	size_t i = v->ncut;

	v->cut = mem_grow(v->cut, v->ncut, &v->cut_cap, sizeof(*v->cut));
	if (v->ncut < FEW) {
		while (i > 0 && v->cut[i - 1] > us)
			i--;
		if (i > 0 && v->cut[i - 1] == us)
			return;
		memmove(&v->cut[i + 1], &v->cut[i],
		    (v->ncut - i) * sizeof(*v->cut));
	}
	v->cut[i] = us;
	v->ncut++;
}

static uint32_t
band_of(const struct tariff_profile *p, const char *name)
{
	if (name == NULL || *name == '\0')
		return 0;
	for (uint32_t i = 0; i < p->nbands; i++)
		if (strcmp(name, p->bands[i]) == 0)
			return i;
	return TARIFF_NONE;
}

void
version_row(struct version_set *v, uint32_t row)
{
	const struct fee *f = &v->rows[row];
	struct version_row r = { .row = row,
		.band = band_of(v->profile, f->band),
		.from_us = f->valid_from_us == ENTITY_NONE ? INT64_MIN
							   : f->valid_from_us,
		.until_us =
		    f->valid_to_us == ENTITY_NONE ? INT64_MAX : f->valid_to_us,
		.from_s = f->from_second > 0 ? (int32_t)f->from_second : 0 };

	v->row = mem_grow(v->row, v->nrow, &v->row_cap, sizeof(*v->row));
	v->row[v->nrow++] = r;
	v->has_steps = v->has_steps || r.from_s > 0;
	add_cut(v, r.from_us);
	add_cut(v, r.until_us);
}

static int
compare_int64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool
is_valid(const struct version_row *r, int64_t us)
{
	return r->from_us <= us && us < r->until_us;
}

/* The base row (from_second 0) of ${band} that is valid at ${us}. */
static uint32_t
base_row(const struct version_set *v, int64_t us, uint32_t band)
{
	for (size_t i = 0; i < v->nrow; i++) {
		const struct version_row *r = &v->row[i];

		if (r->from_s == 0 && r->band == band && is_valid(r, us))
			return r->row;
	}
	return TARIFF_NONE;
}

/* Append the steps of ${band} valid at ${us} that begin before ${before_s},
 * ascending. */
static void
add_steps(struct version_set *v, int64_t us, uint32_t band, int64_t before_s)
{
	int64_t last = 0;

	for (;;) {
		const struct version_row *next = NULL;
		const struct fee *f;

		for (size_t i = 0; i < v->nrow; i++) {
			const struct version_row *r = &v->row[i];

			if (r->from_s > last && r->band == band &&
			    is_valid(r, us) &&
			    (next == NULL || r->from_s < next->from_s))
				next = r;
		}
		if (next == NULL || next->from_s >= before_s)
			return;
		last = next->from_s;
		f = &v->rows[next->row];
		v->steps = mem_grow(v->steps, v->nsteps, &v->steps_cap,
		    sizeof(*v->steps));
		v->steps[v->nsteps++] =
		    (struct tariff_step){ .follow_rate_e12 = f->follow_rate_e12,
			    .from_s = next->from_s,
			    .follow_s = (int32_t)f->follow_interval,
			    .row = next->row };
	}
}

/* The second of the band's first own step, or INT64_MAX. */
static int64_t
first_step_s(const struct version_set *v, int64_t us, uint32_t band)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < v->nrow; i++) {
		const struct version_row *r = &v->row[i];

		if (r->from_s > 0 && r->from_s < first && r->band == band &&
		    is_valid(r, us))
			first = r->from_s;
	}
	return first;
}

static void
add_price(struct version_set *v, int64_t us, uint32_t band)
{
	uint32_t row = base_row(v, us, band);
	struct tariff_price p = { .row = TARIFF_NONE,
		.step = (uint32_t)v->nsteps };

	if (row == TARIFF_NONE)
		row = base_row(v, us, 0);
	if (row != TARIFF_NONE) {
		const struct fee *f = &v->rows[row];

		p.row = row;
		p.connect_fee_e12 = f->connect_fee_e12;
		p.init_s = (int32_t)f->init_interval;
		p.init_rate_e12 = f->init_rate_e12;
		p.follow_s = (int32_t)f->follow_interval;
		p.follow_rate_e12 = f->follow_rate_e12;
		p.extra_s = f->extra_second == ENTITY_NONE
		    ? -1
		    : (int32_t)f->extra_second;
		p.extra_rate_e12 = f->extra_rate_e12;
		p.use_free_time = f->use_free_time == 1;
		assert(p.init_s > 0 && p.follow_s > 0);
		if (v->has_steps && band != 0)
			add_steps(v, us, 0, first_step_s(v, us, band));
		if (v->has_steps)
			add_steps(v, us, band, INT64_MAX);
		p.nsteps = (uint16_t)(v->nsteps - p.step);
	}
	v->prices =
	    mem_grow(v->prices, v->nprices, &v->prices_cap, sizeof(*v->prices));
	v->prices[v->nprices++] = p;
}

/* One version, if any row is valid from ${us} on. */
static void
add_version(struct version_set *v, int64_t us, int64_t until_us)
{
	uint32_t row = TARIFF_NONE, price = (uint32_t)v->nprices;

	for (size_t i = 0; row == TARIFF_NONE && i < v->nrow; i++)
		if (is_valid(&v->row[i], us))
			row = v->row[i].row;
	if (row == TARIFF_NONE)
		return;
	for (uint32_t b = 0; b < v->profile->nbands; b++)
		add_price(v, us, b);
	if (v->prices[price].row != TARIFF_NONE)
		row = v->prices[price].row;
	v->fees = mem_grow(v->fees, v->nfees, &v->fees_cap, sizeof(*v->fees));
	v->fees[v->nfees++] = (struct tariff_fee){ .from_us = us,
		.until_us = until_us,
		.source = v->source,
		.source_len = (uint32_t)strlen(v->source),
		.price = price,
		.row = row };
}

void
version_end(struct version_set *v)
{
	if (v->ncut > FEW)
		qsort(v->cut, v->ncut, sizeof(*v->cut), compare_int64);
	for (size_t i = 0; i + 1 < v->ncut; i++)
		if (v->cut[i] < v->cut[i + 1])
			add_version(v, v->cut[i], v->cut[i + 1]);
}

void
version_set_finish(struct version_set *v)
{
	struct tariff *t = v->t;

	t->fees = v->fees;
	t->prices = v->prices;
	t->nprices = v->nprices;
	t->steps = ARENA_NEW(&t->arena, struct tariff_step, v->nsteps);
	if (v->nsteps > 0)
		memcpy(t->steps, v->steps, v->nsteps * sizeof(*v->steps));
	free(v->steps);
	free(v->row);
	free(v->cut);
}
