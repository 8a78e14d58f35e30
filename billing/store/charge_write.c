#include "store/charge_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "rating/master.h"
#include "store/balance_file.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/charge_encode.h"
#include "store/charge_fees.h"
#include "store/db.h"
#include "store/stmt.h"
#include "store/table_file.h"

static const char sql_contract[] =
    "INSERT INTO contract (id, ref, reseller, first, last)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char sql_segment[] =
    "INSERT INTO segment (id, file, calls) VALUES (?1, ?2, ?3)";
static const char sql_subscriber[] =
    "INSERT INTO subscriber (id, ref, number) VALUES (?1, ?2, ?3)";
static const char sql_band[] = "INSERT INTO band (id, band) VALUES (?1, ?2)";
static const char sql_unrated[] =
    "INSERT INTO unrated (segment, call, contract, tier, direction, reason,"
    " detail, start_us, duration_ms)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
static const char sql_listed[] =
    "INSERT INTO listed (segment, call, contract, reason)"
    " VALUES (?1, ?2, ?3, ?4)";
static const char sql_rounding[] =
    "INSERT INTO rounding (profile, tier, currency, exact_e12x60, rounded_e8)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";
static const char sql_run[] =
    "INSERT INTO run (period, load, calls, charges, unrated)"
    " VALUES (?1, ?2, ?3, ?4, ?5)";

/* The first and the last charge of a contract. */
struct contract_rows {
	uint32_t contract;
	int64_t first, last;
};

/*
 * Charges and fees are written as pages by table_file while there is no
 * connection to the file: SQLite made the schema before and fills the small
 * tables afterwards.  Records are made by the threads that rate.
 */
struct charge_write {
	struct db *db;
	struct table_file *table;
	uint32_t page_size, fee_root;
	const struct directory *directory;
	const struct fee_origin *extra;
	size_t nextra;
	struct contract_rows *contracts;
	size_t ncontracts, contracts_cap;
	struct charge_marks marks;
	char period[16];
	char dir[FILE_PATH_MAX], temp[FILE_PATH_MAX];
};

/* The schema; then the file belongs to table_file. */
static int
make_schema(struct charge_write *w, struct err *e)
{
	uint32_t root;

	if (db_build(&w->db, w->temp, "data/schema/charges.sql", e) < 0 ||
	    stmt_root_page(w->db, "charge", &root, &w->page_size, e) < 0 ||
	    stmt_root_page(w->db, "fee", &w->fee_root, &w->page_size, e) < 0)
		return -1;
	db_close(w->db);
	w->db = NULL;
	return table_file_open(&w->table, w->temp, root, w->page_size, e);
}

int
charge_write_open(struct charge_write **out, const struct book *b,
    const char *period, const struct directory *d, struct err *e)
{
	struct charge_write *w = mem_calloc(1, sizeof(*w));
	char aside[32];

	*out = NULL;
	w->directory = d;
	charge_marks_init(&w->marks, d, 0);
	(void)snprintf(w->period, sizeof(w->period), "%.15s", period);
	(void)snprintf(aside, sizeof(aside), ".%s.db.aside", w->period);
	if (book_path(w->dir, b, "charges", e) < 0 ||
	    file_mkdirs(w->dir, e) < 0 ||
	    file_path_join(w->temp, w->dir, aside, e) < 0 ||
	    make_schema(w, e) < 0) {
		charge_write_free(w);
		return -1;
	}
	*out = w;
	return 0;
}

void
charge_write_extra_fees(struct charge_write *w, const struct fee_origin *extra,
    size_t n)
{
	w->extra = extra;
	w->nextra = n;
	charge_marks_free(&w->marks);
	charge_marks_init(&w->marks, w->directory, n);
}

void
charge_write_encode(void *writer, struct reduce_output *o)
{
	struct charge_write *w = writer;

	charge_encode(&w->marks, o);
}

struct charge_marks *
charge_write_marks(struct charge_write *w)
{
	return &w->marks;
}

int
charge_write_charges(void *writer, const struct buf *encoded, size_t n,
    struct err *e)
{
	struct charge_write *w = writer;
	const uint8_t *p = (const uint8_t *)encoded->data;
	uint16_t len;

	for (size_t i = 0; i < n; i++, p += len) {
		memcpy(&len, p, sizeof(len));
		p += sizeof(len);
		if (table_file_add(w->table, p, len, e) < 0)
			return -1;
	}
	return 0;
}

/* Its charges are written: they are the last ones. */
int
charge_write_shard(void *writer, const struct reduce_output *o, struct err *e)
{
	struct charge_write *w = writer;
	int64_t before = table_file_rows(w->table) - (int64_t)o->ncharges;

	(void)e;
	for (size_t i = 0; i < o->ncontracts; i++) {
		const struct reduce_contract *c = &o->contracts[i];
		int64_t first = before + 1 + (int64_t)c->first;

		w->contracts = mem_grow(w->contracts, w->ncontracts,
		    &w->contracts_cap, sizeof(*w->contracts));
		w->contracts[w->ncontracts++] =
		    (struct contract_rows){ .contract = c->contract,
			    .first = first,
			    .last = first + (int64_t)c->count - 1 };
	}
	return 0;
}

static int
write_contracts(struct charge_write *w, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, w->db, sql_contract, e);

	for (size_t i = 0; rc == 0 && i < w->ncontracts; i++) {
		const struct contract_rows *c = &w->contracts[i];
		const struct directory_contract *k =
		    &w->directory->contracts[c->contract];

		rc = stmt_run(&s, e,
		    ARGS(A_INT(c->contract + INT64_C(1)), A_TEXT(k->ref),
			A_TEXT(k->reseller), A_INT(c->first), A_INT(c->last)));
	}
	stmt_free(&s);
	return rc;
}

static struct charge_fees
fees_of(const struct charge_write *w)
{
	return (struct charge_fees){ .directory = w->directory,
		.used = w->marks.fees,
		.extra = w->extra,
		.nextra = w->nextra };
}

/* The table of fees, which has more rows than all the small ones. */
static int
fill_fees(struct charge_write *w, struct err *e)
{
	struct charge_fees fees = fees_of(w);
	struct table_file *t;
	int rc;

	if (table_file_open(&t, w->temp, w->fee_root, w->page_size, e) < 0)
		return -1;
	rc = charge_fees_fill(&fees, t, e);
	if (rc == 0)
		rc = table_file_finish(t, e);
	table_file_free(t);
	return rc;
}

static int
write_fees(struct charge_write *w, struct err *e)
{
	struct charge_fees fees = fees_of(w);

	return charge_fees_insert_long(&fees, w->db, e);
}

static int
write_names(struct charge_write *w, struct err *e)
{
	const struct directory *d = w->directory;
	struct stmt subscriber = { 0 }, band = { 0 };
	int rc = stmt_prepare(&subscriber, w->db, sql_subscriber, e);

	if (rc == 0)
		rc = stmt_prepare(&band, w->db, sql_band, e);
	for (size_t i = 0; rc == 0 && i < d->nsubscribers; i++)
		if (w->marks.subscribers[i + 1])
			rc = stmt_run(&subscriber, e,
			    ARGS(A_INT((int64_t)i + 1),
				A_TEXT(d->subscribers[i].name),
				A_TEXT(d->subscribers[i].number)));
	for (size_t i = 0; rc == 0 && i < d->nbands; i++)
		if (w->marks.bands[i + 1])
			rc = stmt_run(&band, e,
			    ARGS(A_INT((int64_t)i + 1), A_TEXT(d->bands[i])));
	stmt_free(&subscriber);
	stmt_free(&band);
	return rc;
}

static int
write_segments(struct charge_write *w, const struct call_store *calls,
    struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, w->db, sql_segment, e);

	for (size_t i = 0; rc == 0 && i < call_store_segments(calls); i++) {
		const struct call_segment *g = call_store_segment(calls, i);

		rc = stmt_run(&s, e,
		    ARGS(A_INT((int64_t)i + 1), A_TEXT(g->file),
			A_INT(g->calls)));
	}
	stmt_free(&s);
	return rc;
}

static int
write_unrated(struct charge_write *w, const struct run_result *r, struct err *e)
{
	const struct directory *d = w->directory;
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, w->db, sql_unrated, e);

	for (size_t i = 0; rc == 0 && i < r->nunrated; i++) {
		const struct map_unrated *u = &r->unrated[i];
		bool one = u->contract != DIRECTORY_NONE;

		rc = stmt_run(&s, e,
		    ARGS(A_INT(u->segment + INT64_C(1)), A_INT(u->seq),
			A_TEXT(one ? d->contracts[u->contract].ref : ""),
			one ? A_INT(u->tier) : A_NULL,
			one ? A_INT(u->direction) : A_NULL,
			A_TEXT(unrated_reason_words[u->reason]),
			A_TEXT(u->detail), A_INT(u->start_us),
			A_INT(u->duration_ms)));
	}
	stmt_free(&s);
	return rc;
}

static int
write_listed(struct charge_write *w, const struct run_result *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, w->db, sql_listed, e);

	for (size_t i = 0; rc == 0 && i < r->nlisted; i++) {
		const struct map_listed *l = &r->listed[i];

		rc = stmt_run(&s, e,
		    ARGS(A_INT(l->segment + INT64_C(1)), A_INT(l->seq),
			A_TEXT(w->directory->contracts[l->contract].ref),
			A_TEXT(listed_reason_words[l->reason])));
	}
	stmt_free(&s);
	return rc;
}

static int
write_rounding(struct charge_write *w, const struct run_result *r,
    struct err *e)
{
	const struct tariff *t = w->directory->tariff;
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, w->db, sql_rounding, e);

	for (size_t p = 0; rc == 0 && p < t->nprofiles; p++)
		for (int tier = 0; rc == 0 && tier < 3; tier++) {
			const struct reduce_ledger *l = &r->ledger[p][tier];
			char exact[I128_TEXT_MAX], rounded[I128_TEXT_MAX];

			if (!l->used)
				continue;
			(void)i128_format(exact, l->exact, 0);
			(void)i128_format(rounded, l->rounded_e8, 0);
			rc = stmt_run(&s, e,
			    ARGS(A_TEXT(t->profiles[p].row->handle),
				A_INT(tier),
				A_TEXT(t->profiles[p].row->currency),
				A_TEXT(exact), A_TEXT(rounded)));
		}
	stmt_free(&s);
	return rc;
}

static int
write_run(struct charge_write *w, const struct run_result *r, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, w->db, sql_run, e);

	if (rc == 0)
		rc = stmt_run(&s, e,
		    ARGS(A_TEXT(w->period), A_INT(w->directory->master->load),
			A_INT(r->calls), A_INT(r->charges),
			A_INT((int64_t)r->nunrated)));
	stmt_free(&s);
	return rc;
}

int
charge_write_finish(struct charge_write *w, const struct call_store *calls,
    const struct run_result *r, char sha256[HASH_HEX_MAX], struct err *e)
{
	if (table_file_finish(w->table, e) < 0)
		return -1;
	table_file_free(w->table);
	w->table = NULL;
	if (fill_fees(w, e) < 0)
		return -1;
	if (db_build_more(&w->db, w->temp, e) < 0 || db_begin(w->db, e) < 0 ||
	    write_contracts(w, e) < 0 || write_segments(w, calls, e) < 0 ||
	    write_fees(w, e) < 0 || write_names(w, e) < 0 ||
	    write_unrated(w, r, e) < 0 || write_listed(w, r, e) < 0 ||
	    write_rounding(w, r, e) < 0 || write_run(w, r, e) < 0 ||
	    balance_file_write(w->db, w->directory, &r->balances, e) < 0 ||
	    db_commit(w->db, e) < 0)
		return -1;
	db_close(w->db);
	w->db = NULL;
	return file_sha256(w->temp, sha256, NULL, e);
}

int
charge_write_publish(struct charge_write *w, const char *name, struct err *e)
{
	char path[FILE_PATH_MAX];

	if (file_path_join(path, w->dir, name, e) < 0 ||
	    file_publish(w->temp, path, e) < 0)
		return -1;
	w->temp[0] = '\0';
	return 0;
}

void
charge_write_free(struct charge_write *w)
{
	struct err ignored = { .code = ERR_NONE };

	if (w == NULL)
		return;
	table_file_free(w->table);
	db_close(w->db);
	if (w->temp[0] != '\0')
		(void)file_remove(w->temp, &ignored);
	free(w->contracts);
	charge_marks_free(&w->marks);
	free(w);
}
