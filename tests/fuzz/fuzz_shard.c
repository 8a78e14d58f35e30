/*
 * The records between map and reduce, most of them in a temporary file on a
 * disk that gives back other bytes than it got, or fewer: the records of a
 * contract come back as they were, or there is an error; never another record.
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
#include "base/overflow.h"
#include "rating/map_call.h"
#include "rating/runs.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SHARDS = 3, CONTRACTS = 6, RECORDS = 400, LARGE = 3000 };

/* Record ${i}: large ones, so that a few are more than the memory. */
static const struct map_call *
make_record(char *room, uint32_t i)
{
	struct map_call *c = (struct map_call *)(void *)room;

	memset(room, 0, sizeof(*c));
	c->start_us = i / 2;
	c->contract = i * 7 % CONTRACTS;
	c->segment = (uint16_t)(i / 150);
	c->seq = i + 1;
	c->short_ms = i * 1000;
	c->has_identity = 1;
	c->size = (uint16_t)(LARGE + i % 90);
	memset(c->text, 0, c->size);
	(void)snprintf(c->text + 1, 32, "%08u", (unsigned)i);
	memset(c->text + 9, 'a' + (int)(i % 26), c->size - 9u);
	return c;
}

/* All records of a contract: equal to those put in, or an error. */
static int
read_contract(const struct reduce_shard *s, uint32_t contract, struct err *e)
{
	static _Alignas(8) char room[MAP_CALL_MAX];
	const struct map_call *c, *want;
	struct runs runs;
	uint32_t i = 0;
	int rc = runs_open(&runs, s, contract, e);

	while (rc == 0 && (rc = runs_next(&runs, &c, e)) > 0) {
		do {
			assert(i < RECORDS);
			want = make_record(room, i++);
		} while (want->contract != contract);
		assert(map_call_bytes(c) == map_call_bytes(want) &&
		    memcmp(c, want, sizeof(*c) + want->size) == 0);
		rc = 0;
	}
	for (; rc == 0 && i < RECORDS; i++)
		assert(make_record(room, i)->contract != contract);
	runs_close(&runs);
	return rc;
}

static size_t
damage(const struct overflow *o, const uint8_t *data, size_t size)
{
	size_t bytes = (size_t)o->files[0].size, changed = 0;
	int fd = o->files[0].fd;
	size_t cut = (size_t)(data[0] << 8 | data[1]) * 16;

	for (size_t i = 2; i + 3 <= size; i += 3) {
		size_t at = (size_t)(data[i] << 8 | data[i + 1]) * 16 +
		    data[i + 2] % 16;
		uint8_t byte;

		if (at >= bytes)
			continue;
		assert(pread(fd, &byte, 1, (off_t)at) == 1);
		byte ^= data[i + 2];
		assert(pwrite(fd, &byte, 1, (off_t)at) == 1);
		changed += data[i + 2] != 0;
	}
	if (cut > 0 && cut < bytes) {
		assert(ftruncate(fd, (off_t)cut) == 0);
		changed++;
	}
	return changed;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static _Alignas(8) char room[MAP_CALL_MAX];
	struct err e = { .code = ERR_NONE };
	struct overflow overflow;
	const struct shard_scratch scratch = { .write = overflow_write,
		.read = overflow_read,
		.forget = overflow_forget,
		.nfiles = OVERFLOW_FILES,
		.arg = &overflow };
	struct shard_set set;
	const struct shard_set *sets[] = { &set };
	size_t changed;
	int bad = 0;

	if (size < 2)
		return 0;
	assert(overflow_open(&overflow, "/dev/shm", &e) == 0);
	shard_set_init(&set, SHARDS, &scratch, NULL, 1);
	for (uint32_t i = 0; i < RECORDS; i++) {
		const struct map_call *c = make_record(room, i);

		assert(shard_set_add(&set, c->contract % SHARDS, c, &e) == 0);
	}
	shard_set_seal(&set);
	assert(overflow.files[0].size > 500000);
	changed = damage(&overflow, data, size);
	for (uint32_t k = 0; k < CONTRACTS; k++) {
		struct reduce_shard s = { .sets = sets,
			.nsets = 1,
			.shard = k % SHARDS,
			.first = 0,
			.until = CONTRACTS };

		err_clear(&e);
		if (read_contract(&s, k, &e) < 0) {
			assert(e.code == ERR_IO);
			bad++;
		}
	}
	assert(bad == 0 || changed > 0);
	shard_set_free(&set);
	overflow_close(&overflow);
	return 0;
}
