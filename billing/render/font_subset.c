#include "render/font_subset.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "render/font_inside.h"

#define GLYPHS_MAX  65535
#define TABLES_MAX  9
#define HEAD_LEN    54
#define HHEA_LEN    36
#define ENTRY_LEN   16         /* of the table directory */
#define ADJUST_AT   8          /* checkSumAdjustment in head */
#define ADJUST_BASE 0xb1b0afba /* OpenType 1.9, "head" */

void
font_subset_init(struct font_subset *s, const struct font *font,
    struct arena *memory)
{
	*s = (struct font_subset){ .font = font, .memory = memory };
	s->characters =
	    mem_grow(s->characters, 0, &s->cap, sizeof(s->characters[0]));
	s->characters[0] = 0;
	s->count = 1;
}

void
font_subset_free(struct font_subset *s)
{
	free(s->characters);
	s->characters = NULL;
}

unsigned
font_subset_code(struct font_subset *s, uint32_t c)
{
	uint16_t **page = &s->codes[c >> 8 & 0xff];

	if (*page == NULL)
		*page = ARENA_NEW(s->memory, uint16_t, 256);
	if ((*page)[c & 0xff] == 0) {
		s->characters = mem_grow(s->characters, s->count, &s->cap,
		    sizeof(s->characters[0]));
		s->characters[s->count] = (uint16_t)c;
		(*page)[c & 0xff] = (uint16_t)s->count++;
	}
	return (*page)[c & 0xff];
}

/* What is written: glyphs of the old font by their new number. */
struct writer {
	const struct font_subset *s;
	unsigned *old; /* of a new number */
	size_t n, cap;
	uint16_t *new_of; /* of an old glyph that is there; 0: not yet */
	struct buf glyf, loca, hmtx;
};

static void
put16(struct buf *b, unsigned v)
{
	const unsigned char bytes[2] = { (unsigned char)(v >> 8),
		(unsigned char)v };

	buf_add(b, bytes, 2);
}

static void
put32(struct buf *b, uint32_t v)
{
	put16(b, v >> 16);
	put16(b, v & 0xffff);
}

static void
set16(char *at, unsigned v)
{
	at[0] = (char)(v >> 8);
	at[1] = (char)v;
}

static void
add_glyph(struct writer *w, unsigned old)
{
	w->old = mem_grow(w->old, w->n, &w->cap, sizeof(w->old[0]));
	if (w->new_of[old] == 0)
		w->new_of[old] = (uint16_t)w->n;
	w->old[w->n++] = old;
}

/* The components of the glyph that was just copied get their new numbers. */
static int
renumber(struct writer *w, size_t at, size_t len, char *copy, struct err *e)
{
	const struct font *f = w->s->font;
	size_t until = at + len, from = at;
	bool more = true;

	if (font_int16(f, at) >= 0 || len < 14)
		return 0;
	at += 10;
	while (more) {
		unsigned old = font_uint16(f, at + 2);

		if (old >= f->glyphs || w->n >= GLYPHS_MAX)
			return err_set(e, ERR_DATA, "font is damaged");
		if (old != 0 && w->new_of[old] == 0)
			add_glyph(w, old);
		set16(copy + (at + 2 - from), w->new_of[old]);
		at = font_component_next(f, at, until, &more);
	}
	return 0;
}

/* Components are appended as they are found, and written in their turn. */
static int
write_glyphs(struct writer *w, struct err *e)
{
	const struct font *f = w->s->font;

	for (size_t i = 0; i < w->n; i++) {
		unsigned old = w->old[i];
		unsigned metric = old < f->metrics ? old : f->metrics - 1;
		size_t from = w->glyf.len, at, len;

		put32(&w->loca, (uint32_t)from);
		put16(&w->hmtx,
		    font_uint16(f, f->hmtx.at + 4 * (size_t)metric));
		put16(&w->hmtx,
		    font_uint16(f,
			old < f->metrics ? f->hmtx.at + 4 * (size_t)old + 2
					 : f->hmtx.at + 4 * (size_t)f->metrics +
				2 * (size_t)(old - f->metrics)));
		if (!font_outline(f, old, &at, &len))
			continue;
		if (i >= GLYPHS_MAX || from + len > FONT_FILE_MAX)
			return err_set(e, ERR_DATA, "font is damaged");
		buf_add(&w->glyf, f->file.data + at, len);
		if (renumber(w, at, len, w->glyf.data + from, e) < 0)
			return -1;
		while (w->glyf.len % 4 != 0)
			buf_char(&w->glyf, '\0');
	}
	put32(&w->loca, (uint32_t)w->glyf.len);
	return 0;
}

struct part {
	const char *tag;
	const char *data;
	size_t len;
};

/* OpenType 1.9, "Calculating checksums": a sum of big-endian words. */
static uint32_t
checksum(const char *data, size_t len)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)(unsigned char)data[i] << (24 - 8 * (i % 4));
	return sum;
}

/* Header, directory and tables; returns where head begins. */
static size_t
write_tables(struct buf *out, const struct part *parts, unsigned n)
{
	size_t base = out->len, at = 12 + ENTRY_LEN * (size_t)n, head = 0;
	unsigned power = 1, log = 0;

	while (power * 2 <= n) {
		power *= 2;
		log++;
	}
	put32(out, 0x00010000);
	put16(out, n);
	put16(out, power * 16);
	put16(out, log);
	put16(out, (n - power) * 16);
	for (unsigned i = 0; i < n; i++) {
		buf_add(out, parts[i].tag, 4);
		put32(out, checksum(parts[i].data, parts[i].len));
		put32(out, (uint32_t)at);
		put32(out, (uint32_t)parts[i].len);
		if (strcmp(parts[i].tag, "head") == 0)
			head = base + at;
		at += (parts[i].len + 3) / 4 * 4;
	}
	for (unsigned i = 0; i < n; i++) {
		buf_add(out, parts[i].data, parts[i].len);
		while ((out->len - base) % 4 != 0)
			buf_char(out, '\0');
	}
	return head;
}

static unsigned
add_part(const struct font *f, struct part *parts, unsigned n, const char *tag)
{
	struct font_table t;

	if (!font_find_table(f, tag, &t))
		return n;
	parts[n] = (struct part){ tag, f->file.data + t.at, t.len };
	return n + 1;
}

static void
write_file(const struct writer *w, struct buf *out)
{
	const struct font *f = w->s->font;
	struct part p[TABLES_MAX];
	struct font_table head = { 0 }, hhea = { 0 }, maxp = { 0 };
	char new_head[HEAD_LEN], new_hhea[HHEA_LEN];
	struct buf new_maxp = { 0 };
	size_t base = out->len, at;
	uint32_t adjust;
	unsigned n = 0;

	/* font_open() made sure of these */
	(void)font_find_table(f, "head", &head);
	(void)font_find_table(f, "hhea", &hhea);
	(void)font_find_table(f, "maxp", &maxp);
	memcpy(new_head, f->file.data + head.at, HEAD_LEN);
	memset(new_head + ADJUST_AT, 0, 4);
	set16(new_head + 50, 1); /* long offsets */
	memcpy(new_hhea, f->file.data + hhea.at, HHEA_LEN);
	set16(new_hhea + 34, (unsigned)w->n);
	buf_add(&new_maxp, f->file.data + maxp.at, maxp.len);
	set16(new_maxp.data + 4, (unsigned)w->n);

	n = add_part(f, p, n, "cvt ");
	n = add_part(f, p, n, "fpgm");
	p[n++] = (struct part){ "glyf", buf_text(&w->glyf), w->glyf.len };
	p[n++] = (struct part){ "head", new_head, HEAD_LEN };
	p[n++] = (struct part){ "hhea", new_hhea, HHEA_LEN };
	p[n++] = (struct part){ "hmtx", w->hmtx.data, w->hmtx.len };
	p[n++] = (struct part){ "loca", w->loca.data, w->loca.len };
	p[n++] = (struct part){ "maxp", new_maxp.data, new_maxp.len };
	n = add_part(f, p, n, "prep");
	at = write_tables(out, p, n) + ADJUST_AT;
	adjust =
	    (uint32_t)ADJUST_BASE - checksum(out->data + base, out->len - base);
	set16(out->data + at, adjust >> 16);
	set16(out->data + at + 2, adjust & 0xffff);
	buf_free(&new_maxp);
}

int
font_subset_write(const struct font_subset *s, struct buf *out, struct err *e)
{
	struct writer w = { .s = s };
	int rc;

	w.new_of = mem_calloc(s->font->glyphs, sizeof(w.new_of[0]));
	for (size_t i = 0; i < s->count; i++)
		add_glyph(&w,
		    i == 0 ? 0 : font_glyph(s->font, s->characters[i]));
	rc = write_glyphs(&w, e);
	if (rc == 0)
		write_file(&w, out);
	free(w.old);
	free(w.new_of);
	buf_free(&w.glyf);
	buf_free(&w.loca);
	buf_free(&w.hmtx);
	return rc < 0 ? err_ctx(e, "%s", font_path(s->font)) : 0;
}
