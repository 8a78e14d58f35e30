/* What a mail server answers; reply.h says what it means. */
#include "delivery/reply.h"

#include <stdbool.h>
#include <string.h>

enum smtp_outcome
reply_sort(int code, int after_dot)
{
	if (code >= 400 && code <= 499)
		return SMTP_DEFERRED;
	if (code >= 500 && code <= 599)
		return SMTP_FAILED;
	if (after_dot)
		return code == 250 ? SMTP_SENT : SMTP_UNKNOWN;
	return SMTP_DEFERRED;
}

void
reply_queue_id(char out[SMTP_QUEUE_ID_MAX], const char *text)
{
	static const char *const before[] = { "queued as ", " id=" };
	static const char chars[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz-._";

	out[0] = '\0';
	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		const char *at = strstr(text, before[i]);
		size_t len;

		if (at == NULL)
			continue;
		at += strlen(before[i]);
		len = strspn(at, chars);
		if (len == 0 || len >= SMTP_QUEUE_ID_MAX)
			continue;
		memcpy(out, at, len);
		out[len] = '\0';
		return;
	}
}

void
reply_text(char out[SMTP_TEXT_MAX], const char *text, size_t len)
{
	size_t n = 0;

	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	for (; n < len && n < SMTP_TEXT_MAX - 1; n++)
		out[n] = text[n] >= 0x20 && text[n] < 0x7f ? text[n] : '?';
	out[n] = '\0';
}

/* RFC 5321, 4.2.1: three digits, then a space and a text, or nothing; a hyphen
 * where more lines follow. */
bool
reply_line(struct smtp_reply *r, const char *line, size_t len)
{
	int code = 0;

	if (len < 3 ||
	    (len > 3 && line[3] != ' ' && line[3] != '\r' && line[3] != '\n'))
		return false;
	for (size_t i = 0; i < 3; i++) {
		if (line[i] < '0' || line[i] > '9')
			return false;
		code = 10 * code + (line[i] - '0');
	}
	r->code = code;
	reply_text(r->text, line, len);
	return true;
}
