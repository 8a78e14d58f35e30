#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "render/pdf_state.h"

/*
 * Paragraphs: runs of text become characters with widths, those become lines.
 *
 * A line breaks at a space, after a hyphen between letters, or, where a word alone is wider
 * than the box, between any two characters: nothing is ever cut off or printed
 * over its neighbour.  Widths are summed in 10^-6 pt, as exact as the font.
 */

#define UNITS 1000 /* 10^-6 pt in a thousandth of a point */

static enum font_face
face_of(const struct style *s)
{
	if (s->bold)
		return s->italic ? FACE_BOLD_ITALIC : FACE_BOLD;
	return s->italic ? FACE_ITALIC : FACE_REGULAR;
}

static int
add_char(struct pdf *p, size_t *n, size_t at, uint32_t c,
    const struct style *style, struct err *e)
{
	struct pdf_char *pc;
	int font = FACE_REGULAR;

	if (c != '\n') {
		font = font_set_find(p->job->fonts, face_of(style), c);
		if (font < 0)
			return err_set(e, ERR_DATA,
			    "no font has the character U+%04X", (unsigned)c);
	}
	p->chars = mem_grow(p->chars, *n, &p->cap_chars, sizeof(p->chars[0]));
	pc = &p->chars[(*n)++];
	*pc = (struct pdf_char){ .at = at,
		.character = c,
		.style = style,
		.font = font,
		.line_break = c == '\n' };
	if (c != '\n')
		pc->width =
		    (int64_t)font_advance(p->job->fonts->fonts[font], c) *
		    style->size;
	return 0;
}

/* Work the runs out into p->text and p->chars. */
static int
collect(struct pdf *p, const struct node *node, size_t *n, struct err *e)
{
	*n = 0;
	buf_reset(&p->text);
	for (const struct run *r = node->runs; r != NULL; r = r->next) {
		size_t from = p->text.len;
		const char *at;

		if (r->test != NULL && !condition_eval(r->test, p->d))
			continue;
		if (r->text == NULL)
			buf_char(&p->text, '\n');
		else if (expression_eval(r->text, p->d, p->job->lang, &p->guard,
			     &p->text, e) < 0)
			return -1;
		if (p->text.len == from)
			continue;
		at = p->text.data + from;
		while (at < p->text.data + p->text.len) {
			size_t offset = (size_t)(at - p->text.data);
			uint32_t c = font_set_next(&at);

			if (add_char(p, n, offset, c, r->style, e) < 0)
				return err_ctx(e, "%s:%d", p->t->name,
				    node->line);
		}
	}
	return 0;
}

/* A hyphen between two letters; that of a number stays where it is. */
static bool
between_letters(const struct pdf *p, size_t i)
{
	char before = p->text.data[p->chars[i - 1].at];
	char after = p->text.data[p->chars[i + 1].at];

	return (before < '0' || before > '9') && before != ' ' &&
	    (after < '0' || after > '9') && after != ' ';
}

/*
 * The characters [from, *until) of the next line, *next where the one after it
 * begins; at least one, unless the line is empty.
 */
static void
break_line(const struct pdf *p, size_t from, size_t n, int64_t room,
    size_t *until, size_t *next)
{
	int64_t width = 0;
	size_t good = 0, resume = 0;

	for (size_t i = from; i < n; i++) {
		const struct pdf_char *c = &p->chars[i];
		char byte = p->text.data[c->at];

		if (c->line_break) {
			*until = i;
			*next = i + 1;
			return;
		}
		if (byte == ' ') {
			good = i;
			resume = i + 1;
		}
		width += c->width;
		if (width > room && i > from && byte != ' ') {
			*until = resume > from ? good : i;
			*next = resume > from ? resume : i;
			return;
		}
		if (byte == '-' && i > from && i + 1 < n &&
		    between_letters(p, i)) {
			good = i + 1;
			resume = i + 1;
		}
	}
	*until = n;
	*next = n;
}

static int
draw_line(struct pdf *p, size_t from, size_t until, int32_t x, int32_t base,
    struct err *e)
{
	int64_t at = (int64_t)x * UNITS;

	while (from < until) {
		const struct pdf_char *c = &p->chars[from];
		int64_t width = 0;
		size_t i = from;

		while (i < until && p->chars[i].style == c->style &&
		    p->chars[i].font == c->font)
			width += p->chars[i++].width;
		if (pdf_draw_text(p, (int32_t)(at / UNITS), base, c, i - from,
			e) < 0)
			return -1;
		at += width;
		from = i;
	}
	return 0;
}

struct line_size {
	int64_t width;
	int32_t leading;
	int32_t base; /* of the base line below the top of the line */
};

/*
 * The base line is at three quarters of the leading, whatever the size of the
 * type: so small and large text side by side stand on one line if they have
 * the same leading.
 */
static struct line_size
measure_line(const struct pdf *p, const struct style *style, size_t from,
    size_t until)
{
	struct line_size s = { .leading = style->leading };

	for (size_t i = from; i < until; i++) {
		s.width += p->chars[i].width;
		if (p->chars[i].style->leading > s.leading)
			s.leading = p->chars[i].style->leading;
	}
	s.base = s.leading / 4 * 3;
	return s;
}

static int
flow_lines(struct pdf *p, const struct node *node, const struct pdf_box *box,
    size_t n, struct err *e)
{
	enum align align = node->has_align ? node->align
	    : box->has_align               ? box->align
					   : node->style->align;
	size_t from = 0, until, next;

	while (from < n) {
		struct line_size s;
		int64_t slack;

		break_line(p, from, n, (int64_t)box->width * UNITS, &until,
		    &next);
		s = measure_line(p, node->style, from, until);
		if (pdf_page_room(p, s.leading, e) < 0)
			return -1;
		slack = (int64_t)box->width - s.width / UNITS;
		if (align == ALIGN_LEFT)
			slack = 0;
		else if (align == ALIGN_CENTER)
			slack /= 2;
		if (!p->dry &&
		    draw_line(p, from, until, box->x + (int32_t)slack,
			p->y + s.base, e) < 0)
			return -1;
		p->y += s.leading;
		from = next;
	}
	return 0;
}

/* A short paragraph stays together, a long one may go over the page. */
#define SHORT_LINES 3

int
pdf_text(struct pdf *p, const struct node *node, const struct pdf_box *box,
    struct err *e)
{
	size_t n, from = 0, until, next;
	int lines = 0;

	if (collect(p, node, &n, e) < 0)
		return -1;
	while (from < n && lines <= SHORT_LINES) {
		break_line(p, from, n, (int64_t)box->width * UNITS, &until,
		    &next);
		from = next;
		lines++;
	}
	if (lines > 1 && lines <= SHORT_LINES &&
	    pdf_page_room(p, node->style->leading * lines, e) < 0)
		return -1;
	return flow_lines(p, node, box, n, e);
}

/* One line of ${text}, which was checked, into p->text and p->chars. */
static int
collect_plain(struct pdf *p, const char *text, const struct style *style,
    int line, size_t *n, struct err *e)
{
	const char *at;

	*n = 0;
	buf_reset(&p->text);
	buf_str(&p->text, text);
	at = buf_text(&p->text);
	while (*at != '\0') {
		size_t offset = (size_t)(at - p->text.data);
		uint32_t c = font_set_next(&at);

		if (add_char(p, n, offset, c == '\n' ? ' ' : c, style, e) < 0)
			return err_ctx(e, "%s:%d", p->t->name, line);
	}
	return 0;
}

int
pdf_text_width(struct pdf *p, const char *text, const struct style *style,
    int line, int32_t *width, struct err *e)
{
	size_t n;

	if (collect_plain(p, text, style, line, &n, e) < 0)
		return -1;
	*width =
	    (int32_t)((measure_line(p, style, 0, n).width + UNITS - 1) / UNITS);
	return 0;
}

int
pdf_text_line(struct pdf *p, const char *text, const struct style *style,
    int line, const struct pdf_box *box, struct err *e)
{
	struct line_size s;
	int32_t x = box->x;
	size_t n;

	if (p->dry)
		return 0;
	if (collect_plain(p, text, style, line, &n, e) < 0)
		return -1;
	s = measure_line(p, style, 0, n);
	if (box->align == ALIGN_RIGHT)
		x += box->width - (int32_t)(s.width / UNITS);
	else if (box->align == ALIGN_CENTER)
		x += (box->width - (int32_t)(s.width / UNITS)) / 2;
	return draw_line(p, 0, n, x, p->y + s.base, e);
}
