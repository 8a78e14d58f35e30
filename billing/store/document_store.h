#ifndef STORE_DOCUMENT_STORE_H
#define STORE_DOCUMENT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct arena;
struct db;
struct err;

/*
 * Documents in the book (data/schema/0004-documents.sql): written once, in the
 * transaction of the closing that issues them, read any time later.
 *
 * A number is unique for its issuer; two issuers may use the same.  Names of
 * files are therefore made from the id, never from the number alone.
 */

/* --- reading ------------------------------------------------------------- */

/* The whole document ${id} into *d, in the arena.  ERR_NOINPUT. */
int document_store_read(struct db *, int64_t id, struct arena *,
    struct document *d, struct err *);

/*
 * The document of that number; ${issuer} is a reseller, "" the operator, NULL
 * any.  ERR_NOINPUT: there is none; ERR_USAGE: two issuers have one, say which.
 */
int document_store_find(struct db *, const char *number, const char *issuer,
    int64_t *id, struct err *);

/*
 * Which documents: every member that is not at its "any" value narrows.  Start
 * from DOCUMENT_FILTER_ALL.
 */
struct document_filter {
	int64_t closing;      /* number of the closing; 0 any */
	const char *issuer;   /* reseller, "" the operator; NULL any */
	const char *contract; /* NULL any */
	int64_t kind;         /* enum series_kind; -1 any */
	int64_t category;     /* enum template_category; -1 any */
	int64_t touches_from_us, touches_until_us; /* interval overlaps */
	int64_t date_from_day, date_until_day;     /* [from, until) */
	bool without_pdf; /* only those whose PDF is not made yet */
};
#define DOCUMENT_FILTER_ALL                    \
	((struct document_filter){ .kind = -1, \
	    .category = -1,                    \
	    .touches_from_us = INT64_MIN,      \
	    .touches_until_us = INT64_MAX,     \
	    .date_from_day = INT64_MIN,        \
	    .date_until_day = INT64_MAX })

/* Their ids in order of issue, in the arena. */
int document_store_ids(struct db *, const struct document_filter *,
    struct arena *, int64_t **ids, size_t *n, struct err *);

/* The invoice that a corrected one (revision above 1) is instead of; *number, in
 * the arena, is NULL if there is none. */
int document_store_revised(struct db *, const struct document *, struct arena *,
    const char **number, int64_t *date_day, struct err *);

/* Number of the last closing; 0 if there was none. */
int document_store_last_closing(struct db *, int64_t *number, struct err *);

/* --- what is billed ------------------------------------------------------ */

/*
 * For whoever writes a charges file again: the billed intervals, in order of
 * contract and start, and the charges they bill (see struct document_usage and
 * the comment at document_usage in the schema), in order of contract, period,
 * run, tier, part and start.  A charge that is not among them and whose start
 * lies in a billed interval is late.
 */
struct billed_interval {
	const char *contract;
	int64_t from_us, until_us;
};
struct billed_usage {
	const char *contract;
	const char *period; /* YYYY-MM of the charges file ... */
	int64_t run;        /* ... and its run: charges/PERIOD.RUN.db */
	int64_t tier;       /* enum tier */
	int64_t part;       /* enum document_part */
	int64_t from_us, until_us;
	int64_t document; /* id; -1: closed without a document */
	int64_t calls, price_e8, cash_e8, bought_e8;
	bool replaced;  /* another revision took the document's place */
	bool cancelled; /* credit notes cancel all of its lines */
};

int document_store_intervals(struct db *, struct arena *,
    struct billed_interval **, size_t *n, struct err *);

/* Of one charges period ("2026-10"); NULL: of all. */
int document_store_usages(struct db *, const char *period, struct arena *,
    struct billed_usage **, size_t *n, struct err *);

/* --- files --------------------------------------------------------------- */

/* ${kind} is "pdf" or "xml"; ${path} lies below the book.  ERR_REFUSED: the
 * file is made already. */
int document_store_add_file(struct db *, int64_t id, const char *kind,
    const char *path, const char *sha256, struct err *);

/* *path and *sha256 in the arena; both NULL if there is none yet. */
int document_store_file(struct db *, int64_t id, const char *kind,
    struct arena *, const char **path, const char **sha256, struct err *);

#endif /* STORE_DOCUMENT_STORE_H */
