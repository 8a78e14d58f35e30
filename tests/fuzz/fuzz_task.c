/*
 * The files of tasks, sealed with the right hashes, so that what is behind them
 * is reached: manifests, trailers, records and rows.  Each is refused, or it is
 * in bounds and comes out again as it went in.
 *
 * The input: a byte that says which, then the bytes themselves.
 */
#include <assert.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sealed.h"
#include "rating/billed.h"
#include "rating/directory.h"
#include "rating/map_call.h"
#include "rating/map_call_check.h"
#include "rating/master.h"
#include "rating/run.h"
#include "store/charge_encode.h"
#include "store/task_manifest.h"
#include "store/task_rows.h"
#include "store/task_trailer.h"
#include "tariff/tariff.h"

#include "fuzz_patch.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CONTRACTS = 40, SEGMENTS = 3, CALLS = 1000 };

static struct tariff_profile profiles[3];
static struct tariff tariff = { .profiles = profiles, .nprofiles = 3 };
static struct directory directory = { .tariff = &tariff,
	.ncontracts = CONTRACTS };
static struct run_segment segments[SEGMENTS];
static const struct task_rows_bounds rows = { .directory = &directory,
	.until = CONTRACTS,
	.nsegments = SEGMENTS };

/* --- texts ---------------------------------------------------------------- */

static void
fuzz_manifest(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct buf b = { 0 }, again = { 0 };
	struct arena arena = { 0 };
	struct task_manifest m;
	char sha256[HASH_HEX_MAX];

	buf_add(&b, data, size);
	sealed_add(&b, sha256);
	buf_add(&again, b.data, b.len);
	if (task_manifest_parse(b.data, b.len, "m", &arena, &m, &e) == 0) {
		buf_reset(&b);
		task_manifest_format(&m, &b);
		assert(b.len == again.len &&
		    memcmp(b.data, again.data, b.len) == 0);
	} else {
		assert(e.code == ERR_DATA);
	}
	arena_free(&arena);
	buf_free(&b);
	buf_free(&again);
}

/* --- whole files ---------------------------------------------------------- */

static struct fuzz_patch file;

static void
end(void)
{
	(void)unlink(file.path);
	(void)rmdir(file.folder);
}

static void
write_file(const struct buf *b)
{
	int fd;

	if (file.folder[0] == '\0') {
		fuzz_patch_begin(&file, "000");
		(void)atexit(end);
	}
	fd = open(file.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert(fd >= 0 && write(fd, b->data, b->len) == (ssize_t)b->len);
	(void)close(fd);
}

static bool
is_section(struct task_reader *r, const struct task_section *s)
{
	struct err e = { .code = ERR_NONE };
	struct buf b = { 0 };
	char hex[HASH_HEX_MAX];
	bool is = task_reader_bytes(r, s, &b, &e) == 0;

	hash_sha256_hex(buf_text(&b), b.len, hex);
	assert(is == (strcmp(hex, s->sha256) == 0 && (int64_t)b.len == s->len));
	buf_free(&b);
	return is;
}

static void
read_map(struct task_reader *r, const char *text)
{
	struct err e = { .code = ERR_NONE };
	struct task_map_trailer t;
	struct arena arena = { 0 };
	struct buf b = { 0 };

	if (task_trailer_get_map(r, &arena, &t, &e) == 0) {
		task_trailer_put_map(&b, &t);
		assert(strcmp(buf_text(&b), text) == 0);
		for (size_t i = 0; i < t.nshards; i++)
			(void)is_section(r, &t.shards[i]);
		(void)is_section(r, &t.exceptions);
	}
	buf_free(&b);
	arena_free(&arena);
}

static void
read_reduce(struct task_reader *r, const char *text)
{
	struct err e = { .code = ERR_NONE };
	struct task_reduce_trailer t;
	struct arena arena = { 0 };
	struct buf b = { 0 };

	if (task_trailer_get_reduce(r, &arena, &t, &e) == 0) {
		task_trailer_put_reduce(&b, &t);
		assert(strcmp(buf_text(&b), text) == 0);
		(void)is_section(r, &t.charges);
		(void)is_section(r, &t.exceptions);
	}
	buf_free(&b);
	arena_free(&arena);
}

/* The input is the trailer; the body is as long as its first byte says. */
static void
fuzz_file(const uint8_t *data, size_t size, bool map)
{
	static const char body[256];
	struct err e = { .code = ERR_NONE };
	struct buf whole = { 0 }, text = { 0 };
	char sha256[HASH_HEX_MAX], *copy;
	struct task_reader r;
	size_t len = size > 0 ? data[0] : 0;

	if (size > 0)
		buf_add(&text, data + 1, size - 1);
	copy = strndup(buf_text(&text), text.len);
	assert(copy != NULL);
	sealed_add(&text, sha256);
	buf_add(&whole, body, len);
	buf_add(&whole, text.data, text.len);
	buf_printf(&whole, "trailer %012zu\n", text.len);
	write_file(&whole);
	if (task_reader_open(&r, file.path, &e) == 0) {
		if (map)
			read_map(&r, copy);
		else
			read_reduce(&r, copy);
		task_reader_close(&r);
	} else {
		assert(e.code == ERR_DATA);
	}
	/* and as it is, without a hash */
	buf_reset(&whole);
	buf_add(&whole, data, size);
	write_file(&whole);
	err_clear(&e);
	assert(task_reader_open(&r, file.path, &e) < 0 && e.code == ERR_DATA);
	free(copy);
	buf_free(&whole);
	buf_free(&text);
}

/* --- records -------------------------------------------------------------- */

static void
check_record(const struct map_call *c)
{
	const char *end_of = c->text + c->size, *key;
	struct map_call_domains d = map_call_domains(c);
	size_t len;

	key = map_call_destination(c);
	assert(key + map_call_destination_len(c) < end_of);
	if (c->has_source) {
		key = map_call_source(c, &len);
		assert(key + len < end_of && key[len] == '\0');
	}
	assert(!c->has_domains ||
	    (d.source + strlen(d.source) < end_of &&
		d.destination + strlen(d.destination) < end_of));
	key = map_call_identity(c, &len);
	assert(!c->has_identity || key + len == end_of);
	(void)map_call_duration_ms(c);
}

static void
fuzz_records(const uint8_t *data, size_t size)
{
	static const struct billed nothing;
	struct map_call_bounds b = { .until = CONTRACTS,
		.nsubscribers = 50,
		.segments = segments,
		.nsegments = SEGMENTS,
		.billed = &nothing };
	char *copy = malloc(size + 1); /* its end is guarded */
	size_t at = 0, bytes;

	assert(copy != NULL);
	if (size > 0) {
		b.identity = data[0] & 1;
		data++;
		size--;
		memcpy(copy, data, size);
	}
	while ((bytes = map_call_check(copy + at, size - at, &b)) > 0) {
		check_record((const struct map_call *)(copy + at));
		at += bytes;
	}
	free(copy);
}

/* --- rows ----------------------------------------------------------------- */

static void
same(const struct buf *b, const uint8_t *data, size_t size)
{
	assert(b->len == size && memcmp(b->data, data, size) == 0);
}

static void
fuzz_rows(const uint8_t *data, size_t size, int kind)
{
	struct task_bytes r = { .at = data, .left = size };
	struct reduce_output o = { .ncharges = 0 };
	struct reduce_ledger ledger[4][3] = { 0 };
	struct buf b = { 0 };
	bool taken = false;

	if (kind == 0 &&
	    task_rows_get_exceptions(&r, &rows, true, &o.texts,
		&o.exceptions)) {
		task_rows_put_exceptions(&b, &o.exceptions);
		taken = true;
	} else if (kind == 1 && task_rows_get_contracts(&r, &rows, &o)) {
		task_rows_put_contracts(&b, o.contracts, o.ncontracts);
		taken = true;
	} else if (kind == 2 &&
	    task_rows_get_balances(&r, &rows, &o.balances)) {
		task_rows_put_balances(&b, &o.balances);
		taken = true;
	} else if (kind == 3) {
		(void)task_rows_get_ledger(&r, &directory, ledger);
	}
	if (taken)
		same(&b, data, size);
	reduce_output_free(&o);
	buf_free(&b);
}

static void
fuzz_charges(const uint8_t *data, size_t size)
{
	size_t bytes, n;

	if (charge_encoded(data, size, &bytes, &n))
		assert(bytes <= size && n <= bytes / 3);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	for (int i = 0; i < SEGMENTS; i++)
		segments[i].calls = CALLS;
	switch (data[0] % 9) {
	case 0:
		fuzz_manifest(data + 1, size - 1);
		break;
	case 1:
	case 2:
		fuzz_file(data + 1, size - 1, data[0] % 9 == 1);
		break;
	case 3:
		fuzz_records(data + 1, size - 1);
		break;
	case 4:
		fuzz_charges(data + 1, size - 1);
		break;
	default:
		fuzz_rows(data + 1, size - 1, data[0] % 9 - 5);
		break;
	}
	return 0;
}
