#ifndef STORE_TASK_FILE_H
#define STORE_TASK_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/sealed.h"
#include "store/task_aside.h"

struct err;

/*
 * A file that a task leaves for others:
 *
 *	sections of bytes, one behind the other without a gap
 *	the trailer: lines as in base/sealed.h, the last but one of each section
 *	"trailer NNNNNNNNNNNN\n": the bytes of the trailer
 *
 * The trailer names each section's length and SHA-256, and its own hash covers
 * that: there is no byte that can change unnoticed.  A file that is cut has no
 * trailer.  The same task gives the same bytes, whatever machine it runs on.
 *
 *	task_writer_open(); { task_writer_begin(); task_writer_add(), ...;
 *	task_writer_end() } for each section; task_writer_finish();
 */
struct task_section {
	int64_t at, len; /* bytes */
	int64_t rows;    /* whatever the section has */
	char sha256[HASH_HEX_MAX];
};

/* "KEY LEN ROWS SHA256" */
void task_section_put(struct buf *trailer, const char *key,
    const struct task_section *);

/* The same; it begins at *at, which goes behind it. */
int task_section_get(struct sealed *, const char *key, int64_t *at,
    struct task_section *, struct err *);

struct task_writer {
	struct task_aside aside;
	struct buf buf; /* not yet written */
	struct hash_sha256 hash;
	int64_t at;
	struct task_section section;
};

int task_writer_open(struct task_writer *, const char *dir, const char *name,
    struct err *);
void task_writer_begin(struct task_writer *);
int task_writer_add(struct task_writer *, const void *, size_t, struct err *);
void task_writer_end(struct task_writer *, int64_t rows,
    struct task_section *out);

/* Behind it the trailer, without its hash, which comes out; then put the file in
 * place. */
int task_writer_finish(struct task_writer *, struct buf *trailer,
    char sha256[HASH_HEX_MAX], struct err *);
void task_writer_abort(struct task_writer *); /* harmless after a finish */

struct task_reader {
	int fd;
	char path[FILE_PATH_MAX];
	struct buf text; /* of the trailer */
	struct sealed trailer;
	int64_t body; /* bytes of all sections */
};

/* ERR_NOINPUT if it is not there; ERR_DATA if its trailer is not sound. */
int task_reader_open(struct task_reader *, const char *path, struct err *);
void task_reader_close(struct task_reader *); /* harmless on a zeroed one */

/*
 * All bytes of a section, some at a time, to ${use}, if that is not NULL; ERR_DATA
 * if they are not those that were written, after the last of them.
 */
int task_reader_stream(struct task_reader *, const struct task_section *,
    int (*use)(void *arg, const void *data, size_t len, struct err *),
    void *arg, struct err *);

/* The same into a buffer; only once they were found to be right. */
int task_reader_bytes(struct task_reader *, const struct task_section *,
    struct buf *, struct err *);

#endif /* STORE_TASK_FILE_H */
