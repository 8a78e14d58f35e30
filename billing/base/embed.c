#include "base/embed.h"

#include <assert.h>
#include <string.h>

const char *
embed_text(const char *name)
{
	const char *text = NULL;

	for (const struct embed_file *f = embed_files; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			text = f->text;
	assert(text != NULL);
	return text;
}
