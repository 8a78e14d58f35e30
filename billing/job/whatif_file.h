#ifndef JOB_WHATIF_FILE_H
#define JOB_WHATIF_FILE_H

#include <stdint.h>

struct cdr_format;
struct err;
struct problems;
struct sums_input;
struct sums_result;
struct zone;

/*
 * The calls of a file, priced for their sums and not stored: a thread reads,
 * ${threads} others parse and price (job/whatif_feed.h).
 */
struct whatif_file {
	const char *path; /* "-": standard input */
	const struct cdr_format *format;
	const struct zone *zone; /* the operator's */
	int64_t now_us;
	int threads;
	struct problems *problems; /* broken records are told here; or NULL */
};

/* 0 and, unless ${sha256} is NULL, the hash of what was read; -1: the message
 * names the file. */
int whatif_file_rate(const struct whatif_file *, const struct sums_input *,
    struct sums_result *, char *sha256, struct err *);

#endif /* JOB_WHATIF_FILE_H */
