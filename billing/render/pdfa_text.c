#include "render/pdfa_text.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

#define CODES          65536
#define UNKNOWN        0xfffd
#define NO_BREAK_SPACE 0xa0
#define NARROW_SPACE   0x202f

enum token_kind { TOKEN_END, TOKEN_STRING, TOKEN_NAME, TOKEN_WORD };

struct token {
	enum token_kind kind;
	const char *at; /* of a string: its bytes in scratch */
	size_t len;
};

struct lexer {
	const char *p, *end;
	struct buf scratch;
};

static bool
is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' ||
	    c == '\0';
}

static bool
is_delimiter(char c)
{
	return c == '<' || c == '>' || c == '(' || c == ')' || c == '[' ||
	    c == ']' || c == '/' || c == '%' || c == '{' || c == '}';
}

static int
hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* <0041 42>: an odd last digit has a 0 behind it (ISO 32000-1, 7.3.4.3). */
static void
lex_hex(struct lexer *x)
{
	int high = -1;

	for (x->p++; x->p < x->end && *x->p != '>'; x->p++) {
		int digit = hex_digit(*x->p);

		if (digit < 0)
			continue;
		if (high < 0)
			high = digit;
		else {
			buf_char(&x->scratch, (char)(high << 4 | digit));
			high = -1;
		}
	}
	if (high >= 0)
		buf_char(&x->scratch, (char)(high << 4));
	x->p += x->p < x->end;
}

/* (text \( \051): 7.3.4.2, without line continuations of use to us. */
static void
lex_literal(struct lexer *x)
{
	static const char escapes[] = "nrtbf", values[] = "\n\r\t\b\f";
	int depth = 1;

	for (x->p++; x->p < x->end; x->p++) {
		char c = *x->p;
		const char *escape;

		if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0)
			break;
		if (c == '\\' && x->p + 1 < x->end) {
			int octal = 0, n = 0;

			while (n < 3 && x->p + 1 < x->end && x->p[1] >= '0' &&
			    x->p[1] <= '7') {
				octal = octal * 8 + (*++x->p - '0');
				n++;
			}
			if (n > 0)
				c = (char)octal;
			else {
				c = *++x->p;
				escape = c == '\0' ? NULL : strchr(escapes, c);
				if (escape != NULL)
					c = values[escape - escapes];
			}
		}
		buf_char(&x->scratch, c);
	}
	x->p += x->p < x->end;
}

static void
skip_blank(struct lexer *x)
{
	while (x->p < x->end) {
		if (is_space(*x->p))
			x->p++;
		else if (*x->p == '%')
			while (x->p < x->end && *x->p != '\n' && *x->p != '\r')
				x->p++;
		else
			return;
	}
}

static struct token
next(struct lexer *x)
{
	struct token t = { .kind = TOKEN_WORD };

	skip_blank(x);
	t.at = x->p;
	if (x->p == x->end)
		return (struct token){ .kind = TOKEN_END };
	if (*x->p == '(' ||
	    (*x->p == '<' && (x->p + 1 == x->end || x->p[1] != '<'))) {
		size_t from = x->scratch.len;

		if (*x->p == '(')
			lex_literal(x);
		else
			lex_hex(x);
		t.kind = TOKEN_STRING;
		t.len = x->scratch.len - from;
		t.at = buf_text(&x->scratch) + from;
		return t;
	}
	if (*x->p == '/')
		t.kind = TOKEN_NAME;
	x->p++;
	if (!is_delimiter(*t.at) || t.kind == TOKEN_NAME)
		while (
		    x->p < x->end && !is_space(*x->p) && !is_delimiter(*x->p))
			x->p++;
	t.len = (size_t)(x->p - t.at);
	return t;
}

static bool
is_word(const struct token *t, const char *word)
{
	return t->kind == TOKEN_WORD && strlen(word) == t->len &&
	    memcmp(t->at, word, t->len) == 0;
}

static void
put_char(struct buf *out, unsigned c)
{
	if (c <= ' ' || c == NO_BREAK_SPACE || c == NARROW_SPACE)
		return;
	if (c < 0x80) {
		buf_char(out, (char)c);
	} else if (c < 0x800) {
		buf_char(out, (char)(0xc0 | c >> 6));
		buf_char(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_char(out, (char)(0xe0 | c >> 12));
		buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(out, (char)(0x80 | (c & 0x3f)));
	}
}

static unsigned
code_of(const char *bytes)
{
	return (unsigned)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[1];
}

/* --- the map -------------------------------------------------------------- */

/* The number of a string of one or two bytes; -1 for another. */
static int
number_of(const struct token *t)
{
	if (t->kind != TOKEN_STRING || t->len == 0 || t->len > 2)
		return -1;
	return t->len == 1 ? (unsigned char)t->at[0] : (int)code_of(t->at);
}

static void
map_range(struct pdfa_text_font *f, int from, int to, int first)
{
	for (int code = from; code <= to && code < CODES && first < CODES;
	     code++)
		f->chars[code] = (uint16_t)first++;
}

void
pdfa_text_map(struct pdfa_text_font *f, const char *map, size_t len)
{
	struct lexer x = { .p = map, .end = map + len };
	int values[3], n = 0, per = 0;

	for (;;) {
		struct token t = next(&x);

		if (t.kind == TOKEN_END)
			break;
		if (t.kind != TOKEN_STRING) {
			if (is_word(&t, "beginbfchar"))
				per = 2;
			else if (is_word(&t, "beginbfrange"))
				per = 3;
			else
				per = 0;
			n = 0;
		} else if (per > 0) {
			values[n++] = number_of(&t);
			if (n == per && values[0] >= 0 && values[n - 1] >= 0)
				map_range(f, values[0],
				    per == 2 ? values[0] : values[1],
				    values[n - 1]);
			n = n == per ? 0 : n;
		}
		buf_reset(&x.scratch);
	}
	buf_free(&x.scratch);
}

/* --- the page ------------------------------------------------------------- */

static void
show(struct buf *out, const char *bytes, size_t len,
    const struct pdfa_text_font *f)
{
	for (size_t i = 0; i + 1 < len; i += 2) {
		unsigned c = f == NULL ? 0 : f->chars[code_of(bytes + i)];

		put_char(out, c == 0 ? UNKNOWN : c);
	}
	buf_char(out, '\n');
}

static const struct pdfa_text_font *
find_font(const struct pdfa_text_font *fonts, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(fonts[i].name, name) == 0)
			return &fonts[i];
	return NULL;
}

void
pdfa_text_add(struct buf *out, const char *content, size_t len,
    const struct pdfa_text_font *fonts, size_t n_fonts)
{
	struct lexer x = { .p = content,
		.end = len == 0 ? content : content + len };
	const struct pdfa_text_font *font = NULL;
	char name[sizeof(fonts->name)] = "";

	for (;;) {
		struct token t = next(&x);

		if (t.kind == TOKEN_END)
			break;
		if (t.kind == TOKEN_NAME && t.len < sizeof(name)) {
			memcpy(name, t.at, t.len);
			name[t.len] = '\0';
		}
		if (t.kind != TOKEN_WORD)
			continue; /* strings gather until their operator */
		if (is_word(&t, "Tf"))
			font = find_font(fonts, n_fonts, name);
		if (is_word(&t, "Tj") || is_word(&t, "TJ") ||
		    is_word(&t, "'") || is_word(&t, "\""))
			show(out, buf_text(&x.scratch), x.scratch.len, font);
		/* a number inside of [ ] is not the end of TJ's strings */
		if ((*t.at >= 'A' && *t.at <= 'Z') ||
		    (*t.at >= 'a' && *t.at <= 'z') || *t.at == '\'' ||
		    *t.at == '"')
			buf_reset(&x.scratch);
	}
	buf_free(&x.scratch);
}

/* --- looking for text ----------------------------------------------------- */

/* The length of a space at ${p}; 0: it is none. */
static size_t
space_at(const char *p)
{
	if (strncmp(p, "\xc2\xa0", 2) == 0)
		return 2;
	if (strncmp(p, "\xe2\x80\xaf", 3) == 0)
		return 3;
	return *p != '\0' && is_space(*p);
}

/* The end of ${want} if it stands at ${p}; NULL. */
static const char *
match(const char *p, const char *want)
{
	size_t n;

	for (;;) {
		while ((n = space_at(want)) > 0)
			want += n;
		if (*want == '\0')
			return p;
		while (*p == '\n')
			p++;
		if (*p != *want)
			return NULL;
		p++;
		want++;
	}
}

static bool
is_numeric(char c)
{
	return (c >= '0' && c <= '9') || c == '.' || c == ',';
}

const char *
pdfa_text_find(const char *text, const char *want, bool number,
    const char **end)
{
	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '\n' || (*end = match(p, want)) == NULL)
			continue;
		if (!number ||
		    ((p == text || !is_numeric(p[-1])) && !is_numeric(**end)))
			return p;
	}
	return NULL;
}
