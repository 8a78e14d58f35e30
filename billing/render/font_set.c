#include "render/font_set.h"

#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"

static const char *const files[FACE_COUNT] = {
	[FACE_REGULAR] = "LiberationSans-Regular.ttf",
	[FACE_BOLD] = "LiberationSans-Bold.ttf",
	[FACE_ITALIC] = "LiberationSans-Italic.ttf",
	[FACE_BOLD_ITALIC] = "LiberationSans-BoldItalic.ttf",
};

static int
open_fallbacks(struct font_set *s, const char *paths, struct err *e)
{
	char path[FILE_PATH_MAX];
	size_t len;

	for (;;) {
		paths += strspn(paths, " ");
		len = strcspn(paths, " ");
		if (len == 0)
			return 0;
		if (s->count == FONT_SET_MAX)
			return err_set(e, ERR_CONFIG,
			    "more than %d fallback fonts",
			    FONT_SET_FALLBACKS_MAX);
		if (len >= sizeof(path))
			return err_set(e, ERR_CONFIG,
			    "path of a fallback font is too long");
		memcpy(path, paths, len);
		path[len] = '\0';
		if (font_open(&s->fonts[s->count], path, e) < 0)
			return -1;
		s->count++;
		paths += len;
	}
}

int
font_set_open(struct font_set *s, const char *folder, const char *fallbacks,
    struct err *e)
{
	char path[FILE_PATH_MAX];

	*s = (struct font_set){ 0 };
	for (; s->count < FACE_COUNT; s->count++)
		if (file_path_join(path, folder, files[s->count], e) < 0 ||
		    font_open(&s->fonts[s->count], path, e) < 0)
			goto fail;
	if (fallbacks != NULL && open_fallbacks(s, fallbacks, e) < 0)
		goto fail;
	return 0;
fail:
	font_set_close(s);
	return -1;
}

int
font_set_open_files(struct font_set *s, const char *const *paths, size_t n,
    struct err *e)
{
	*s = (struct font_set){ 0 };
	if (n < FACE_COUNT || n > FONT_SET_MAX)
		return err_set(e, ERR_DATA, "%zu fonts are no set of them", n);
	for (; s->count < n; s->count++)
		if (font_open(&s->fonts[s->count], paths[s->count], e) < 0) {
			font_set_close(s);
			return -1;
		}
	return 0;
}

void
font_set_close(struct font_set *s)
{
	for (size_t i = 0; i < s->count; i++)
		font_free(s->fonts[i]);
	*s = (struct font_set){ 0 };
}

int
font_set_find(const struct font_set *s, enum font_face face, uint32_t c)
{
	if (font_glyph(s->fonts[face], c) != 0)
		return (int)face;
	for (size_t i = FACE_COUNT; i < s->count; i++)
		if (font_glyph(s->fonts[i], c) != 0)
			return (int)i;
	return -1;
}

uint32_t
font_set_next(const char **at)
{
	const unsigned char *p = (const unsigned char *)*at;
	int more = p[0] >= 0xf0 ? 3 : p[0] >= 0xe0 ? 2 : p[0] >= 0xc0 ? 1 : 0;
	uint32_t c = p[0];

	if (more > 0)
		c &= 0x3fu >> more;
	for (int i = 1; i <= more; i++)
		c = c << 6 | (p[i] & 0x3fu);
	*at += more + 1;
	return c;
}

int
font_set_check(const struct font_set *s, enum font_face face, const char *field,
    const char *text, struct err *e)
{
	const char *p = text;
	size_t bad;

	if (!utf8_check(text, strlen(text), &bad))
		return err_set(e, ERR_DATA,
		    "%s: not text in UTF-8, or a control character, at byte"
		    " %zu",
		    field, bad + 1);
	while (*p != '\0') {
		const char *from = p;
		uint32_t c = font_set_next(&p);

		if (c == '\n')
			continue;
		if (c < 0x20)
			return err_set(e, ERR_DATA,
			    "%s: control character U+%04X", field, (unsigned)c);
		if (font_set_find(s, face, c) < 0)
			return err_set(e, ERR_DATA,
			    "%s: no font has the character %.*s (U+%04X)",
			    field, (int)(p - from), from, (unsigned)c);
	}
	return 0;
}
