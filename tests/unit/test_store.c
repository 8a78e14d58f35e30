/*
 * The connection, statements, the schema of the book and its rules.
 *
 * Method: a book with a few rows written by SQL; then one statement a rule
 * that the database itself must refuse, and its neighbour that it must take.
 */
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "store/book.h"
#include "store/check_store.h"
#include "store/db.h"
#include "store/stmt.h"

#include "../check.h"

static char dir[] = "/tmp/test_store.XXXXXX";
static struct err err;

/* clang-format off: what the refusals below need */
static const char sql_rows[] =
    "INSERT INTO loads VALUES (1, 0, 'test', 0, 0, 0);"
    "INSERT INTO contacts (ref, reseller, email, load, line) VALUES"
    " ('op', NULL, 'a@b.example', 1, 1), ('r1', 'res', 'a@b.example', 1, 2),"
    " ('cust', NULL, 'a@b.example', 1, 3);"
    "INSERT INTO contracts (ref, kind, contact, load, line) VALUES"
    " ('R', 'reseller', 'op', 1, 1), ('P', 'peering', 'op', 1, 2);"
    "INSERT INTO resellers (name, contract, load, line)"
    " VALUES ('res', 'R', 1, 1);"
    "INSERT INTO customers (ref, contact, kind, status, load, line) VALUES"
    " ('C', 'cust', 'business', 'active', 1, 1),"
    " ('RC', 'r1', 'business', 'active', 1, 2),"
    " ('OLD', 'cust', 'soho', 'terminated', 1, 3);"
    "INSERT INTO domains (domain, reseller, load, line) VALUES"
    " ('d.example', NULL, 1, 1), ('r.example', 'res', 1, 2);"
    "INSERT INTO profiles (handle, reseller, currency, prepaid, load, line)"
    " VALUES ('p', NULL, 'EUR', 0, 1, 1), ('pre', NULL, 'EUR', 1, 1, 2),"
    " ('rp', 'res', 'EUR', 0, 1, 3);"
    "INSERT INTO subscribers (ref, customer, username, domain, type, load, line)"
    " VALUES ('s', 'C', 's', 'd.example', 'pilot', 1, 1),"
    " ('s2', 'RC', 's', 'r.example', 'regular', 1, 2);"
    "INSERT INTO aliases (number, subscriber, valid_from_us, valid_to_us, load,"
    " line) VALUES ('+1', 's', 100, 200, 1, 1);"
    "INSERT INTO fees (profile, destination, zone, valid_from_us, valid_to_us,"
    " load, line) VALUES ('p', '49', 'Z', 100, 200, 1, 1);";

static const struct {
	const char *rule, *sql;
	bool taken;
} cases[] = {
	{ "an alias at another time",
	    "INSERT INTO aliases (number, subscriber,"
	    " valid_from_us, load, line) VALUES ('+1', 's2', 200, 1, 1)",
	    true },
	{ "4: an alias at the same time",
	    "INSERT INTO aliases (number, subscriber,"
	    " valid_from_us, load, line) VALUES ('+1', 's2', 199, 1, 1)",
	    false },
	{ "an alias of the same subscriber",
	    "INSERT INTO aliases (number, subscriber,"
	    " valid_from_us, load, line) VALUES ('+1', 's', 150, 1, 1)",
	    true },
	{ "4: username@domain twice",
	    "INSERT INTO subscribers (ref, customer,"
	    " username, domain, load, line) VALUES ('x', 'C', 's', 'd.example', 1, 1)",
	    false },
	{ "1: a domain of another",
	    "INSERT INTO subscribers (ref, customer, username,"
	    " domain, load, line) VALUES ('x', 'C', 'x', 'r.example', 1, 1)",
	    false },
	{ "1: a profile of another",
	    "INSERT INTO profile_schedule (contract, profile,"
	    " load, line) VALUES ('C', 'rp', 1, 1)",
	    false },
	{ "a profile of its reseller",
	    "INSERT INTO profile_schedule (contract,"
	    " profile, load, line) VALUES ('RC', 'rp', 1, 1)",
	    true },
	{ "1: a contact that moves",
	    "UPDATE contacts SET reseller = 'res'"
	    " WHERE ref = 'cust'",
	    false },
	{ "1: a customer that moves",
	    "UPDATE customers SET contact = 'r1'"
	    " WHERE ref = 'C'",
	    false },
	{ "2: a contract with a reseller's contact",
	    "INSERT INTO contracts (ref, kind,"
	    " contact, load, line) VALUES ('R2', 'reseller', 'r1', 1, 1)",
	    false },
	{ "a reseller's contract is one",
	    "INSERT INTO resellers (name, contract, load,"
	    " line) VALUES ('res2', 'P', 1, 1)",
	    false },
	{ "3: prepaid with a peer",
	    "INSERT INTO profile_schedule (contract, profile,"
	    " load, line) VALUES ('P', 'pre', 1, 1)",
	    false },
	{ "prepaid with a customer",
	    "INSERT INTO profile_schedule (contract, profile,"
	    " load, line) VALUES ('C', 'pre', 1, 1)",
	    true },
	{ "6: an extension without pilot",
	    "INSERT INTO subscribers (ref, customer,"
	    " username, domain, type, load, line)"
	    " VALUES ('x', 'C', 'x', 'd.example', 'extension', 1, 1)",
	    false },
	{ "6: a pilot of another",
	    "INSERT INTO subscribers (ref, customer, username,"
	    " domain, type, pilot, load, line)"
	    " VALUES ('x', 'RC', 'x', 'r.example', 'extension', 's', 1, 1)",
	    false },
	{ "an extension",
	    "INSERT INTO subscribers (ref, customer, username, domain,"
	    " type, pilot, load, line)"
	    " VALUES ('x', 'C', 'x', 'd.example', 'extension', 's', 1, 1)",
	    true },
	{ "8: the same fee at the same time",
	    "INSERT INTO fees (profile, destination,"
	    " zone, valid_from_us, load, line) VALUES ('p', '49', 'Z', 150, 1, 2);"
	    "INSERT INTO load_files VALUES (1, 'fees', 'f', printf('%064d', 0), 1)",
	    false },
	{ "the same fee after it",
	    "INSERT INTO fees (profile, destination, zone,"
	    " valid_from_us, load, line) VALUES ('p', '49', 'Z', 200, 1, 2);"
	    "INSERT INTO load_files VALUES (1, 'fees', 'f', printf('%064d', 0), 1)",
	    true },
	{ "9: terminated is kept", "DELETE FROM customers WHERE ref = 'OLD'",
	    false },
	{ "ref of a contract",
	    "INSERT INTO customers (ref, contact, kind, load, line)"
	    " VALUES ('P', 'cust', 'soho', 1, 1)",
	    false },
	{ "a parent with children",
	    "DELETE FROM domains WHERE domain = 'd.example'", false },
	{ "a child without parent", "UPDATE aliases SET subscriber = 'none'",
	    false },
	{ "a word that is none", "UPDATE customers SET kind = 'other'", false },
	{ "a number that is text", "UPDATE aliases SET valid_to_us = 'soon'",
	    false },
	{ "an interval of nothing",
	    "INSERT INTO fees (profile, destination, zone,"
	    " init_interval, load, line) VALUES ('p', '1', 'Z', 0, 1, 1)",
	    false },
	{ "a currency", "UPDATE profiles SET currency = 'euro'", false },
	{ "an empty text that should be NULL", "UPDATE contacts SET city = ''",
	    false },
	{ "a voucher in clear",
	    "INSERT INTO vouchers (code, amount_e8,"
	    " valid_until_us, load, line) VALUES ('1234', 1, 1, 1, 1)",
	    false },
	{ "a load is final", "UPDATE loads SET time_us = 1", false },
	{ "a load is kept", "DELETE FROM loads", false },
	{ "loads without gap", "INSERT INTO loads VALUES (3, 0, 'x', 0, 0, 0)",
	    false },
	{ "the next load", "INSERT INTO loads VALUES (2, 0, 'x', 0, 0, 0)",
	    true },
	{ "history is final",
	    "INSERT INTO loads VALUES (2, 0, 'x', 0, 0, 0);"
	    "UPDATE contacts SET city = 'x', load = 2;"
	    "UPDATE contacts_history SET city = 'y'",
	    false },
	{ "history is kept",
	    "INSERT INTO loads VALUES (2, 0, 'x', 0, 0, 0);"
	    "UPDATE contacts SET city = 'x', load = 2;"
	    "DELETE FROM contacts_history",
	    false },
	{ "0: used by a document",
	    "INSERT INTO loads VALUES (2, 0, 'x', 0, 0, 0);"
	    "INSERT INTO closing VALUES (1, '2026-11-01', '', 0, 1, 0, 1, 0);"
	    "INSERT INTO closed_interval VALUES ('C', 0, 1, 1, 0);"
	    "DELETE FROM subscribers WHERE customer = 'C'",
	    false },
};
/* clang-format on */

static void
found(void *arg, const char *text)
{
	(void)arg;
	CHECK(false, "%s", text);
}

static void
test_rules(struct db *db)
{
	CHECK(db_begin(db, &err) == 0 && db_exec(db, sql_rows, &err) == 0 &&
		db_commit(db, &err) == 0,
	    "rows: %s", err.text);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int rc;

		err_clear(&err);
		rc = db_begin(db, &err);
		if (rc == 0)
			rc = db_exec(db, cases[i].sql, &err);
		if (rc == 0 && cases[i].taken)
			rc =
			    db_exec(db, "PRAGMA defer_foreign_keys = ON", &err);
		else if (rc == 0)
			rc = db_commit(db, &err); /* references: at the end */
		CHECK((rc == 0) == cases[i].taken, "%s: %s", cases[i].rule,
		    rc == 0 ? "taken" : err.text);
		CHECK(rc == 0 || err.code == ERR_REFUSED, "%s: code %d, %s",
		    cases[i].rule, err.code, err.text);
		db_rollback(db);
	}
	err_clear(&err);
}

static void
test_statements(struct db *db)
{
	struct stmt s;
	size_t len;

	CHECK(stmt_prepare(&s, db, "SELECT 1; SELECT 2", &err) < 0,
	    "two statements");
	CHECK_I64(err.code, ERR_INTERNAL, "two statements");
	err_clear(&err);
	CHECK(stmt_prepare(&s, db, "", &err) < 0, "no statement");
	err_clear(&err);
	CHECK(stmt_prepare(&s, db, "SELECT nothing", &err) < 0, "no column");
	err_clear(&err);
	CHECK(stmt_prepare(&s, db, "SELECT ?1, ?2, ?3, ?4, ?5 ;\n", &err) == 0,
	    "%s", err.text);
	CHECK(stmt_bind(&s, &err, ARGS(A_INT(1))) < 0, "too few arguments");
	err_clear(&err);
	CHECK(stmt_row(&s, &err,
		  ARGS(A_INT(INT64_MAX), A_TEXT("\xc3\xa4"), A_NULL,
		      A_BLOB("a\0b", 3), A_OPTINT(INT64_MIN))) == 1,
	    "%s", err.text);
	CHECK_I64(stmt_int(&s, 0), INT64_MAX, "a number");
	CHECK_STR(stmt_text(&s, 1), "\xc3\xa4", "a text");
	CHECK(stmt_is_null(&s, 2) && stmt_text(&s, 2)[0] == '\0', "NULL");
	CHECK(memcmp(stmt_blob(&s, 3, &len), "a\0b", 3) == 0 && len == 3,
	    "bytes");
	CHECK_I64(stmt_optint(&s, 4), INT64_MIN, "no number");
	CHECK_I64(stmt_step(&s, &err), 0, "one row");
	CHECK(stmt_run(&s, &err,
		  ARGS(A_INT(1), A_NULL, A_TEXT(NULL), A_NULL, A_NULL)) < 0,
	    "rows where none are wanted");
	err_clear(&err);
	stmt_free(&s);
	stmt_free(&s);
}

/* One writer, any readers; a newer book is refused. */
static void
test_book(const char *path)
{
	struct book one, two;

	CHECK(book_open(&one, path, BOOK_WRITE, "one", &err) == 0, "%s",
	    err.text);
	CHECK(book_open(&two, path, BOOK_WRITE, "two", &err) < 0 &&
		err.code == ERR_BUSY && strstr(err.text, "one") != NULL,
	    "a second writer: %s", err.text);
	err_clear(&err);
	CHECK(book_open(&two, path, BOOK_READ, "two", &err) == 0,
	    "a reader: %s", err.text);
	CHECK(db_exec(two.db, "DELETE FROM aliases", &err) < 0 &&
		err.code == ERR_IO,
	    "a reader does not write: %s", err.text);
	err_clear(&err);
	book_close(&two);
	book_close(&two);
	CHECK(db_exec(one.db, "PRAGMA user_version = 9999", &err) == 0, "%s",
	    err.text);
	book_close(&one);
	CHECK(book_open(&one, path, BOOK_WRITE, "one", &err) < 0 &&
		err.code == ERR_REFUSED,
	    "a newer book: %s", err.text);
	err_clear(&err);
}

int
main(void)
{
	char path[FILE_PATH_MAX], conf[FILE_PATH_MAX];
	struct db *db;
	int version;

	if (mkdtemp(dir) == NULL ||
	    file_path_join(path, dir, "book.db", &err) < 0 ||
	    file_path_join(conf, dir, "book.conf", &err) < 0)
		return 1;
	CHECK(db_create_book(&db, path, &err) == 0, "%s", err.text);
	CHECK(db_version(db, &version, &err) == 0 &&
		version == db_version_newest(),
	    "the schema is whole");
	CHECK(check_store_schema(db, found, NULL, &err) == 0, "%s", err.text);
	test_statements(db);
	test_rules(db);
	db_close(db);
	CHECK(db_create_book(&db, path, &err) < 0 && err.code == ERR_REFUSED,
	    "a book is there");
	err_clear(&err);
	CHECK(db_open_part(&db, path, DB_CALLS, &err) < 0 &&
		err.code == ERR_DATA,
	    "a book is no file of calls");
	err_clear(&err);
	if (truncate(conf, 0) < 0) {
		FILE *f = fopen(conf, "w");

		if (f != NULL)
			(void)fclose(f);
	}
	test_book(dir);
	(void)unlink(path);
	(void)unlink(conf);
	(void)file_path_join(path, dir, "lock", &err);
	(void)unlink(path);
	(void)rmdir(dir);
	return check_done();
}
