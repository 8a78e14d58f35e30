#include <hpdf_font.h>
#include <hpdf_fontdef.h>
#include <hpdf_streams.h>

#include "base/err.h"
#include "render/pdf_state.h"

HPDF_Font
pdf_font(struct pdf *p, int font, struct err *e)
{
	const char *path = font_path(p->job->fonts->fonts[font]);
	const char *name;

	if (p->fonts[font] != NULL)
		return p->fonts[font];
	name = HPDF_LoadTTFontFromFile(p->doc, path, HPDF_TRUE);
	if (name != NULL)
		p->fonts[font] = HPDF_GetFont(p->doc, name, "UTF-8");
	if (p->fonts[font] == NULL) {
		if (pdf_check(p, e) == 0)
			(void)err_set(e, ERR_INTERNAL,
			    "the font cannot be loaded");
		(void)err_ctx(e, "%s", path);
	}
	return p->fonts[font];
}

struct marker {
	const struct font *font;
	HPDF_BYTE *flags; /* of each glyph: is it embedded? */
	unsigned count;
	int depth;
};

#define COMPONENT_DEPTH_MAX 16 /* a font that goes deeper is damaged */

static void
mark(void *context, unsigned glyph)
{
	struct marker *m = context;

	if (glyph >= m->count || m->depth == COMPONENT_DEPTH_MAX)
		return;
	m->flags[glyph] = 1;
	m->depth++;
	font_components(m->font, glyph, mark, m);
	m->depth--;
}

/*
 * The map from codes to characters that libharu 2.3.0 writes is not valid
 * (begincidrange in a ToUnicode map, ISO 32000-1, 9.10.3); readers have to
 * guess.  With its UTF-8 encoder a code is the character's number in the Basic
 * Multilingual Plane, so the right map is the identity, in ranges of 256, at
 * most 100 of them in a section.
 */
static void
write_unicode_map(HPDF_Font font)
{
	HPDF_Dict map =
	    (HPDF_Dict)HPDF_Dict_GetItem(font, "ToUnicode", HPDF_OCLASS_DICT);
	struct buf text = { 0 };
	unsigned high = 0;

	if (map == NULL || map->stream == NULL)
		return;
	buf_str(&text,
	    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
	    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0"
	    " >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
	    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
	while (high < 256) {
		unsigned n = 256 - high < 100 ? 256 - high : 100;

		buf_printf(&text, "%u beginbfrange\n", n);
		for (; n > 0; n--, high++)
			buf_printf(&text, "<%02X00> <%02XFF> <%02X00>\n", high,
			    high, high);
		buf_str(&text, "endbfrange\n");
	}
	buf_str(&text,
	    "endcmap\nCMapName currentdict /CMap defineresource pop\n"
	    "end\nend\n");
	HPDF_MemStream_FreeData(map->stream);
	(void)HPDF_Stream_WriteStr(map->stream, buf_text(&text));
	buf_free(&text);
}

/*
 * libharu 2.3.0 embeds the components of a composite glyph one level deep, so
 * that a glyph whose components are composite themselves silently loses an
 * accent or its base letter.  Mark them to any depth before the font is
 * written.  (Liberation has none; a fallback font may.)
 */
void
pdf_font_finish(struct pdf *p)
{
	for (size_t i = 0; i < p->job->fonts->count; i++) {
		HPDF_FontAttr font;
		HPDF_TTFontDefAttr def;
		struct marker m = { .font = p->job->fonts->fonts[i] };

		if (p->fonts[i] == NULL)
			continue;
		write_unicode_map(p->fonts[i]);
		font = (HPDF_FontAttr)p->fonts[i]->attr;
		def = (HPDF_TTFontDefAttr)font->fontdef->attr;
		m.flags = def->glyph_tbl.flgs;
		m.count = def->num_glyphs;
		for (unsigned g = 0; g < m.count; g++)
			if (m.flags[g] == 1)
				font_components(m.font, g, mark, &m);
	}
}
