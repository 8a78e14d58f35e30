/*
 * Packed calls, sorting, runs in memory and on disk.
 *
 * Method: random calls, many of them at one instant; the order against qsort()
 * with a comparison written apart; a run on disk against the same one in
 * memory, call by call, hash by hash, with every third call dropped.
 */
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/radix.h"
#include "cdr/call.h"
#include "cdr/run.h"

#include "../check.h"

#define CALLS 20000

static uint64_t seed = 3;

static uint64_t
rnd(void)
{
	seed = seed * 6364136223846793005u + 1442695040888963407u;
	return seed >> 20;
}

static int
by_key(const void *a, const void *b)
{
	const struct radix *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->value > y->value) - (x->value < y->value);
}

static void
test_radix(void)
{
	for (size_t n = 0; n < 2000; n += 1 + n / 3) {
		struct radix *a = mem_calloc(n + 1, sizeof(*a));
		struct radix *b = mem_calloc(n + 1, sizeof(*b));
		struct radix *room = mem_calloc(n + 1, sizeof(*room));

		for (size_t i = 0; i < n; i++) {
			uint64_t bits = rnd();

			a[i] = b[i] =
			    (struct radix){ radix_signed((int64_t)(bits % 3 == 0
						    ? bits % 100
						    : (bits << 24) ^ bits)),
				    i };
		}
		radix_sort(a, room, n);
		if (n > 0)
			qsort(b, n, sizeof(*b), by_key);
		CHECK(memcmp(a, b, n * sizeof(*a)) == 0, "%zu pairs", n);
		free(a);
		free(b);
		free(room);
	}
	CHECK(radix_signed(-1) < radix_signed(0) &&
		radix_signed(INT64_MIN) < radix_signed(INT64_MAX),
	    "signed");
}

/* Call ${i}: its texts lie in ${text}. */
static struct call
random_call(int i, char text[3][64])
{
	(void)snprintf(text[0], 64, "%llx", (unsigned long long)(rnd() % 9000));
	(void)snprintf(text[1], 64, "%.*s", (int)(rnd() % 40),
	    "0123456789012345678901234567890123456789");
	(void)snprintf(text[2], 64, "%.40s%c%d", text[0], 0x1f, i);
	return (struct call){
		.line = i + 2,
		.start_us = (int64_t)(rnd() % 500) * 1000000 - 250000000,
		.setup_us = rnd() % 2 == 0 ? CALL_NO_SETUP : 5,
		.duration_ms = (int64_t)(rnd() % 4000000000u),
		.status = (int64_t)(rnd() % 8),
		.type = (int64_t)(rnd() % 2),
		.identity = rnd() % 2 == 0 ? text[2] : text[0],
		.identity_len = 0,
		.call_id = text[0],
		.source_number = text[1],
		.source_domain = "",
		.source_account = text[1],
		.source_ip = "192.0.2.1",
		.source_user = "",
		.source_peer = "",
		.destination_number = text[1],
		.destination_domain = "",
		.destination_account = "",
		.destination_peer = "west",
		.disposition = "call",
	};
}

static void
fill(struct batch *b)
{
	seed = 99;
	for (int i = 0; i < CALLS; i++) {
		char text[3][64];
		struct call c = random_call(i, text), again;
		struct pack *p;

		c.identity_len = (int64_t)strlen(c.identity);
		batch_add(b, &c);
		p = b->calls[b->count - 1];
		pack_open(p, &again);
		CHECK(again.start_us == c.start_us &&
			again.setup_us == c.setup_us &&
			again.duration_ms == c.duration_ms &&
			again.status == c.status && again.type == c.type,
		    "numbers of call %d", i);
		CHECK_STR(again.call_id, c.call_id, "call_id");
		CHECK_STR(again.source_account, c.source_account, "account");
		CHECK_STR(again.destination_peer, c.destination_peer, "peer");
		CHECK_I64(again.identity_len, c.identity_len, "identity");
		CHECK(memcmp(again.identity, c.identity,
			  (size_t)c.identity_len) == 0,
		    "identity %d", i);
	}
}

/* Cut at an instant: what comes before it and what not, together all. */
static void
test_parts(const struct run *r)
{
	for (int64_t us = -251000000; us < 252000000; us += 10000000) {
		struct err e = { .code = ERR_NONE };
		const struct pack *p;
		struct run_iter it;
		struct run_place cut, none = { 0 };
		size_t n = 0;

		CHECK(run_find(r, us, &cut, &e) == 0, "%s", e.text);
		run_iter_begin(&it, r, none, cut);
		while (run_iter_next(&it, &p, &e) > 0)
			n += CHECK(p->start_us < us, "before the cut");
		run_iter_end(&it);
		run_iter_begin(&it, r, cut, run_end(r));
		while (run_iter_next(&it, &p, &e) > 0)
			n += CHECK(p->start_us >= us, "behind the cut");
		run_iter_end(&it);
		CHECK_I64(n, CALLS - (CALLS + 2) / 3, "both parts");
	}
}

/* From the end on: what is in front is as it was. */
static void
test_forget(const struct run *memory, const struct run *disk)
{
	enum { STEPS = 50 };
	struct run_place m[STEPS + 1], d[STEPS + 1];
	struct err e = { .code = ERR_NONE };
	struct stat before, after;
	size_t n = 0;

	for (int i = 0; i < STEPS; i++) {
		int64_t us = i == 0 ? INT64_MIN : -250000000 + i * 10000000;

		CHECK(run_find(memory, us, &m[i], &e) == 0 &&
			run_find(disk, us, &d[i], &e) == 0,
		    "%s", e.text);
	}
	m[STEPS] = run_end(memory);
	d[STEPS] = run_end(disk);
	(void)fstat(disk->fd, &before);
	for (int i = STEPS; i-- > 0;) {
		const struct pack *p, *q;
		struct run_iter x, y;

		run_forget(memory, m[i + 1]);
		run_forget(disk, d[i + 1]);
		run_iter_begin(&x, memory, m[i], m[i + 1]);
		run_iter_begin(&y, disk, d[i], d[i + 1]);
		while (run_iter_next(&x, &p, &e) > 0)
			n += CHECK(run_iter_next(&y, &q, &e) == 1 &&
				pack_same(p, q),
			    "call behind place %d", i);
		CHECK(run_iter_next(&y, &q, &e) == 0, "both end");
		run_iter_end(&x);
		run_iter_end(&y);
	}
	(void)fstat(disk->fd, &after);
	CHECK(after.st_size < before.st_size, "the file is shorter");
	CHECK_I64(n, CALLS - (CALLS + 2) / 3, "all calls");
}

static void
test_run(const char *path)
{
	struct err e = { .code = ERR_NONE };
	struct batch b = { .blocks = NULL };
	const struct pack *p, *q, *last = NULL;
	char *room = mem_alloc(PACK_SIZE_MAX);
	int64_t hash, other, before = INT64_MIN;
	struct run memory, disk;
	struct run_iter from_memory, from_disk;
	size_t i, k, n = 0;
	int rc;

	fill(&b);
	CHECK(run_make(&memory, &b, NULL, &e) == 0 && b.count == 0, "%s",
	    e.text);
	/* the second time in memory that was used before */
	for (int again = 0; again < 2; again++) {
		fill(&b);
		if (again > 0)
			run_free(&disk);
		CHECK(run_make(&disk, &b, path, &e) == 0 && b.count == 0, "%s",
		    e.text);
	}
	for (i = 0; i < CALLS; i += 3) {
		run_drop(&memory, i);
		run_drop(&disk, i);
	}
	run_iter_begin(&from_memory, &memory, (struct run_place){ 0 },
	    run_end(&memory));
	run_iter_begin(&from_disk, &disk, (struct run_place){ 0 },
	    run_end(&disk));
	while ((rc = run_iter_next(&from_memory, &p, &e)) > 0) {
		CHECK(last == NULL || last->start_us < p->start_us ||
			(last->start_us == p->start_us &&
			    pack_compare(last, p) <= 0),
		    "order of %zu", n);
		CHECK(run_iter_next(&from_disk, &q, &e) == 1 &&
			pack_bytes(q) == pack_bytes(p) &&
			memcmp(p, q, pack_bytes(p)) == 0,
		    "call %zu", n);
		last = p;
		n++;
	}
	CHECK(rc == 0 && run_iter_next(&from_disk, &q, &e) == 0, "both end");
	run_iter_end(&from_disk);
	test_parts(&memory);
	test_parts(&disk);
	CHECK_I64(n, CALLS - (CALLS + 2) / 3, "calls that are left");
	while (run_next_hash(&memory, &hash, &i, &e) > 0) {
		CHECK(run_next_hash(&disk, &other, &k, &e) == 1 &&
			other == hash && k == i && hash >= before,
		    "hashes");
		before = hash;
		CHECK(run_fetch(&disk, i, room, &q, &e) == 0 &&
			run_fetch(&memory, i, room, &p, &e) == 0 &&
			pack_same(p, q) && p->hash == (uint64_t)hash,
		    "fetch");
	}
	CHECK(run_next_hash(&disk, &other, &k, &e) == 0, "hashes end as well");
	test_forget(&memory, &disk);
	run_free(&memory);
	run_free(&disk);
	batch_free(&b);
	CHECK(access(path, F_OK) < 0, "the file is removed");
	free(room);
}

/* Read everything that there is of a run; -1 as soon as something is wrong. */
static int
read_whole(struct run *r, char *room, struct err *e)
{
	const struct pack *p;
	struct run_iter it;
	int64_t hash;
	size_t k;
	int rc;

	run_iter_begin(&it, r, (struct run_place){ 0 }, run_end(r));
	while ((rc = run_iter_next(&it, &p, e)) > 0)
		;
	run_iter_end(&it);
	for (size_t i = 0; i < r->count && rc == 0; i++)
		rc = run_fetch(r, i, room, &p, e);
	while (rc == 0 && (rc = run_next_hash(r, &hash, &k, e)) > 0)
		rc = 0;
	return rc;
}

/* No byte of the file can change, and none can be missing, unnoticed. */
static void
test_changed(const char *path)
{
	enum { FEW = 30 };
	struct err e = { .code = ERR_NONE };
	struct batch b = { .blocks = NULL };
	char *room = mem_alloc(PACK_SIZE_MAX);
	struct run r;
	int64_t size;
	int unseen = 0;

	fill(&b);
	b.count = FEW;
	if (!CHECK(run_make(&r, &b, path, &e) == 0, "%s", e.text))
		return;
	size = r.pairs.end;
	for (int64_t at = 0; at <= size; at++) {
		char byte = 0, other;

		if (at < size) {
			CHECK(pread(r.fd, &byte, 1, at) == 1, "read");
			other = (char)(byte ^ 1 << at % 8);
			CHECK(pwrite(r.fd, &other, 1, at) == 1, "write");
		}
		err_clear(&e);
		if (at == size)
			CHECK(read_whole(&r, room, &e) == 0, "%s", e.text);
		else if (read_whole(&r, room, &e) == 0)
			unseen++;
		else
			CHECK(e.code == ERR_IO && strstr(e.text, path) != NULL,
			    "%s", e.text);
		CHECK(at == size || pwrite(r.fd, &byte, 1, at) == 1, "undo");
		r.next_hash = 0; /* from the beginning */
		r.pairs.used = r.pairs.have = 0;
		r.pairs.at =
		    r.pairs.end - (int64_t)(FEW * sizeof(struct radix));
		r.pairs_read = 0;
	}
	CHECK_I64(unseen, 0, "bytes that were changed unnoticed");
	for (int64_t cut = size - 1; cut >= 0; cut -= 101) {
		err_clear(&e);
		CHECK(ftruncate(r.fd, cut) == 0, "cut");
		CHECK(read_whole(&r, room, &e) < 0 && e.code == ERR_IO,
		    "%d bytes: %s", (int)cut, e.text);
	}
	run_free(&r);
	batch_free(&b);
	free(room);
}

int
main(void)
{
	char path[] = "/tmp/test_run.XXXXXX";
	int fd = mkstemp(path);

	CHECK(fd >= 0, "mkstemp");
	if (fd >= 0)
		(void)close(fd);
	test_radix();
	test_run(path);
	test_changed(path);
	return check_done();
}
