#include "base/utf8.h"

#include <glib.h>
#include <stdint.h>
#include <string.h>

#define ONES UINT64_C(0x0101010101010101)

/* Are all 8 bytes printable ASCII (0x20..0x7e)? */
static bool
utf8_plain8(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	/*
	 * Bit 7 of a byte: set in w from 0x80 on; set by the subtraction below
	 * 0x20 (it borrows); set by the addition at 0x7f.
	 */
	return ((w | (w - 0x20 * ONES) | (w + ONES)) & (0x80 * ONES)) == 0;
}

static bool
utf8_is_control(unsigned char c)
{
	return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

bool
utf8_check(const char *text, size_t len, size_t *bad)
{
	const char *end;
	size_t i = 0;

	while (i < len) {
		if (len - i >= 8 && utf8_plain8(text + i)) {
			i += 8;
			continue;
		}
		if ((unsigned char)text[i] >= 0x80)
			break;
		if (utf8_is_control((unsigned char)text[i]))
			goto fault;
		i++;
	}
	if (i == len)
		return true;

	/* GLib stops at a NUL as well as at the first invalid byte. */
	if (!g_utf8_validate(text + i, (gssize)(len - i), &end)) {
		size_t valid = (size_t)(end - text);

		while (i < valid && !utf8_is_control((unsigned char)text[i]))
			i++;
		goto fault;
	}
	for (; i < len; i++)
		if (utf8_is_control((unsigned char)text[i]))
			goto fault;
	return true;
fault:
	if (bad != NULL)
		*bad = i;
	return false;
}

size_t
utf8_count(const char *text, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)text[i] & 0xc0) != 0x80;
	return n;
}

size_t
utf8_prefix(const char *text, size_t len, size_t max)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80 && n++ == max)
			return i;
	return len;
}
