#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "render/pdf_state.h"

/*
 * Fonts as ISO 32000-1, 9.7 wants them: composite fonts with the glyphs that
 * the document uses, made of libharu's objects but not of its fonts, which
 * would write 65,536 widths for each, copy whole tables, lose the components of
 * components and give an invalid map to Unicode.  What reads the text back
 * (search, copy, a screen reader, toll-invoice --check) goes by that map.
 */

#define RANGE_MAX 100 /* ISO 32000-1, 9.10.3: mappings in one section */

int
pdf_font_begin(struct pdf *p, struct err *e)
{
	if (p->doc == NULL)
		return 0;
	p->font_names = HPDF_Dict_New(p->doc->mmgr);
	if (p->font_names != NULL)
		(void)HPDF_Xref_Add(p->doc->xref, p->font_names);
	return pdf_check(p, e);
}

/* All pages share the names of the fonts. */
void
pdf_font_page(struct pdf *p)
{
	HPDF_Dict resources = (HPDF_Dict)HPDF_Page_GetInheritableItem(p->page,
	    "Resources", HPDF_OCLASS_DICT);

	if (resources != NULL)
		(void)HPDF_Dict_Add(resources, "Font", p->font_names);
}

int
pdf_font_use(struct pdf *p, int font, struct err *e)
{
	char name[16];
	HPDF_Dict dict;

	if (p->font_dicts[font] != NULL)
		return 0;
	dict = HPDF_Dict_New(p->doc->mmgr);
	if (dict == NULL)
		return pdf_check(p, e);
	p->font_dicts[font] = dict;
	(void)snprintf(name, sizeof(name), "F%d", font);
	(void)HPDF_Xref_Add(p->doc->xref, dict);
	(void)HPDF_Dict_Add(p->font_names, name, dict);
	font_subset_init(&p->fonts[font], p->job->fonts->fonts[font],
	    &p->memory);
	return pdf_check(p, e);
}

/*
 * "ABCDEF+LiberationSans-Bold": the name of the file behind a tag that differs
 * where the characters do (ISO 32000-1, 9.6.4).
 */
static void
font_name(const struct font_subset *s, char out[64])
{
	const char *path = font_path(s->font);
	const char *slash = strrchr(path, '/');
	uint32_t hash = 2166136261u; /* FNV-1a */
	size_t n = 0;

	for (size_t i = 1; i < s->count; i++)
		hash = (hash ^ s->characters[i]) * 16777619u;
	for (; n < 6; n++, hash /= 26)
		out[n] = (char)('A' + hash % 26);
	out[n++] = '+';
	for (path = slash != NULL ? slash + 1 : path;
	     *path != '\0' && *path != '.' && n < 63; path++)
		if ((*path >= 'A' && *path <= 'Z') ||
		    (*path >= 'a' && *path <= 'z') ||
		    (*path >= '0' && *path <= '9') || *path == '-')
			out[n++] = *path;
	out[n] = '\0';
}

static void
write_unicode_map(struct buf *text, const struct font_subset *s)
{
	buf_str(text,
	    "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
	    "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0"
	    " >> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
	    "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n");
	for (size_t i = 1; i < s->count;) {
		size_t n = s->count - i < RANGE_MAX ? s->count - i : RANGE_MAX;

		buf_printf(text, "%zu beginbfchar\n", n);
		for (; n > 0; n--, i++)
			buf_printf(text, "<%04zX> <%04X>\n", i,
			    (unsigned)s->characters[i]);
		buf_str(text, "endbfchar\n");
	}
	buf_str(text,
	    "endcmap\nCMapName currentdict /CMap defineresource pop\n"
	    "end\nend\n");
}

/* The array that libharu makes of widths has an object for each number. */
static HPDF_Array
widths(struct pdf *p, const struct font_subset *s)
{
	HPDF_Array all = HPDF_Array_New(p->doc->mmgr);
	HPDF_Array run = HPDF_Array_New(p->doc->mmgr);

	if (all == NULL || run == NULL)
		return NULL;
	(void)HPDF_Array_AddNumber(all, 1);
	(void)HPDF_Array_Add(all, run);
	for (size_t i = 1; i < s->count; i++)
		(void)HPDF_Array_AddNumber(run,
		    (HPDF_INT32)font_advance(s->font, s->characters[i]));
	return all;
}

/* ISO 32000-1, table 122. */
static HPDF_Dict
descriptor(struct pdf *p, const struct font_subset *s, const char *name,
    HPDF_Dict file)
{
	HPDF_Dict d = HPDF_Dict_New(p->doc->mmgr);
	HPDF_Array box = HPDF_Array_New(p->doc->mmgr);
	const struct font_shape shape = font_shape(s->font);

	if (d == NULL || box == NULL)
		return NULL;
	(void)HPDF_Xref_Add(p->doc->xref, d);
	for (int i = 0; i < 4; i++)
		(void)HPDF_Array_AddNumber(box, shape.box[i]);
	(void)HPDF_Dict_AddName(d, "Type", "FontDescriptor");
	(void)HPDF_Dict_AddName(d, "FontName", name);
	(void)HPDF_Dict_AddNumber(d, "Flags", 4); /* symbolic */
	(void)HPDF_Dict_Add(d, "FontBBox", box);
	(void)HPDF_Dict_AddNumber(d, "ItalicAngle", shape.italic_angle);
	(void)HPDF_Dict_AddNumber(d, "Ascent", shape.ascent);
	(void)HPDF_Dict_AddNumber(d, "Descent", shape.descent);
	(void)HPDF_Dict_AddNumber(d, "CapHeight", shape.cap_height);
	(void)HPDF_Dict_AddNumber(d, "StemV", 80);
	(void)HPDF_Dict_Add(d, "FontFile2", file);
	return d;
}

static HPDF_Dict
descendant(struct pdf *p, const struct font_subset *s, const char *name,
    HPDF_Dict file)
{
	HPDF_Dict d = HPDF_Dict_New(p->doc->mmgr);
	HPDF_Dict info = HPDF_Dict_New(p->doc->mmgr);

	if (d == NULL || info == NULL)
		return NULL;
	(void)HPDF_Xref_Add(p->doc->xref, d);
	(void)HPDF_Dict_AddName(d, "Type", "Font");
	(void)HPDF_Dict_AddName(d, "Subtype", "CIDFontType2");
	(void)HPDF_Dict_AddName(d, "BaseFont", name);
	(void)HPDF_Dict_Add(info, "Registry",
	    HPDF_String_New(p->doc->mmgr, "Adobe", NULL));
	(void)HPDF_Dict_Add(info, "Ordering",
	    HPDF_String_New(p->doc->mmgr, "Identity", NULL));
	(void)HPDF_Dict_AddNumber(info, "Supplement", 0);
	(void)HPDF_Dict_Add(d, "CIDSystemInfo", info);
	(void)HPDF_Dict_AddName(d, "CIDToGIDMap", "Identity");
	(void)HPDF_Dict_Add(d, "FontDescriptor", descriptor(p, s, name, file));
	(void)HPDF_Dict_AddNumber(d, "DW",
	    (HPDF_INT32)font_advance(s->font, ' '));
	(void)HPDF_Dict_Add(d, "W", widths(p, s));
	return d;
}

static int
finish(struct pdf *p, size_t i, struct err *e)
{
	const struct font_subset *s = &p->fonts[i];
	HPDF_Dict font = p->font_dicts[i], file, map;
	HPDF_Array descendants = HPDF_Array_New(p->doc->mmgr);
	char name[64];

	font_name(s, name);
	buf_reset(&p->ops);
	if (font_subset_write(s, &p->ops, e) < 0)
		return -1;
	file = pdf_out_stream(p, NULL, &p->ops);
	if (file == NULL || descendants == NULL)
		return pdf_check(p, e);
	(void)HPDF_Dict_AddNumber(file, "Length1", (HPDF_INT32)p->ops.len);
	buf_reset(&p->ops);
	write_unicode_map(&p->ops, s);
	map = pdf_out_stream(p, NULL, &p->ops);
	(void)HPDF_Array_Add(descendants, descendant(p, s, name, file));
	(void)HPDF_Dict_AddName(font, "Type", "Font");
	(void)HPDF_Dict_AddName(font, "Subtype", "Type0");
	(void)HPDF_Dict_AddName(font, "BaseFont", name);
	(void)HPDF_Dict_AddName(font, "Encoding", "Identity-H");
	(void)HPDF_Dict_Add(font, "DescendantFonts", descendants);
	(void)HPDF_Dict_Add(font, "ToUnicode", map);
	return pdf_check(p, e);
}

int
pdf_font_finish(struct pdf *p, struct err *e)
{
	for (size_t i = 0; i < p->job->fonts->count; i++)
		if (p->font_dicts[i] != NULL && finish(p, i, e) < 0)
			return -1;
	return 0;
}
