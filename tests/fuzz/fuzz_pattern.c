/*
 * Patterns, as an operator may write them, on any text: no crash, no hang, and
 * the matched part is part of the text.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "tel/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct pattern_scratch *scratch;
	struct err e = { .code = ERR_NONE };
	struct buf into = { 0 };
	struct pattern *p;
	size_t cut, matched;
	char *text, *subject;
	int rc;

	if (size < 2 || size > 400)
		return 0;
	cut = 1 + data[0] % (size - 1);
	text = malloc(size + 1);
	if (text == NULL)
		return 0;
	memcpy(text, data + 1, cut - 1);
	text[cut - 1] = '\0';
	subject = text + cut;
	memcpy(subject, data + cut, size - cut);
	if (scratch == NULL)
		scratch = pattern_scratch_new();
	if (utf8_check(subject, size - cut, NULL) &&
	    pattern_compile(&p, text, &e) == 0) {
		rc = pattern_match(p, scratch, subject, size - cut, &matched,
		    &e);
		assert(rc != 1 || matched <= size - cut);
		assert((rc < 0) == (e.code != ERR_NONE));
		err_clear(&e);
		rc = pattern_replace(p, scratch, subject, size - cut, "+$0",
		    &into, &e);
		assert(rc != 0 ||
		    (into.len == size - cut &&
			memcmp(buf_text(&into), subject, into.len) == 0));
		pattern_free(p);
	}
	buf_free(&into);
	free(text);
	return 0;
}
