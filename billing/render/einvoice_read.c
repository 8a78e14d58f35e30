/* An e-invoice read again, by the tables it was written by. */
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/xpath.h>
#include <libxml/xpathInternals.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "render/cii.h"
#include "render/einvoice_xml.h"
#include "render/ubl.h"

#define NESTED_MAX 200 /* elements inside each other; we write 8 */

struct reader {
	xmlXPathContextPtr context;
	struct arena *arena;
	bool credit;
};

/* The nodes of a path below ${node}; NULL where there are none. */
static xmlXPathObjectPtr
find(struct reader *r, xmlNodePtr node, const char *path)
{
	xmlXPathObjectPtr found;

	r->context->node = node;
	found = xmlXPathEvalExpression((const xmlChar *)path, r->context);
	if (found != NULL && found->type == XPATH_NODESET &&
	    found->nodesetval != NULL && found->nodesetval->nodeNr > 0)
		return found;
	xmlXPathFreeObject(found);
	return NULL;
}

static const char *
text_of(struct reader *r, xmlNodePtr node)
{
	xmlChar *content = xmlNodeGetContent(node);
	const char *text = arena_strdup(r->arena, (const char *)content);

	xmlFree(content);
	return text;
}

/* YYYYMMDD as it is in the model; anything else as it stands. */
static const char *
date_of(struct reader *r, const char *text)
{
	if (strlen(text) != 8 || strspn(text, "0123456789") != 8)
		return text;
	return arena_printf(r->arena, "%.4s-%.2s-%.2s", text, text + 4,
	    text + 6);
}

static void read_rows(struct reader *, struct einvoice *, xmlNodePtr,
    const struct einvoice_row *, struct einvoice_group *);

static void
read_group(struct reader *r, struct einvoice *v, xmlNodePtr node,
    const struct einvoice_row *row, struct einvoice_group *g)
{
	xmlXPathObjectPtr found = find(r, node, row->path);
	size_t n = found == NULL ? 0 : (size_t)found->nodesetval->nodeNr;
	struct einvoice_group *groups =
	    einvoice_groups(r->arena, (enum einvoice_scope)row->term, n);

	for (size_t i = 0; i < n; i++)
		read_rows(r, v, found->nodesetval->nodeTab[i], row->rows,
		    &groups[i]);
	if (row->term == EINVOICE_TAX) {
		v->taxes = groups;
		v->n_taxes = n;
	} else if (row->term == EINVOICE_LINE) {
		v->lines = groups;
		v->n_lines = n;
	} else {
		g->attributes = groups;
		g->n_attributes = n;
	}
	xmlXPathFreeObject(found);
}

static void
read_value(struct reader *r, xmlNodePtr node, const struct einvoice_row *row,
    struct einvoice_group *g)
{
	xmlXPathObjectPtr found = find(r, node, row->path);
	const char *text;

	if (found == NULL)
		return;
	text = text_of(r, found->nodesetval->nodeTab[0]);
	einvoice_set(g, (enum einvoice_term)row->term,
	    row->kind == EINVOICE_ROW_DATE ? date_of(r, text) : text);
	xmlXPathFreeObject(found);
}

static void
read_rows(struct reader *r, struct einvoice *v, xmlNodePtr node,
    const struct einvoice_row *row, struct einvoice_group *g)
{
	for (; row->path != NULL; row++) {
		if (row->root != EINVOICE_ROOT_BOTH &&
		    (row->root == EINVOICE_ROOT_CREDIT) != r->credit)
			continue;
		if (row->kind == EINVOICE_ROW_GROUP)
			read_group(r, v, node, row, g);
		else if (row->kind != EINVOICE_ROW_CONSTANT &&
		    row->kind != EINVOICE_ROW_OPEN)
			read_value(r, node, row, g);
	}
}

/* Which syntax the root element is of, and which kind of document. */
static const struct einvoice_syntax *
find_syntax(const xmlNode *root, bool *credit)
{
	const char *uri = root->ns == NULL ? "" : (const char *)root->ns->href;

	*credit = false;
	if (strcmp(uri, cii_syntax.invoice_namespaces[0].uri) == 0)
		return &cii_syntax;
	if (strcmp(uri, ubl_syntax.invoice_namespaces[0].uri) == 0)
		return &ubl_syntax;
	if (strcmp(uri, ubl_syntax.credit_namespaces[0].uri) != 0)
		return NULL;
	*credit = true;
	return &ubl_syntax;
}

static int
read_document(struct einvoice *v, const char *name, xmlDocPtr doc,
    struct arena *a, struct err *e)
{
	xmlNodePtr root = xmlDocGetRootElement(doc);
	struct reader r = { .arena = a };
	const struct einvoice_syntax *s =
	    root == NULL ? NULL : find_syntax(root, &r.credit);

	if (s == NULL)
		return err_set(e, ERR_DATA, "%s: neither CII nor UBL", name);
	r.context = xmlXPathNewContext(doc);
	if (r.context == NULL)
		mem_exhausted();
	for (const struct einvoice_namespace *ns = s->invoice_namespaces;
	     ns->prefix != NULL; ns++)
		if (ns->prefix[0] != '\0')
			(void)xmlXPathRegisterNs(r.context,
			    (const xmlChar *)ns->prefix,
			    (const xmlChar *)ns->uri);
	memset(v, 0, sizeof(*v));
	v->head = *einvoice_groups(a, EINVOICE_HEAD, 1);
	read_rows(&r, v, root, s->rows, &v->head);
	v->credit = strcmp(einvoice_get(&v->head, BT_3), "381") == 0;
	xmlXPathFreeContext(r.context);
	return 0;
}

static bool
too_deep(const xmlNode *node, int depth)
{
	for (; node != NULL; node = node->next)
		if (depth > NESTED_MAX || too_deep(node->children, depth + 1))
			return true;
	return false;
}

int
einvoice_xml_read(struct einvoice *v, const char *name, const void *bytes,
    size_t len, struct arena *a, struct err *e)
{
	xmlParserCtxtPtr parser = xmlNewParserCtxt();
	xmlDocPtr doc;
	int rc;

	if (parser == NULL)
		mem_exhausted();
	doc = len > INT32_MAX
	    ? NULL
	    : xmlCtxtReadMemory(parser, bytes, (int)len, NULL, "UTF-8",
		  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	if (doc == NULL)
		rc = err_set(e, ERR_DATA, "%s: line %d: not well-formed XML",
		    name, parser->lastError.line);
	else if (doc->intSubset != NULL || too_deep(doc->children, 0))
		rc = err_set(e, ERR_DATA,
		    "%s: a document type, or too deep: not an invoice of ours",
		    name);
	else
		rc = read_document(v, name, doc, a, e);
	xmlFreeDoc(doc);
	xmlFreeParserCtxt(parser);
	return rc;
}
