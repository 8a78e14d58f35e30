#include "store/task_reduce.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/directory.h"
#include "rating/run_exceptions.h"

int
task_reduce_begin(struct task_reduce_writer *w, const char *dir,
    const char *name, const struct directory *d, size_t nextra,
    struct task_reduce_trailer *t, struct err *e)
{
	*w = (struct task_reduce_writer){ .trailer = t };
	charge_marks_init(&w->marks, d, nextra);
	if (task_writer_open(&w->file, dir, name, e) < 0)
		return -1;
	task_writer_begin(&w->file);
	return 0;
}

/* One item of a contract may have several charges, which follow each other. */
static void
count_item(struct task_reduce_writer *w, const struct charge *c)
{
	const int64_t item[5] = { c->contract, c->segment, c->call, c->tier,
		c->direction };

	if (memcmp(item, w->last, sizeof(item)) != 0)
		w->trailer->priced++;
	(void)memcpy(w->last, item, sizeof(item));
}

void
task_reduce_encode(void *writer, struct reduce_output *o)
{
	struct task_reduce_writer *w = writer;
	struct task_reduce_trailer *t = w->trailer;

	for (size_t i = 0; i < o->pending; i++) {
		const struct charge *c = &o->charges[i];

		count_item(w, c);
		t->price_e8 += c->price_e8;
		t->cash_e8 += c->cash_e8;
		t->duration_ms += c->duration_ms;
	}
	w->charges += (int64_t)o->pending;
	charge_encode(&w->marks, o);
}

int
task_reduce_hand_on(void *writer, struct reduce_output *o, struct err *e)
{
	struct task_reduce_writer *w = writer;
	size_t len = o->encoded.len;

	o->encoded.len = o->nencoded = 0;
	return len == 0 ? 0
			: task_writer_add(&w->file, o->encoded.data, len, e);
}

void
task_reduce_shard(struct task_reduce_writer *w, struct reduce_output *o)
{
	size_t before = (size_t)w->charges - o->ncharges;

	for (size_t i = 0; i < o->ncontracts; i++) {
		w->contracts = mem_grow(w->contracts, w->ncontracts,
		    &w->contracts_cap, sizeof(*w->contracts));
		w->contracts[w->ncontracts] = o->contracts[i];
		w->contracts[w->ncontracts++].first += before;
	}
	run_exceptions_keep(&w->result, &o->exceptions);
	balance_set_append(&w->result.balances, &o->balances);
}

/* Numbers of the rows that charges name, in order. */
static size_t
put_used(struct buf *b, const atomic_bool *used, size_t n)
{
	size_t count = 0;

	for (size_t i = 1; i < n; i++)
		count += used[i];
	task_bytes_put(b, (int64_t)count);
	for (size_t i = 1; i < n; i++)
		if (used[i])
			task_bytes_put(b, (int64_t)i);
	return count;
}

/* A section of what is in ${b}, which is emptied. */
static int
put_section(struct task_reduce_writer *w, struct buf *b, size_t rows,
    struct task_section *s, struct err *e)
{
	int rc;

	task_writer_begin(&w->file);
	rc = task_writer_add(&w->file, b->data, b->len, e);
	task_writer_end(&w->file, (int64_t)rows, s);
	buf_reset(b);
	return rc;
}

static int
put_rest(struct task_reduce_writer *w, const struct directory *d,
    struct reduce_ledger (*ledger)[3], struct buf *b, struct err *e)
{
	struct task_reduce_trailer *t = w->trailer;
	const struct run_result *r = &w->result;
	const struct map_exceptions x = { .unrated = r->unrated,
		.nunrated = r->nunrated,
		.listed = r->listed,
		.nlisted = r->nlisted };
	size_t used;

	task_rows_put_contracts(b, w->contracts, w->ncontracts);
	if (put_section(w, b, w->ncontracts, &t->contracts, e) < 0)
		return -1;
	task_rows_put_balances(b, &r->balances);
	if (put_section(w, b,
		r->balances.nparts + r->balances.nentries + r->balances.nlocks,
		&t->balances, e) < 0)
		return -1;
	task_rows_put_ledger(b, d, ledger);
	if (put_section(w, b, b->len / 48, &t->ledger, e) < 0)
		return -1;
	used = put_used(b, w->marks.fees, w->marks.nfees);
	used += put_used(b, w->marks.subscribers, w->marks.nsubscribers);
	used += put_used(b, w->marks.bands, w->marks.nbands);
	if (put_section(w, b, used, &t->used, e) < 0)
		return -1;
	task_rows_put_exceptions(b, &x);
	return put_section(w, b, x.nunrated + x.nlisted, &t->exceptions, e);
}

int
task_reduce_finish(struct task_reduce_writer *w, const struct directory *d,
    struct reduce_ledger (*ledger)[3], struct err *e)
{
	struct task_reduce_trailer *t = w->trailer;
	struct buf b = { 0 };
	int rc;

	task_writer_end(&w->file, w->charges, &t->charges);
	t->unrated = (int64_t)w->result.nunrated;
	t->listed = (int64_t)w->result.nlisted;
	t->unpriced = t->records - t->priced - t->unrated;
	if (t->unpriced < 0)
		return err_set(e, ERR_INTERNAL,
		    "more calls have a charge, or none, than there are");
	rc = put_rest(w, d, ledger, &b, e);
	buf_reset(&b);
	if (rc == 0) {
		task_trailer_put_reduce(&b, t);
		rc = task_writer_finish(&w->file, &b, t->sha256, e);
	}
	buf_free(&b);
	return rc;
}

void
task_reduce_abort(struct task_reduce_writer *w)
{
	task_writer_abort(&w->file);
	charge_marks_free(&w->marks);
	run_result_free(&w->result);
	free(w->contracts);
	*w = (struct task_reduce_writer){ .file.aside.fd = -1 };
}
