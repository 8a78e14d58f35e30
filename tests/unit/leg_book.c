#include "leg_book.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "rating/charge.h"
#include "store/book.h"
#include "store/db.h"
#include "store/stmt.h"

#include "../check.h"

#define CALLS 150
#define ROWS  (CALLS * 12)

static struct err err;
static uint64_t seed = 88172645463325252u;

int64_t
leg_book_any(int64_t low, int64_t high)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return low + (int64_t)(seed % (uint64_t)(high - low + 1));
}

#define any leg_book_any

/* --- an operator ---------------------------------------------------------------- */

/* Two resellers share a contract. */
static const char sql_master[] =
    "PRAGMA foreign_keys = OFF;"
    "INSERT INTO contacts (ref, reseller, email, country, load, line) VALUES"
    " ('kw', NULL, 'a@b.example', 'DE', 1, 1),"
    " ('kx', NULL, 'a@b.example', 'AT', 1, 1),"
    " ('b1', 'r1', 'a@b.example', 'DE', 1, 1),"
    " ('b2', 'r2', 'a@b.example', 'DE', 1, 1),"
    " ('b3', 'r3', 'a@b.example', 'AT', 1, 1);"
    "INSERT INTO contracts (ref, kind, contact, load, line) VALUES"
    " ('C8', 'reseller', 'kw', 1, 1), ('C9', 'reseller', 'kx', 1, 1);"
    "INSERT INTO resellers (name, contract, load, line) VALUES"
    " ('r1', 'C8', 1, 1), ('r2', 'C8', 1, 1), ('r3', 'C9', 1, 1);"
    "INSERT INTO vat_rates (country, category, rate_e4, valid_from_day, load,"
    "  line) VALUES ('DE', 'S', 190000, 0, 1, 1),"
    " ('DE', 'S', 160000, 20710, 1, 1), ('AT', 'S', 200000, 20705, 1, 1);"
    "INSERT INTO customers (ref, contact, kind, prices_include_vat,"
    "  vat_category, vat_rate_e4, did_template, load, line) VALUES"
    " ('C1', 'b1', 'business', 0, NULL, NULL, NULL, 1, 1),"
    " ('C2', 'b1', 'business', 1, NULL, NULL, 'did', 1, 1),"
    " ('C3', 'b1', 'business', 1, 'S', 70000, NULL, 1, 1),"
    " ('C4', 'b2', 'business', 1, 'Z', NULL, 'did', 1, 1),"
    " ('C5', 'b2', 'business', 1, NULL, NULL, NULL, 1, 1),"
    " ('C6', 'b3', 'business', 1, NULL, NULL, NULL, 1, 1);"
    "INSERT INTO domains (domain, reseller, load, line) VALUES"
    " ('d1', 'r1', 1, 1), ('d2', 'r2', 1, 1), ('d3', 'r3', 1, 1);"
    "INSERT INTO subscribers (ref, customer, username, domain, load, line)"
    "  VALUES ('s1', 'C1', 'a', 'd1', 1, 1), ('s2', 'C2', 'b', 'd1', 1, 1),"
    " ('s3', 'C3', 'c', 'd1', 1, 1), ('s4', 'C4', 'e', 'd2', 1, 1),"
    " ('s5', 'C5', 'f', 'd2', 1, 1), ('s6', 'C6', 'g', 'd3', 1, 1);"
    "INSERT INTO profiles (handle, currency, rate_per, load, line) VALUES"
    " ('p', 'EUR', 'minute', 1, 1), ('q', 'EUR', 'second', 1, 1),"
    " ('u', 'USD', 'minute', 1, 1);";

/* Fees of the files, in an order of their own; some are in master data, with parts
 * that explain a loss, some in its history only, some are gone. */
const struct leg_book_fee leg_book_fees[LEG_BOOK_FEES] = {
	{ "p", "EUR", "Fixed", "DE", 1, 0, 60, 20000000000, 10000000000 },
	{ "p", "EUR", "Mobile", "DE", 1, 30000000000, 1, 10000000000,
	    10000000000 },
	{ "q", "EUR", "Fixed", "DE", 2, 0, 30, 300000000, 100000000 },
	{ "q", "EUR", "Fixed", "FR", 0, 0, 0, 0, 0 },
	{ "u", "USD", "Fixed", "DE", 1, 10000000000, 10, 0, 0 },
	{ "p", "EUR", "None", "", 1, 0, 1, 0, 0 },
};

static void
run(struct db *db, const char *sql, const struct arg *args, size_t n)
{
	struct stmt s = { 0 };

	CHECK(stmt_prepare(&s, db, sql, &err) == 0 &&
		stmt_run(&s, &err, args, n) == 0,
	    "%s: %s", sql, err.text);
	stmt_free(&s);
}

static void
make_master(const struct book *b)
{
	static const char *const into[] = {
		NULL,
		"INSERT INTO fees (profile, destination, zone, connect_fee_e12,"
		" init_interval, init_rate_e12, follow_rate_e12, load, line)"
		" VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, ?8)",
		"INSERT INTO fees_history (profile, direction, type, \"match\","
		" source, destination, band, zone, connect_fee_e12,"
		" init_interval, init_rate_e12, follow_rate_e12, load, line,"
		" from_second, valid_from_us, ended) VALUES (?1, 'out', 'call',"
		" 'prefix', '', ?2, 'peak', ?3, ?4, ?5, ?6, ?7, 1, ?8, 0, 0, 2)"
	};
	char destination[24];

	CHECK(db_exec(b->db, sql_master, &err) == 0, "%s", err.text);
	for (int64_t i = 0; i < LEG_BOOK_FEES; i++) {
		(void)snprintf(destination, sizeof(destination), "%" PRId64, i);
		if (leg_book_fees[i].rows != 0)
			run(b->db, into[leg_book_fees[i].rows],
			    ARGS(A_TEXT(leg_book_fees[i].profile),
				A_TEXT(destination),
				A_TEXT(leg_book_fees[i].zone),
				A_INT(leg_book_fees[i].connect_e12),
				A_INT(leg_book_fees[i].init),
				A_INT(leg_book_fees[i].init_e12),
				A_INT(leg_book_fees[i].follow_e12), A_INT(i)));
	}
}

/* --- charges ---------------------------------------------------------------------- */

static struct charge rows[ROWS];
static size_t n_rows;

static void
add(const struct charge *call, int64_t tier, int64_t contract)
{
	struct charge c = *call;
	int64_t price = any(0, 9);

	c.tier = tier;
	c.contract = contract;
	c.fee = any(1, LEG_BOOK_FEES) * 3;
	c.billed_s = any(0, 3) * 30;
	c.free_s = any(0, 9) == 0 ? 10 : 0;
	c.price_e8 = price == 0 ? 0 : any(-3, 40) * 1234567;
	c.day = c.start_us / LEG_BOOK_DAY_US + any(0, 9) / 9;
	c.document = any(0, 5) == 0 ? any(-1, 5) : 0;
	if (n_rows < ROWS)
		rows[n_rows++] = c;
}

static void
add_call(int64_t number, int64_t begin_us)
{
	struct charge c = { .segment = any(1, 2),
		.call = number,
		.direction = any(0, 1),
		.start_us = begin_us + any(0, 25) * LEG_BOOK_DAY_US + any(0, 2),
		.duration_ms = any(0, 2) * 500,
		.subscriber = any(0, 6) };

	if (any(0, 9) == 0)
		c.subscriber = 99; /* that nobody has */
	/* customers: 1..6; two of one call now and then */
	for (int64_t n = any(0, 8) / 8 + any(0, 6) / 1 % 2 + 1; n > 1; n--)
		add(&c, TIER_RETAIL, any(1, 6));
	if (any(0, 9) == 0) {
		int64_t contract = any(1, 6);

		for (int64_t n = any(1, 3); n > 0; n--)
			add(&c, TIER_RETAIL, contract);
	}
	for (int64_t n = any(0, 9); n < 8; n += 5)
		add(&c, TIER_WHOLESALE, any(0, 3) == 0 ? 9 : 8);
	if (any(0, 9) == 0)
		add(&c, TIER_RETAIL, 8); /* as the operator's customer */
	if (any(0, 4) == 0)
		add(&c, TIER_CARRIER, any(7, 8));
	if (any(0, 2) == 0) {
		c.direction = 1 - c.direction;
		add(&c, TIER_WHOLESALE, 8);
		add(&c, TIER_RETAIL, any(1, 6));
	}
}

static int
compare_rows(const void *a, const void *b)
{
	const struct charge *x = a, *y = b;

	if (x->contract != y->contract)
		return x->contract < y->contract ? -1 : 1;
	return (x->start_us > y->start_us) - (x->start_us < y->start_us);
}

static const char sql_charge[] =
    "INSERT INTO charge (seq, contract, tier, direction, segment, call,"
    " start_us, subscriber, fee, band, duration_ms, billed_s, free_s, price_e8,"
    " cash_e8, bought_e8, late, document, day, number) VALUES (?1, ?2, ?3, ?4,"
    " ?5, ?6, ?7, ?8, ?9, 1, ?10, ?11, ?12, ?13, 0, 0, 0, ?14, ?15, ?16)";

static void
put_charge(struct stmt *s, int64_t seq, const struct charge *c)
{
	static char number[9000];

	/* one that has pages of its own, now and then */
	memset(number, '1', sizeof(number) - 1);
	CHECK(
	    stmt_run(s, &err,
		ARGS(A_INT(seq), A_INT(c->contract), A_INT(c->tier),
		    A_INT(c->direction), A_INT(c->segment), A_INT(c->call),
		    A_INT(c->start_us), A_INT(c->subscriber), A_INT(c->fee),
		    A_INT(c->duration_ms), A_INT(c->billed_s), A_INT(c->free_s),
		    A_INT(c->price_e8), A_INT(c->document), A_INT(c->day),
		    A_TEXT(number +
			(seq % 50 == 0 ? 0 : sizeof(number) - 6)))) == 0,
	    "%s", err.text);
}

static void
put_names(struct db *db)
{
	char text[24], destination[24];

	for (int64_t i = 1; i <= 6; i++) {
		(void)snprintf(text, sizeof(text), "s%" PRId64, i);
		run(db, "INSERT INTO subscriber VALUES (?1, ?2, '')",
		    ARGS(A_INT(i), A_TEXT(text)));
	}
	for (int64_t i = 0; i < LEG_BOOK_FEES; i++) {
		(void)snprintf(destination, sizeof(destination), "%" PRId64, i);
		run(db,
		    "INSERT INTO fee VALUES (?1, ?2, ?3, 0, 0, 'prefix', '',"
		    " ?4, ?5, ?6, 1, ?7)",
		    ARGS(A_INT((i + 1) * 3), A_TEXT(leg_book_fees[i].profile),
			A_TEXT(leg_book_fees[i].currency), A_TEXT(destination),
			A_TEXT(leg_book_fees[i].zone),
			A_TEXT(leg_book_fees[i].detail), A_INT(i)));
	}
}

static void
make_charges(const struct book *b, const char *file, const char *period,
    int64_t begin_us)
{
	static const char *const resellers[] = { "", "r1", "r1", "r1", "r2",
		"r2", "r3", "", "", "" };
	char path[FILE_PATH_MAX], ref[24];
	struct stmt s = { 0 };
	struct db *db = NULL;

	n_rows = 0;
	for (int64_t i = 1; i <= CALLS; i++)
		add_call(i, begin_us);
	qsort(rows, n_rows, sizeof(rows[0]), compare_rows);
	CHECK(book_path(path, b, file, &err) == 0 &&
		db_build(&db, path, "data/schema/charges.sql", &err) == 0,
	    "%s", err.text);
	CHECK(db_begin(db, &err) == 0, "%s", err.text);
	run(db, "INSERT INTO run VALUES (?1, 1, ?2, ?3, 0)",
	    ARGS(A_TEXT(period), A_INT(CALLS), A_INT((int64_t)n_rows)));
	put_names(db);
	CHECK(stmt_prepare(&s, db, sql_charge, &err) == 0, "%s", err.text);
	for (size_t i = 0; i < n_rows; i++)
		put_charge(&s, (int64_t)i + 1, &rows[i]);
	stmt_free(&s);
	for (size_t i = 0, from = 0; i < n_rows; i++) {
		if (i + 1 < n_rows && rows[i + 1].contract == rows[i].contract)
			continue;
		(void)snprintf(ref, sizeof(ref), "C%" PRId64, rows[i].contract);
		run(db, "INSERT INTO contract VALUES (?1, ?2, ?3, ?4, ?5)",
		    ARGS(A_INT(rows[i].contract), A_TEXT(ref),
			A_TEXT(resellers[rows[i].contract]),
			A_INT((int64_t)from + 1), A_INT((int64_t)i + 1)));
		from = i + 1;
	}
	CHECK(db_commit(db, &err) == 0, "%s", err.text);
	db_close(db);
}

/* What closings 1 to 3 have billed. */
static void
make_usage(const struct book *b, const char *period, int64_t number,
    int64_t begin_us)
{
	static const char *const parts[] = { "all", "out", "in", "owed" };
	char ref[24];

	for (int64_t contract = 1; contract <= 9; contract++) {
		int64_t from_us = begin_us;

		(void)snprintf(ref, sizeof(ref), "C%" PRId64, contract);
		for (int64_t closing = 1; closing <= 3; closing++) {
			int64_t until_us =
			    from_us + any(1, 8) * LEG_BOOK_DAY_US;
			int64_t document = any(0, 5);

			if (any(0, 2) != 0)
				run(b->db,
				    "INSERT INTO document_usage VALUES (?1, ?2,"
				    " ?3, ?4, ?5, ?6, ?7, nullif(?8, 0), ?9, 0,"
				    " 0, 0, 0, 0)",
				    ARGS(A_TEXT(ref), A_TEXT(period),
					A_INT(number),
					A_TEXT(tier_words[contract < 8
						? TIER_RETAIL
						: TIER_WHOLESALE]),
					A_TEXT(parts[any(0, 3)]),
					A_INT(from_us), A_INT(until_us),
					A_INT(document), A_INT(closing)));
			from_us = until_us;
		}
	}
}

void
leg_book_make(struct book *b)
{
	make_master(b);
	make_charges(b, LEG_BOOK_FILE_1, "2026-09", LEG_BOOK_US);
	make_charges(b, LEG_BOOK_FILE_2, "2026-10",
	    LEG_BOOK_US + 30 * LEG_BOOK_DAY_US);
	make_usage(b, "2026-09", 1, LEG_BOOK_US);
	make_usage(b, "2026-10", 2, LEG_BOOK_US + 30 * LEG_BOOK_DAY_US);
}
