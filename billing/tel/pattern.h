#ifndef TEL_PATTERN_H
#define TEL_PATTERN_H

#include <stddef.h>

struct buf;
struct err;

/*
 * Regular expressions (PCRE2 with JIT, UTF, unanchored), as fees and rules use
 * them.  A compiled pattern may be used by many threads, each with a scratch
 * of its own.  A pattern that needs more than PATTERN_STEPS_MAX steps on a text
 * is an error, not a hang.
 */
struct pattern;
struct pattern_scratch;

#define PATTERN_TEXT_MAX  4096   /* bytes of a pattern */
#define PATTERN_STEPS_MAX 200000 /* PCRE2 match limit */

/* ERR_DATA says what is wrong with it and where. */
int pattern_compile(struct pattern **, const char *text, struct err *);

/* The same, but letters match in either case. */
int pattern_compile_caseless(struct pattern **, const char *text, struct err *);

struct pattern_scratch *pattern_scratch_new(void);
void pattern_scratch_free(struct pattern_scratch *); /* NULL is allowed */

/*
 * Does ${text} match?  1 yes, *matched (may be NULL) is the length in bytes of
 * the matched text; 0 no; -1 ERR_DATA: too many steps.
 */
int pattern_match(const struct pattern *, struct pattern_scratch *,
    const char *text, size_t len, size_t *matched, struct err *);

/*
 * Replace the first match by ${replacement} ($1, ${name}, $$) and write the
 * whole text to ${into} (emptied first).  1 replaced; 0 no match, ${into} is
 * the text as it was; -1.
 */
int pattern_replace(const struct pattern *, struct pattern_scratch *,
    const char *text, size_t len, const char *replacement, struct buf *into,
    struct err *);

const char *pattern_text(const struct pattern *); /* as it was written */
void pattern_free(struct pattern *);              /* NULL is allowed */

#endif /* TEL_PATTERN_H */
