#ifndef STORE_TASK_BYTES_H
#define STORE_TASK_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/wide.h"

struct arena;

/*
 * Numbers and rows as the files of tasks have them (task_file.h): every number in
 * eight bytes, the lowest first, a text as its length and its bytes.  What comes
 * from a file is read with a reader that stays bad once something was missing.
 */
struct task_bytes {
	const unsigned char *at;
	size_t left;
	bool bad;
};

void task_bytes_put(struct buf *, int64_t);
void task_bytes_put_wide(struct buf *, i128);
void task_bytes_put_text(struct buf *, const char *);

int64_t task_bytes_get(struct task_bytes *);
i128 task_bytes_get_wide(struct task_bytes *);

/* min..max, else bad and min. */
int64_t task_bytes_get_in(struct task_bytes *, int64_t min, int64_t max);

/* In the arena; "" if it is bad. */
const char *task_bytes_get_text(struct task_bytes *, struct arena *);

/* How many rows follow, of at least ${size} bytes each: 0 if it is bad. */
size_t task_bytes_get_count(struct task_bytes *, size_t size);

/* Everything was there, and nothing is left. */
bool task_bytes_whole(const struct task_bytes *);

/* Numbers of a row, one after the other: where they are and how wide. */
struct task_member {
	size_t offset;
	enum { TASK_INT64, TASK_UINT32, TASK_UINT8, TASK_BOOL } type;
};

void task_bytes_put_row(struct buf *, const void *row,
    const struct task_member *, size_t n);

/* One that does not fit its type is bad. */
void task_bytes_get_row(struct task_bytes *, void *row,
    const struct task_member *, size_t n);

#endif /* STORE_TASK_BYTES_H */
