#include "render/einvoice_xml.h"

#include <string.h>

#include <libxml/xmlwriter.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"

#define DEPTH_MAX     12 /* elements of a path */
#define XML_NAME_SIZE 80 /* of one element or attribute, with NUL */

/* The elements that are open below the root. */
struct open {
	xmlTextWriterPtr writer;
	struct {
		const char *name; /* with its predicate; into a table */
		size_t len;
	} stack[DEPTH_MAX];
	size_t depth;
	const char *currency;
	bool credit;
	bool failed;
};

/* The end of the name at ${path}: a "/" outside of brackets, or the end. */
static const char *
name_end(const char *path)
{
	int brackets = 0;

	while (*path != '\0' && (*path != '/' || brackets > 0)) {
		brackets += *path == '[';
		brackets -= *path == ']';
		path++;
	}
	return path;
}

static void
check(struct open *o, int rc)
{
	if (rc < 0)
		o->failed = true;
}

static void
close_to(struct open *o, size_t depth)
{
	for (; o->depth > depth; o->depth--)
		check(o, xmlTextWriterEndElement(o->writer));
}

/* The name without its predicate, as libxml2 wants it. */
static const xmlChar *
plain(char out[XML_NAME_SIZE], const char *name, size_t len)
{
	size_t n = 0;

	while (n < len && name[n] != '[' && n + 1 < XML_NAME_SIZE) {
		out[n] = name[n];
		n++;
	}
	out[n] = '\0';
	return (const xmlChar *)out;
}

static void
open_element(struct open *o, const char *name, size_t len)
{
	char text[XML_NAME_SIZE];

	if (o->depth == DEPTH_MAX) {
		o->failed = true; /* a table of ours goes too deep */
		return;
	}
	check(o, xmlTextWriterStartElement(o->writer, plain(text, name, len)));
	o->stack[o->depth].name = name;
	o->stack[o->depth].len = len;
	o->depth++;
}

/*
 * Open the elements of ${path}, from depth ${base} on, that are not open yet,
 * and close what is open beside them.  Returns the attribute's name behind "@",
 * or NULL.
 */
static const char *
go_to(struct open *o, size_t base, const char *path)
{
	bool same = true;
	size_t depth = base;

	for (;;) {
		const char *end = name_end(path);
		size_t len = (size_t)(end - path);

		if (*path == '@' || len == 0) {
			close_to(o, depth);
			return *path == '@' ? path + 1 : NULL;
		}
		same = same && depth < o->depth && o->stack[depth].len == len &&
		    memcmp(o->stack[depth].name, path, len) == 0;
		if (!same) {
			close_to(o, depth);
			open_element(o, path, len);
		}
		depth++;
		path = *end == '/' ? end + 1 : end;
	}
}

static void
put(struct open *o, size_t base, const char *path, const char *value)
{
	const char *attribute = go_to(o, base, path);
	const xmlChar *text = (const xmlChar *)value;

	if (attribute != NULL)
		check(o,
		    xmlTextWriterWriteAttribute(o->writer,
			(const xmlChar *)attribute, text));
	else
		check(o, xmlTextWriterWriteString(o->writer, text));
}

static void
put_value(struct open *o, size_t base, const struct einvoice_row *row,
    const char *value)
{
	char date[16];
	size_t n = 0;

	if (row->kind == EINVOICE_ROW_CONSTANT)
		value = row->text;
	if (row->kind == EINVOICE_ROW_AMOUNT) {
		(void)go_to(o, base, row->path);
		check(o,
		    xmlTextWriterWriteAttribute(o->writer,
			(const xmlChar *)"currencyID",
			(const xmlChar *)o->currency));
	}
	if (row->kind == EINVOICE_ROW_DATE) {
		for (const char *p = value; *p != '\0' && n + 1 < sizeof(date);
		     p++)
			if (*p != '-')
				date[n++] = *p;
		date[n] = '\0';
		value = date;
	}
	put(o, base, row->path, value);
}

static bool
is_for(const struct einvoice_row *row, bool credit)
{
	return row->root == EINVOICE_ROOT_BOTH ||
	    (row->root == EINVOICE_ROOT_CREDIT) == credit;
}

/* The groups of a row: those of the invoice, or attributes of the line. */
static const struct einvoice_group *
groups_of(const struct einvoice_row *row, const struct einvoice *v,
    const struct einvoice_group *g, size_t *n)
{
	if (row->term == EINVOICE_TAX) {
		*n = v->n_taxes;
		return v->taxes;
	}
	if (row->term == EINVOICE_LINE) {
		*n = v->n_lines;
		return v->lines;
	}
	*n = g->n_attributes;
	return g->attributes;
}

static void
write_rows(struct open *o, const struct einvoice *v,
    const struct einvoice_row *row, const struct einvoice_group *g)
{
	size_t base = o->depth;

	for (; row->path != NULL; row++) {
		const struct einvoice_group *groups;
		const char *value;
		size_t n;

		if (!is_for(row, o->credit))
			continue;
		if (row->kind == EINVOICE_ROW_OPEN) {
			(void)go_to(o, base, row->path);
			continue;
		}
		if (row->kind != EINVOICE_ROW_GROUP) {
			value = einvoice_get(
			    einvoice_scope_of((enum einvoice_term)row->term) ==
				    EINVOICE_HEAD
				? &v->head
				: g,
			    (enum einvoice_term)row->term);
			if (value[0] != '\0')
				put_value(o, base, row, value);
			continue;
		}
		groups = groups_of(row, v, g, &n);
		for (size_t i = 0; i < n; i++) {
			size_t outside;

			(void)go_to(o, base, row->path);
			outside = o->depth - 1;
			write_rows(o, v, row->rows, &groups[i]);
			close_to(o, outside);
		}
	}
	close_to(o, base);
}

static void
write_root(struct open *o, const struct einvoice_syntax *s, bool credit)
{
	const struct einvoice_namespace *ns =
	    credit ? s->credit_namespaces : s->invoice_namespaces;
	char name[XML_NAME_SIZE] = "xmlns:";

	check(o,
	    xmlTextWriterStartElement(o->writer,
		(const xmlChar *)(credit ? s->credit_root : s->invoice_root)));
	for (; ns->prefix != NULL; ns++) {
		name[5] = ns->prefix[0] == '\0' ? '\0' : ':';
		name[6] = '\0';
		(void)strncat(name, ns->prefix, XML_NAME_SIZE - 8);
		check(o,
		    xmlTextWriterWriteAttribute(o->writer,
			(const xmlChar *)name, (const xmlChar *)ns->uri));
	}
}

int
einvoice_xml_write(const struct einvoice_syntax *s, const struct einvoice *v,
    struct buf *out, struct err *e)
{
	xmlBufferPtr memory = xmlBufferCreate();
	struct open o = { .currency = einvoice_get(&v->head, BT_5),
		.credit = v->credit };

	if (memory != NULL)
		o.writer = xmlNewTextWriterMemory(memory, 0);
	if (o.writer == NULL)
		mem_exhausted();
	check(&o, xmlTextWriterSetIndent(o.writer, 1));
	check(&o, xmlTextWriterStartDocument(o.writer, NULL, "UTF-8", NULL));
	write_root(&o, s, v->credit);
	write_rows(&o, v, s->rows, &v->head);
	check(&o, xmlTextWriterEndDocument(o.writer));
	xmlFreeTextWriter(o.writer);
	if (!o.failed)
		buf_add(out, xmlBufferContent(memory),
		    (size_t)xmlBufferLength(memory));
	xmlBufferFree(memory);
	if (o.failed)
		return err_set(e, ERR_INTERNAL, "%s: libxml2 does not write it",
		    s->name);
	return 0;
}
