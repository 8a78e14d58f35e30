/*
 * A mail of any names, subject, file name and text: refused, or lines of ASCII
 * that end with CR LF, with the headers that we wrote and no other, the same
 * every time.  The input is the fields, parted by NUL.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "delivery/message.h"

#define FIELDS 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_line(const char *line, size_t len)
{
	assert(len <= 78);
	assert(len == 0 || line[0] != '.');
	for (size_t i = 0; i < len; i++)
		assert((line[i] >= 0x20 && line[i] < 0x7f) || line[i] == '\t');
}

/* Every line; the number of headers is that of a message with all fields. */
static void
check_wire(const char *bytes, size_t len)
{
	const char *end = bytes + len, *lf;
	int headers = 0;
	bool body = false;

	while (bytes < end) {
		lf = memchr(bytes, '\n', (size_t)(end - bytes));
		assert(lf != NULL && lf > bytes && lf[-1] == '\r');
		check_line(bytes, (size_t)(lf - 1 - bytes));
		body = body || lf - 1 == bytes;
		headers += !body && bytes[0] != ' ';
		bytes = lf + 1;
	}
	assert(headers == 9);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct buf a = { 0 }, b = { 0 };
	char *text = malloc(size + 1);
	const char *field[FIELDS];
	size_t at = 0;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	for (size_t i = 0; i < FIELDS; i++) {
		field[i] = text + at;
		at += strlen(text + at);
		at += at < size;
	}
	const struct message_file file = { field[3], "application/pdf", data,
		size };
	const struct message m = { .message_id = "<a.r1.b@c.example>",
		.from_name = field[0],
		.from = "a@b.example",
		.to_name = field[1],
		.to = "c@d.example",
		.subject = field[2],
		.language = "de",
		.text = field[4],
		.html = field[5],
		.files = &file,
		.nfiles = 1 };

	if (message_build(&a, &m, &e) == 0) {
		check_wire(a.data, a.len);
		assert(message_build(&b, &m, &e) == 0);
		assert(a.len == b.len && memcmp(a.data, b.data, a.len) == 0);
	} else {
		assert(e.code == ERR_DATA);
	}
	buf_free(&a);
	buf_free(&b);
	free(text);
	return 0;
}
