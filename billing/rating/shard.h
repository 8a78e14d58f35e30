#ifndef RATING_SHARD_H
#define RATING_SHARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

#include "rating/map_call.h"

struct err;

/*
 * What one mapper leaves for the reduce: for each shard its records
 * (rating/map_call.h) in the order in which they were added, in chunks of
 * memory.  When the memory is used up all of it is written to a scratch file and
 * used again: memory does not grow with the calls.
 *
 * A set belongs to one thread until the reduce; then any number of threads read
 * it with cursors.
 */

/*
 * Files for a while; all functions are called by many threads.  What belongs to
 * shards that are reduced together lies in one file, which is forgotten behind
 * them: its pages in the cache of the system are then what the charges are
 * written to.
 */
#define SHARD_PIECES 64

struct shard_scratch {
	/* Append at most SHARD_PIECES pieces to file ${file} of nfiles; at[] is where
	 * each of them is. */
	int (*write)(void *arg, int file, const struct iovec *pieces, int n,
	    int64_t *at, struct err *);
	/* A piece as it was written; a changed one is an error. */
	int (*read)(void *arg, int file, int64_t at, void *data, size_t len,
	    struct err *);
	void (*forget)(void *arg, int file);
	int nfiles;
	void *arg;
};

/* A piece of a shard: in memory, or else in the scratch file. */
struct shard_piece {
	const char *data; /* NULL: in the file */
	int64_t at;
	size_t len;
};

struct shard {
	struct shard_piece *pieces; /* complete ones */
	size_t npieces, pieces_cap;
	size_t nspilled;  /* the first so many are in the file */
	char *chunk;      /* being filled */
	size_t used;      /* of it */
	size_t count;     /* records, of all pieces */
	uint64_t bytes;   /* of them, but for the chunk */
	uint32_t segment; /* of the last record */
	uint64_t *runs;   /* where another segment begins */
	size_t nruns, runs_cap;
};

struct shard_set {
	struct shard *shards;
	size_t nshards;
	const struct shard_scratch *scratch; /* NULL: all stays in memory */
	const uint8_t *file_of; /* of it, by shard; NULL: the first */
	size_t limit;           /* bytes of memory */
	size_t block;           /* bytes of one */
	char **blocks;
	size_t nblocks, blocks_cap;
	size_t block_used; /* of the last one */
	size_t nspills;    /* how often all went to the file */
};

/* ${file_of} is borrowed. */
void shard_set_init(struct shard_set *, size_t nshards,
    const struct shard_scratch *, const uint8_t *file_of, size_t limit);

/* Copy a record into a shard. */
int shard_set_add(struct shard_set *, size_t shard, const struct map_call *,
    struct err *);

/* Nothing more is added: the last chunks become pieces. */
void shard_set_seal(struct shard_set *);

/* If some of it is in the file, so is all of it afterwards, and the memory is
 * free. */
int shard_set_make_room(struct shard_set *, struct err *);

/* Bytes that it holds. */
size_t shard_set_memory(const struct shard_set *);

/* Forget all records, keep some memory. */
void shard_set_clear(struct shard_set *);
void shard_set_free(struct shard_set *);

/*
 * Reads the bytes ${from} up to ${until} of a sealed shard, which are whole
 * records; UINT64_MAX: up to the end.
 */
struct shard_cursor {
	const struct shard_set *set;
	const struct shard *shard;
	int file;
	size_t piece;
	const char *at, *end;
	uint64_t left;
	char *buffer; /* of pieces that are in the file */
};

int shard_cursor_open(struct shard_cursor *, const struct shard_set *,
    size_t shard, uint64_t from, uint64_t until, struct err *);

/* 1 and the next record, borrowed until the cursor comes to the next piece if
 * that one is in the file, else as long as the set is; 0; -1. */
int shard_cursor_next(struct shard_cursor *, const struct map_call **,
    struct err *);
void shard_cursor_close(struct shard_cursor *);

/* Does the record that was given last live as long as the set? */
static inline bool
shard_cursor_stays(const struct shard_cursor *c)
{
	return c->shard->pieces[c->piece].data != NULL;
}

#endif /* RATING_SHARD_H */
