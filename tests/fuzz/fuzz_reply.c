/*
 * What a mail server answers, line by line: only three digits and a space, or
 * nothing, end a reply; its text is printable; a promise is a 250 after the dot
 * and nothing else.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "delivery/reply.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_text(const struct smtp_reply *r, size_t len)
{
	assert(strlen(r->text) < sizeof(r->text) && strlen(r->text) <= len);
	for (const char *p = r->text; *p != '\0'; p++)
		assert(*p >= 0x20 && *p < 0x7f);
}

static void
check_queue_id(const struct smtp_reply *r)
{
	size_t len = strlen(r->queue_id);

	assert(len < sizeof(r->queue_id));
	assert(len == 0 || strstr(r->text, r->queue_id) != NULL);
	assert(strcspn(r->queue_id, " <>\"'") == len);
}

static void
check_line(const uint8_t *line, size_t len)
{
	struct smtp_reply r = { .code = 17 };
	/* exactly as many bytes as there are, so that one more is seen */
	char *copy = malloc(len == 0 ? 1 : len);

	assert(copy != NULL);
	if (len > 0)
		memcpy(copy, line, len);
	if (!reply_line(&r, copy, len)) {
		assert(r.code == 17 && r.text[0] == '\0');
	} else {
		char digits[4] = { copy[0], copy[1], copy[2], '\0' };

		assert(strspn(digits, "0123456789") == 3 &&
		    atoi(digits) == r.code);
		assert(len == 3 || strchr(" \r\n", copy[3]) != NULL);
		check_text(&r, len);
		reply_queue_id(r.queue_id, r.text);
		check_queue_id(&r);
		assert((reply_sort(r.code, 1) == SMTP_SENT) == (r.code == 250));
		assert(reply_sort(r.code, 0) != SMTP_SENT);
		assert((reply_sort(r.code, 0) == SMTP_FAILED) ==
		    (digits[0] == '5'));
	}
	free(copy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	while (size > 0) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t len = end == NULL ? size : (size_t)(end - data) + 1;

		check_line(data, len);
		data += len;
		size -= len;
	}
	return 0;
}
