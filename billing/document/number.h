#ifndef DOCUMENT_NUMBER_H
#define DOCUMENT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document_entity.h"

struct err;

/*
 * Numbers of documents: a series and its pattern.
 *
 * A pattern is text with {seq} or {seq:N} (at least N digits) exactly once, and
 * any of {yyyy} {yy} (year of the document's date) and {mm} (its month).  A
 * yearly reset counts only where the pattern has the year.  The sequence is
 * gapless for an issuer, a series and, where it resets, a year.
 */
#define NUMBER_MAX 64 /* longest number, with NUL */

/* ERR_DATA: what is wrong with the pattern. */
int number_check(const char *pattern, struct err *);

/* The year whose sequence a document of ${date_day} draws from; 0: the one. */
int64_t number_year(const struct series *, int64_t date_day);

/*
 * The number that follows ${last} (0: none in that year; ${drawn}: one in some
 * year).  ERR_REFUSED: the range is used up.  *warn: it comes to its end.
 */
int number_next(const struct series *, int64_t last, bool drawn, int64_t *seq,
    bool *warn, struct err *);

int number_format(char out[NUMBER_MAX], const char *pattern, int64_t date_day,
    int64_t seq, struct err *);

/*
 * The series from which ${issuer} ("" the operator) numbers its documents of
 * ${kind}: the one named ${named} (a reseller's, for its invoices; may be
 * NULL), else the issuer's for that kind, else the issuer's for all kinds, else
 * a default: INV{yyyy}-{seq:6}, CN{yyyy}-{seq:6}, ST{yyyy}-{seq:6},
 * MG{yyyy}-{seq:6}, reset yearly, by name @invoice, @credit_note and so on.
 */
const struct series *number_series(const struct series *, size_t n,
    const char *issuer, const char *named, int64_t kind);

#endif /* DOCUMENT_NUMBER_H */
