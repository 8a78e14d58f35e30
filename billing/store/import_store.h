#ifndef STORE_IMPORT_STORE_H
#define STORE_IMPORT_STORE_H

#include <stddef.h>
#include <stdint.h>

struct arena;
struct book;
struct db;
struct err;
struct segment_done;

/*
 * What book.db knows of imports (data/schema/0003-calls.sql): batches, their
 * files, the segments that count, rejects, and how far growing files were read.
 * Everything here happens in the caller's transaction.
 */
struct import_batch {
	int64_t number;
	const char *format;
	int64_t imported_us;
	int64_t rejects_of;       /* INT64_MIN: of a file */
	int64_t from_us, last_us; /* first and last start; INT64_MIN: no call */
	int64_t rows, calls, duplicates, conflicts, rejects;
	int64_t clock_first, clock_moved;
	int removed;
};

struct import_file {
	int64_t batch;
	const char *name;
	const char *sha256, *content_sha256;
	int64_t size, offset;
	const char *archived; /* below archive/; "": not kept */
};

struct import_reject {
	int64_t id;
	int64_t batch, line, column;
	const char *kind; /* reject, conflict */
	const char *reason;
	const void *raw;
	size_t raw_len;
	const char *state, *by, *note; /* read only */
	const char *format, *file;     /* of its batch; read only */
};

struct import_segment {
	const char *file;
	const char *period;
	int64_t batch; /* INT64_MIN: merged from several */
	int64_t calls;
};

struct import_follow {
	int64_t device, inode, offset, lines;
	const char *header;
};

/* The number that the next batch gets. */
int import_store_next(struct db *, int64_t *number, struct err *);

/* The batch, not removed, that holds a file with one of these hashes; 0. */
int import_store_known(struct db *, const char *sha256,
    const char *content_sha256, int64_t *batch, struct err *);

int import_store_add_batch(struct db *, const struct import_batch *,
    struct err *);
int import_store_add_header(struct db *, int64_t batch, const char *header,
    struct err *);
int import_store_add_file(struct db *, const struct import_file *,
    struct err *);
int import_store_add_segment(struct db *, const struct import_segment *,
    const struct segment_done *, struct err *);
int import_store_drop_segment(struct db *, const char *file, struct err *);
int import_store_add_duplicates(struct db *, int64_t batch, int64_t of_batch,
    int64_t calls, struct err *);
int import_store_add_reject(struct db *, const struct import_reject *,
    struct err *);

/* One batch, texts in the arena.  ERR_NOINPUT. */
int import_store_batch(struct db *, int64_t number, struct arena *,
    struct import_batch *, struct err *);
int import_store_remove_batch(struct db *, int64_t number, struct err *);

/* A batch that has calls only because ${number} brought them first, and how
 * many; 0: there is none. */
int import_store_dependent(struct db *, int64_t number, int64_t *batch,
    int64_t *calls, struct err *);

/* Segments that count: of one period, or of all (NULL), by file. */
int import_store_segments(struct db *, const char *period, struct arena *,
    struct import_segment **, size_t *n, struct err *);

/* The header line of a batch, "" if it has none. */
int import_store_header(struct db *, int64_t batch, struct arena *,
    const char **header, struct err *);

/* Rejects of batches that count, by batch and line: of one batch (0: all), and
 * only the open ones or all. */
int import_store_rejects(struct db *, int64_t batch, int open_only,
    struct arena *, struct import_reject **, size_t *n, struct err *);
int import_store_waive(struct db *, int64_t reject, const char *by,
    const char *note, int64_t now_us, struct err *);
int import_store_reimported(struct db *, int64_t reject, int64_t into_batch,
    int64_t now_us, struct err *);

/* The rejects that a batch brought in are open again. */
int import_store_reopen(struct db *, int64_t into_batch, struct err *);

/* 1 and how far ${path} was read, header in the arena; 0; -1. */
int import_store_follow(struct db *, const char *path, struct arena *,
    struct import_follow *, struct err *);
int import_store_set_follow(struct db *, const char *path,
    const struct import_follow *, struct err *);

/*
 * The billed intervals as sorted, disjoint ranges, in the arena: a call that
 * starts in one is late for some contract.
 */
struct import_range {
	int64_t from_us, until_us;
};
int import_store_billed(struct db *, struct arena *, struct import_range **,
    size_t *n, struct err *);

/*
 * Remove what a killed program left: segments and archived files that book.db
 * does not name, files that were being written.  Only with the lock held; not
 * while somebody reads the book, who may want them: the next sweep does it.
 */
int import_store_sweep(const struct book *, struct err *);

#endif /* STORE_IMPORT_STORE_H */
