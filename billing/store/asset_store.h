#ifndef STORE_ASSET_STORE_H
#define STORE_ASSET_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

struct arena;
struct book;
struct db;
struct err;

/*
 * What documents are drawn with, kept in the book by hash: the files lie in
 * archive/assets/, named by their SHA-256, once each; table closing_asset says
 * which of them a closing used, and as what:
 *
 *	template  its name as documents have it
 *	language  its code as documents have it; '' the operator's
 *	schema	  of templates: template.rng
 *	font	  its place in the set, from 0
 *	logo	  its name as documents have it
 *	colours	  profile of PDF/A: sRGB.icc
 */
struct asset_kept {
	const char *kind, *name;
	const char *path; /* of the file in archive/assets/ */
};

/* All of a closing, in the arena; n 0: it kept nothing. */
int asset_store_read(struct db *, const char *book_dir, int64_t closing,
    struct arena *, struct asset_kept **, size_t *n, struct err *);

/*
 * Keep the file at ${path}: copied aside and renamed, unless it is there.  A
 * copy that no closing names in the end does no harm.
 */
int asset_store_keep(const struct book *, const char *path,
    char sha256[HASH_HEX_MAX], struct err *);

/* Name it, inside the transaction of the closing. */
int asset_store_add(struct db *, int64_t closing, const char *kind,
    const char *name, const char *sha256, struct err *);

#endif /* STORE_ASSET_STORE_H */
