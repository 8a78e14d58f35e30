#include "template/template.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libxml/parser.h>
#include <libxml/relaxng.h>
#include <libxml/tree.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "template/layout_compile.h"

/* The first fault that libxml2 reports is the one that helps. */
struct xml_fault {
	const char *name;
	char text[400];
	int line;
};

/*
 * "Did not expect element X there" is reported at the element around X.  If it
 * has one child of that name only, the fault is there.
 */
static int
better_line(const xmlError *fault)
{
	const xmlNode *around = fault->node, *found = NULL;

	if (around == NULL || fault->str1 == NULL ||
	    around->type != XML_ELEMENT_NODE)
		return fault->line;
	for (const xmlNode *x = around->children; x != NULL; x = x->next) {
		if (!layout_named(x, fault->str1))
			continue;
		if (found != NULL)
			return fault->line;
		found = x;
	}
	return found != NULL ? (int)xmlGetLineNo(found) : fault->line;
}

/* libxml2 2.9 wants this type; newer ones make the error const. */
static void
take_fault(void *context, xmlErrorPtr fault)
{
	struct xml_fault *f = context;
	size_t n;

	if (f->text[0] != '\0' || fault->message == NULL)
		return;
	n = strcspn(fault->message, "\n");
	if (n >= sizeof(f->text))
		n = sizeof(f->text) - 1;
	memcpy(f->text, fault->message, n);
	f->text[n] = '\0';
	f->line = better_line(fault);
}

static int
set_fault(const struct xml_fault *f, struct err *e)
{
	return err_set(e, ERR_DATA, "%s:%d: %s", f->name, f->line,
	    f->text[0] != '\0' ? f->text : "not a valid template");
}

/* Without a document type there are no entities, and so no tricks with them. */
static int
parse_xml(xmlDocPtr *out, const char *name, const char *text, size_t len,
    struct err *e)
{
	struct xml_fault fault = { .name = name };
	xmlParserCtxtPtr parser;
	xmlDocPtr doc;

	for (size_t i = 0; i + 9 <= len; i++)
		if (memcmp(text + i, "<!DOCTYPE", 9) == 0)
			return err_set(e, ERR_DATA,
			    "%s: a template has no document type", name);
	parser = xmlNewParserCtxt();
	if (parser == NULL)
		mem_exhausted();
	xmlSetStructuredErrorFunc(&fault, take_fault);
	doc = xmlCtxtReadMemory(parser, text, (int)len, name, NULL,
	    XML_PARSE_NONET | XML_PARSE_NOCDATA);
	xmlSetStructuredErrorFunc(NULL, NULL);
	xmlFreeParserCtxt(parser);
	if (doc == NULL || xmlDocGetRootElement(doc) == NULL) {
		xmlFreeDoc(doc);
		return set_fault(&fault, e);
	}
	*out = doc;
	return 0;
}

static int
validate(xmlDocPtr doc, xmlRelaxNGPtr schema, const char *name, struct err *e)
{
	struct xml_fault fault = { .name = name };
	xmlRelaxNGValidCtxtPtr valid = xmlRelaxNGNewValidCtxt(schema);
	int rc;

	if (valid == NULL)
		mem_exhausted();
	xmlRelaxNGSetValidStructuredErrors(valid, take_fault, &fault);
	rc = xmlRelaxNGValidateDoc(valid, doc);
	xmlRelaxNGFreeValidCtxt(valid);
	return rc == 0 ? 0 : set_fault(&fault, e);
}

/*
 * The schema belongs to the program: that it cannot be read is never the fault
 * of one template, and must not be taken for it.
 */
static int
parse_schema(xmlRelaxNGPtr *out, const char *path, const struct buf *text,
    struct err *e)
{
	struct xml_fault fault = { .name = path };
	xmlRelaxNGParserCtxtPtr parser;

	parser = xmlRelaxNGNewMemParserCtxt(buf_text(text), (int)text->len);
	if (parser == NULL)
		mem_exhausted();
	xmlRelaxNGSetParserStructuredErrors(parser, take_fault, &fault);
	xmlSetStructuredErrorFunc(&fault, take_fault);
	*out = xmlRelaxNGParse(parser);
	xmlSetStructuredErrorFunc(NULL, NULL);
	xmlRelaxNGFreeParserCtxt(parser);
	if (*out == NULL)
		return err_set(e, ERR_CONFIG, "%s: not a schema: %s", path,
		    fault.text);
	return 0;
}

static int
check_schema(xmlDocPtr doc, const char *name, const char *path, struct err *e)
{
	struct buf text = { 0 };
	xmlRelaxNGPtr schema = NULL;
	int rc = file_read(path, TEMPLATE_FILE_MAX, &text, e);

	if (rc == 0)
		rc = parse_schema(&schema, path, &text, e);
	if (rc == 0)
		rc = validate(doc, schema, name, e);
	xmlRelaxNGFree(schema);
	buf_free(&text);
	return rc;
}

static const char *
folder_of(struct arena *a, const char *name)
{
	const char *slash = strrchr(name, '/');

	if (slash == NULL)
		return arena_strdup(a, ".");
	return arena_strndup(a, name, (size_t)(slash - name));
}

int
template_open_text(struct template **out, const char *name, const char *text,
    size_t len, const char *schema, struct err *e)
{
	struct template *t;
	xmlDocPtr doc;
	int rc;

	if (len > TEMPLATE_FILE_MAX)
		return err_set(e, ERR_DATA, "%s: more than %d bytes", name,
		    TEMPLATE_FILE_MAX);
	if (parse_xml(&doc, name, text, len, e) < 0)
		return -1;
	if (check_schema(doc, name, schema, e) < 0) {
		xmlFreeDoc(doc);
		return -1;
	}
	t = mem_calloc(1, sizeof(*t));
	t->name = arena_strdup(&t->memory, name);
	t->folder = folder_of(&t->memory, name);
	rc = layout_compile(t, xmlDocGetRootElement(doc), e);
	xmlFreeDoc(doc);
	if (rc < 0) {
		template_free(t);
		return -1;
	}
	*out = t;
	return 0;
}

int
template_open(struct template **out, const char *path, const char *schema,
    struct err *e)
{
	struct buf text = { 0 };
	int rc = file_read(path, TEMPLATE_FILE_MAX, &text, e);

	if (rc == 0)
		rc = template_open_text(out, path, buf_text(&text), text.len,
		    schema, e);
	buf_free(&text);
	return rc;
}

void
template_free(struct template *t)
{
	struct arena memory;

	if (t == NULL)
		return;
	memory = t->memory;
	arena_free(&memory);
	free(t);
}
