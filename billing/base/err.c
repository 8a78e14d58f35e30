#include "base/err.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void
err_set_text(struct err *e, enum err_code code, const char *format, ...)
{
	va_list ap;

	assert(e != NULL && e->code == ERR_NONE && code != ERR_NONE);
	e->code = code;
	va_start(ap, format);
	(void)vsnprintf(e->text, sizeof(e->text), format, ap);
	va_end(ap);
}

void
err_add_context(struct err *e, const char *format, ...)
{
	char old[ERR_TEXT_MAX];
	size_t len, more;
	va_list ap;

	assert(e != NULL && e->code != ERR_NONE);
	memcpy(old, e->text, sizeof(old));
	va_start(ap, format);
	(void)vsnprintf(e->text, sizeof(e->text) - 2, format, ap);
	va_end(ap);
	len = strlen(e->text);
	e->text[len++] = ':';
	e->text[len++] = ' ';
	more = strlen(old);
	if (more > sizeof(e->text) - 1 - len)
		more = sizeof(e->text) - 1 - len;
	memcpy(e->text + len, old, more);
	e->text[len + more] = '\0';
}

void
err_clear(struct err *e)
{
	*e = (struct err){ .code = ERR_NONE };
}
