/*
 * The calls of an import on a disk that gives back other bytes than it got, or
 * fewer: they come back as they were, each by itself, all in order, and their
 * hashes, or there is an error; never another call.
 *
 * The input: where to cut the file (two bytes; 0 not), then three bytes for each
 * byte that changes: where, and by what.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "cdr/call.h"
#include "cdr/run.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CALLS 40

static struct run memory; /* what must come back */
static char path[64];

static void
fill(struct batch *b)
{
	for (int i = 0; i < CALLS; i++) {
		char id[16], number[64];
		struct call c = call_blank();

		c.line = i + 2;
		c.start_us = i * 7919 % 13 * 1000000;
		c.duration_ms = i * 1000;
		c.identity = c.call_id = id;
		c.source_number = c.destination_number = number;
		(void)snprintf(id, sizeof(id), "%d", i * i % 37);
		(void)snprintf(number, sizeof(number), "%.*s", i,
		    "0123456789012345678901234567890123456789");
		c.identity_len = (int64_t)strlen(id);
		batch_add(b, &c);
	}
}

static void
make(void)
{
	struct err e = { .code = ERR_NONE };
	struct batch b = { .blocks = NULL };

	(void)snprintf(path, sizeof(path), "%s/fuzz_run.%d",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp", (int)getpid());
	fill(&b);
	assert(run_make(&memory, &b, NULL, &e) == 0);
	batch_free(&b);
}

static void
same(const struct pack *p, size_t i)
{
	const struct pack *want = memory.batch.calls[i];

	assert(pack_bytes(p) == pack_bytes(want) &&
	    memcmp(p, want, pack_bytes(p)) == 0);
}

static int
read_calls(const struct run *r, struct err *e)
{
	const struct pack *p;
	struct run_iter it;
	size_t n = 0;
	int rc;

	run_iter_begin(&it, r, (struct run_place){ 0 }, run_end(r));
	while ((rc = run_iter_next(&it, &p, e)) > 0)
		same(p, n++);
	run_iter_end(&it);
	assert(rc < 0 || n == CALLS);
	return rc;
}

static int
read_each(const struct run *r, struct err *e)
{
	static _Alignas(8) char room[PACK_SIZE_MAX];
	const struct pack *p;
	struct run_place at;
	size_t cut;

	for (size_t i = 0; i < r->count; i++) {
		if (run_fetch(r, i, room, &p, e) < 0)
			return -1;
		same(p, i);
	}
	for (int64_t us = 0; us < 14000000; us += 1000000) {
		if (run_find(r, us, &at, e) < 0)
			return -1;
		cut = at.call;
		assert(cut == CALLS || memory.batch.calls[cut]->start_us >= us);
		assert(cut == 0 || memory.batch.calls[cut - 1]->start_us < us);
	}
	return 0;
}

static int
read_hashes(struct run *r, struct err *e)
{
	struct radix pair[CALLS];
	size_t n = 0, call;
	int64_t hash;
	int rc;

	while ((rc = run_next_hash(r, &hash, &call, e)) > 0) {
		assert(n < CALLS && call < CALLS);
		pair[n++] = (struct radix){ radix_signed(hash), call };
	}
	/* that one was changed is told at the end */
	assert(rc < 0 ||
	    (n == CALLS && memcmp(pair, memory.hashes, sizeof(pair)) == 0));
	return rc;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e[3] = { { .code = ERR_NONE } };
	struct batch b = { .blocks = NULL };
	struct run r;
	size_t bytes, cut, changed = 0;
	int bad = 0;

	if (memory.count == 0)
		make();
	if (size < 2)
		return 0;
	fill(&b);
	assert(run_make(&r, &b, path, e) == 0);
	bytes = (size_t)r.pairs.end;
	for (size_t i = 2; i + 3 <= size; i += 3) {
		size_t at = (size_t)(data[i] << 8 | data[i + 1]) % bytes;
		uint8_t byte;

		assert(pread(r.fd, &byte, 1, (off_t)at) == 1);
		byte ^= data[i + 2];
		assert(pwrite(r.fd, &byte, 1, (off_t)at) == 1);
		changed += data[i + 2] != 0;
	}
	cut = (size_t)(data[0] << 8 | data[1]) % bytes;
	if (cut > 0)
		assert(ftruncate(r.fd, (off_t)cut) == 0);
	bad += read_calls(&r, &e[0]) < 0;
	bad += read_each(&r, &e[1]) < 0;
	bad += read_hashes(&r, &e[2]) < 0;
	for (int i = 0; i < 3; i++)
		assert(e[i].code == ERR_NONE || e[i].code == ERR_IO);
	assert(bad == 0 || changed > 0 || cut > 0);
	assert(bad > 0 || cut == 0);
	run_free(&r);
	batch_free(&b);
	return 0;
}
