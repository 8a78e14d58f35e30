/*
 * A format file of any bytes: no crash; what is taken has what a reader needs.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/format.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct cdr_format *f;
	char *text;

	if (memchr(data, '\0', size) != NULL)
		return 0;
	text = mem_strndup((const char *)data, size);
	if (format_open_text(&f, "fuzz.ini", text, &e) == 0) {
		assert(f->n_identity > 0 && f->statuses.count > 0);
		assert(f->zone_name[0] != '\0' && f->duration_den > 0);
		assert(f->header == (f->n_layouts == 0));
		format_close(f);
	} else {
		assert(e.code == ERR_DATA);
	}
	free(text);
	return 0;
}
