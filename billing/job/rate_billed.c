#include "job/rate_billed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/charge_file.h"
#include "store/document_store.h"
#include "store/run_store.h"

/* Where a row of fees came from. */
struct rate_billed_origin {
	int64_t load, line;
	uint32_t row;
};

/* One period on its way. */
struct load {
	struct rate_billed *r;
	const struct directory *d;
	const struct call_store *calls;
	struct charge_file *file;
	struct rate_billed_origin *origins; /* by load and line */
	int64_t *fee_ids; /* by id in the current file; 0: not known yet */
	size_t nfee_ids;
	const struct rate_release *release;
};

static bool
same_text(const char *a, const char *b)
{
	return strcmp(a, b == NULL ? "" : b) == 0;
}

static bool
same_fee(const struct fee_origin *a, const struct fee_origin *b)
{
	return a->load == b->load && a->line == b->line &&
	    a->direction == b->direction && a->type == b->type &&
	    same_text(a->profile, b->profile) &&
	    same_text(a->currency, b->currency) &&
	    same_text(a->match, b->match) && same_text(a->source, b->source) &&
	    same_text(a->destination, b->destination) &&
	    same_text(a->zone, b->zone) &&
	    same_text(a->zone_detail, b->zone_detail);
}

static int
compare_origins(const void *a, const void *b)
{
	const struct rate_billed_origin *x = a, *y = b;

	if (x->load != y->load)
		return x->load < y->load ? -1 : 1;
	return (x->line > y->line) - (x->line < y->line);
}

/* Rows of fees by where they came from. */
static void
index_fees(struct load *l)
{
	size_t n = l->d->master->n_fees;

	l->origins = ARENA_NEW(&l->r->arena, struct rate_billed_origin, n);
	for (size_t i = 0; i < n; i++) {
		const struct fee *f = &l->d->master->fees[i];

		l->origins[i] =
		    (struct rate_billed_origin){ .load = f->origin.load,
			    .line = f->origin.line,
			    .row = (uint32_t)i };
	}
	if (n > 1)
		qsort(l->origins, n, sizeof(*l->origins), compare_origins);
}

/* The row of master data that is this fee, or TARIFF_NONE. */
static uint32_t
find_row(struct load *l, const struct fee_origin *f)
{
	struct rate_billed_origin key = { .load = f->load, .line = f->line };
	const struct rate_billed_origin *at;
	struct fee_origin o;

	if (l->origins == NULL)
		index_fees(l);
	at = bsearch(&key, l->origins, l->d->master->n_fees,
	    sizeof(*l->origins), compare_origins);
	if (at == NULL)
		return TARIFF_NONE;
	o = fee_origin_of(l->d, at->row);
	return same_fee(&o, f) ? at->row : TARIFF_NONE;
}

/* The number of a fee that master data does not have any more. */
static size_t
extra_fee(struct load *l, const struct fee_origin *f)
{
	struct rate_billed *r = l->r;
	struct fee_origin *copy;

	r->fees = mem_grow(r->fees, r->nfees, &r->fees_cap, sizeof(*r->fees));
	copy = &r->fees[r->nfees];
	*copy = *f;
	copy->profile = arena_strdup(&r->arena, f->profile);
	copy->currency = arena_strdup(&r->arena, f->currency);
	copy->match = arena_strdup(&r->arena, f->match);
	copy->source = arena_strdup(&r->arena, f->source);
	copy->destination = arena_strdup(&r->arena, f->destination);
	copy->zone = arena_strdup(&r->arena, f->zone);
	copy->zone_detail = arena_strdup(&r->arena, f->zone_detail);
	return r->nfees++;
}

/* The id that fee ${old} of the current file has in the new one: its row, or
 * behind all rows. */
static int64_t
fee_id(struct load *l, int64_t old, const struct fee_origin *f)
{
	size_t at = (size_t)old;
	uint32_t row;

	if (at >= l->nfee_ids) {
		l->fee_ids = mem_realloc_array(l->fee_ids, at * 2 + 1,
		    sizeof(*l->fee_ids));
		memset(l->fee_ids + l->nfee_ids, 0,
		    (at * 2 + 1 - l->nfee_ids) * sizeof(*l->fee_ids));
		l->nfee_ids = at * 2 + 1;
	}
	if (l->fee_ids[at] != 0)
		return l->fee_ids[at];
	row = find_row(l, f);
	l->fee_ids[at] = 1 +
	    (row != TARIFF_NONE
		    ? (int64_t)row
		    : (int64_t)(l->d->master->n_fees + extra_fee(l, f)));
	return l->fee_ids[at];
}

static int64_t
segment_id(const struct load *l, const char *file)
{
	for (size_t i = 0; i < call_store_segments(l->calls); i++)
		if (strcmp(call_store_segment(l->calls, i)->file, file) == 0)
			return (int64_t)i + 1;
	return 0;
}

static int64_t
band_id(const struct load *l, const char *band)
{
	for (size_t i = 0; i < l->d->nbands; i++)
		if (strcmp(l->d->bands[i], band) == 0)
			return (int64_t)i + 1;
	return 0;
}

/* A charge that document ${document} bills goes into the new file as it is. */
static int
carry(struct load *l, const struct charge_row *row, int64_t document,
    struct err *e)
{
	struct charge c = row->charge;
	uint32_t contract = directory_contract(l->d, row->contract);
	uint32_t subscriber = directory_account(l->d, row->subscriber);

	c.document = document;
	c.contract = (int64_t)contract + 1;
	c.subscriber = *row->subscriber == '\0' ? 0 : (int64_t)subscriber + 1;
	c.segment = segment_id(l, row->segment);
	c.band = band_id(l, row->band);
	c.fee = fee_id(l, row->charge.fee, &row->fee);
	if (contract == DIRECTORY_NONE || c.segment == 0 || c.band == 0 ||
	    (*row->subscriber != '\0' && subscriber == DIRECTORY_NONE))
		return err_set(e, ERR_DATA,
		    "a billed charge of contract %s (call %" PRId64
		    " of %s, subscriber \"%s\", band %s) names what is not in "
		    "the book any more",
		    row->contract, c.call, row->segment, row->subscriber,
		    row->band);
	billed_add_charge(&l->r->billed, &c);
	return 0;
}

static bool
is_released(const struct load *l, int64_t document)
{
	const struct rate_release *r = l->release;

	for (size_t i = 0; r != NULL && i < r->n_documents; i++)
		if (r->documents[i] == document)
			return true;
	return false;
}

/* Charges carried over before stay with their document; ${document} is that
 * of newly billed ones. */
static int
carry_all(struct load *l, bool before, int64_t document, struct err *e)
{
	struct charge_row row;
	int rc;

	while ((rc = charge_file_next(l->file, &row, e)) > 0) {
		if (before)
			document = row.charge.document;
		if (!is_released(l, document) &&
		    carry(l, &row, document, e) < 0)
			return -1;
	}
	return rc;
}

/* What documents took from charges of the period. */
struct usages {
	struct billed_usage *items;
	size_t count;
};

/* The charges that documents took from the current file. */
static int
load_usages(struct load *l, const struct usages *u,
    const struct rating_run *run, struct err *e)
{
	for (size_t i = 0; i < u->count; i++) {
		const struct billed_usage *k = &u->items[i];

		if (k->run == run->run &&
		    (charge_file_begin_usage(l->file, k->contract, k->tier,
			 k->part, k->from_us, k->until_us, e) < 0 ||
			carry_all(l, false, k->document, e) < 0))
			return err_ctx(e, "charges of %s", k->contract);
	}
	return 0;
}

static int
load_charges(struct load *l, const struct book *b, const struct usages *u,
    const struct rating_run *run, struct err *e)
{
	int rc = charge_file_open(&l->file, b, run->file, e);

	if (rc == 0)
		rc = charge_file_begin_billed(l->file, e);
	if (rc == 0)
		rc = carry_all(l, true, 0, e);
	if (rc == 0)
		rc = load_usages(l, u, run, e);
	charge_file_close(l->file);
	return rc;
}

static bool
is_released_interval(const struct load *l, const struct billed_interval *i)
{
	const struct rate_release *r = l->release;

	return r != NULL && strcmp(r->contract, i->contract) == 0 &&
	    i->from_us >= r->from_us && i->until_us <= r->until_us;
}

static int
load_intervals(struct load *l, const struct book *b, struct err *e)
{
	struct billed_interval *intervals;
	size_t n;

	if (document_store_intervals(b->db, &l->r->arena, &intervals, &n, e) <
	    0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		uint32_t contract =
		    directory_contract(l->d, intervals[i].contract);

		if (contract != DIRECTORY_NONE &&
		    !is_released_interval(l, &intervals[i]))
			billed_add_range(&l->r->billed, contract,
			    intervals[i].from_us, intervals[i].until_us);
	}
	return 0;
}

int
rate_billed_load(struct rate_billed *r, const struct book *b,
    const char *period, const struct directory *d,
    const struct call_store *calls, const struct rate_release *release,
    struct err *e)
{
	struct load l = { .r = r, .d = d, .calls = calls, .release = release };
	struct rating_run run;
	struct usages u = { .items = NULL };
	int rc;

	*r = (struct rate_billed){ 0 };
	rc = run_store_current(b, period, &run, e);
	if (rc > 0)
		rc = document_store_usages(b->db, period, &r->arena, &u.items,
		    &u.count, e);
	/* the file of a period that no document names is not read through */
	if (rc == 0 && u.count > 0)
		rc = load_charges(&l, b, &u, &run, e);
	if (rc == 0)
		rc = load_intervals(&l, b, e);
	billed_seal(&r->billed);
	free(l.fee_ids);
	return rc;
}

void
rate_billed_free(struct rate_billed *r)
{
	billed_free(&r->billed);
	free(r->fees);
	arena_free(&r->arena);
	*r = (struct rate_billed){ 0 };
}
