#ifndef BASE_SEALED_H
#define BASE_SEALED_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/wide.h"

struct err;

/*
 * A text of lines "KEY VALUE" whose last one is "sha256 HEX", the hash of all
 * bytes before that line: nothing of it can be changed unnoticed, and the hash
 * is its name.  Lines have one order, which the reader says; a list is as many
 * lines of one key as a line before it says.
 *
 *	buf_printf(&b, "calls %" PRId64 "\n", calls);
 *	sealed_add(&b, sha256);
 *
 *	if (sealed_open(&s, text, len, path, e) < 0 ||
 *	    sealed_int(&s, "calls", 0, INT64_MAX, &calls, e) < 0 ||
 *	    sealed_end(&s, e) < 0)
 *		return -1;
 */
struct sealed {
	char *at, *end;   /* of the text, which is changed as it is read */
	const char *name; /* for messages */
	size_t line;
	char sha256[HASH_HEX_MAX];
};

/* The last line; ${sha256} is what it says. */
void sealed_add(struct buf *, char sha256[HASH_HEX_MAX]);

/* ERR_DATA if the last line is not there or does not fit. */
int sealed_open(struct sealed *, char *text, size_t len, const char *name,
    struct err *);

/* The value of the next line, whose key is ${key}; borrowed from the text. */
int sealed_text(struct sealed *, const char *key, char **value, struct err *);
int sealed_int(struct sealed *, const char *key, int64_t min, int64_t max,
    int64_t *value, struct err *);
int sealed_hash(struct sealed *, const char *key, char sha256[HASH_HEX_MAX],
    struct err *);

/* The next word of a value, which ends with a space or the value; ERR_DATA if
 * there is none.  A number has no sign and no zero before it. */
int sealed_word(struct sealed *, char **value, const char **word, struct err *);
int sealed_word_int(struct sealed *, char **value, int64_t min, int64_t max,
    int64_t *number, struct err *);
int sealed_word_wide(struct sealed *, char **value, i128 *number, struct err *);
int sealed_word_hash(struct sealed *, char **value, char sha256[HASH_HEX_MAX],
    struct err *);

/* There are no more lines. */
int sealed_end(struct sealed *, struct err *);

/* -1: what was read last is not what it should be. */
int sealed_wrong(const struct sealed *, const char *what, struct err *);

#endif /* BASE_SEALED_H */
