#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/radix.h"
#include "cdr/run.h"

/*
 * The file: the records, each with its seal behind it, then an int64_t for every
 * RUN_STRIDE-th record with its place, then a struct radix per record in order
 * of its hash.
 *
 * A seal is a hash of the record and its number, so that a wrong place is seen,
 * too; the pairs are hashed as a whole, which their last reader compares.  What
 * comes back from a broken disk is an error and not another call.
 */
#define RUN_BLOCK ((size_t)1 << 20)
#define RUN_SEAL  sizeof(uint64_t)
#define RUN_AHEAD (RUN_BLOCK + PACK_SIZE_MAX + RUN_SEAL)

#define RUN_STRIDE 8

static uint64_t
run_seal(const struct pack *p, size_t i)
{
	return hash64(p, pack_bytes(p), i);
}

static uint64_t
run_seal_pair(const struct radix *pair, uint64_t before)
{
	return hash64(pair, sizeof(*pair), before);
}

static int
run_changed(const struct run *r, struct err *e)
{
	return err_set(e, ERR_IO,
	    "reading %s: it is not what was written: check the disk", r->path);
}

/* The records, in large pieces; ${places} is where each so many begins. */
static int
run_spill_records(struct run *r, const struct batch *batch, int64_t *places,
    struct err *e)
{
	struct buf b = { 0 };
	int64_t at = 0;
	int rc = 0;

	buf_reserve(&b, RUN_BLOCK + PACK_SIZE_MAX + RUN_SEAL);
	for (size_t i = 0; i < r->count && rc == 0; i++) {
		const struct pack *p = batch->calls[i];
		uint64_t seal = run_seal(p, i);

		if (i + 16 < r->count)
			__builtin_prefetch(batch->calls[i + 16]);
		if (i % RUN_STRIDE == 0)
			places[i / RUN_STRIDE] = at;
		buf_add(&b, p, pack_bytes(p));
		buf_add(&b, &seal, RUN_SEAL);
		at += (int64_t)(pack_bytes(p) + RUN_SEAL);
		if (b.len < RUN_BLOCK)
			continue;
		rc = file_write(r->fd, b.data, b.len, r->path, e);
		buf_reset(&b);
	}
	if (rc == 0)
		rc = file_write(r->fd, buf_text(&b), b.len, r->path, e);
	buf_free(&b);
	r->places_at = at;
	return rc;
}

/* Also the batch's second room is free by now: the places lie there. */
static int
run_spill(struct run *r, const struct batch *batch, struct err *e)
{
	int64_t *places = (int64_t *)(void *)batch->room[1];
	size_t n_places = (r->count + RUN_STRIDE - 1) / RUN_STRIDE;
	size_t pairs = r->count * sizeof(*batch->room[0]);

	if (run_spill_records(r, batch, places, e) < 0 ||
	    file_write(r->fd, places, n_places * sizeof(*places), r->path, e) <
		0 ||
	    file_write(r->fd, batch->room[0], pairs, r->path, e) < 0)
		return -1;
	r->pairs_at = r->places_at + (int64_t)(n_places * sizeof(*places));
	r->pairs.at = r->pairs_at;
	r->pairs.end = r->pairs_at + (int64_t)pairs;
	for (size_t i = 0; i < r->count; i++)
		r->pairs_seal =
		    run_seal_pair(&batch->room[0][i], r->pairs_seal);
	return 0;
}

/* The hashes of all calls, in order: the first room of the batch. */
static void
run_hash(struct run *r, struct batch *batch)
{
	batch_make_room(batch);
	for (size_t i = 0; i < r->count; i++) {
		if (i + 16 < r->count)
			__builtin_prefetch(batch->calls[i + 16]);
		batch->room[0][i] = (struct radix){
			radix_signed((int64_t)batch->calls[i]->hash),
			i,
		};
	}
	radix_sort(batch->room[0], batch->room[1], r->count);
}

int
run_make(struct run *r, struct batch *batch, const char *path, struct err *e)
{
	int rc = 0;

	*r = (struct run){ .fd = -1, .count = batch->count };
	batch_sort(batch);
	r->dropped = mem_calloc(r->count / 8 + 1, 1);
	run_hash(r, batch);
	if (path == NULL) {
		r->batch = *batch;
		*batch = (struct batch){ .blocks = NULL };
		r->hashes = r->batch.room[0];
		r->batch.room[0] = NULL;
		free(r->batch.room[1]);
		r->batch.room[1] = NULL;
		return 0;
	}
	r->path = mem_strdup(path);
	r->fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (r->fd < 0)
		rc = err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (rc == 0)
		rc = run_spill(r, batch, e);
	batch_reset(batch);
	if (rc < 0)
		run_free(r);
	return rc;
}

static int
run_pread(const struct run *r, void *p, size_t n, int64_t at, struct err *e)
{
	char *to = p;

	while (n > 0) {
		ssize_t got = pread(r->fd, to, n, at);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return err_set(e, ERR_IO, "reading %s: %s", r->path,
			    got < 0 ? strerror(errno) : "it was cut short");
		to += got;
		n -= (size_t)got;
		at += got;
	}
	return 0;
}

/* At least ${n} more bytes at the cursor, or as many as there are. */
static int
run_ahead(const struct run *r, struct run_cursor *c, size_t n, struct err *e)
{
	size_t more;

	if (c->have - c->used >= n || c->at >= c->end)
		return 0;
	if (c->data == NULL)
		c->data = mem_alloc(RUN_AHEAD);
	memmove(c->data, c->data + c->used, c->have - c->used);
	c->have -= c->used;
	c->used = 0;
	more = RUN_AHEAD - c->have;
	if ((int64_t)more > c->end - c->at)
		more = (size_t)(c->end - c->at);
	if (run_pread(r, c->data + c->have, more, c->at, e) < 0)
		return -1;
	c->have += more;
	c->at += (int64_t)more;
	return 0;
}

/* The head of the record at ${at}. */
static int
run_head(const struct run *r, int64_t at, struct pack *head, struct err *e)
{
	if (at < 0 || at > r->places_at - (int64_t)(sizeof(*head) + RUN_SEAL))
		return run_changed(r, e);
	if (run_pread(r, head, sizeof(*head), at, e) < 0)
		return -1;
	return pack_bytes(head) >= sizeof(*head) &&
		pack_bytes(head) <= PACK_SIZE_MAX
	    ? 0
	    : run_changed(r, e);
}

/* Where record ${i} begins in the file: a few behind one whose place is there. */
static int
run_at(const struct run *r, size_t i, int64_t *at, struct err *e)
{
	struct pack head;

	if (i == r->count) {
		*at = r->places_at;
		return 0;
	}
	if (run_pread(r, at, sizeof(*at),
		r->places_at + (int64_t)(i / RUN_STRIDE * sizeof(*at)), e) < 0)
		return -1;
	for (size_t k = i % RUN_STRIDE; k > 0; k--) {
		if (run_head(r, *at, &head, e) < 0)
			return -1;
		*at += (int64_t)(pack_bytes(&head) + RUN_SEAL);
	}
	return 0;
}

/* Is it record ${i}, as it was written, of ${have} bytes with its seal? */
static bool
run_is_whole(const struct pack *p, size_t have, size_t i)
{
	uint64_t seal;

	if (have < sizeof(*p) + RUN_SEAL || pack_bytes(p) < sizeof(*p) ||
	    pack_bytes(p) > have - RUN_SEAL)
		return false;
	memcpy(&seal, (const char *)p + pack_bytes(p), RUN_SEAL);
	return seal == run_seal(p, i);
}

int
run_find(const struct run *r, int64_t us, struct run_place *place,
    struct err *e)
{
	size_t low = 0, high = r->count;
	char *room = r->fd < 0 ? NULL : mem_alloc(PACK_SIZE_MAX);
	const struct pack *p;
	int rc = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		rc = run_fetch(r, middle, room, &p, e);
		if (rc < 0)
			break;
		if (p->start_us < us)
			low = middle + 1;
		else
			high = middle;
	}
	free(room);
	*place = (struct run_place){ .call = low };
	return rc < 0 || r->fd < 0 ? rc : run_at(r, low, &place->at, e);
}

struct run_place
run_end(const struct run *r)
{
	return (struct run_place){ .call = r->count, .at = r->places_at };
}

/* A wrong place is noticed by the seal of the record that is not there. */
void
run_iter_begin(struct run_iter *it, const struct run *r, struct run_place from,
    struct run_place until)
{
	assert(from.call <= until.call && until.call <= r->count);
	*it = (struct run_iter){ .run = r,
		.next = from.call,
		.until = until.call,
		.records = { .at = from.at, .end = until.at } };
}

/* The record after the last one, dropped or not. */
static int
run_step(struct run_iter *it, const struct pack **out, struct err *e)
{
	struct run_cursor *c = &it->records;

	if (it->run->fd < 0) {
		*out = it->run->batch.calls[it->next++];
		return 0;
	}
	if (run_ahead(it->run, c, PACK_SIZE_MAX + RUN_SEAL, e) < 0)
		return -1;
	*out = (const struct pack *)(const void *)(c->data + c->used);
	if (!run_is_whole(*out, c->have - c->used, it->next))
		return run_changed(it->run, e);
	c->used += pack_bytes(*out) + RUN_SEAL;
	it->next++;
	return 0;
}

int
run_iter_next(struct run_iter *it, const struct pack **out, struct err *e)
{
	size_t i;

	do {
		if (it->next == it->until)
			return 0;
		i = it->next;
		if (run_step(it, out, e) < 0)
			return -1;
	} while (run_is_dropped(it->run, i));
	return 1;
}

void
run_iter_end(struct run_iter *it)
{
	free(it->records.data);
	it->records.data = NULL;
}

/* The file ends here.  Where that fails, it only takes more room for a while. */
static void
run_cut(const struct run *r, int64_t at)
{
	if (r->fd >= 0 && ftruncate(r->fd, at) < 0)
		return;
}

void
run_forget(const struct run *r, struct run_place place)
{
	run_cut(r, place.at);
}

/* All hashes were asked for: were they those that were written? */
static int
run_hashes_end(const struct run *r, struct err *e)
{
	if (r->fd >= 0 && r->pairs_read != r->pairs_seal)
		return run_changed(r, e);
	run_cut(r, r->pairs_at);
	return 0;
}

int
run_next_hash(struct run *r, int64_t *hash, size_t *call, struct err *e)
{
	struct run_cursor *c = &r->pairs;
	struct radix pair;

	if (r->next_hash == r->count)
		return run_hashes_end(r, e);
	if (r->fd < 0) {
		pair = r->hashes[r->next_hash];
	} else {
		if (run_ahead(r, c, sizeof(pair), e) < 0)
			return -1;
		memcpy(&pair, c->data + c->used, sizeof(pair));
		c->used += sizeof(pair);
		r->pairs_read = run_seal_pair(&pair, r->pairs_read);
		if (pair.value >= r->count)
			return run_changed(r, e);
	}
	r->next_hash++;
	*hash = (int64_t)radix_signed((int64_t)pair.key);
	*call = (size_t)pair.value;
	return 1;
}

int
run_fetch(const struct run *r, size_t i, char *room, const struct pack **out,
    struct err *e)
{
	struct pack *p = (struct pack *)(void *)room;
	int64_t at;
	uint64_t seal;
	size_t size;

	assert(i < r->count);
	if (r->fd < 0) {
		*out = r->batch.calls[i];
		return 0;
	}
	if (run_at(r, i, &at, e) < 0 || run_head(r, at, p, e) < 0)
		return -1;
	size = pack_bytes(p);
	if (run_pread(r, room + sizeof(*p), size - sizeof(*p),
		at + (int64_t)sizeof(*p), e) < 0 ||
	    run_pread(r, &seal, sizeof(seal), at + (int64_t)size, e) < 0)
		return -1;
	if (seal != run_seal(p, i))
		return run_changed(r, e);
	*out = p;
	return 0;
}

void
run_drop(struct run *r, size_t i)
{
	r->dropped[i / 8] |= (unsigned char)(1U << (i % 8));
}

bool
run_is_dropped(const struct run *r, size_t i)
{
	return (r->dropped[i / 8] >> (i % 8) & 1) != 0;
}

void
run_free(struct run *r)
{
	batch_free(&r->batch);
	free(r->hashes);
	free(r->dropped);
	free(r->pairs.data);
	if (r->path != NULL) {
		if (r->fd >= 0)
			(void)close(r->fd);
		(void)unlink(r->path);
		free(r->path);
	}
	*r = (struct run){ .fd = -1 };
}
