#ifndef RENDER_DOCUMENT_RECORDS_H
#define RENDER_DOCUMENT_RECORDS_H

struct document_data;

/*
 * The collections of a document (lines, taxes, subscribers, calls, ...) as a
 * template loops over them; for render/document_data.c.  One cursor for each
 * lies in struct document_data.
 */
void document_records_set(struct document_data *);

#endif /* RENDER_DOCUMENT_RECORDS_H */
