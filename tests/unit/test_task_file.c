/*
 * Files of tasks: what was written is read again; no bit of one, and no piece of
 * its end, can change unnoticed; what is sealed but wrong is refused as well.
 */
#include "../check.h"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/folder.h"
#include "base/sealed.h"
#include "store/task_bytes.h"
#include "store/task_manifest.h"
#include "store/task_trailer.h"

static char dir[] = "/tmp/test_task.XXXXXX";

static const char hash_a[] =
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/* --- sealed texts --------------------------------------------------------- */

/* Is it one, with one line "n NUMBER" that is read as ${number}? */
static bool
reads_as(const char *text, int64_t number)
{
	struct err e = { .code = ERR_NONE };
	struct buf b = { 0 };
	struct sealed s;
	char sha256[HASH_HEX_MAX];
	int64_t got = 0;
	bool is;

	buf_str(&b, text);
	sealed_add(&b, sha256);
	is = sealed_open(&s, b.data, b.len, "text", &e) == 0 &&
	    sealed_int(&s, "n", 0, INT64_MAX, &got, &e) == 0 &&
	    sealed_end(&s, &e) == 0 && got == number;
	buf_free(&b);
	return is;
}

static bool
reads_wide(const char *text)
{
	struct err e = { .code = ERR_NONE };
	char copy[256], again[I128_TEXT_MAX], *value = copy;
	struct sealed s = { .name = "text" };
	i128 v;

	(void)snprintf(copy, sizeof(copy), "%s", text);
	if (sealed_word_wide(&s, &value, &v, &e) < 0)
		return false;
	(void)i128_format(again, v, 0);
	return strcmp(again, text) == 0;
}

static void
test_sealed(void)
{
	static const char *const wrong[] = { "n +1\n", "n -1\n", "n 01\n",
		"n 1 \n", "n  1\n", "n\n", "n \n", "m 1\n", "n 1\nn 1\n", "n 1",
		"", "\n", "n 9223372036854775808\n", "n 1.0\n", "n 0x1\n" };

	CHECK(reads_as("n 1\n", 1), "a number");
	CHECK(reads_as("n 0\n", 0), "nothing");
	CHECK(reads_as("n 9223372036854775807\n", INT64_MAX), "the largest");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		CHECK(!reads_as(wrong[i], 1), "\"%s\"", wrong[i]);
	CHECK(reads_wide("0"), "a sum of nothing");
	CHECK(reads_wide("-170141183460469231731687303715884105728"), "least");
	CHECK(reads_wide("170141183460469231731687303715884105727"), "most");
	CHECK(!reads_wide("170141183460469231731687303715884105728"), "more");
	CHECK(!reads_wide("-170141183460469231731687303715884105729"), "less");
	CHECK(!reads_wide("-0") && !reads_wide("01") && !reads_wide("1x") &&
		!reads_wide("-") && !reads_wide(""),
	    "not as we write them");
}

/* --- bytes ---------------------------------------------------------------- */

static void
test_bytes(void)
{
	static const int64_t numbers[] = { 0, 1, -1, INT64_MIN, INT64_MAX, 256,
		-256, INT64_C(0x0102030405060708) };
	const i128 wide = -((i128)INT64_MAX * 1000) - 7;
	struct arena arena = { 0 };
	struct buf b = { 0 };
	struct task_bytes r;

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		task_bytes_put(&b, numbers[i]);
	task_bytes_put_wide(&b, wide);
	task_bytes_put_text(&b, "caf\xc3\xa9");
	task_bytes_put_text(&b, "");
	CHECK(memcmp(b.data + 7 * 8, "\x08\x07\x06\x05\x04\x03\x02\x01", 8) ==
		0,
	    "the lowest byte first");
	r = (struct task_bytes){ .at = (const unsigned char *)b.data,
		.left = b.len };
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		CHECK_I64(task_bytes_get(&r), numbers[i], "number");
	CHECK(task_bytes_get_wide(&r) == wide, "wide");
	CHECK_STR(task_bytes_get_text(&r, &arena), "caf\xc3\xa9", "text");
	CHECK_STR(task_bytes_get_text(&r, &arena), "", "no text");
	CHECK(task_bytes_whole(&r), "nothing is left");
	(void)task_bytes_get(&r);
	CHECK(r.bad && !task_bytes_whole(&r), "one too many");

	/* a count of more than there can be, a text that ends in it, bounds */
	buf_reset(&b);
	task_bytes_put(&b, 3);
	buf_add(&b, "a\0b", 3);
	r = (struct task_bytes){ .at = (const unsigned char *)b.data,
		.left = b.len };
	CHECK(task_bytes_get_count(&r, 1) == 3 && !r.bad, "three bytes");
	r = (struct task_bytes){ .at = (const unsigned char *)b.data,
		.left = b.len };
	CHECK(task_bytes_get_count(&r, 2) == 0 && r.bad, "not three of two");
	r = (struct task_bytes){ .at = (const unsigned char *)b.data,
		.left = b.len };
	CHECK_STR(task_bytes_get_text(&r, &arena), "", "NUL in a text");
	CHECK(r.bad, "is bad");
	r = (struct task_bytes){ .at = (const unsigned char *)b.data,
		.left = b.len };
	CHECK(task_bytes_get_in(&r, 4, 9) == 4 && r.bad, "below the least");
	arena_free(&arena);
	buf_free(&b);
}

/* --- whole files ---------------------------------------------------------- */

static void
make_map(struct task_map_trailer *t, struct task_section *shards, struct err *e)
{
	struct buf trailer = { 0 };
	struct task_writer w;

	*t = (struct task_map_trailer){ .number = 3,
		.of = 5,
		.calls = 12,
		.charged = 11,
		.unrated = 2,
		.listed = 1,
		.nshards = 2,
		.shards = shards };
	(void)memcpy(t->snapshot, hash_a, sizeof(hash_a));
	CHECK(task_writer_open(&w, dir, "003", e) == 0, "%s", e->text);
	task_writer_begin(&w);
	CHECK(task_writer_add(&w, "hello", 5, e) == 0 &&
		task_writer_add(&w, "", 0, e) == 0 &&
		task_writer_add(&w, " world", 6, e) == 0,
	    "%s", e->text);
	task_writer_end(&w, 2, &shards[0]);
	task_writer_begin(&w);
	task_writer_end(&w, 0, &shards[1]);
	task_writer_begin(&w);
	CHECK(task_writer_add(&w, "odd", 3, e) == 0, "%s", e->text);
	task_writer_end(&w, 3, &t->exceptions);
	task_trailer_put_map(&trailer, t);
	CHECK(task_writer_finish(&w, &trailer, t->sha256, e) == 0, "%s",
	    e->text);
	task_writer_abort(&w);
	buf_free(&trailer);
}

/* Is all of the file what was written? */
static bool
is_sound(const char *path, const struct task_map_trailer *want)
{
	struct err e = { .code = ERR_NONE };
	struct task_map_trailer t;
	struct arena arena = { 0 };
	struct task_reader r;
	struct buf a = { 0 }, b = { 0 }, c = { 0 };
	bool sound = false;

	if (task_reader_open(&r, path, &e) == 0) {
		sound = task_trailer_get_map(&r, &arena, &t, &e) == 0 &&
		    t.nshards == 2 &&
		    task_reader_bytes(&r, &t.shards[0], &a, &e) == 0 &&
		    task_reader_bytes(&r, &t.shards[1], &b, &e) == 0 &&
		    task_reader_bytes(&r, &t.exceptions, &c, &e) == 0 &&
		    strcmp(t.sha256, want->sha256) == 0 &&
		    strcmp(buf_text(&a), "hello world") == 0 && b.len == 0 &&
		    strcmp(buf_text(&c), "odd") == 0;
		task_reader_close(&r);
	}
	CHECK(sound || e.code == ERR_DATA, "an error of the data: %s", e.text);
	arena_free(&arena);
	buf_free(&a);
	buf_free(&b);
	buf_free(&c);
	return sound;
}

static void
put_file(const char *path, const struct buf *b, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	CHECK(fd >= 0 && write(fd, b->data, len) == (ssize_t)len, "%s", path);
	(void)close(fd);
}

static void
test_file(void)
{
	struct err e = { .code = ERR_NONE };
	char path[FILE_PATH_MAX], other[FILE_PATH_MAX];
	struct task_section shards[2];
	struct task_map_trailer t;
	struct buf whole = { 0 };
	int taken = 0;

	make_map(&t, shards, &e);
	CHECK(file_path_join(path, dir, "003", &e) == 0 &&
		file_path_join(other, dir, "004", &e) == 0 &&
		file_read(path, 10000, &whole, &e) == 0,
	    "%s", e.text);
	CHECK(is_sound(path, &t), "what was written");
	for (size_t at = 0; at < whole.len; at++)
		for (int bit = 0; bit < 8; bit++) {
			whole.data[at] = (char)(whole.data[at] ^ 1 << bit);
			put_file(other, &whole, whole.len);
			whole.data[at] = (char)(whole.data[at] ^ 1 << bit);
			taken += is_sound(other, &t);
		}
	CHECK_I64(taken, 0, "files with one other bit that are taken");
	for (size_t len = 0; len < whole.len; len++) {
		put_file(other, &whole, len);
		taken += is_sound(other, &t);
	}
	CHECK_I64(taken, 0, "files that are cut and taken");
	buf_add(&whole, "\n", 1);
	put_file(other, &whole, whole.len);
	CHECK(!is_sound(other, &t), "one byte more");
	buf_free(&whole);
}

/* One that was begun leaves nothing, twice the same is one file. */
static void
test_aside(void)
{
	struct err e = { .code = ERR_NONE };
	struct task_section shards[2];
	struct task_map_trailer t;
	struct arena arena = { 0 };
	struct folder_entry *entries;
	struct task_writer w;
	struct task_aside f;
	size_t n;

	CHECK(task_writer_open(&w, dir, "005", &e) == 0, "%s", e.text);
	task_writer_begin(&w);
	CHECK(task_writer_add(&w, "x", 1, &e) == 0, "%s", e.text);
	task_writer_abort(&w);
	CHECK(task_aside_open(&f, dir, "006", &e) == 0, "%s", e.text);
	task_aside_abandon(); /* as a signal handler does */
	CHECK(access(f.temp, F_OK) != 0, "abandoned");
	task_aside_abort(&f);
	task_aside_abandon();
	make_map(&t, shards, &e);
	CHECK(folder_read(dir, &arena, &entries, &n, &e) == 0, "%s", e.text);
	for (size_t i = 0; i < n; i++)
		CHECK(entries[i].name[0] == '0' && entries[i].name[2] < '5',
		    "%s is left", entries[i].name);
	arena_free(&arena);
}

/* --- trailers ------------------------------------------------------------- */

static void
fill_reduce(struct task_reduce_trailer *t, char (*inputs)[HASH_HEX_MAX])
{
	struct task_section *sections[] = { &t->charges, &t->contracts,
		&t->balances, &t->ledger, &t->used, &t->exceptions };

	*t = (struct task_reduce_trailer){ .number = 1,
		.of = 2,
		.nmaps = 2,
		.inputs = inputs,
		.records = 9,
		.priced = 5,
		.unrated = 3,
		.unpriced = 1,
		.listed = 0,
		.price_e8 = -((i128)INT64_MAX * 5),
		.cash_e8 = 7,
		.duration_ms = (i128)INT64_MAX + 1 };
	(void)memcpy(t->snapshot, hash_a, sizeof(hash_a));
	(void)memcpy(inputs[0], hash_a, sizeof(hash_a));
	(void)memcpy(inputs[1], hash_a, sizeof(hash_a));
	for (size_t i = 0; i < 6; i++) {
		sections[i]->rows = (int64_t)i;
		(void)memcpy(sections[i]->sha256, hash_a, sizeof(hash_a));
	}
}

static void
test_reduce(void)
{
	struct err e = { .code = ERR_NONE };
	char inputs[2][HASH_HEX_MAX], path[FILE_PATH_MAX], sha[HASH_HEX_MAX];
	struct task_reduce_trailer t, got;
	struct arena arena = { 0 };
	struct buf trailer = { 0 }, again = { 0 };
	struct task_reader r;
	struct task_writer w;

	fill_reduce(&t, inputs);
	task_trailer_put_reduce(&trailer, &t);
	buf_str(&again, buf_text(&trailer));
	CHECK(task_writer_open(&w, dir, "004", &e) == 0 &&
		task_writer_finish(&w, &trailer, sha, &e) == 0 &&
		file_path_join(path, dir, "004", &e) == 0 &&
		task_reader_open(&r, path, &e) == 0,
	    "%s", e.text);
	if (CHECK(task_trailer_get_reduce(&r, &arena, &got, &e) == 0, "%s",
		e.text)) {
		CHECK(got.price_e8 == t.price_e8 && got.records == 9 &&
			got.unpriced == 1 && got.nmaps == 2 &&
			strcmp(got.sha256, sha) == 0,
		    "the same");
		buf_reset(&trailer);
		task_trailer_put_reduce(&trailer, &got);
		CHECK_STR(buf_text(&trailer), buf_text(&again), "again");
	}
	task_reader_close(&r);
	err_clear(&e);
	/* it is no map */
	CHECK(task_reader_open(&r, path, &e) == 0, "%s", e.text);
	{
		struct task_map_trailer m;

		CHECK(task_trailer_get_map(&r, &arena, &m, &e) < 0 &&
			e.code == ERR_DATA,
		    "a reduce is no map");
	}
	task_reader_close(&r);
	arena_free(&arena);
	buf_free(&trailer);
	buf_free(&again);
}

/* --- the manifest --------------------------------------------------------- */

static bool
takes_name(const char *name)
{
	struct err e = { .code = ERR_NONE };
	struct task_manifest m = { .program = "1",
		.layout = "l",
		.period = "2026-10",
		.maps = 1,
		.shards = 1,
		.run_sha256 = "-" };
	struct task_manifest got;
	struct arena arena = { 0 };
	struct buf b = { 0 };
	bool taken;

	(void)memcpy(m.zones, hash_a, sizeof(hash_a));
	task_manifest_add(&m, name, 1, hash_a);
	task_manifest_format(&m, &b);
	taken = task_manifest_parse(b.data, b.len, "m", &arena, &got, &e) == 0;
	free(m.files);
	arena_free(&arena);
	buf_free(&b);
	return taken;
}

static void
test_manifest(void)
{
	static const char *const names[] = { "", "/", "/etc/passwd", "../x",
		"a/../x", "a//b", "a/", ".x", "a/.x", "a b", "a\\b",
		"\xc3\xa9" };
	struct err e = { .code = ERR_NONE };
	struct task_manifest m = { .program = "1.2",
		.layout = task_manifest_layout(),
		.period = "2026-10",
		.maps = 3,
		.shards = 4,
		.load = 7,
		.run = 2,
		.calls = 100,
		.overlap = true };
	struct task_manifest got, changed;
	struct arena arena = { 0 };
	struct buf b = { 0 }, again = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		CHECK(!takes_name(names[i]), "\"%s\"", names[i]);
	CHECK(takes_name("calls/2026-10/00_1-a.db"), "a name");
	(void)memcpy(m.zones, hash_a, sizeof(hash_a));
	(void)memcpy(m.run_sha256, hash_a, sizeof(hash_a));
	task_manifest_add(&m, "calls/2026-10/2.db", 5, hash_a);
	task_manifest_add(&m, "book.db", 6, hash_a);
	task_manifest_add(&m, "calls/2026-10/1.db", 7, hash_a);
	task_manifest_format(&m, &b);
	buf_str(&again, buf_text(&b));
	CHECK(task_manifest_parse(b.data, b.len, "m", &arena, &got, &e) == 0,
	    "%s", e.text);
	CHECK(task_manifest_compare(&m, &got, &e) == 0, "%s", e.text);
	CHECK(task_manifest_find(&got, "book.db")->size == 6 &&
		task_manifest_find(&got, "x") == NULL,
	    "found by name");
	buf_reset(&b);
	task_manifest_format(&got, &b);
	CHECK_STR(buf_text(&b), buf_text(&again), "again");
	changed = got;
	changed.load = 8;
	CHECK(task_manifest_compare(&m, &changed, &e) < 0 &&
		strstr(e.text, "load of master data was 7 and is 8") != NULL,
	    "%s", e.text);
	err_clear(&e);
	changed = got;
	changed.nfiles = 2;
	CHECK(task_manifest_compare(&m, &changed, &e) < 0 &&
		strstr(e.text, "calls/2026-10/2.db") != NULL,
	    "%s", e.text);
	free(m.files);
	arena_free(&arena);
	buf_free(&b);
	buf_free(&again);
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };

	if (mkdtemp(dir) == NULL)
		return 1;
	test_sealed();
	test_bytes();
	test_file();
	test_aside();
	test_reduce();
	test_manifest();
	CHECK(folder_remove(dir, &e) == 0 && access(dir, F_OK) != 0, "%s",
	    e.text);
	return check_done();
}
