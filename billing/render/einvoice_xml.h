#ifndef RENDER_EINVOICE_XML_H
#define RENDER_EINVOICE_XML_H

#include <stddef.h>

#include "render/einvoice.h"

struct arena;
struct buf;
struct err;

/*
 * A syntax of EN 16931 as a table: which business term stands where, in the
 * order of the elements.  One function writes an invoice by such a table, one
 * reads it again; render/cii.h and render/ubl.h are the tables.
 *
 * A path is names of elements divided by "/", from the root element or, in a
 * group, from the group's element.  "@name" at its end is an attribute.  What
 * stands in brackets behind a name is an XPath predicate: it tells elements of
 * one name apart and is not written.
 */
enum einvoice_row_kind {
	EINVOICE_ROW_TEXT,     /* the term as it is */
	EINVOICE_ROW_DATE,     /* as YYYYMMDD */
	EINVOICE_ROW_AMOUNT,   /* with an attribute currencyID */
	EINVOICE_ROW_CONSTANT, /* ${text}, where the term is there */
	EINVOICE_ROW_OPEN,     /* an element that must be there, even empty */
	EINVOICE_ROW_GROUP     /* once for each group of scope ${term} */
};

enum einvoice_root {
	EINVOICE_ROOT_BOTH,
	EINVOICE_ROOT_INVOICE,
	EINVOICE_ROOT_CREDIT
};

struct einvoice_row {
	const char *path;
	enum einvoice_row_kind kind;
	int term; /* enum einvoice_term; of a group enum einvoice_scope */
	const char *text;
	const struct einvoice_row *rows; /* of a group */
	enum einvoice_root root;         /* of which kind of document */
};

struct einvoice_namespace {
	const char *prefix, *uri; /* prefix "" is the default */
};

struct einvoice_syntax {
	const char *name; /* "CII" */
	const char *invoice_root, *credit_root;
	const struct einvoice_namespace *invoice_namespaces,
	    *credit_namespaces;          /* up to prefix NULL */
	const struct einvoice_row *rows; /* up to path NULL */
};

/* The invoice at the end of ${out}. */
int einvoice_xml_write(const struct einvoice_syntax *, const struct einvoice *,
    struct buf *out, struct err *);

/*
 * Read an invoice of either syntax, into the arena.  No network, no entities,
 * no document type.  ERR_DATA: not well formed, or neither CII nor UBL; ${name}
 * is for messages.
 */
int einvoice_xml_read(struct einvoice *, const char *name, const void *bytes,
    size_t len, struct arena *, struct err *);

#endif /* RENDER_EINVOICE_XML_H */
