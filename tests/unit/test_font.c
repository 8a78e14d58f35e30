/*
 * Fonts: what they have, how wide it is, and that damaged ones are refused.
 * The fonts are those that were cut when Tollbook was built.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "render/font_set.h"
#include "render/font_subset.h"

#include "../check.h"

static const char folder[] = "build/fonts";
static const char regular[] = "build/fonts/LiberationSans-Regular.ttf";

static void
test_coverage(const struct font_set *s)
{
	static const struct {
		uint32_t from, until; /* [from, until) */
	} all[] = {
		{ 0x20, 0x7f }, { 0xa0, 0x180 }, /* Latin-1, Latin Extended-A */
		{ 0x391, 0x3a2 },                /* Greek */
		{ 0x3a3, 0x3ce }, { 0x400, 0x460 },     /* Cyrillic */
		{ 0x2013, 0x2015 }, { 0x20ac, 0x20ad }, /* the euro */
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (uint32_t c = all[i].from; c < all[i].until; c++)
			for (int face = 0; face < FACE_COUNT; face++)
				CHECK(font_set_find(s, (enum font_face)face,
					  c) == face,
				    "U+%04X in face %d", (unsigned)c, face);
	CHECK(font_set_find(s, FACE_REGULAR, 0x4e2d) < 0, "Chinese");
	CHECK(font_set_find(s, FACE_REGULAR, 0x5d0) < 0, "Hebrew");
	CHECK(font_set_find(s, FACE_REGULAR, 0x1f600) < 0, "beyond the BMP");
}

/* From the font's own table: a digit is 1139 of 2048 wide, an i 455. */
static void
test_widths(const struct font_set *s)
{
	const struct font *f = s->fonts[FACE_REGULAR];

	for (uint32_t c = '0'; c <= '9'; c++)
		CHECK_I64(font_advance(f, c), 1139 * 1000 / 2048, "digit");
	CHECK_I64(font_advance(f, 'i'), 455 * 1000 / 2048, "i");
	CHECK_I64(font_advance(f, 'W'), 1933 * 1000 / 2048, "W");
	CHECK_I64(font_shape(f).ascent, 1854 * 1000 / 2048, "ascent");
	CHECK_I64(font_glyph(f, 0xffff), 0, "U+FFFF");
}

static void
test_check(const struct font_set *s)
{
	static const struct {
		const char *text;
		const char *says; /* NULL: it can be printed */
	} rows[] = {
		{ "", NULL },
		{ "Dušek & Łódź, Κώστας, Їжак", NULL },
		{ "two\nlines", NULL },
		{ "{{invoice.total}} %s", NULL },
		{ "a\tb", "U+0009" },
		{ "a\rb", "U+000D" },
		{ "a\x01", "at byte 2" },
		{ "a\x7f", "at byte 2" },
		{ "\xff", "at byte 1" },
		{ "ab\xc3", "at byte 3" },
		{ "\xed\xa0\x80", "at byte 1" }, /* a surrogate */
		{ "\xc0\x80", "at byte 1" },     /* an overlong NUL */
		{ "中", "中 (U+4E2D)" },
		{ "x😀", "U+1F600" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct err e = { .code = ERR_NONE };
		int rc = font_set_check(s, FACE_REGULAR, "customer.city",
		    rows[i].text, &e);

		if (rows[i].says == NULL)
			CHECK(rc == 0, "row %zu: %s", i, e.text);
		else
			CHECK(rc < 0 && e.code == ERR_DATA &&
				strstr(e.text, rows[i].says) != NULL &&
				strstr(e.text, "customer.city") != NULL,
			    "row %zu: %s", i, e.text);
	}
}

/* font_set_next() against the definition of UTF-8, for every character. */
static void
test_decode(void)
{
	long wrong = 0;

	for (uint32_t c = 1; c < 0x110000; c++) {
		char text[8] = "";
		const char *at = text;
		size_t n = 0;

		if (c >= 0xd800 && c < 0xe000)
			continue;
		if (c < 0x80) {
			text[n++] = (char)c;
		} else if (c < 0x800) {
			text[n++] = (char)(0xc0 | c >> 6);
		} else if (c < 0x10000) {
			text[n++] = (char)(0xe0 | c >> 12);
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		} else {
			text[n++] = (char)(0xf0 | c >> 18);
			text[n++] = (char)(0x80 | (c >> 12 & 0x3f));
			text[n++] = (char)(0x80 | (c >> 6 & 0x3f));
		}
		if (c >= 0x80)
			text[n++] = (char)(0x80 | (c & 0x3f));
		wrong += font_set_next(&at) != c || at != text + n;
	}
	CHECK_I64(wrong, 0, "characters decoded wrong");
}

/* DejaVu has Georgian; where it is not installed there is nothing to see. */
static void
test_fallback(void)
{
	static const char dejavu[] =
	    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
	char paths[256];
	struct font_set s;
	struct err e = { .code = ERR_NONE };

	if (!file_exists(dejavu))
		return;
	(void)snprintf(paths, sizeof(paths), "  %s %s ", dejavu, regular);
	if (!CHECK(font_set_open(&s, folder, paths, &e) == 0, "%s", e.text))
		return;
	CHECK_I64(s.count, FACE_COUNT + 2, "fonts");
	CHECK_I64(font_set_find(&s, FACE_BOLD, 'a'), FACE_BOLD, "a");
	CHECK_I64(font_set_find(&s, FACE_BOLD, 0x10d0), FACE_COUNT,
	    "a Georgian letter");
	CHECK(font_set_check(&s, FACE_BOLD, "x", "თბილისი", &e) == 0, "%s",
	    e.text);
	font_set_close(&s);
	CHECK(font_set_open(&s, folder, "/no/such.ttf", &e) < 0 &&
		e.code == ERR_NOINPUT,
	    "%s", e.text);
}

static unsigned
big16(const char *at)
{
	return (unsigned)(unsigned char)at[0] << 8 | (unsigned char)at[1];
}

static size_t
big32(const char *at)
{
	return (size_t)big16(at) << 16 | big16(at + 2);
}

/* Where a table of a font file begins; 0: it has none. */
static size_t
table_at(const struct buf *file, const char *tag)
{
	for (size_t i = 0; i < big16(file->data + 4); i++)
		if (memcmp(file->data + 12 + 16 * i, tag, 4) == 0)
			return big32(file->data + 12 + 16 * i + 8);
	return 0;
}

/* Number of glyphs below ${glyph} that it is composed of, to any depth. */
static int
depth_of(const struct buf *file, size_t glyphs, unsigned glyph)
{
	const char *loca = file->data + table_at(file, "loca");
	size_t from = big32(loca + 4 * (size_t)glyph);
	size_t until = big32(loca + 4 * (size_t)glyph + 4);
	const char *at = file->data + table_at(file, "glyf") + from;
	unsigned flags = 0x20;
	int deepest = 0, d;

	if (from == until || big16(at) < 0x8000)
		return 0;
	for (at += 10; (flags & 0x20) != 0; at += 4) {
		unsigned part = big16(at + 2);

		flags = big16(at);
		if (!CHECK(part < glyphs, "component %u of %zu", part, glyphs))
			return 0;
		d = depth_of(file, glyphs, part) + 1;
		deepest = d > deepest ? d : deepest;
		at += (flags & 1) ? 4 : 2;
		at += (flags & 8)    ? 2
		    : (flags & 0x40) ? 4
		    : (flags & 0x80) ? 8
				     : 0;
	}
	return deepest;
}

/*
 * The embedded part has the glyph of every character, with all that it is
 * composed of, and their widths; checksums are those of the standard.
 */
static int
check_subset(const char *path, const uint32_t *characters, size_t n)
{
	struct font *f = NULL;
	struct font_subset s;
	struct arena memory = { 0 };
	struct buf file = { 0 };
	struct err e = { .code = ERR_NONE };
	uint32_t sum = 0;
	int deepest = 0;

	if (!CHECK(font_open(&f, path, &e) == 0, "%s", e.text))
		return 0;
	font_subset_init(&s, f, &memory);
	for (size_t i = 0; i < 2 * n; i++)
		CHECK_I64(font_subset_code(&s, characters[i % n]), i % n + 1,
		    "code of a character");
	if (CHECK(font_subset_write(&s, &file, &e) == 0, "%s", e.text)) {
		size_t glyphs = big16(file.data + table_at(&file, "maxp") + 4);
		const char *hmtx = file.data + table_at(&file, "hmtx");
		const char *head = file.data + table_at(&file, "head");

		CHECK(glyphs > n, "%zu glyphs", glyphs);
		for (size_t i = 1; i <= n; i++) {
			int d = depth_of(&file, glyphs, (unsigned)i);

			deepest = d > deepest ? d : deepest;
			CHECK_I64(big16(hmtx + 4 * i) * 1000 / big16(head + 18),
			    font_advance(f, characters[i - 1]), "width");
		}
		for (size_t i = 0; i < file.len; i += 4)
			sum += (uint32_t)big32(file.data + i);
		CHECK_I64(sum, 0xb1b0afba, "checksum of the file");
	}
	buf_free(&file);
	font_subset_free(&s);
	arena_free(&memory);
	font_free(f);
	return deepest;
}

static void
test_subset(void)
{
	static const uint32_t text[] = { 'D', 'u', 0x161, 'e', 'k', ' ', 0x17a,
		0x39c, 0x388, 0x456, 0x457, 0x451, 0x20ac };
	static const char dejavu[] =
	    "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";

	(void)check_subset(regular, text, sizeof(text) / sizeof(text[0]));
	if (file_exists(dejavu))
		CHECK(check_subset(dejavu, text,
			  sizeof(text) / sizeof(text[0])) >= 2,
		    "no glyph of components of components was tried");
}

/* Use every part of a font that opens, however strange. */
static void
exercise(const struct font *f)
{
	struct arena memory = { 0 };
	struct font_subset s;
	struct buf file = { 0 };
	struct err e = { .code = ERR_NONE };
	long sum = 0;

	for (uint32_t c = 0; c < 0x10000; c += 7)
		sum += (long)font_glyph(f, c) + (long)font_advance(f, c);
	CHECK(sum >= 0, "sum");
	font_subset_init(&s, f, &memory);
	for (uint32_t c = 0x20; c < 0x180; c++)
		(void)font_subset_code(&s, c);
	CHECK(font_subset_write(&s, &file, &e) == 0 || e.code == ERR_DATA, "%s",
	    e.text);
	buf_free(&file);
	font_subset_free(&s);
	arena_free(&memory);
}

static void
test_damage(void)
{
	struct buf file = { 0 };
	struct err e = { .code = ERR_NONE };
	uint64_t r = 88172645463325252u;
	char path[] = "build/fonts/damaged.test";
	long refused = 0;

	if (!CHECK(file_read(regular, 1 << 20, &file, &e) == 0, "%s", e.text))
		return;
	for (int round = 0; round < 300; round++) {
		struct font *f = NULL;
		char kept[16];
		size_t at[16], len = file.len;
		int n = round % 16 + 1;
		FILE *out;

		for (int i = 0; i < n; i++) {
			r ^= r << 13;
			r ^= r >> 7;
			r ^= r << 17;
			/* the directory and first tables, or anywhere */
			at[i] = (size_t)(r % (round & 1 ? 600 : file.len));
			kept[i] = file.data[at[i]];
			file.data[at[i]] = (char)(r >> 32);
		}
		if (round % 7 == 0)
			len = (size_t)(r >> 20) % file.len;
		out = fopen(path, "wb");
		if (!CHECK(out != NULL &&
			    fwrite(file.data, 1, len, out) == len &&
			    fclose(out) == 0,
			"cannot write"))
			break;
		err_clear(&e);
		if (font_open(&f, path, &e) == 0)
			exercise(f);
		else
			refused++;
		font_free(f);
		for (int i = n - 1; i >= 0; i--)
			file.data[at[i]] = kept[i];
	}
	(void)remove(path);
	CHECK(refused > 50, "only %ld refused", refused);
	buf_free(&file);
}

static void
put16(struct buf *file, size_t at, unsigned v)
{
	file->data[at] = (char)(v >> 8);
	file->data[at + 1] = (char)v;
}

/* Open the bytes; ${says} is what is wrong with them, NULL: nothing. */
static struct font *
open_bytes(const struct buf *file, const char *says)
{
	static const char path[] = "build/fonts/odd.test";
	struct err e = { .code = ERR_NONE };
	struct font *f = NULL;
	FILE *out = fopen(path, "wb");
	int rc;

	if (!CHECK(out != NULL &&
		    fwrite(file->data, 1, file->len, out) == file->len &&
		    fclose(out) == 0,
		"cannot write"))
		return NULL;
	rc = font_open(&f, path, &e);
	if (says == NULL)
		CHECK(rc == 0, "%s", e.text);
	else
		CHECK(rc < 0 && e.code == ERR_DATA &&
			strstr(e.text, says) != NULL,
		    "%s", e.text);
	(void)remove(path);
	return rc < 0 ? NULL : f;
}

/*
 * A font of seven glyphs, and what fuzzing found to be wrong with others like
 * it: a square that is no number of units, advances that 16 bits do not hold,
 * and 30,000 segments of the character map that all have every character.
 */
static void
test_odd(void)
{
	enum { SEGMENTS = 30000 };
	struct buf file = { 0 };
	struct err e = { .code = ERR_NONE };
	struct font *f;
	size_t head, hmtx, cmap, map;

	if (!CHECK(file_read("tests/fuzz/corpus/fuzz_font/small.ttf", 4096,
		       &file, &e) == 0,
		"%s", e.text))
		return;
	head = table_at(&file, "head");
	hmtx = table_at(&file, "hmtx");
	cmap = table_at(&file, "cmap");
	f = open_bytes(&file, NULL);
	if (f != NULL) {
		CHECK_I64(font_glyph(f, 'A'), 2, "A");
		CHECK_I64(font_advance(f, 'A'), 414, "width of A");
	}
	font_free(f);
	put16(&file, head + 18, 15);
	font_free(open_bytes(&file, "damaged"));
	put16(&file, head + 18, 16);
	put16(&file, hmtx, 65535); /* of the glyph of what is not there */
	font_free(open_bytes(&file, "damaged"));
	put16(&file, head + 18, 1000);

	/* One map behind all other tables, its offset of 32 bits in the file. */
	map = file.len;
	for (size_t i = 0; i < 16 + 8 * (size_t)SEGMENTS; i += 2)
		buf_add(&file, "\0\0", 2);
	put16(&file, cmap + 2, 1);
	put16(&file, cmap + 4, 0);
	put16(&file, cmap + 8, (unsigned)((map - cmap) >> 16));
	put16(&file, cmap + 10, (unsigned)(map - cmap));
	put16(&file, map, 4);
	put16(&file, map + 6, 2 * SEGMENTS);
	for (size_t i = 0; i < SEGMENTS; i++)
		put16(&file, map + 14 + 2 * i, 0xfffe);
	f = open_bytes(&file, NULL);
	if (f != NULL) {
		CHECK_I64(font_glyph(f, 5), 5, "of the first segment");
		CHECK_I64(font_glyph(f, 7), 0, "no glyph");
	}
	font_free(f);
	buf_free(&file);
}

int
main(void)
{
	struct err e = { .code = ERR_NONE };
	struct font_set s;

	if (CHECK(font_set_open(&s, folder, NULL, &e) == 0, "%s", e.text)) {
		test_coverage(&s);
		test_widths(&s);
		test_check(&s);
		font_set_close(&s);
	}
	err_clear(&e);
	CHECK(font_set_open(&s, "no/such/folder", "", &e) < 0 &&
		e.code == ERR_NOINPUT,
	    "%s", e.text);
	test_decode();
	test_fallback();
	test_subset();
	test_damage();
	test_odd();
	return check_done();
}
