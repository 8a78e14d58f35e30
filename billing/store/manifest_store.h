#ifndef STORE_MANIFEST_STORE_H
#define STORE_MANIFEST_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "time/tzdata.h"

struct arena;
struct buf;
struct db;
struct err;

/*
 * Manifests: what a closing sealed (data/schema/0015-seal.sql, toll-check(1)).
 *
 * A manifest is a text:
 *
 *	tollbook manifest 1
 *	closing 3
 *	previous SHA256			zeros: it is the first
 *	program tollbook 0.1.0
 *	tzdata 2025b
 *	zones SHA256			what tzdata say of its documents' zones
 *	items 57
 *	KIND SHA256 UPTO COUNT NAME	one line an item
 *
 * Its hash is that of the text.  Kinds of items:
 *
 *	document  ID NUMBER	a document with all its rows
 *	rows	  TABLE		rows of a table behind those sealed before
 *	master	  ENTITY	what the loads since did to it
 *	calls	  PERIOD/FILE	a segment of a period that was billed: its row
 *	charges	  FILE		a file that was billed from
 *	archive	  FILE		an original file, as it is kept
 *	file	  PATH		a picture made since the last closing
 *	asset	  KIND NAME	what documents are drawn with
 */
struct manifest_item {
	const char *kind, *name;
	int64_t upto;  /* rows, master: covered up to this number */
	int64_t count; /* of rows, calls, charges */
	char sha256[HASH_HEX_MAX];
};

struct manifest {
	int64_t closing;
	char previous[HASH_HEX_MAX];
	const char *program;
	const char *tzdata;
	char zones[HASH_HEX_MAX];
	struct manifest_item *items;
	size_t n;
	char sha256[HASH_HEX_MAX]; /* as stored */
};

/*
 * Seal a closing whose rows are all written, inside its transaction.  ERR_IO:
 * a file that is to be sealed cannot be read.
 */
int manifest_write(struct db *, int64_t closing, struct err *);

/* The manifest of a closing, in the arena; 1, or 0 if there is none. */
int manifest_read(struct db *, int64_t closing, struct arena *,
    struct manifest *, struct err *);

/* The hash of the last manifest, and its closing; 1, or 0: there is none. */
int manifest_last(struct db *, int64_t *closing, char sha256[HASH_HEX_MAX],
    struct err *);

/* The next closing after ${closing} that has a manifest (1), or 0. */
int manifest_next(struct db *, int64_t closing, int64_t *next, struct err *);

/* Closings without the manifest that they must have, in the arena. */
int manifest_missing(struct db *, struct arena *, int64_t **closings, size_t *n,
    struct err *);

/* Its text, and the hash of that. */
void manifest_text(const struct manifest *, struct buf *);
void manifest_hash(const struct manifest *, char sha256[HASH_HEX_MAX]);

/* What an item of that kind and name covered up to before ${closing}; 0. */
int manifest_before(struct db *, int64_t closing, const char *kind,
    const char *name, int64_t *upto, struct err *);

/* The ids of the documents that the closings in (from, upto] issued. */
int manifest_documents(struct db *, int64_t from, int64_t upto, struct arena *,
    int64_t **ids, size_t *n, struct err *);

/* The recorded hash of a file of charges or pictures; "" none. */
int manifest_recorded(struct db *, const char *kind, const char *name,
    int64_t *count, char sha256[HASH_HEX_MAX], struct err *);

#endif /* STORE_MANIFEST_STORE_H */
