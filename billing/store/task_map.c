#include "store/task_map.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/map.h"

/* --- writing -------------------------------------------------------------- */

/* The records of a shard of the run. */
static int
write_shard(struct task_writer *w, const struct shard_set *set, size_t shard,
    void *room, int64_t *records, struct err *e)
{
	struct shard_cursor c;
	const struct map_call *k;
	int rc = shard_cursor_open(&c, set, shard, 0, UINT64_MAX, e);

	while (rc >= 0 && (rc = shard_cursor_next(&c, &k, e)) > 0) {
		map_call_settle(room, k);
		++*records;
		rc = task_writer_add(w, room, map_call_bytes(k), e);
	}
	shard_cursor_close(&c);
	return rc;
}

static int
write_shards(struct task_writer *w, const struct mapper *m,
    const struct task_map_shards *s, struct task_map_trailer *t, struct err *e)
{
	void *room = mem_alloc(MAP_CALL_MAX);
	size_t at = 0;
	int rc = 0;

	for (size_t part = 0; rc == 0 && part < s->parts; part++) {
		int64_t records = 0;

		task_writer_begin(w);
		for (; rc == 0 && at < s->n && s->part_of[at] == part; at++)
			rc = write_shard(w, &m->set, at, room, &records, e);
		task_writer_end(w, records, &t->shards[part]);
	}
	free(room);
	return rc;
}

/* The order is that of the calls, which is the same on any machine. */
static int
write_exceptions(struct task_writer *w, const struct map_exceptions *x,
    struct task_map_trailer *t, struct err *e)
{
	struct buf b = { 0 };
	int rc;

	task_rows_put_exceptions(&b, x);
	task_writer_begin(w);
	rc = task_writer_add(w, b.data, b.len, e);
	task_writer_end(w, (int64_t)(x->nunrated + x->nlisted), &t->exceptions);
	buf_free(&b);
	return rc;
}

int
task_map_write(const char *dir, const char *name, const struct mapper *m,
    const struct task_map_shards *s, struct task_map_trailer *t, struct err *e)
{
	struct buf trailer = { 0 };
	struct task_writer w;
	int rc;

	t->calls = m->calls;
	t->charged = m->charged;
	t->unrated = (int64_t)m->exceptions.nunrated;
	t->listed = (int64_t)m->exceptions.nlisted;
	if (task_writer_open(&w, dir, name, e) < 0)
		return -1;
	rc = write_shards(&w, m, s, t, e);
	if (rc == 0)
		rc = write_exceptions(&w, &m->exceptions, t, e);
	if (rc == 0) {
		task_trailer_put_map(&trailer, t);
		rc = task_writer_finish(&w, &trailer, t->sha256, e);
	}
	task_writer_abort(&w);
	buf_free(&trailer);
	return rc;
}

/* --- reading -------------------------------------------------------------- */

int
task_map_open(struct task_map_file *f, const char *path, const char *snapshot,
    int64_t number, int64_t of, int64_t shards, struct arena *a, struct err *e)
{
	struct task_map_trailer *t = &f->trailer;

	if (task_reader_open(&f->reader, path, e) < 0)
		return -1;
	if (task_trailer_get_map(&f->reader, a, t, e) == 0) {
		if (strcmp(t->snapshot, snapshot) != 0)
			(void)err_set(e, ERR_DATA, "%s: is of another snapshot",
			    path);
		else if (t->number != number || t->of != of ||
		    (int64_t)t->nshards != shards)
			(void)err_set(e, ERR_DATA,
			    "%s: is map task %" PRId64 "/%" PRId64
			    ", not %" PRId64 "/%" PRId64,
			    path, t->number, t->of, number, of);
		else
			return 0;
	}
	task_map_close(f);
	return -1;
}

void
task_map_close(struct task_map_file *f)
{
	task_reader_close(&f->reader);
}

int
task_map_verify(struct task_map_file *f, struct err *e)
{
	for (size_t i = 0; i < f->trailer.nshards; i++)
		if (task_reader_stream(&f->reader, &f->trailer.shards[i], NULL,
			NULL, e) < 0)
			return err_ctx(e, "shard %zu", i);
	return task_reader_stream(&f->reader, &f->trailer.exceptions, NULL,
	    NULL, e);
}

/* Records as they come, some bytes at a time. */
struct records {
	const struct map_call_bounds *bounds;
	const uint32_t *shard_of;
	uint32_t first;
	struct shard_set *set;
	const char *path;
	struct buf left; /* bytes of a record that is not all there yet */
	int64_t count;
};

static int
take_records(void *arg, const void *data, size_t len, struct err *e)
{
	struct records *r = arg;
	size_t at = 0;

	buf_add(&r->left, data, len);
	while (at < r->left.len) {
		const char *p = r->left.data + at;
		const struct map_call *c = (const struct map_call *)p;
		size_t there = r->left.len - at;
		size_t bytes = map_call_check(p, there, r->bounds);

		if (bytes == 0 && there < MAP_CALL_MAX)
			break; /* perhaps more of it is to come */
		if (bytes == 0)
			return err_set(e, ERR_DATA,
			    "%s: record %" PRId64 " is not sound", r->path,
			    r->count + 1);
		if (shard_set_add(r->set, r->shard_of[c->contract] - r->first,
			c, e) < 0)
			return -1;
		r->count++;
		at += bytes;
	}
	r->left.len -= at;
	if (r->left.len > 0)
		memmove(r->left.data, r->left.data + at, r->left.len);
	return 0;
}

int
task_map_records(struct task_map_file *f, size_t shard,
    const struct map_call_bounds *bounds, const uint32_t *shard_of,
    uint32_t first, struct shard_set *set, struct err *e)
{
	const struct task_section *s = &f->trailer.shards[shard];
	struct records r = { .bounds = bounds,
		.shard_of = shard_of,
		.first = first,
		.set = set,
		.path = f->reader.path };
	int rc = task_reader_stream(&f->reader, s, take_records, &r, e);

	if (rc == 0 && (r.left.len > 0 || r.count != s->rows))
		rc = err_set(e, ERR_DATA,
		    "%s: record %" PRId64 " of %" PRId64 " is not sound",
		    f->reader.path, r.count + 1, s->rows);
	buf_free(&r.left);
	return rc < 0 ? err_ctx(e, "shard %zu", shard) : 0;
}

int
task_map_exceptions(struct task_map_file *f, const struct task_rows_bounds *b,
    struct arena *a, struct map_exceptions *x, struct err *e)
{
	const struct task_map_trailer *t = &f->trailer;
	struct buf bytes = { 0 };
	struct task_bytes r;
	int rc = task_reader_bytes(&f->reader, &t->exceptions, &bytes, e);

	r = (struct task_bytes){ .at = (const unsigned char *)bytes.data,
		.left = bytes.len };
	if (rc == 0 &&
	    (!task_rows_get_exceptions(&r, b, true, a, x) ||
		(int64_t)x->nunrated != t->unrated ||
		(int64_t)x->nlisted != t->listed))
		rc = err_set(e, ERR_DATA,
		    "%s: what has no price or is listed is not sound",
		    f->reader.path);
	buf_free(&bytes);
	return rc;
}
