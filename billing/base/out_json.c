/* JSON output (RFC 8259): values, and the commas between them. */
#include <assert.h>
#include <inttypes.h>

#include "base/out.h"

void
out_json_string(struct out *o, const char *text)
{
	if (text == NULL) {
		out_str(o, "null");
		return;
	}
	out_char(o, '"');
	for (const char *p = text; *p != '\0'; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\') {
			out_char(o, '\\');
			out_char(o, *p);
		} else if (c == '\n') {
			out_str(o, "\\n");
		} else if (c == '\t') {
			out_str(o, "\\t");
		} else if (c < 0x20 || c == 0x7f) {
			out_printf(o, "\\u%04x", (unsigned)c);
		} else {
			out_char(o, *p);
		}
	}
	out_char(o, '"');
}

/* What stands before a value: comma, key. */
static void
out_json_value(struct out *o, const char *key)
{
	if (o->json_more)
		out_char(o, ',');
	o->json_more = true;
	if (key != NULL) {
		out_json_string(o, key);
		out_char(o, ':');
	}
}

void
out_json_open(struct out *o, const char *key, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	assert(o->depth < 255);
	if (o->depth == 0)
		o->json_more = false;
	out_json_value(o, key);
	out_char(o, bracket);
	o->json_more = false;
	o->depth++;
}

void
out_json_close(struct out *o, char bracket)
{
	assert(bracket == '}' || bracket == ']');
	assert(o->depth > 0);
	out_char(o, bracket);
	o->json_more = true;
	if (--o->depth == 0)
		out_char(o, '\n');
}

void
out_json_text(struct out *o, const char *key, const char *text)
{
	out_json_value(o, key);
	out_json_string(o, text);
}

void
out_json_int(struct out *o, const char *key, int64_t v)
{
	out_json_value(o, key);
	out_printf(o, "%" PRId64, v);
}

void
out_json_bool(struct out *o, const char *key, bool v)
{
	out_json_value(o, key);
	out_str(o, v ? "true" : "false");
}

void
out_json_number(struct out *o, const char *key, const char *literal)
{
	out_json_value(o, key);
	out_str(o, literal);
}
