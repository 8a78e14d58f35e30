#ifndef RENDER_SAMPLE_DOCUMENT_H
#define RENDER_SAMPLE_DOCUMENT_H

#include "document/document_entity.h"
#include "render/document_data.h"

struct arena;
struct document;

/*
 * A document with invented data, for who designs a template: it has every kind
 * of line, several tax rates and subscribers, and an itemised part of some
 * pages.  The same on every machine and day.
 */

/*
 * One in the arena; ${language} is "de", "en", ...  Its kind (DOCUMENT_INVOICE,
 * ...) and category are those of the document that a template is for.
 */
struct document *sample_document(struct arena *, int64_t kind,
    enum template_category, const char *language);

/* Kind and category that the name of a template speaks of. */
void sample_document_for(const char *template_name, int64_t *kind,
    enum template_category *);

/* Its calls: ${per_subscriber} for each subscriber. */
struct sample_calls {
	int64_t per_subscriber;
	int64_t seed, next;
};

struct document_calls sample_document_calls(struct sample_calls *);

#endif /* RENDER_SAMPLE_DOCUMENT_H */
