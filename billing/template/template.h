#ifndef TEMPLATE_TEMPLATE_H
#define TEMPLATE_TEMPLATE_H

#include <stddef.h>

#include "base/arena.h"
#include "template/layout.h"

struct err;

/*
 * A document template: an XML file, checked and compiled.
 *
 * The file is read without network, external entities or a document type; it
 * must be valid against templates/template.rng, and every variable, filter,
 * label and style in it must exist and be visible where it stands.  All of
 * that is ERR_DATA here, naming file and line, and never an empty place on
 * paper later.  toll-template(5) is the manual of the language.
 *
 * Never changed after it was opened; threads may share it.
 */
struct template
{
	const char *name;   /* path of the file, for messages */
	const char *folder; /* where pictures without a path are */
	struct page_layout page;
	const struct expression *title; /* of the PDF; may be NULL */
	struct style *styles;
	struct frame *frames; /* headers and footers */
	struct node *body;
	struct label_use *labels; /* for lang_check() */
	struct arena memory;
};

#define TEMPLATE_FILE_MAX (1024 * 1024)

/* Read ${path}; the schema is the file templates/template.rng. */
int template_open(struct template **, const char *path, const char *schema,
    struct err *);

/* The same from memory; ${name} is for messages and the folder. */
int template_open_text(struct template **, const char *name, const char *text,
    size_t len, const char *schema, struct err *);

void template_free(struct template *); /* NULL is allowed */

#endif /* TEMPLATE_TEMPLATE_H */
