#ifndef STORE_OPEN_STORE_H
#define STORE_OPEN_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/stmt.h"

struct db;
struct err;
struct payment;

/*
 * What is still to be paid: documents less their credit notes and payments, and
 * payments that name no document, at the end of a day.
 *
 * A credit note that cancels lines of a document counts to that document; one
 * that is a document of its own (a total below zero) is an item of its own.
 */

/*
 * Items with something open, as SQL over ${documents} (a table or view like
 * document) where ${scope} holds of a payment's issuer; ?1 the day, ?2 a contract or NULL.  Columns: number, kind, category, issuer,
 * contract, date, due_date, currency, open_e8, billed_e8, credited_e8, paid_e8.
 */
#define OPEN_UNIT                                                  \
	"CASE d.digits WHEN 0 THEN 100000000 WHEN 1 THEN 10000000" \
	" WHEN 2 THEN 1000000 WHEN 3 THEN 100000 ELSE 10000 END"
#define OPEN_DAY "date(?1 * 86400, 'unixepoch')"
#define OPEN_ITEMS_SQL(documents, scope)                                       \
	"SELECT number, kind, category, issuer, contract, date, due_date,"     \
	"  currency, billed + credited - paid, billed, credited, paid FROM ("  \
	" SELECT d.number, d.kind, d.category, d.issuer, d.contract, d.date,"  \
	"  d.due_date, d.currency, d.payable_minor * " OPEN_UNIT " AS billed," \
	"  coalesce((SELECT sum(c.payable_minor) FROM main.document AS c"      \
	"   WHERE c.corrects = d.id AND c.date <= " OPEN_DAY                   \
	"), 0) * " OPEN_UNIT "   AS credited,"                                 \
	"  coalesce((SELECT sum(p.amount_e8) FROM main.payments AS p"          \
	"   WHERE p.document = d.number AND p.contract = d.contract"           \
	"    AND p.date_day <= ?1), 0) AS paid"                                \
	" FROM " documents " AS d"                                             \
	" WHERE d.kind IN ('invoice', 'credit_note') AND d.corrects IS NULL"   \
	"  AND d.date <= " OPEN_DAY " AND (?2 IS NULL OR d.contract = ?2)"     \
	" UNION ALL"                                                           \
	" SELECT '', 'payment', '', issuer, contract, date(max(date_day)"      \
	"   * 86400, 'unixepoch'), date(max(date_day) * 86400, 'unixepoch'),"  \
	"  currency, 0, 0, sum(amount_e8) FROM ("                              \
	"  SELECT p.*, coalesce((SELECT contacts.reseller FROM main.customers" \
	"    JOIN main.contacts ON contacts.ref = customers.contact"           \
	"    WHERE customers.ref = p.contract), '') AS issuer"                 \
	"   FROM main.payments AS p"                                           \
	"   WHERE p.date_day <= ?1 AND (?2 IS NULL OR p.contract = ?2)"        \
	"    AND NOT EXISTS (SELECT 1 FROM main.document AS d"                 \
	"     WHERE d.number = p.document AND d.contract = p.contract"         \
	"      AND d.corrects IS NULL AND d.date <= " OPEN_DAY "))"            \
	"  WHERE " scope " GROUP BY issuer, contract, currency)"               \
	" WHERE billed + credited - paid <> 0"                                 \
	" ORDER BY issuer, contract, currency, date, number"

/* Open items of ${contract} (NULL: of all) at the end of ${day}. */
int open_store_items(struct db *, int64_t day, const char *contract,
    struct stmt *, struct err *);

/*
 * The payment booked under ${ref}: 1 and *p (texts borrowed until *rows is
 * freed), 0 there is none.
 */
int open_store_payment(struct db *, const char *ref, struct stmt *rows,
    struct payment *p, struct err *);

/* Book *p, whose origin names its load; in the caller's transaction. */
int open_store_pay(struct db *, const struct payment *p, struct err *);

/* Is there a customer or contract of that ref?  1, 0, -1. */
int open_store_contract(struct db *, const char *ref, struct err *);

/*
 * What a payment of ${contract} may name: an invoice, or a credit note that is
 * none of another document.  1 and its currency, 0 there is none of that number.
 */
int open_store_document(struct db *, const char *number, const char *contract,
    char currency[4], struct err *);

/* Has the contract one of these that is dated ${day} or before?  1, 0, -1. */
int open_store_billed(struct db *, const char *contract, int64_t day,
    struct err *);

#endif /* STORE_OPEN_STORE_H */
