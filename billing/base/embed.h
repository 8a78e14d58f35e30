#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

/*
 * Files of data/ that are compiled into the library: data/schema/ *.sql and
 * data/currencies.tsv.  The table is generated at build by data/embed.awk,
 * ordered by name, and ends with a NULL name.
 */
struct embed_file {
	const char *name; /* "data/schema/0001-book.sql" */
	const char *text;
	size_t len;
};

extern const struct embed_file embed_files[];

/* The text of one file; it must be there. */
const char *embed_text(const char *name);

#endif /* BASE_EMBED_H */
