#include "tariff/version.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
version_set_init(struct version_set *v, struct tariff *t,
    const struct fee *rows)
{
	*v = (struct version_set){ .t = t, .rows = rows };
}

void
version_begin(struct version_set *v, const struct tariff_profile *p,
    const char *source)
{
	v->profile = p;
	v->source = source;
	v->nrow = 0;
	v->ncut = 0;
}

static int64_t
valid_from(const struct fee *f)
{
	return f->valid_from_us == ENTITY_NONE ? INT64_MIN : f->valid_from_us;
}

static int64_t
valid_until(const struct fee *f)
{
	return f->valid_to_us == ENTITY_NONE ? INT64_MAX : f->valid_to_us;
}

static void
add_cut(struct version_set *v, int64_t us)
{
	v->cut = mem_grow(v->cut, v->ncut, &v->cut_cap, sizeof(*v->cut));
	v->cut[v->ncut++] = us;
}

void
version_row(struct version_set *v, uint32_t row)
{
	v->row = mem_grow(v->row, v->nrow, &v->row_cap, sizeof(*v->row));
	v->row[v->nrow++] = row;
	add_cut(v, valid_from(&v->rows[row]));
	add_cut(v, valid_until(&v->rows[row]));
}

static int
compare_int64(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static bool
in_band(const struct version_set *v, const struct fee *f, uint32_t band)
{
	const char *name = f->band == NULL ? "" : f->band;

	if (*name == '\0')
		return band == 0;
	return strcmp(name, v->profile->bands[band]) == 0;
}

/* The base row (from_second 0) of ${band} that is valid at ${us}. */
static uint32_t
base_row(const struct version_set *v, int64_t us, uint32_t band)
{
	for (size_t i = 0; i < v->nrow; i++) {
		const struct fee *f = &v->rows[v->row[i]];

		if (f->from_second <= 0 && valid_from(f) <= us &&
		    us < valid_until(f) && in_band(v, f, band))
			return v->row[i];
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
		const struct fee *next = NULL;
		uint32_t row = 0;

		for (size_t i = 0; i < v->nrow; i++) {
			const struct fee *f = &v->rows[v->row[i]];

			if (f->from_second > last && valid_from(f) <= us &&
			    us < valid_until(f) && in_band(v, f, band) &&
			    (next == NULL ||
				f->from_second < next->from_second)) {
				next = f;
				row = v->row[i];
			}
		}
		if (next == NULL || next->from_second >= before_s)
			return;
		last = next->from_second;
		v->steps = mem_grow(v->steps, v->nsteps, &v->steps_cap,
		    sizeof(*v->steps));
		v->steps[v->nsteps++] =
		    (struct tariff_step){ .follow_rate_e12 =
					      next->follow_rate_e12,
			    .from_s = (int32_t)next->from_second,
			    .follow_s = (int32_t)next->follow_interval,
			    .row = row };
	}
}

/* The second of the band's first own step, or INT64_MAX. */
static int64_t
first_step_s(const struct version_set *v, int64_t us, uint32_t band)
{
	int64_t first = INT64_MAX;

	for (size_t i = 0; i < v->nrow; i++) {
		const struct fee *f = &v->rows[v->row[i]];

		if (f->from_second > 0 && f->from_second < first &&
		    valid_from(f) <= us && us < valid_until(f) &&
		    in_band(v, f, band))
			first = f->from_second;
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
		if (band != 0)
			add_steps(v, us, 0, first_step_s(v, us, band));
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
		if (valid_from(&v->rows[v->row[i]]) <= us &&
		    us < valid_until(&v->rows[v->row[i]]))
			row = v->row[i];
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
	qsort(v->cut, v->ncut, sizeof(*v->cut), compare_int64);
	for (size_t i = 0; i + 1 < v->ncut; i++)
		if (v->cut[i] < v->cut[i + 1])
			add_version(v, v->cut[i], v->cut[i + 1]);
}

void
version_set_finish(struct version_set *v)
{
	struct tariff *t = v->t;

	t->fees = mem_alloc_large(v->nfees * sizeof(*t->fees));
	t->prices = mem_alloc_large(v->nprices * sizeof(*t->prices));
	t->steps = ARENA_NEW(&t->arena, struct tariff_step, v->nsteps);
	if (v->nfees > 0)
		memcpy(t->fees, v->fees, v->nfees * sizeof(*v->fees));
	if (v->nprices > 0)
		memcpy(t->prices, v->prices, v->nprices * sizeof(*v->prices));
	if (v->nsteps > 0)
		memcpy(t->steps, v->steps, v->nsteps * sizeof(*v->steps));
	free(v->fees);
	free(v->prices);
	free(v->steps);
	free(v->row);
	free(v->cut);
}
