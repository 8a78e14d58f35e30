#ifndef JOB_INVOICE_ASSETS_H
#define JOB_INVOICE_ASSETS_H

#include <stdbool.h>

#include "base/file.h"

struct book;
struct buf;
struct document;
struct err;
struct font_set;
struct lang;
struct picture_set;
struct template;

/*
 * Templates, languages, fonts and logos of a run of documents: each read once,
 * then shared by all threads.
 *
 * A file of the book's own folder templates/ goes before the shipped one of
 * the same name.  Names come from data; one that would lead out of these
 * folders is refused.
 */
struct invoice_assets;
struct asset_kept;

/* ${data_dir} is where the shipped templates/ and fonts/ are. */
int invoice_assets_open(struct invoice_assets **, const struct book *,
    const char *data_dir, struct err *);

/*
 * The same as a closing kept them (store/asset_store.h): ${kept} and the files
 * in it live as long as the assets.  What it does not have comes from where it
 * lies today.
 */
int invoice_assets_open_kept(struct invoice_assets **, const struct book *,
    const char *data_dir, const struct asset_kept *kept, size_t n,
    struct err *);
void invoice_assets_close(struct invoice_assets *); /* NULL is allowed */

/*
 * The template and language of a name each, checked to go together.  The name
 * of a template is one of templates.csv, or of a shipped one; a language ""
 * is the operator's.  ERR_NOINPUT: there is none.  Any number of threads.
 */
int invoice_assets_find(struct invoice_assets *, const char *template_name,
    const char *language, const struct template **, const struct lang **,
    struct err *);

/* The same with the template in the file ${path}, wherever it lies. */
int invoice_assets_find_file(struct invoice_assets *, const char *path,
    const char *language, const struct template **, const struct lang **,
    struct err *);

const struct font_set *invoice_assets_fonts(const struct invoice_assets *);
struct picture_set *invoice_assets_pictures(struct invoice_assets *);

/* The colour profile of PDF/A, as it lies in its file. */
const struct buf *invoice_assets_colours(const struct invoice_assets *);

/* The book's [invoice] einvoice: is there to be an e-invoice in the PDF?  And
 * [invoice] xml. */
bool invoice_assets_hybrid(const struct invoice_assets *);
const char *invoice_assets_xml(const struct invoice_assets *);

/* The path of a logo; "" gives "". */
int invoice_assets_logo(const struct invoice_assets *, const char *name,
    char path[FILE_PATH_MAX], struct err *);

/*
 * Everything that a document is drawn with, one file after the other: its kind
 * and name as in table closing_asset, and where it lies.
 */
typedef int invoice_assets_fn(void *ctx, const char *kind, const char *name,
    const char *path, struct err *);
int invoice_assets_each(struct invoice_assets *, const struct document *,
    invoice_assets_fn *each, void *ctx, struct err *);

#endif /* JOB_INVOICE_ASSETS_H */
