#include "render/pdfa.h"

#include <string.h>

#include <qpdf/qpdf-c.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "render/pdfa_xmp.h"

struct pdfa {
	const struct pdfa_job *job;
	qpdf_data q;
	qpdf_oh root;
	struct arena memory;
	const char *created; /* as the Info dictionary has it */
};

static qpdf_oh
name(struct pdfa *p, const char *text)
{
	return qpdf_oh_new_name(p->q, text);
}

static void
set(struct pdfa *p, qpdf_oh dict, const char *key, qpdf_oh value)
{
	qpdf_oh_replace_key(p->q, dict, key, value);
}

/* A stream with a dictionary to be filled; libqpdf packs what is not packed,
 * except metadata. */
static qpdf_oh
new_stream(struct pdfa *p, const void *bytes, size_t len, qpdf_oh *dict)
{
	qpdf_oh stream = qpdf_oh_new_stream(p->q);

	qpdf_oh_replace_stream_data(p->q, stream, bytes, len,
	    qpdf_oh_new_null(p->q), qpdf_oh_new_null(p->q));
	*dict = qpdf_oh_get_dict(p->q, stream);
	return stream;
}

/* A text of the Info dictionary; "" if it is not there. */
static const char *
info_text(struct pdfa *p, const char *key)
{
	qpdf_oh info = qpdf_oh_get_key(p->q, qpdf_get_trailer(p->q), "/Info");
	qpdf_oh value;

	if (!qpdf_oh_is_dictionary(p->q, info))
		return "";
	value = qpdf_oh_get_key(p->q, info, key);
	if (!qpdf_oh_is_string(p->q, value))
		return "";
	return arena_strdup(&p->memory, qpdf_oh_get_utf8_value(p->q, value));
}

/* "D:20261101000000+00'00'" as XMP writes it. */
static const char *
xmp_date(struct pdfa *p, const char *d)
{
	if (strlen(d) < 16 || strncmp(d, "D:", 2) != 0)
		return "";
	return arena_printf(&p->memory, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s+00:00",
	    d + 2, d + 6, d + 8, d + 10, d + 12, d + 14);
}

static void
add_metadata(struct pdfa *p)
{
	const struct pdfa_xmp x = { .title = info_text(p, "/Title"),
		.author = info_text(p, "/Author"),
		.producer = info_text(p, "/Producer"),
		.created = xmp_date(p, p->created),
		.xml_name = p->job->xml_name,
		.level = p->job->level };
	struct buf text = { 0 };
	qpdf_oh stream, dict;

	pdfa_xmp_write(&x, &text);
	stream = new_stream(p, text.data, text.len, &dict);
	set(p, dict, "/Type", name(p, "/Metadata"));
	set(p, dict, "/Subtype", name(p, "/XML"));
	set(p, p->root, "/Metadata", stream);
	buf_free(&text);
}

static void
add_intent(struct pdfa *p)
{
	qpdf_oh intents = qpdf_oh_new_array(p->q), intent, stream, dict;

	stream = new_stream(p, p->job->icc, p->job->icc_len, &dict);
	set(p, dict, "/N", qpdf_oh_new_integer(p->q, 3));
	intent = qpdf_oh_parse(p->q,
	    "<< /Type /OutputIntent /S /GTS_PDFA1"
	    " /OutputConditionIdentifier (sRGB)"
	    " /Info (sRGB IEC61966-2.1) >>");
	set(p, intent, "/DestOutputProfile", stream);
	qpdf_oh_append_item(p->q, intents,
	    qpdf_make_indirect_object(p->q, intent));
	set(p, p->root, "/OutputIntents", intents);
}

/* Factur-X 1.0, 6.2.2: the file in AF of the catalog and among its names. */
static void
add_file(struct pdfa *p)
{
	const struct pdfa_job *job = p->job;
	qpdf_oh stream, dict, params, files, spec, names, list;

	stream = new_stream(p, job->xml, job->xml_len, &dict);
	set(p, dict, "/Type", name(p, "/EmbeddedFile"));
	set(p, dict, "/Subtype", name(p, "/text/xml"));
	params = qpdf_oh_new_dictionary(p->q);
	set(p, params, "/Size",
	    qpdf_oh_new_integer(p->q, (long long)job->xml_len));
	set(p, params, "/ModDate", qpdf_oh_new_string(p->q, p->created));
	set(p, dict, "/Params", params);
	files = qpdf_oh_new_dictionary(p->q);
	set(p, files, "/F", stream);
	set(p, files, "/UF", stream);
	spec = qpdf_oh_parse(p->q,
	    "<< /Type /Filespec /AFRelationship /Alternative"
	    " /Desc (EN 16931 invoice) >>");
	set(p, spec, "/F", qpdf_oh_new_string(p->q, job->xml_name));
	set(p, spec, "/UF", qpdf_oh_new_unicode_string(p->q, job->xml_name));
	set(p, spec, "/EF", files);
	spec = qpdf_make_indirect_object(p->q, spec);
	list = qpdf_oh_new_array(p->q);
	qpdf_oh_append_item(p->q, list, spec);
	set(p, p->root, "/AF", list);
	list = qpdf_oh_new_array(p->q);
	qpdf_oh_append_item(p->q, list,
	    qpdf_oh_new_unicode_string(p->q, job->xml_name));
	qpdf_oh_append_item(p->q, list, spec);
	files = qpdf_oh_new_dictionary(p->q);
	set(p, files, "/Names", list);
	names = qpdf_oh_new_dictionary(p->q);
	set(p, names, "/EmbeddedFiles", files);
	set(p, p->root, "/Names", names);
}

static int
qpdf_fault(struct pdfa *p, struct err *e)
{
	const char *text = qpdf_has_error(p->q)
	    ? qpdf_get_error_full_text(p->q, qpdf_get_error(p->q))
	    : "it failed";

	return err_set(e, ERR_INTERNAL, "libqpdf: %.400s", text);
}

static int
convert(struct pdfa *p, const struct buf *plain, struct buf *out, struct err *e)
{
	qpdf_set_suppress_warnings(p->q, QPDF_TRUE);
	qpdf_silence_errors(p->q);
	if ((qpdf_read_memory(p->q, "drawing", plain->data, plain->len, NULL) &
		QPDF_ERRORS) != 0)
		return qpdf_fault(p, e);
	p->root = qpdf_get_root(p->q);
	p->created = info_text(p, "/CreationDate");
	add_metadata(p);
	add_intent(p);
	if (p->job->xml_name != NULL)
		add_file(p);
	if ((qpdf_init_write_memory(p->q) & QPDF_ERRORS) != 0)
		return qpdf_fault(p, e);
	qpdf_set_deterministic_ID(p->q, QPDF_TRUE);
	qpdf_set_newline_before_endstream(p->q, QPDF_TRUE);
	qpdf_set_object_stream_mode(p->q, qpdf_o_disable);
	qpdf_force_pdf_version(p->q, "1.7");
	if ((qpdf_write(p->q) & QPDF_ERRORS) != 0)
		return qpdf_fault(p, e);
	buf_add(out, qpdf_get_buffer(p->q), qpdf_get_buffer_length(p->q));
	return 0;
}

int
pdfa_convert(const struct pdfa_job *job, const struct buf *plain,
    struct buf *out, struct err *e)
{
	struct pdfa p = { .job = job, .q = qpdf_init() };
	int rc;

	if (p.q == NULL)
		mem_exhausted();
	rc = convert(&p, plain, out, e);
	qpdf_cleanup(&p.q);
	arena_free(&p.memory);
	return rc < 0 ? err_ctx(e, "document %s", job->document) : 0;
}
