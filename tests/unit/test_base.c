/*
 * Memory, buffers, text out, UTF-8, hashes, errors, problems.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/problems.h"
#include "base/utf8.h"

#include "../check.h"

static void
test_err(void)
{
	struct err e = { .code = ERR_NONE };

	CHECK_I64(err_set(&e, ERR_DATA, "duration \"%s\": not a number", "61x"),
	    -1, "err_set");
	CHECK_I64(err_ctx(&e, "line %d", 1042), -1, "err_ctx");
	(void)err_ctx(&e, "calls.csv");
	CHECK_STR(e.text,
	    "calls.csv: line 1042: duration \"61x\": not a number",
	    "outside in");
	CHECK_I64(e.code, ERR_DATA, "code");
	/* Too long: the end is cut, nothing is overrun. */
	for (int i = 0; i < 20; i++)
		(void)err_ctx(&e, "%0100d", i);
	CHECK_I64(strlen(e.text), ERR_TEXT_MAX - 1, "cut");
	err_clear(&e);
	CHECK(e.code == ERR_NONE && e.text[0] == '\0', "cleared");
}

static void
test_arena(void)
{
	struct arena a = { 0 };
	int bad = 0;
	char *p, *q;

	for (size_t i = 1; i < 3000; i++) {
		p = arena_alloc(&a, i, 7);
		bad += (uintptr_t)p % _Alignof(max_align_t) != 0;
		for (size_t k = 0; k < i * 7; k++)
			bad += p[k] != 0;
		memset(p, 'x', i * 7);
	}
	CHECK_I64(bad, 0, "aligned and zeroed");
	p = arena_strndup(&a, "abcdef", 3);
	q = arena_printf(&a, "%s-%d", p, 7);
	CHECK_STR(q, "abc-7", "printf");
	CHECK_STR(arena_strdup(&a, NULL), "", "NULL");
	CHECK(a.used > 0, "used");
	arena_reset(&a);
	CHECK_I64(a.used, 0, "reset");
	p = ARENA_NEW(&a, char, 1000000);
	CHECK(p[0] == 0 && p[999999] == 0, "a big one");
	arena_free(&a);
	arena_free(&a);
}

static void
test_buf(void)
{
	struct buf b = { 0 };
	char longer[1000];

	CHECK_STR(buf_text(&b), "", "empty");
	buf_str(&b, NULL);
	buf_add(&b, "a\0b", 3);
	buf_char(&b, 'c');
	CHECK(b.len == 4 && memcmp(b.data, "a\0bc", 5) == 0, "bytes");
	buf_reset(&b);
	CHECK_STR(buf_text(&b), "", "reset");
	memset(longer, 'y', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	buf_printf(&b, "%s%d", longer, 5);
	CHECK(b.len == 1000 && b.data[999] == '5' && b.data[1000] == '\0',
	    "longer than what was reserved");
	buf_free(&b);
}

/* What a field becomes, alone in its record. */
static void
field_case(const char *text, bool guard, const char *want)
{
	struct buf b = { 0 };
	struct out o;

	out_init_buf(&o, &b);
	out_csv_field(&o, text, guard);
	out_csv_end(&o);
	CHECK(b.len > 0 && b.data[b.len - 1] == '\n', "line end");
	b.data[b.len - 1] = '\0';
	CHECK_STR(b.data, want, want);
	buf_free(&b);
}

static void
test_csv_out(void)
{
	field_case("plain", true, "plain");
	field_case(NULL, true, "");
	field_case("a,b", true, "\"a,b\"");
	field_case("say \"hi\"", true, "\"say \"\"hi\"\"\"");
	field_case("a\nb", true, "\"a\nb\"");
	field_case(" a", true, "\" a\"");
	field_case("=1+2", true, "'=1+2");
	field_case("=1+2", false, "=1+2");
	field_case("=A1,B1", true, "\"'=A1,B1\"");
	field_case("+4989", true, "'+4989");
	field_case("@x", true, "'@x");
	field_case("\tx", true, "\"'\tx\"");
	field_case("-1.50", true, "-1.50");
	field_case("-1+cmd", true, "'-1+cmd");
	field_case("-", true, "'-");
}

/* What is written is read back: every byte, in every place. */
static void
test_csv_round_trip(void)
{
	static const char letters[] = "a,\"\n\r; \tb=-";
	const struct csv_options opt = { .separator = ',' };
	struct err e = { .code = ERR_NONE };
	struct buf b = { 0 };
	char text[3000][8];
	struct csv *c;
	struct out o;
	int bad = 0;

	out_init_buf(&o, &b);
	for (int i = 0; i < 3000; i++) {
		int n = i % 7;

		for (int k = 0; k < n; k++)
			text[i][k] = letters[(i * 7919 + k * 104729 / 3) % 11];
		text[i][n] = '\0';
		out_csv_field(&o, text[i], false);
		if (i % 3 == 2)
			out_csv_end(&o);
	}
	CHECK(csv_open_mem(&c, "t", b.data, b.len, &opt, &e) == 0, "open");
	for (int i = 0; i < 3000; i++) {
		if (i % 3 == 0 && csv_next(c, &e) != 1)
			bad++;
		bad += strcmp(csv_text(c, (size_t)i % 3), text[i]) != 0;
	}
	CHECK_I64(bad, 0, "fields that were not read back");
	csv_close(c);
	buf_free(&b);
}

static void
test_json(void)
{
	struct buf b = { 0 };
	struct out o;

	out_init_buf(&o, &b);
	out_json_open(&o, NULL, '{');
	out_json_text(&o, "a", "q\"\\\n\t\001\x7fz");
	out_json_text(&o, "none", NULL);
	out_json_int(&o, "n", -5);
	out_json_open(&o, "list", '[');
	out_json_int(&o, NULL, 1);
	out_json_open(&o, NULL, '{');
	out_json_bool(&o, "t", true);
	out_json_close(&o, '}');
	out_json_open(&o, NULL, '[');
	out_json_close(&o, ']');
	out_json_close(&o, ']');
	out_json_number(&o, "amount", "0.20");
	out_json_close(&o, '}');
	out_json_open(&o, NULL, '[');
	out_json_close(&o, ']');
	CHECK_STR(buf_text(&b),
	    "{\"a\":\"q\\\"\\\\\\n\\t\\u0001\\u007fz\",\"none\":null,\"n\":-5,"
	    "\"list\":[1,{\"t\":true},[]],\"amount\":0.20}\n[]\n",
	    "json");
	buf_free(&b);
}

static void
test_out_fd(void)
{
	struct err e = { .code = ERR_NONE };
	char path[] = "/tmp/test_out.XXXXXX";
	int fd = mkstemp(path);
	struct out o;

	out_init_fd(&o, fd, "the file");
	for (int i = 0; i < 100000; i++)
		out_printf(&o, "%07d\n", i);
	CHECK(out_flush(&o, &e) == 0, "%s", e.text);
	CHECK_I64(lseek(fd, 0, SEEK_END), 800000, "bytes");
	out_free(&o);
	(void)close(fd);
	(void)unlink(path);

	fd = open("/dev/full", O_WRONLY);
	out_init_fd(&o, fd, "/dev/full");
	out_str(&o, "x");
	CHECK(out_flush(&o, &e) < 0, "a full device");
	CHECK_STR(e.text, "writing to /dev/full: No space left on device",
	    "a full device");
	err_clear(&e);
	out_str(&o, "y");
	CHECK(out_flush(&o, &e) < 0, "errors are sticky");
	out_free(&o);
	(void)close(fd);
}

static void
utf8_case(const char *text, size_t len, int64_t want)
{
	size_t bad = 999;
	bool ok = utf8_check(text, len, &bad);

	CHECK_I64(ok ? -1 : (int64_t)bad, want, text);
}

static void
test_utf8(void)
{
	char text[64];

	utf8_case("", 0, -1);
	utf8_case("plain\tand\r\nlines", 16, -1);
	utf8_case("a\0b", 3, 1);
	utf8_case("M\xc3\xbcller", 7, -1);
	utf8_case("M\xc3", 2, 1);
	utf8_case("\xc0\xaf", 2, 0);          /* not the shortest form */
	utf8_case("\xed\xa0\x80", 3, 0);      /* a surrogate */
	utf8_case("\xf0\x9f\x98\x80", 4, -1); /* beyond 16 bits */
	utf8_case("\xf4\x90\x80\x80", 4, 0);  /* beyond Unicode */
	utf8_case("\xc3\xbc\001x", 4, 2);
	utf8_case("\xc3\xbc\001\xff", 4, 2);
	/* Each bad byte at each place of a long text. */
	for (int place = 0; place < 60; place++)
		for (int byte = 0; byte < 256; byte++) {
			bool fine = byte == '\t' || byte == '\n' ||
			    byte == '\r' || (byte >= 0x20 && byte < 0x7f);

			memset(text, 'a', sizeof(text));
			text[place] = (char)byte;
			if (utf8_check(text, 60, NULL) != fine)
				CHECK(false, "byte %02x at %d", (unsigned)byte,
				    place);
		}
	CHECK_I64(utf8_count("M\xc3\xbcller", 7), 6, "characters");
	CHECK_I64(utf8_prefix("M\xc3\xbcller", 7, 2), 3, "two of them");
	CHECK_I64(utf8_prefix("ab", 2, 5), 2, "all");
}

static void
test_hash(void)
{
	struct hash_sha256 h;
	char hex[HASH_HEX_MAX], again[HASH_HEX_MAX];
	uint64_t seen[256];
	int doubles = 0;

	/* FIPS 180-2, appendix B.1. */
	hash_sha256_hex("abc", 3, hex);
	CHECK_STR(hex,
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	    "abc");
	hash_sha256_begin(&h);
	hash_sha256_add(&h, "a", 1);
	hash_sha256_add(&h, "bc", 2);
	hash_sha256_end(&h, again);
	CHECK_STR(again, hex, "in parts");
	hash_sha256_drop(&h);

	CHECK(hash64("abc", 3, 1) == hash64("abc", 3, 1), "same");
	CHECK(hash64("abc", 3, 1) != hash64("abc", 3, 2), "seed");
	CHECK(hash64("", 0, 1) != hash64("\0", 1, 1), "length");
	for (int i = 0; i < 256; i++) {
		char key[17] = "0123456789abcdef";

		key[i % 16] = (char)(key[i % 16] ^ (1 + i / 16));
		seen[i] = hash64(key, 16, 42);
		for (int k = 0; k < i; k++)
			doubles += seen[k] == seen[i];
	}
	CHECK_I64(doubles, 0, "hashes that are the same");
}

/* Whatever is changed in a block changes its hash: a bit, the order of two words,
 * the length, the seed. */
static void
test_hash_block(void)
{
	unsigned char block[200], other[200];
	int64_t same = 0;

	for (size_t i = 0; i < sizeof(block); i++)
		block[i] = (unsigned char)(i * 37 + 11);
	for (size_t len = 0; len < sizeof(block); len++) {
		uint64_t h = hash64_block(block, len, 5);

		same += h != hash64_block(block, len, 5);
		same += h == hash64_block(block, len, 6);
		same += h == hash64_block(block, len + 1, 5);
		for (size_t bit = 0; bit < len * 8; bit++) {
			memcpy(other, block, len);
			other[bit / 8] ^= (unsigned char)(1 << bit % 8);
			same += h == hash64_block(other, len, 5);
		}
		for (size_t w = 8; w + 8 <= len; w += 8) {
			memcpy(other, block, len);
			memcpy(other, block + w, 8);
			memcpy(other + w, block, 8);
			same += h == hash64_block(other, len, 5);
		}
	}
	CHECK_I64(same, 0, "changes that are not seen");
}

/* Flipping any bit of the key flips about half of the hash. */
static void
hash_spread(uint64_t (*hash)(const void *, size_t, uint64_t))
{
	unsigned char key[24] = { 0 };
	int64_t flipped = 0;
	int least = 64;

	for (int bit = 0; bit < 192; bit++) {
		uint64_t a, b;
		int n;

		memset(key, bit, sizeof(key));
		a = hash(key, sizeof(key), 7);
		key[bit / 8] = (unsigned char)(key[bit / 8] ^ 1 << bit % 8);
		b = hash(key, sizeof(key), 7);
		n = __builtin_popcountll(a ^ b);
		flipped += n;
		if (n < least)
			least = n;
	}
	CHECK(least >= 12, "least %d of 64", least);
	CHECK(flipped > 192 * 28 && flipped < 192 * 36, "mean %d / 192",
	    (int)flipped);
}

static void
test_hash_spread(void)
{
	hash_spread(hash64);
	hash_spread(hash64_block);
}

static void
test_problems(void)
{
	struct problems l = { 0 };
	struct buf b = { 0 };
	struct out o;

	out_init_buf(&o, &b);
	problems_add(&l, "fees.csv", 12, 31, "init_rate \"%s\"", "0,04");
	problems_add(&l, "fees.csv", 2, 0, "too few fields");
	problems_add(&l, "bands.csv", 0, 0, "missing");
	problems_add(&l, "fees.csv", 12, 4, "first");
	problems_add(&l, NULL, 0, 0, "of no file");
	CHECK_I64(problems_count(&l), 5, "count");
	problems_print(&l, &o);
	CHECK_STR(buf_text(&b),
	    "of no file\n"
	    "bands.csv: missing\n"
	    "fees.csv:2: too few fields\n"
	    "fees.csv:12:4: first\n"
	    "fees.csv:12:31: init_rate \"0,04\"\n",
	    "sorted");
	for (int i = 0; i < PROBLEMS_MAX; i++)
		problems_add(&l, "x", i, 0, "x");
	CHECK_I64(problems_count(&l), PROBLEMS_MAX + 5, "count");
	buf_reset(&b);
	problems_print(&l, &o);
	CHECK(strstr(buf_text(&b), "and 5 more\n") != NULL, "the rest");
	problems_free(&l);
	buf_free(&b);
}

/* Problems of a file found by several, each in order of lines: as by one. */
static void
test_problems_merge(void)
{
	struct problems one = { 0 }, all = { 0 }, parts[3];
	struct buf want = { 0 }, got = { 0 };
	struct out o;

	memset(parts, 0, sizeof(parts));
	for (int i = 0; i < 3 * PROBLEMS_MAX; i++) {
		/* the first part has most of the first lines */
		int part = i % 7 == 0 ? 1 : i < 1500 ? 0 : 2;

		problems_add(&one, "f", i + 1, i % 5, "number %d", i);
		problems_add(&parts[part], "f", i + 1, i % 5, "number %d", i);
	}
	for (int i = 2; i >= 0; i--) {
		problems_merge(&all, &parts[i]);
		CHECK_I64(problems_count(&parts[i]), 0, "moved");
		problems_free(&parts[i]);
	}
	CHECK_I64(problems_count(&all), 3 * PROBLEMS_MAX, "count");
	CHECK_I64(all.kept, PROBLEMS_MAX, "kept");
	out_init_buf(&o, &want);
	problems_print(&one, &o);
	out_init_buf(&o, &got);
	problems_print(&all, &o);
	CHECK_STR(buf_text(&got), buf_text(&want), "as if found by one");
	problems_free(&one);
	problems_free(&all);
	buf_free(&want);
	buf_free(&got);
}

int
main(void)
{
	test_err();
	test_arena();
	test_buf();
	test_csv_out();
	test_csv_round_trip();
	test_json();
	test_out_fd();
	test_utf8();
	test_hash();
	test_hash_block();
	test_hash_spread();
	test_problems();
	test_problems_merge();
	return check_done();
}
