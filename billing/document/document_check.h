#ifndef DOCUMENT_DOCUMENT_CHECK_H
#define DOCUMENT_DOCUMENT_CHECK_H

struct entity_check;
struct entity_set;

/*
 * What must hold among templates, series and items (toll-csv(5), "What must
 * hold", 1 and 3): whose they are, patterns of numbers, currencies.
 */
void document_check(const struct entity_set *, const struct entity_check *);

#endif /* DOCUMENT_DOCUMENT_CHECK_H */
