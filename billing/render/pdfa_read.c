#include "render/pdfa_read.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <qpdf/qpdf-c.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "render/pdfa_text.h"

#define FONTS_MAX 32 /* of a page */
#define PAGES_MAX 10000
#define CODES     65536

struct reader {
	qpdf_data q;
	struct pdfa_text_font fonts[FONTS_MAX];
	size_t n_fonts;
	int resources_id; /* the fonts are of these */
};

static qpdf_oh
key(struct reader *r, qpdf_oh dict, const char *name)
{
	if (!qpdf_oh_is_dictionary(r->q, dict))
		return qpdf_oh_new_null(r->q);
	return qpdf_oh_get_key(r->q, dict, name);
}

/* The content of a stream, unpacked; 0 with nothing added where it is none. */
static int
stream(struct reader *r, qpdf_oh oh, struct buf *out)
{
	unsigned char *bytes = NULL;
	size_t len = 0;

	if (!qpdf_oh_is_stream(r->q, oh) ||
	    (qpdf_oh_get_stream_data(r->q, oh, qpdf_dl_specialized, NULL,
		 &bytes, &len) &
		QPDF_ERRORS) != 0)
		return 0;
	buf_add(out, bytes, len);
	free(bytes);
	return 1;
}

/* The first associated file: ISO 19005-3, 6.8. */
static void
read_file(struct reader *r, struct pdfa_read *out)
{
	qpdf_oh files = key(r, qpdf_get_root(r->q), "/AF"), spec, name;
	const char *text;

	out->xml_name[0] = '\0';
	if (!qpdf_oh_is_array(r->q, files) ||
	    qpdf_oh_get_array_n_items(r->q, files) < 1)
		return;
	spec = qpdf_oh_get_array_item(r->q, files, 0);
	name = key(r, spec, "/UF");
	if (!qpdf_oh_is_string(r->q, name))
		return;
	text = qpdf_oh_get_utf8_value(r->q, name);
	(void)strncat(out->xml_name, text, sizeof(out->xml_name) - 1);
	(void)stream(r, key(r, key(r, spec, "/EF"), "/F"), out->xml);
}

static void
drop_fonts(struct reader *r)
{
	for (size_t i = 0; i < r->n_fonts; i++)
		free(r->fonts[i].chars);
	r->n_fonts = 0;
}

static void
read_font(struct reader *r, const char *name, qpdf_oh font)
{
	struct pdfa_text_font *f = &r->fonts[r->n_fonts];
	struct buf map = { 0 };

	if (r->n_fonts == FONTS_MAX || strlen(name) >= sizeof(f->name) ||
	    !stream(r, key(r, font, "/ToUnicode"), &map))
		return;
	memcpy(f->name, name, strlen(name) + 1);
	f->chars = mem_calloc(CODES, sizeof(f->chars[0]));
	pdfa_text_map(f, buf_text(&map), map.len);
	r->n_fonts++;
	buf_free(&map);
}

/* Pages of ours share their fonts: read once as long as they are the same. */
static void
read_fonts(struct reader *r, qpdf_oh page)
{
	qpdf_oh fonts = key(r, key(r, page, "/Resources"), "/Font");
	int id = qpdf_oh_get_object_id(r->q, fonts);

	if (id != 0 && id == r->resources_id)
		return;
	drop_fonts(r);
	r->resources_id = id;
	if (!qpdf_oh_is_dictionary(r->q, fonts))
		return;
	qpdf_oh_begin_dict_key_iter(r->q, fonts);
	while (qpdf_oh_dict_more_keys(r->q)) {
		const char *name = qpdf_oh_dict_next_key(r->q);

		read_font(r, name, qpdf_oh_get_key(r->q, fonts, name));
	}
}

static int
read_pages(struct reader *r, struct buf *text, const char *name, struct err *e)
{
	int n = qpdf_get_num_pages(r->q);

	if (n < 0)
		return -1; /* has_failed() tells */
	if (n < 1 || n > PAGES_MAX)
		return err_set(e, ERR_DATA, "%s: %d pages", name, n);
	for (int i = 0; i < n; i++) {
		qpdf_oh page = qpdf_get_page_n(r->q, (size_t)i);
		unsigned char *bytes = NULL;
		size_t len = 0;

		read_fonts(r, page);
		if ((qpdf_oh_get_page_content_data(r->q, page, &bytes, &len) &
			QPDF_ERRORS) != 0)
			return err_set(e, ERR_DATA,
			    "%s: page %d cannot be read", name, i + 1);
		pdfa_text_add(text, (const char *)bytes, len, r->fonts,
		    r->n_fonts);
		free(bytes);
	}
	return 0;
}

/* Take the error that some call left behind, which libqpdf would else print. */
static bool
has_failed(qpdf_data q)
{
	if (!qpdf_has_error(q))
		return false;
	(void)qpdf_get_error(q);
	return true;
}

int
pdfa_read(struct pdfa_read *out, const char *name, const void *bytes,
    size_t len, struct err *e)
{
	struct reader r = { .q = qpdf_init() };
	int rc = -1;

	if (r.q == NULL)
		mem_exhausted();
	qpdf_set_suppress_warnings(r.q, QPDF_TRUE);
	qpdf_silence_errors(r.q);
	qpdf_set_attempt_recovery(r.q, QPDF_FALSE);
	if ((qpdf_read_memory(r.q, name, bytes, len, NULL) & QPDF_ERRORS) ==
	    0) {
		read_file(&r, out);
		rc = read_pages(&r, out->text, name, e);
	}
	if ((has_failed(r.q) || rc < 0) && e->code == ERR_NONE)
		rc = err_set(e, ERR_DATA, "%s: not a sound PDF", name);
	drop_fonts(&r);
	qpdf_cleanup(&r.q);
	return rc;
}
