#ifndef JOB_CLOSE_BALANCE_H
#define JOB_CLOSE_BALANCE_H

#include <stddef.h>
#include <stdint.h>

#include "document/document.h"

struct arena;
struct balance_series;
struct book;
struct directory;
struct err;
struct master;
struct schedule;

/*
 * The balances of contracts as they stand when a billing interval ends: what
 * rating left at the end of that period, brought on to that instant.  What each
 * period left is read once.
 */
struct close_balance;

/* The book and the master data are borrowed until the end. */
int close_balance_open(struct close_balance **, const struct book *,
    const struct master *, struct err *);
void close_balance_close(struct close_balance *); /* NULL is allowed */

/* An interval of ${contract} is billed again: what is frozen of it from
 * ${from_us} on does not count.  Before anything is asked for. */
void close_balance_release(struct close_balance *, const char *contract,
    int64_t from_us);

const struct directory *close_balance_directory(const struct close_balance *);

/*
 * Bring the balance of a contract of the directory to ${until_us}; 1 and the
 * series, good until the next call, or 0 if it has none.  ERR_DATA: too many
 * intervals.
 */
int close_balance_run(struct close_balance *, uint32_t contract,
    int64_t until_us, const struct balance_series **, struct err *);

/*
 * What a document of [from, until) shows of the contract's allowances, texts
 * in the arena; 1, or 0 if there is nothing to show.
 */
int close_balance_allowance(struct close_balance *, const char *contract,
    int64_t from_us, int64_t until_us, struct arena *,
    struct document_allowance *, struct err *);

/*
 * The ${n} rows of the contract's schedule with those beside them, in the arena,
 * that its packages had brought by ${until_us}; the rows themselves if there are
 * none.  Of rows that start together an initial profile of a package yields, any
 * other wins.
 */
int close_balance_schedule(struct close_balance *, const char *contract,
    int64_t until_us, struct arena *arena, const struct schedule **rows,
    size_t *n, struct err *);

#endif /* JOB_CLOSE_BALANCE_H */
