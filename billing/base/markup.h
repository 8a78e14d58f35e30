#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

struct buf;

/*
 * Text as it may stand in XML and HTML, between tags and in an attribute: what
 * would be markup is written as a reference.  The text is UTF-8.
 */
void markup_add(struct buf *, const char *text);

#endif /* BASE_MARKUP_H */
