#ifndef JOB_INVOICE_DRAW_H
#define JOB_INVOICE_DRAW_H

#include <stddef.h>

#include "base/file.h"
#include "base/hash.h"

struct buf;
struct db;
struct document;
struct err;
struct invoice_assets;

/*
 * One document of the book as a PDF, and where its file lies.
 */

/* The bytes at the end of ${out}; ${book} is the folder with charges/. */
int invoice_draw(struct invoice_assets *, const char *book,
    const struct document *, struct buf *out, struct err *);

/*
 * Where its file of a kind ("pdf", "xml") lies below the book:
 * documents/YYYY/NUMBER-ID.pdf, the number
 * reduced to letters, digits, ".", "_" and "-"; the id makes it unique.
 */
void invoice_draw_path(char out[FILE_PATH_MAX], const struct document *,
    const char *kind);

#endif /* JOB_INVOICE_DRAW_H */
