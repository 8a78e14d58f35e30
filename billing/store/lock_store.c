#include "store/lock_store.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/words.h"
#include "store/book.h"
#include "store/run_store.h"
#include "store/stmt.h"
#include "time/interval.h"

/* Of the versions of a row that say the same as the present one, without one
 * between that says something else, the first. */
#define SINCE(table, key, same)                                           \
	"SELECT time_us FROM loads WHERE number = (SELECT min(load) FROM" \
	" (SELECT load FROM " table " WHERE " key                         \
	" UNION ALL SELECT load FROM " table "_history WHERE " key        \
	"  AND load > coalesce((SELECT max(load) FROM " table "_history"  \
	"   WHERE " key " AND NOT (" same ")), 0)))"
#define SUBSCRIBER "username = ?1 AND domain = ?2"

static const char sql_subscriber[] =
    SINCE("subscribers", SUBSCRIBER, "status = ?3");
static const char sql_level[] =
    SINCE("subscribers", SUBSCRIBER, "lock_level IS ?3");
static const char sql_customer[] =
    SINCE("customers", "ref = ?1", "status = ?2");
static const char sql_contract[] =
    SINCE("contracts", "ref = ?1", "status = ?2");
static const char sql_reseller[] =
    SINCE("resellers", "name = ?1", "status = ?2");
static const char sql_load_at[] =
    "SELECT coalesce(max(number), 0) FROM loads WHERE time_us <= ?1";
static const char sql_load_us[] = "SELECT time_us FROM loads WHERE number = ?1";

enum { LEVEL = LOCK_PARTIES, LOAD_AT, LOAD_US, STATEMENTS };

static const char *const texts[STATEMENTS] = { sql_subscriber, sql_customer,
	sql_contract, sql_reseller, sql_level, sql_load_at, sql_load_us };

struct lock_store {
	const struct book *book;
	struct stmt stmts[STATEMENTS];
	int period;       /* the last one asked for ... */
	int64_t rated_us; /* ... and when it was rated */
};

int
lock_store_open(struct lock_store **out, const struct book *b, struct err *e)
{
	struct lock_store *s = mem_calloc(1, sizeof(*s));

	*out = NULL;
	s->book = b;
	s->period = -1;
	for (size_t i = 0; i < STATEMENTS; i++)
		if (stmt_prepare(&s->stmts[i], b->db, texts[i], e) < 0) {
			lock_store_close(s);
			return -1;
		}
	*out = s;
	return 0;
}

void
lock_store_close(struct lock_store *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < STATEMENTS; i++)
		stmt_free(&s->stmts[i]);
	free(s);
}

/* The number in the only row of a statement; ${none} if there is no row. */
static int
number(struct stmt *st, const struct arg *args, size_t nargs, int64_t none,
    int64_t *out, struct err *e)
{
	int rc = stmt_row(st, e, args, nargs);

	*out = rc > 0 ? stmt_int(st, 0) : none;
	stmt_reset(st);
	return rc < 0 ? -1 : 0;
}

int
lock_store_load_at(struct lock_store *s, int64_t us, int64_t *load,
    struct err *e)
{
	return number(&s->stmts[LOAD_AT], ARGS(A_INT(us)), 0, load, e);
}

int
lock_store_load_us(struct lock_store *s, int64_t load, int64_t *us,
    struct err *e)
{
	return number(&s->stmts[LOAD_US], ARGS(A_INT(load)), INT64_MAX, us, e);
}

int
lock_store_rated_us(struct lock_store *s, int64_t us, int64_t *rated_us,
    struct err *e)
{
	int period = interval_period_of(s->book->zone, us);

	*rated_us = s->rated_us;
	if (period == s->period)
		return 0;
	*rated_us = INT64_MIN;
	for (int p = period - 1; p <= period; p++) {
		char text[INTERVAL_PERIOD_MAX];
		struct rating_run run;
		int rc;

		(void)interval_period_format(text, p);
		rc = run_store_current(s->book, text, &run, e);
		if (rc < 0)
			return -1;
		if (rc > 0 && run.time_us > *rated_us)
			*rated_us = run.time_us;
	}
	s->period = period;
	s->rated_us = *rated_us;
	return 0;
}

int
lock_store_status_since(struct lock_store *s, enum lock_party party,
    const char *key, const char *domain, int64_t status, int64_t *us,
    struct err *e)
{
	const char *word = contract_status_words[status];

	if (party == LOCK_SUBSCRIBER)
		return number(&s->stmts[party],
		    ARGS(A_TEXT(key), A_TEXT(domain), A_TEXT(word)), INT64_MAX,
		    us, e);
	return number(&s->stmts[party], ARGS(A_TEXT(key), A_TEXT(word)),
	    INT64_MAX, us, e);
}

int
lock_store_level_since(struct lock_store *s, const char *username,
    const char *domain, int64_t level, int64_t *us, struct err *e)
{
	return number(&s->stmts[LEVEL],
	    ARGS(A_TEXT(username), A_TEXT(domain), A_INT(level)), INT64_MAX, us,
	    e);
}
