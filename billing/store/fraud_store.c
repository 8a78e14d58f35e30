#include "store/fraud_store.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/db.h"
#include "store/stmt.h"

#define COLUMNS                                                        \
	"id, contract, period, date, profile, tier, limit_e8, sum_e8," \
	" currency, level, since_us, notify, found_us, program"

static const char sql_wanted[] =
    "SELECT 1 FROM profiles WHERE fraud_daily_limit_e8 IS NOT NULL"
    " OR fraud_interval_limit_e8 IS NOT NULL LIMIT 1";
static const char sql_find[] = "SELECT id FROM fraud WHERE contract = ?1"
			       " AND period = ?2 AND date = ?3";
static const char sql_add[] =
    "INSERT INTO fraud (contract, period, date, profile, tier, limit_e8,"
    " sum_e8, currency, level, since_us, notify, found_us, program)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
static const char sql_read[] = "SELECT " COLUMNS " FROM fraud WHERE id = ?1";
static const char sql_locks[] =
    "SELECT " COLUMNS " FROM fraud WHERE level > 0 ORDER BY contract, id";
static const char sql_releases[] =
    "SELECT fraud, subscriber, at_us FROM fraud_release"
    " ORDER BY fraud, subscriber";
static const char sql_subscriber[] =
    "SELECT username || '@' || domain, customer FROM subscribers"
    " WHERE ref = ?1"
    " UNION ALL SELECT username || '@' || domain, customer FROM subscribers"
    " WHERE username = substr(?1, 1, instr(?1, '@') - 1)"
    " AND domain = substr(?1, instr(?1, '@') + 1) LIMIT 1";
static const char sql_contact[] =
    "SELECT email, coalesce(company, trim(coalesce(first_name, '') || ' ' ||"
    " coalesce(last_name, ''))) FROM contacts WHERE ref = ?1";
static const char sql_release[] =
    "INSERT INTO fraud_release (fraud, subscriber, reason, at_us, program)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";

int
fraud_store_wanted(struct db *db, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_wanted, e);

	if (rc == 0)
		rc = stmt_row(&s, e, NO_ARGS);
	stmt_free(&s);
	return rc;
}

struct fraud_store {
	struct stmt find, add;
};

int
fraud_store_open(struct fraud_store **out, struct db *db, struct err *e)
{
	struct fraud_store *s = mem_calloc(1, sizeof(*s));

	*out = s;
	if (stmt_prepare(&s->find, db, sql_find, e) < 0 ||
	    stmt_prepare(&s->add, db, sql_add, e) < 0) {
		fraud_store_close(s);
		*out = NULL;
		return -1;
	}
	return 0;
}

void
fraud_store_close(struct fraud_store *s)
{
	if (s == NULL)
		return;
	stmt_free(&s->find);
	stmt_free(&s->add);
	free(s);
}

int
fraud_store_find(struct fraud_store *s, const struct fraud_record *r,
    int64_t *id, struct err *e)
{
	int rc = stmt_row(&s->find, e,
	    ARGS(A_TEXT(r->contract), A_TEXT(r->period), A_TEXT(r->date)));

	if (rc > 0)
		*id = stmt_int(&s->find, 0);
	stmt_reset(&s->find);
	return rc;
}

int
fraud_store_add(struct fraud_store *s, struct fraud_record *r, struct err *e)
{
	if (stmt_run(&s->add, e,
		ARGS(A_TEXT(r->contract), A_TEXT(r->period), A_TEXT(r->date),
		    A_TEXT(r->profile), A_TEXT(r->tier), A_INT(r->limit_e8),
		    A_INT(r->sum_e8), A_TEXT(r->currency), A_INT(r->level),
		    A_INT(r->since_us), A_TEXT(r->notify), A_INT(r->found_us),
		    A_TEXT(r->program))) < 0)
		return -1;
	return fraud_store_find(s, r, &r->id, e) < 0 ? -1 : 0;
}

static void
read_record(const struct stmt *s, struct arena *a, struct fraud_record *r)
{
	*r = (struct fraud_record){ .id = stmt_int(s, 0),
		.contract = arena_strdup(a, stmt_text(s, 1)),
		.period = arena_strdup(a, stmt_text(s, 2)),
		.date = arena_strdup(a, stmt_text(s, 3)),
		.profile = arena_strdup(a, stmt_text(s, 4)),
		.tier = arena_strdup(a, stmt_text(s, 5)),
		.limit_e8 = stmt_int(s, 6),
		.sum_e8 = stmt_int(s, 7),
		.currency = arena_strdup(a, stmt_text(s, 8)),
		.level = stmt_int(s, 9),
		.since_us = stmt_int(s, 10),
		.notify = arena_strdup(a, stmt_text(s, 11)),
		.found_us = stmt_int(s, 12),
		.program = arena_strdup(a, stmt_text(s, 13)) };
}

int
fraud_store_read(struct db *db, int64_t id, struct arena *a,
    struct fraud_record *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_read, e);

	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_INT(id)));
	if (rc > 0)
		read_record(&s, a, r);
	stmt_free(&s);
	if (rc == 0)
		return err_set(e, ERR_NOINPUT, "no fraud %lld", (long long)id);
	return rc < 0 ? -1 : 0;
}

int
fraud_store_locks(struct db *db, struct arena *a, struct fraud_record **out,
    size_t *n, struct err *e)
{
	struct fraud_record *all = NULL;
	struct stmt s = { 0 };
	size_t cap = 0;
	int rc = stmt_prepare(&s, db, sql_locks, e);

	*n = 0;
	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		all = mem_grow(all, *n, &cap, sizeof(*all));
		read_record(&s, a, &all[(*n)++]);
		rc = 0;
	}
	stmt_free(&s);
	if (all != NULL)
		arena_adopt(a, all);
	*out = all;
	return rc;
}

int
fraud_store_releases(struct db *db, struct arena *a, struct fraud_release **out,
    size_t *n, struct err *e)
{
	struct fraud_release *all = NULL;
	struct stmt s = { 0 };
	size_t cap = 0;
	int rc = stmt_prepare(&s, db, sql_releases, e);

	*n = 0;
	if (rc == 0)
		rc = stmt_bind(&s, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		all = mem_grow(all, *n, &cap, sizeof(*all));
		all[(*n)++] = (struct fraud_release){ .fraud = stmt_int(&s, 0),
			.subscriber = arena_strdup(a, stmt_text(&s, 1)),
			.at_us = stmt_int(&s, 2) };
		rc = 0;
	}
	stmt_free(&s);
	if (all != NULL)
		arena_adopt(a, all);
	*out = all;
	return rc;
}

/* Both texts of the row of ${key}: 1, or 0 if there is none and they are
 * empty. */
static int
two_texts(struct db *db, const char *sql, const char *key, struct arena *a,
    const char **first, const char **second, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql, e);

	*first = *second = "";
	if (rc == 0)
		rc = stmt_row(&s, e, ARGS(A_TEXT(key)));
	if (rc > 0) {
		*first = arena_strdup(a, stmt_text(&s, 0));
		*second = arena_strdup(a, stmt_text(&s, 1));
	}
	stmt_free(&s);
	return rc;
}

int
fraud_store_contact(struct db *db, const char *ref, struct arena *a,
    const char **email, const char **name, struct err *e)
{
	return two_texts(db, sql_contact, ref, a, email, name, e) < 0 ? -1 : 0;
}

int
fraud_store_subscriber(struct db *db, const char *name, struct arena *a,
    const char **account, const char **customer, struct err *e)
{
	int rc = two_texts(db, sql_subscriber, name, a, account, customer, e);

	if (rc == 0)
		return err_set(e, ERR_NOINPUT,
		    "subscriber \"%s\": there is none of that ref or"
		    " username@domain",
		    name);
	return rc < 0 ? -1 : 0;
}

int
fraud_store_release(struct db *db, int64_t fraud, const char *account,
    const char *reason, int64_t now_us, const char *program, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, db, sql_release, e);

	if (rc == 0)
		rc = stmt_run(&s, e,
		    ARGS(A_INT(fraud), A_TEXT(account), A_TEXT(reason),
			A_INT(now_us), A_TEXT(program)));
	stmt_free(&s);
	return rc;
}
