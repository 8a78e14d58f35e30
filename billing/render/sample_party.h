#ifndef RENDER_SAMPLE_PARTY_H
#define RENDER_SAMPLE_PARTY_H

struct document_party;

/*
 * Who sends and who receives the invented document of
 * render/sample_document.h: names that are long or have letters of several
 * languages, and numbers that nobody has.
 */
extern const struct document_party sample_party_issuer;
extern const struct document_party sample_party_recipient;

#endif /* RENDER_SAMPLE_PARTY_H */
