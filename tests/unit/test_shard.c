/*
 * Records between map and reduce: what is put into shards comes out again, in
 * memory and from the file; the runs of a contract are merged as a plain sort
 * orders them.
 */
#include "../check.h"

#include <unistd.h>

#include "base/err.h"
#include "base/overflow.h"
#include "rating/order.h"
#include "rating/runs.h"

enum { SETS = 3, SHARDS = 5, CONTRACTS = 4, SEGMENTS = 4, RECORDS = 60000 };

static uint64_t state = 11;

static uint32_t
pick(uint32_t n)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t)((x ^ x >> 31) % n);
}

/* A record as the map makes it, with an identity of up to 60 bytes. */
struct record {
	_Alignas(8) char bytes[128];
	size_t shard;
};

static struct record records[RECORDS];

static const struct map_call *
call_of(const struct record *r)
{
	return (const struct map_call *)r->bytes;
}

static void
make_record(struct record *r, uint32_t segment, uint32_t seq, int64_t start_us)
{
	struct map_call *c = (struct map_call *)r->bytes;
	int len = 1 + (int)pick(60);

	*r = (struct record){ .shard = pick(SHARDS) };
	c->start_us = start_us;
	c->segment = (uint16_t)segment;
	c->seq = seq;
	c->contract = (uint32_t)r->shard * CONTRACTS + pick(CONTRACTS);
	c->tier = pick(3) & 3;
	c->has_identity = 1;
	/* number "", then the identity, which orders within an instant */
	c->size = (uint16_t)(1 +
	    snprintf(c->text + 1, 64, "%02u-%08u%0*d", segment, seq, len / 2,
		7));
}

/* The calls of each segment are in order; sets take them in turns. */
static void
fill(struct shard_set *sets, struct err *e)
{
	size_t n = 0;

	for (uint32_t g = 0; g < SEGMENTS; g++) {
		int64_t us = g * 1000;

		for (uint32_t seq = 1; seq <= RECORDS / SEGMENTS; seq++) {
			us += pick(3);
			make_record(&records[n++], g, seq, us);
		}
	}
	for (size_t i = 0; i < RECORDS; i++)
		CHECK(shard_set_add(&sets[i / 500 % SETS], records[i].shard,
			  call_of(&records[i]), e) == 0,
		    "%s", e->text);
	for (int i = 0; i < SETS; i++)
		shard_set_seal(&sets[i]);
}

static int
compare(const void *a, const void *b)
{
	return order_compare(call_of(*(const struct record *const *)a),
	    call_of(*(const struct record *const *)b));
}

/* One contract: merged, and sorted. */
static void
check_contract(const struct reduce_shard *s, uint32_t contract)
{
	static const struct record *want[RECORDS];
	struct err e = { .code = ERR_NONE };
	const struct map_call *c;
	struct runs runs;
	size_t n = 0, i = 0;
	int rc;

	for (size_t k = 0; k < RECORDS; k++)
		if (call_of(&records[k])->contract == contract)
			want[n++] = &records[k];
	qsort(want, n, sizeof(want[0]), compare);
	CHECK(runs_open(&runs, s, contract, &e) == 0, "%s", e.text);
	while ((rc = runs_next(&runs, &c, &e)) > 0 && i < n) {
		const struct map_call *w = call_of(want[i++]);

		CHECK(map_call_bytes(c) == map_call_bytes(w) &&
			memcmp(c, w, sizeof(*c) + w->size) == 0,
		    "contract %u, record %zu", contract, i);
	}
	CHECK(rc == 0 && i == n, "contract %u: %zu of %zu records", contract, i,
	    n);
	runs_close(&runs);
}

static void
check_shards(size_t limit)
{
	static const uint8_t file_of[SHARDS] = { 0, 0, 1, 2, 2 };
	struct shard_set sets[SETS];
	const struct shard_set *all[SETS];
	struct overflow overflow;
	struct shard_scratch scratch = { .write = overflow_write,
		.read = overflow_read,
		.forget = overflow_forget,
		.nfiles = OVERFLOW_FILES,
		.arg = &overflow };
	struct err e = { .code = ERR_NONE };

	CHECK(overflow_open(&overflow, ".", &e) == 0, "%s", e.text);
	for (int i = 0; i < SETS; i++) {
		shard_set_init(&sets[i], SHARDS, limit == 0 ? NULL : &scratch,
		    file_of, limit);
		all[i] = &sets[i];
	}
	fill(sets, &e);
	for (int i = 0; i < 3; i++)
		CHECK((overflow.files[i].size > 0) == (limit > 0),
		    "limit %zu: in file %d", limit, i);
	for (uint32_t k = 0; k < SHARDS * CONTRACTS; k++)
		check_contract(&(struct reduce_shard){ .sets = all,
				   .nsets = SETS,
				   .shard = k / CONTRACTS,
				   .first = k / CONTRACTS * CONTRACTS,
				   .until = (k / CONTRACTS + 1) * CONTRACTS },
		    k);
	for (int i = 0; i < SETS; i++)
		shard_set_free(&sets[i]);
	overflow_close(&overflow);
}

/* A disk that is full, a file that ends too early. */
static void
check_faults(void)
{
	struct overflow overflow;
	struct err e = { .code = ERR_NONE };
	static const struct {
		int64_t at;
		size_t len;
		const char *says;
	} wrong[] = {
		{ 0, 2, "not what was written" },
		{ 1, 2, "not what was written" },
		{ 0, 14, "not what was written" },
		{ 22, 1, "too short" },
		{ 11, 4, "too short" },
	};
	char text[] = "abc";
	struct iovec pieces[] = { { .iov_base = text, .iov_len = 3 },
		{ .iov_base = text, .iov_len = 3 } };
	char bytes[16];
	int64_t at, places[2];
	int fd;

	CHECK(overflow_open(&overflow, ".", &e) == 0, "%s", e.text);
	CHECK(overflow_write(&overflow, 7, pieces, 2, places, &e) == 0 &&
		places[0] == 0 && places[1] == 11,
	    "two pieces");
	fd = overflow.files[7].fd;
	CHECK(overflow_read(&overflow, 7, 11, bytes, 3, &e) == 0 &&
		memcmp(bytes, "abc", 3) == 0,
	    "%s", e.text);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		err_clear(&e);
		CHECK(overflow_read(&overflow, 7, wrong[i].at, bytes,
			  wrong[i].len, &e) < 0 &&
			e.code == ERR_IO &&
			strstr(e.text, wrong[i].says) != NULL,
		    "row %zu: %s", i, e.text);
	}
	/* its bytes, then those that say what they were */
	for (at = 0; at < 11; at++) {
		char byte, other;

		err_clear(&e);
		CHECK(pread(fd, &byte, 1, at) == 1, "read");
		other = (char)(byte ^ 0x10);
		CHECK(pwrite(fd, &other, 1, at) == 1, "write");
		CHECK(overflow_read(&overflow, 7, 0, bytes, 3, &e) < 0,
		    "byte %d was changed", (int)at);
		CHECK(pwrite(fd, &byte, 1, at) == 1, "write");
	}
	err_clear(&e);
	CHECK(pread(fd, bytes, 11, 0) == 11 &&
		pwrite(fd, bytes, 11, 11) == 11 &&
		overflow_read(&overflow, 7, 11, bytes, 3, &e) < 0,
	    "the same bytes of another place");
	err_clear(&e);
	CHECK(overflow_read(&overflow, 8, 0, bytes, 1, &e) < 0 &&
		e.code == ERR_IO,
	    "of a file that nobody wrote to");
	err_clear(&e);
	overflow_forget(&overflow, 7);
	CHECK(overflow_read(&overflow, 7, 0, bytes, 3, &e) < 0 &&
		e.code == ERR_IO,
	    "what was forgotten");
	overflow_close(&overflow);
	err_clear(&e);
	CHECK(overflow_open(&overflow, "/nonexistent", &e) < 0 &&
		e.code == ERR_IO,
	    "a folder that is not there");
}

int
main(void)
{
	check_shards(0);
	check_shards(1);
	check_shards(300000);
	check_faults();
	return check_done();
}
