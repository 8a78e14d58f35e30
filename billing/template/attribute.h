#ifndef TEMPLATE_ATTRIBUTE_H
#define TEMPLATE_ATTRIBUTE_H

#include <stdint.h>

#include "template/layout.h"

struct err;

/*
 * The values of a template's attributes: lengths, colours, column widths.
 */

/* "12mm", "9.5pt", "0"; thousandths of a point.  ERR_DATA. */
int attribute_length(const char *text, int32_t *mpt, struct err *);

/* "#rrggbb", "brand", "brand:12" (12 per cent of it on white).  ERR_DATA. */
int attribute_color(const char *text, struct color *, struct err *);

/* "left", "right", "center".  ERR_DATA. */
int attribute_align(const char *text, enum align *, struct err *);

/* "20mm * 30mm 2*"; alignments all left.  ERR_DATA. */
int attribute_widths(const char *text, struct columns *, struct err *);

/* "left right": at most one for each column, the rest stay left. */
int attribute_aligns(const char *text, struct columns *, struct err *);

#endif /* TEMPLATE_ATTRIBUTE_H */
