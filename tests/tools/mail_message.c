/*
 * Build mails from what is given on standard input, for mail_readback.py.
 *
 * A case is seven fields: subject, sender's name, recipient's name, file name,
 * text, HTML, file content.  Each field is its length in decimal, a newline and
 * so many bytes.  For each case one field comes out: "+" and the message, or
 * "-" and the error.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/err.h"
#include "delivery/message.h"

enum { SUBJECT, FROM, TO, NAME, TEXT, HTML, CONTENT, FIELDS };

#define FIELD_MAX 10000000

/* 1, or 0 at the end; a NUL in a text would cut it, and does. */
static int
read_field(struct buf *b)
{
	unsigned long len;
	char line[32];

	buf_reset(b);
	if (fgets(line, sizeof(line), stdin) == NULL)
		return 0;
	len = strtoul(line, NULL, 10);
	if (len > FIELD_MAX)
		exit(64);
	buf_reserve(b, len + 1);
	if (fread(b->data, 1, len, stdin) != len)
		exit(65);
	b->data[len] = '\0';
	b->len = len;
	return 1;
}

static void
build(const struct buf f[FIELDS])
{
	const struct message_file file = { buf_text(&f[NAME]),
		"application/pdf", f[CONTENT].data, f[CONTENT].len };
	const struct message m = {
		.message_id = "<INV2026-000001.r1.0123456789abcdef@a.example>",
		.from_name = buf_text(&f[FROM]),
		.from = "billing@operator.example",
		.to_name = buf_text(&f[TO]),
		.to = "customer@customers.example",
		.subject = buf_text(&f[SUBJECT]),
		.language = "de",
		.text = buf_text(&f[TEXT]),
		.html = buf_text(&f[HTML]),
		.files = &file,
		.nfiles = 1,
	};
	struct err e = { .code = ERR_NONE };
	struct buf out = { 0 };

	if (message_build(&out, &m, &e) < 0) {
		buf_reset(&out);
		buf_printf(&out, "%s", e.text);
	}
	(void)printf("%zu\n%c", out.len + 1, e.code == ERR_NONE ? '+' : '-');
	(void)fwrite(out.data, 1, out.len, stdout);
	buf_free(&out);
}

int
main(void)
{
	struct buf fields[FIELDS] = { { 0 } };
	int i = 0;

	while (read_field(&fields[i]))
		if (++i == FIELDS) {
			build(fields);
			i = 0;
		}
	for (i = 0; i < FIELDS; i++)
		buf_free(&fields[i]);
	return fflush(stdout) != 0 || ferror(stdin);
}
