/* The text of a page: operators, strings, maps; and looking for it. */
#include "../check.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "render/pdfa_text.h"

/* Codes 1 and 2 are A and B, 16 to 18 a to c, 3 the sign of the Euro. */
static const char map[] =
    "1 beginbfchar <0001> <0041> <0002> <0042> <0003> <20AC> endbfchar\n"
    "1 beginbfrange <0010> <0012> <0061> endbfrange <0004> <0044>";

static const struct {
	const char *content, *text;
} rows[] = {
	{ "BT /F1 8 Tf 1 2 Td <00010002> Tj ET", "AB\n" },
	{ "/F1 8 Tf [<0001> -20 <0002>] TJ (\\000\\003) Tj",
	    "AB\n\342\202\254\n" },
	{ "/F1 8 Tf <0010 0011> ' 1 2 <0012> \"", "ab\nc\n" },
	{ "/F1 8 Tf <00> Tj <0001> Td <0002> Tj", "\nB\n" },
	{ "/F2 8 Tf <0001> Tj", "\357\277\275\n" },
	{ "/F1 8 Tf <0004> Tj", "\357\277\275\n" }, /* mapped by nothing */
	{ "/F1 8 Tf % (x) Tj\n<0001> Tj", "A\n" },
	{ "/F1 8 Tf (\\(\\)) Tj (\\000\\001(", "\357\277\275\n" },
	{ "<", "" },
	{ "/", "" },
};

static const struct {
	const char *text, *want;
	bool number;
	int at; /* -1: it is not there */
} finds[] = {
	{ "ab\ncd\n", "b c", false, 1 },
	{ "ab\ncd\n", "bd", false, -1 },
	{ "1.20\n", "1.20", true, 0 },
	{ "11.20\n", "1.20", true, -1 },
	{ "1.205\n", "1.20", true, -1 },
	{ "1\n1.20\n", "1.20", true, 2 },
	{ "12.00\xe2\x82\xac\n", "12.00\xc2\xa0\xe2\x82\xac", false, 0 },
};

int
main(void)
{
	struct pdfa_text_font font = { .name = "/F1" };
	struct buf out = { 0 };
	const char *end, *found;

	font.chars = mem_calloc(65536, sizeof(font.chars[0]));
	pdfa_text_map(&font, map, sizeof(map) - 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		buf_reset(&out);
		pdfa_text_add(&out, rows[i].content, strlen(rows[i].content),
		    &font, 1);
		CHECK_STR(buf_text(&out), rows[i].text, rows[i].content);
	}
	buf_reset(&out);
	pdfa_text_add(&out, NULL, 0, &font, 1); /* a page without content */
	CHECK_STR(buf_text(&out), "", "nothing");
	for (size_t i = 0; i < sizeof(finds) / sizeof(finds[0]); i++) {
		found = pdfa_text_find(finds[i].text, finds[i].want,
		    finds[i].number, &end);
		CHECK_I64(found == NULL ? -1 : found - finds[i].text,
		    finds[i].at, finds[i].want);
	}
	buf_free(&out);
	free(font.chars);
	return check_done();
}
