#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "store/task_reduce.h"

int
task_reduce_open(struct task_reduce_file *f, const char *path,
    const char *snapshot, int64_t number, int64_t of, int64_t maps,
    struct arena *a, struct err *e)
{
	struct task_reduce_trailer *t = &f->trailer;

	if (task_reader_open(&f->reader, path, e) < 0)
		return -1;
	if (task_trailer_get_reduce(&f->reader, a, t, e) == 0) {
		if (strcmp(t->snapshot, snapshot) != 0)
			(void)err_set(e, ERR_DATA, "%s: is of another snapshot",
			    path);
		else if (t->number != number || t->of != of ||
		    (int64_t)t->nmaps != maps)
			(void)err_set(e, ERR_DATA,
			    "%s: is reduce task %" PRId64 "/%" PRId64
			    ", not %" PRId64 "/%" PRId64,
			    path, t->number, t->of, number, of);
		else
			return 0;
	}
	task_reduce_close(f);
	return -1;
}

void
task_reduce_close(struct task_reduce_file *f)
{
	task_reader_close(&f->reader);
}

int
task_reduce_verify(struct task_reduce_file *f, struct err *e)
{
	const struct task_reduce_trailer *t = &f->trailer;
	const struct task_section *const sections[] = { &t->charges,
		&t->contracts, &t->balances, &t->ledger, &t->used,
		&t->exceptions };

	for (size_t i = 0; i < sizeof(sections) / sizeof(sections[0]); i++)
		if (task_reader_stream(&f->reader, sections[i], NULL, NULL, e) <
		    0)
			return -1;
	return 0;
}

/* Charges as they come, some bytes at a time. */
struct charges {
	int (*use)(void *arg, const struct buf *, size_t n, struct err *);
	void *arg;
	const char *path;
	struct buf left; /* ends with a record that is not all there yet */
	int64_t count;
};

static int
take_charges(void *arg, const void *data, size_t len, struct err *e)
{
	struct charges *c = arg;
	size_t bytes, n;

	buf_add(&c->left, data, len);
	if (!charge_encoded(c->left.data, c->left.len, &bytes, &n))
		return err_set(e, ERR_DATA, "%s: a charge is not sound",
		    c->path);
	if (c->use(c->arg, &c->left, n, e) < 0)
		return -1;
	c->count += (int64_t)n;
	c->left.len -= bytes;
	memmove(c->left.data, c->left.data + bytes, c->left.len);
	return 0;
}

int
task_reduce_charges(struct task_reduce_file *f,
    int (*use)(void *arg, const struct buf *encoded, size_t n, struct err *),
    void *arg, struct err *e)
{
	struct charges c = { .use = use, .arg = arg, .path = f->reader.path };
	int rc = task_reader_stream(&f->reader, &f->trailer.charges,
	    take_charges, &c, e);

	if (rc == 0 && (c.left.len > 0 || c.count != f->trailer.charges.rows))
		rc = err_set(e, ERR_DATA,
		    "%s: has %" PRId64 " charges, where its trailer says "
		    "%" PRId64,
		    f->reader.path, c.count, f->trailer.charges.rows);
	buf_free(&c.left);
	return rc;
}

/* --- all else ------------------------------------------------------------- */

static void
get_used(struct task_bytes *r, atomic_bool *used, size_t n)
{
	size_t count = task_bytes_get_count(r, 8);

	for (size_t i = 0; i < count; i++) {
		int64_t id = task_bytes_get_in(r, 1, (int64_t)n - 1);

		if (r->bad)
			return;
		used[id] = true;
	}
}

static bool
get_marks(struct task_bytes *r, struct charge_marks *m)
{
	get_used(r, m->fees, m->nfees);
	get_used(r, m->subscribers, m->nsubscribers);
	get_used(r, m->bands, m->nbands);
	return task_bytes_whole(r);
}

/* What the sections are read into. */
struct rest {
	struct task_reduce_file *file;
	const struct task_rows_bounds *bounds;
	struct reduce_output *o;
	struct reduce_ledger (*ledger)[3];
	struct charge_marks *marks;
};

static bool
get_contracts(struct rest *t, struct task_bytes *r)
{
	return task_rows_get_contracts(r, t->bounds, t->o) &&
	    (int64_t)t->o->ncharges == t->file->trailer.charges.rows;
}

static bool
get_balances(struct rest *t, struct task_bytes *r)
{
	return task_rows_get_balances(r, t->bounds, &t->o->balances);
}

static bool
get_ledger(struct rest *t, struct task_bytes *r)
{
	return task_rows_get_ledger(r, t->bounds->directory, t->ledger);
}

static bool
get_names(struct rest *t, struct task_bytes *r)
{
	return get_marks(r, t->marks);
}

static bool
get_exceptions(struct rest *t, struct task_bytes *r)
{
	struct map_exceptions *x = &t->o->exceptions;

	return task_rows_get_exceptions(r, t->bounds, false, &t->o->texts, x) &&
	    (int64_t)x->nunrated == t->file->trailer.unrated &&
	    (int64_t)x->nlisted == t->file->trailer.listed;
}

int
task_reduce_rest(struct task_reduce_file *f, const struct task_rows_bounds *b,
    struct reduce_output *o, struct reduce_ledger (*ledger)[3],
    struct charge_marks *marks, struct err *e)
{
	const struct task_reduce_trailer *t = &f->trailer;
	const struct {
		const char *what;
		const struct task_section *section;
		bool (*get)(struct rest *, struct task_bytes *);
	} parts[] = { { "contracts", &t->contracts, get_contracts },
		{ "balances", &t->balances, get_balances },
		{ "roundings", &t->ledger, get_ledger },
		{ "names", &t->used, get_names },
		{ "exceptions", &t->exceptions, get_exceptions } };
	struct rest rest = { .file = f,
		.bounds = b,
		.o = o,
		.ledger = ledger,
		.marks = marks };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		struct buf bytes = { 0 };
		struct task_bytes r;
		int rc =
		    task_reader_bytes(&f->reader, parts[i].section, &bytes, e);

		r = (struct task_bytes){ .at =
					     (const unsigned char *)bytes.data,
			.left = bytes.len };
		if (rc == 0 && !parts[i].get(&rest, &r))
			rc = err_set(e, ERR_DATA, "%s: its %s are not sound",
			    f->reader.path, parts[i].what);
		buf_free(&bytes);
		if (rc < 0)
			return -1;
	}
	return 0;
}
