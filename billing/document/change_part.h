#ifndef DOCUMENT_CHANGE_PART_H
#define DOCUMENT_CHANGE_PART_H

#include "document/change.h"

/*
 * Between the two files of document/change.h: documents (change.c) and charges
 * (change_charges.c).
 */
void change_add(struct change_list *, struct document_change);

#endif /* DOCUMENT_CHANGE_PART_H */
