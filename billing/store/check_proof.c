/*
 * check_store_prove(): what the slow queries about a file of calls or charges
 * ask, proven in one pass over its pages.  It only ever says yes: what is not
 * proven is asked of SQLite, which says what is wrong.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "store/charge_scan.h"
#include "store/check_store.h"
#include "store/db.h"
#include "store/stmt.h"
#include "store/table_scan.h"

static const char sql_contracts[] =
    "SELECT id, first, last FROM contract ORDER BY id";
static const char sql_last_contract[] =
    "SELECT coalesce(max(id), 0) FROM contract";
static const char sql_fees[] = "SELECT id FROM fee";
static const char sql_last_fee[] = "SELECT coalesce(max(id), 0) FROM fee";

/* The queries that follow if the pass finds nothing. */
static const char *const proven[] = { "calls-order", "charges-order",
	"charges-contracts", "charges-sums" };

#define ID_MAX INT64_C(100000000) /* of a contract or a fee, more is odd */

/* Ids of a table: those that there are, and from the pass or from the rows what
 * belongs to them. */
struct ids {
	int64_t last;
	struct id {
		bool there;
		int64_t first, last; /* charge, as the table has it */
	} * all;
};

bool
check_store_proves(const struct check_query *q)
{
	for (size_t i = 0; i < sizeof(proven) / sizeof(proven[0]); i++)
		if (strcmp(q->name, proven[i]) == 0)
			return true;
	return false;
}

/* 1, 0 they make no sense, -1. */
static int
read_ids(struct db *db, const char *last, const char *sql, bool ranges,
    struct ids *ids, struct err *e)
{
	struct stmt s = { 0 };
	int more = stmt_prepare(&s, db, last, e);

	if (more == 0)
		more = stmt_row(&s, e, NO_ARGS);
	ids->last = more == 1 ? stmt_int(&s, 0) : 0;
	stmt_free(&s);
	if (more < 0 || ids->last < 0 || ids->last > ID_MAX)
		return more < 0 ? -1 : 0;
	ids->all = mem_calloc((size_t)ids->last + 1, sizeof(ids->all[0]));
	if (stmt_prepare(&s, db, sql, e) < 0)
		return -1;
	while ((more = stmt_step(&s, e)) > 0) {
		int64_t id = stmt_int(&s, 0);

		if (id < 1 || id > ids->last)
			break;
		ids->all[id] = (struct id){ .there = true,
			.first = ranges ? stmt_int(&s, 1) : 0,
			.last = ranges ? stmt_int(&s, 2) : 0 };
	}
	stmt_free(&s);
	return more < 0 ? -1 : more == 0;
}

/*
 * Every charge after the one before in (contract, start), its contract and its
 * fee there; a contract begins with the charge that it names first and ends with
 * the one that it names last.  As a contract's charges then are exactly those
 * from first to last, sums by zone are sums of the same rows.
 */
static bool
follows(const struct charge *c, int64_t seq, const struct charge *before,
    int64_t before_seq, const struct ids *contracts, const struct ids *fees)
{
	const struct id *k;

	if (c->contract < 1 || c->contract > contracts->last || c->fee < 1 ||
	    c->fee > fees->last || !fees->all[c->fee].there)
		return false;
	k = &contracts->all[c->contract];
	if (!k->there)
		return false;
	if (c->contract == before->contract)
		return c->start_us >= before->start_us;
	return c->contract > before->contract && k->first == seq &&
	    (before_seq == 0 ||
		contracts->all[before->contract].last == before_seq);
}

static int
prove_charges(struct charge_scan *s, const struct ids *contracts,
    const struct ids *fees, struct err *e)
{
	struct charge c, before = { .contract = 0 };
	int64_t seq, before_seq = 0, seen = 0, there = 0;
	int rc;

	while ((rc = charge_scan_next(s, &seq, &c, e)) > 0) {
		if (!follows(&c, seq, &before, before_seq, contracts, fees))
			return 0;
		seen += c.contract != before.contract;
		before = c;
		before_seq = seq;
	}
	for (int64_t i = 1; rc == 0 && i <= contracts->last; i++)
		there += contracts->all[i].there;
	if (rc < 0 || there != seen)
		return rc;
	return before_seq == 0 ||
	    contracts->all[before.contract].last == before_seq;
}

static int
prove_charges_of(struct db *db, const char *path, struct err *e)
{
	struct ids contracts = { 0 }, fees = { 0 };
	struct charge_scan *s = NULL;
	int rc =
	    read_ids(db, sql_last_contract, sql_contracts, true, &contracts, e);

	if (rc > 0)
		rc = read_ids(db, sql_last_fee, sql_fees, false, &fees, e);
	if (rc > 0 && charge_scan_open(&s, db, path, e) < 0)
		rc = -1;
	if (rc > 0) {
		charge_scan_allow_gaps(s);
		rc = prove_charges(s, &contracts, &fees, e);
	}
	charge_scan_close(s);
	free(contracts.all);
	free(fees.all);
	return rc;
}

static int
prove_calls(struct db *db, const char *path, struct err *e)
{
	struct table_value v[2];
	struct table_scan *s = NULL;
	uint32_t root, page_size;
	int64_t seq, before_us = INT64_MIN;
	int rc = stmt_root_page(db, "call", &root, &page_size, e);

	if (rc == 0)
		rc =
		    table_scan_open(&s, path, root, page_size, 1, INT64_MAX, e);
	while (rc == 0 && (rc = table_scan_next(s, &seq, v, 2, e)) == 1) {
		if (v[1].type != TABLE_INT || v[1].number < before_us)
			break; /* rc is not 0: not proven */
		before_us = v[1].number;
		rc = 0;
	}
	table_scan_close(s);
	return rc < 0 ? -1 : rc == 0;
}

int
check_store_prove(struct db *db, const char *path, int32_t application_id,
    struct err *e)
{
	int rc = application_id == DB_CALLS ? prove_calls(db, path, e)
					    : prove_charges_of(db, path, e);

	/* damage is for the queries to name */
	if (rc < 0 && e->code == ERR_DATA) {
		err_clear(e);
		rc = 0;
	}
	return rc;
}
