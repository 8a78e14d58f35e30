#include "job/job_locks.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/words.h"
#include "job/balance_now.h"
#include "job/lock_balance.h"
#include "job/lock_view.h"
#include "render/table.h"
#include "store/book.h"
#include "store/db.h"
#include "store/fraud_store.h"

static const struct column columns[] = {
	{ "subscriber", "Subscriber", CELL_TEXT, 20, false },
	{ "username", "Username", CELL_TEXT, 16, false },
	{ "domain", "Domain", CELL_TEXT, 20, false },
	{ "level", "Level", CELL_COUNT, 5, false },
	{ "reason", "Reason", CELL_TEXT, 21, false },
	{ "since", "Since", CELL_TIME, 20, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table table = {
	.key = "locks",
	.title = "Locked subscribers",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = -1,
};

struct work {
	const struct job_locks_options *opt;
	struct book book;
	struct balance_now now;
	struct lock_store *store;
	struct lock_view view, then;
	struct lock_balance *balances; /* by contract */
	struct table_writer *table;
	struct arena arena; /* of facts */
	struct arena row;   /* of one subscriber */
};

static bool
wants_changes(const struct work *w)
{
	return w->opt->changed_us != JOB_LOCKS_NEVER;
}

static int
read_facts(struct work *w, struct err *e)
{
	struct fraud_record *frauds;
	struct fraud_release *releases;
	size_t nfrauds, nreleases;

	if (fraud_store_locks(w->book.db, &w->arena, &frauds, &nfrauds, e) <
		0 ||
	    fraud_store_releases(w->book.db, &w->arena, &releases, &nreleases,
		e) < 0)
		return -1;
	w->view.frauds = w->then.frauds = frauds;
	w->view.nfrauds = w->then.nfrauds = nfrauds;
	w->view.releases = w->then.releases = releases;
	w->view.nreleases = w->then.nreleases = nreleases;
	return 0;
}

/* The book as it is, and as it was when changes are asked for. */
static int
open_views(struct work *w, struct err *e)
{
	const struct job_locks_options *o = w->opt;
	int64_t load;

	lock_view_now(&w->view, &w->now,
	    o->at_us == JOB_LOCKS_NEVER ? o->now_us : o->at_us);
	if (wants_changes(w) &&
	    (lock_store_load_at(w->store, o->changed_us, &load, e) < 0 ||
		lock_view_then(&w->then, &w->book, load, o->changed_us, e) < 0))
		return -1;
	return read_facts(w, e);
}

static bool
is_wanted(const struct work *w, const struct directory_contract *k)
{
	return w->opt->reseller == NULL ||
	    strcmp(k->reseller, w->opt->reseller) == 0;
}

static int
check_reseller(const struct work *w, struct err *e)
{
	const struct master *m = &w->now.master;
	const char *name = w->opt->reseller;

	for (size_t i = 0; name != NULL && i < m->n_resellers; i++)
		if (strcmp(m->resellers[i].name, name) == 0)
			return 0;
	if (name == NULL)
		return 0;
	return err_set(e, ERR_NOINPUT, "reseller \"%s\": there is none", name);
}

static int
find_balances(struct work *w, struct err *e)
{
	const struct directory *d = w->now.directory;
	int rc = 0;

	w->balances = ARENA_NEW(&w->arena, struct lock_balance, d->ncontracts);
	for (size_t i = 0; rc == 0 && i < d->ncontracts; i++)
		if (d->contracts[i].kind == DIRECTORY_CUSTOMER &&
		    is_wanted(w, &d->contracts[i]))
			rc = lock_balance_find(&w->balances[i], &w->now,
			    w->store, (uint32_t)i, w->opt->changed_us, e);
	return rc;
}

/* When a status or a level set by hand came about, if that is the winner. */
static int
find_since(struct work *w, const struct lock_who *who, struct lock_found *f,
    struct err *e)
{
	const char *const keys[LOCK_PARTIES] = { who->username, who->customer,
		who->contract, who->reseller };

	if (f->claim.since_us != INT64_MAX || f->claim.level == LOCK_NONE)
		return 0;
	if (f->source == LOCK_FROM_HAND)
		return lock_store_level_since(w->store, who->username,
		    who->domain, f->claim.level, &f->claim.since_us, e);
	if (f->source > LOCK_FROM_RESELLER ||
	    f->status == CONTRACT_STATUS_ACTIVE)
		return 0;
	return lock_store_status_since(w->store, (enum lock_party)f->source,
	    keys[f->source], who->domain, f->status, &f->claim.since_us, e);
}

/* A subscriber that is not locked: what unlocked it last, if that is known. */
static void
say_unlocked(const struct work *w, const struct lock_who *who,
    const struct lock_balance *b, struct lock_found *f)
{
	int64_t released = lock_view_released(&w->view, who);

	if (b->now.since_us != INT64_MAX)
		f->claim = b->now;
	if (released != INT64_MAX &&
	    (f->claim.since_us == INT64_MAX || released > f->claim.since_us)) {
		f->claim.reason = "released";
		f->claim.since_us = released;
	}
}

/* Is the row asked for? */
static bool
is_listed(const struct work *w, const struct lock_who *who,
    const struct lock_balance *b, const struct lock_found *f)
{
	struct lock_found before;

	if (!wants_changes(w))
		return w->opt->all || f->claim.level != LOCK_NONE;
	if (b->known_us > w->opt->changed_us)
		return true;
	before = lock_view_level(&w->then, who, &b->then);
	return before.claim.level != f->claim.level;
}

static struct lock_who
who_is(struct work *w, const struct directory_contract *k,
    const struct subscriber *s)
{
	const struct directory *d = w->now.directory;

	return (struct lock_who){ .username = s->username,
		.domain = s->domain,
		.account =
		    arena_printf(&w->row, "%s@%s", s->username, s->domain),
		.customer = k->ref,
		.reseller = k->reseller,
		.contract = k->wholesale == DIRECTORY_NONE
		    ? ""
		    : d->contracts[k->wholesale].ref };
}

static int
list_one(struct work *w, const struct directory_subscriber *ds, struct err *e)
{
	const struct directory_contract *k =
	    &w->now.directory->contracts[ds->contract];
	const struct subscriber *s = &w->now.master.subscribers[ds->row];
	const struct lock_balance *b = &w->balances[ds->contract];
	struct lock_found f;
	struct lock_who who;

	if (!is_wanted(w, k))
		return 0;
	arena_reset(&w->row);
	who = who_is(w, k, s);
	f = lock_view_level(&w->view, &who, &b->now);
	if (!is_listed(w, &who, b, &f))
		return 0;
	if (f.claim.level == LOCK_NONE)
		say_unlocked(w, &who, b, &f);
	if (find_since(w, &who, &f, e) < 0)
		return -1;
	return table_row(w->table,
	    (const struct cell[NCOLUMNS]){
		CELL_STR(ds->name),
		CELL_STR(s->username),
		CELL_STR(s->domain),
		CELL_NUM(f.claim.level),
		CELL_STR(f.claim.reason),
		CELL_NUM(f.claim.since_us),
	    },
	    e);
}

static int
list(struct work *w, enum table_format format, struct out *out, struct err *e)
{
	const struct directory *d = w->now.directory;
	const struct table_head head = {
		.report = table.key,
		.title = "Locks",
		.author = "",
		.as_of_us = w->view.at_us,
		.raw = w->opt->raw,
	};
	int rc;

	if (table_open(&w->table, format, &head, out, NULL, e) < 0)
		return -1;
	rc = table_begin(w->table, &table, e);
	for (size_t i = 0; rc == 0 && i < d->nsubscribers; i++)
		rc = list_one(w, &d->subscribers[i], e);
	if (rc == 0)
		rc = table_end(w->table, e);
	if (rc < 0) {
		table_abort(w->table);
		return -1;
	}
	return table_close(w->table, e);
}

int
job_locks(const struct job_locks_options *opt, struct out *out, struct err *e)
{
	struct work w = { .opt = opt };
	int format = word_find(table_format_words, opt->format);
	int64_t at =
	    opt->at_us == JOB_LOCKS_NEVER ? BALANCE_NOW_LAST : opt->at_us;
	int rc = -1;

	if (format < 0 || format == TABLE_XLSX)
		return err_set(e, ERR_USAGE,
		    "format \"%s\" is none of text, csv, json", opt->format);
	if (book_open(&w.book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	if (balance_now_open(&w.now, &w.book, at, e) == 0 &&
	    check_reseller(&w, e) == 0 &&
	    lock_store_open(&w.store, &w.book, e) == 0 &&
	    open_views(&w, e) == 0 && find_balances(&w, e) == 0)
		rc = list(&w, (enum table_format)format, out, e);
	lock_view_close(&w.view);
	lock_view_close(&w.then);
	lock_store_close(w.store);
	balance_now_close(&w.now);
	arena_free(&w.arena);
	arena_free(&w.row);
	book_close(&w.book);
	return rc;
}

/* --- releasing ------------------------------------------------------------ */

/* What was released before is not again. */
static bool
is_released(const struct fraud_release *r, size_t n, int64_t fraud,
    const char *account)
{
	for (size_t i = 0; i < n; i++)
		if (r[i].fraud == fraud &&
		    strcmp(r[i].subscriber, account) == 0)
			return true;
	return false;
}

/* What is to be said of it once it is committed, into ${said}. */
static int
release(struct work *w, const char *subscriber, const char *reason,
    struct buf *said, struct err *e)
{
	const struct job_locks_options *o = w->opt;
	const char *account, *customer;
	int released = 0;

	if (fraud_store_subscriber(w->book.db, subscriber, &w->arena, &account,
		&customer, e) < 0 ||
	    read_facts(w, e) < 0)
		return -1;
	for (size_t i = 0; i < w->view.nfrauds; i++) {
		const struct fraud_record *r = &w->view.frauds[i];

		if (strcmp(r->contract, customer) != 0 ||
		    is_released(w->view.releases, w->view.nreleases, r->id,
			account))
			continue;
		if (fraud_store_release(w->book.db, r->id, account, reason,
			o->now_us, o->program, e) < 0)
			return -1;
		buf_printf(said,
		    "%s: released from level %d, limit of the %s %s\n", account,
		    (int)r->level, r->period, r->date);
		released++;
	}
	if (released == 0)
		return err_set(e, ERR_REFUSED,
		    "%s: no limit against fraud holds it", account);
	return 0;
}

int
job_locks_release(const struct job_locks_options *opt, const char *subscriber,
    const char *reason, struct out *out, struct err *e)
{
	struct work w = { .opt = opt };
	struct buf said = { 0 };
	int rc = -1;

	if (book_open(&w.book, opt->book, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	if (db_begin(w.book.db, e) == 0 &&
	    release(&w, subscriber, reason, &said, e) == 0)
		rc = db_commit(w.book.db, e);
	if (rc < 0)
		db_rollback(w.book.db);
	else
		out_write(out, said.data, said.len);
	buf_free(&said);
	arena_free(&w.arena);
	book_close(&w.book);
	return rc;
}
