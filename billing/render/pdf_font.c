#include <hpdf_font.h>
#include <hpdf_fontdef.h>

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
		font = (HPDF_FontAttr)p->fonts[i]->attr;
		def = (HPDF_TTFontDefAttr)font->fontdef->attr;
		m.flags = def->glyph_tbl.flgs;
		m.count = def->num_glyphs;
		for (unsigned g = 0; g < m.count; g++)
			if (m.flags[g] == 1)
				font_components(m.font, g, mark, &m);
	}
}
