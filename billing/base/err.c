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
	va_list ap;
	size_t len;
	int n;

	assert(e != NULL && e->code != ERR_NONE);
	memcpy(old, e->text, sizeof(old));
	va_start(ap, format);
	n = vsnprintf(e->text, sizeof(e->text), format, ap);
	va_end(ap);
	len = n < 0 ? 0 : (size_t)n;
	if (len >= sizeof(e->text))
		len = sizeof(e->text) - 1;
	(void)snprintf(e->text + len, sizeof(e->text) - len, ": %s", old);
}

void
err_clear(struct err *e)
{
	*e = (struct err){ .code = ERR_NONE };
}
