/* Content streams and ToUnicode maps: the first byte says where one ends. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "render/pdfa_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pdfa_text_font font = { .name = "/F1" };
	const char *text = (const char *)data, *end;
	struct buf out = { 0 };
	size_t map;

	if (size < 2)
		return 0;
	map = 1 + (size - 1) * data[0] / 256;
	font.chars = mem_calloc(65536, sizeof(font.chars[0]));
	pdfa_text_map(&font, text + 1, map - 1);
	pdfa_text_add(&out, text + map, size - map, &font, 1);
	/* what is there can be found */
	if (out.len > 0 && memchr(out.data, '\0', out.len) == NULL &&
	    strspn(out.data, "\n") < out.len &&
	    pdfa_text_find(out.data, out.data, false, &end) == NULL)
		abort();
	buf_free(&out);
	free(font.chars);
	return 0;
}
