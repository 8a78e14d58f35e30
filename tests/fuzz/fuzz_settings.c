/* book.conf: any text is read or refused with a message, never a crash. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/settings.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	char *text = malloc(size + 1);
	struct settings *s;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (settings_open_text(&s, "book.conf", text, &e) == 0) {
		int64_t port = settings_int(s, "mail", "port");

		assert(port >= 1 && port <= 65535);
		assert(settings_text(s, "operator", "contact") != NULL);
		settings_close(s);
	} else {
		assert(e.code == ERR_CONFIG);
		assert(strncmp(e.text, "book.conf: ", 11) == 0);
	}
	free(text);
	return 0;
}
