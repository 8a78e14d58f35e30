#ifndef STORE_REPORT_STORE_H
#define STORE_REPORT_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "store/stmt.h"

struct book;
struct err;

/*
 * What reports read: charges and documents, within a scope.
 *
 * This is the one place where "only one's own data" is enforced (toll-report(1),
 * --reseller).  A reader is a connection of its own, read only, on which the
 * temporary views visible_* stand before the tables: with a reseller in scope
 * they show the retail charges of its customers, its own wholesale charges,
 * and the documents that it issued or received; never a carrier's price,
 * another reseller's rows or the operator's margin.  Every statement of
 * reports reads these views and nothing else of charges and documents, but for
 * store/report_margin.h, which reads the same charges contract by contract.
 */
struct report_reader;

/*
 * Open on ${book} for ${reseller} (NULL or "": the operator, who sees all).
 * ERR_NOINPUT if there is no such reseller.
 */
int report_reader_open(struct report_reader **, const struct book *,
    const char *reseller, struct err *);
/* Another reader of the same book within the same scope, for a second period.
 */
int report_reader_clone(struct report_reader **, const struct report_reader *,
    struct err *);
void report_reader_close(struct report_reader *); /* NULL is allowed */

/*
 * Attach the current charges of ${period} ("YYYY-MM"), in place of those
 * attached before.  1, or 0 if the period was never rated.
 */
int report_reader_period(struct report_reader *, const char *period,
    struct err *);

/* The same with the file of a run, be it the current one or not. */
int report_reader_run(struct report_reader *, const char *period, int64_t run,
    struct err *);

/* Periods with charges, ascending: calls ${each} with "YYYY-MM". */
int report_reader_periods(struct report_reader *,
    int (*each)(void *ctx, const char *period, struct err *), void *ctx,
    struct err *);

/* The resellers there are, by name: calls ${each}. */
int report_reader_resellers(struct report_reader *,
    int (*each)(void *ctx, const char *name, struct err *), void *ctx,
    struct err *);

/* File name of the attached charges, for the cover sheet; its whole path. */
const char *report_reader_charges(const struct report_reader *);
const char *report_reader_path(const struct report_reader *);

/* The name of ${contact}, for the cover sheet; "" if there is none. */
#define REPORT_AUTHOR_MAX 256
int report_reader_author(struct report_reader *, const char *contact,
    char name[REPORT_AUTHOR_MAX], struct err *);

/* What sums are grouped by. */
enum report_by {
	REPORT_BY_ZONE,
	REPORT_BY_CUSTOMER,
	REPORT_BY_SUBSCRIBER,
	REPORT_BY_DAY,
	REPORT_BY_PROFILE,
	REPORT_BY_PERIOD,
	REPORT_BY_ALL /* one row a currency */
};

/* Add the revenue of the attached period ("YYYY-MM") to what the next
 * function sums. */
int report_reader_revenue_add(struct report_reader *, const char *period,
    struct err *);

/*
 * The revenue of who is in scope, of all periods added: retail of its direct customers, and for the
 * operator the wholesale charges of resellers.  Columns: key, detail, calls,
 * duration_ms, billed_s, price_e8, currency; ordered by price descending, key.
 */
int report_reader_revenue(struct report_reader *, enum report_by, struct stmt *,
    struct err *);

/*
 * Charges in the order of the file.  Columns: contract, tier, direction,
 * subscriber, profile, fee, zone, zone_detail, band, start_us, duration_ms,
 * billed_s, free_s, price_e8, cash_e8, currency, late, segment file, call seq.
 */
int report_reader_charge_rows(struct report_reader *, struct stmt *,
    struct err *);

/*
 * The rounding ledger of the attached period; the operator's only.  Columns:
 * profile, tier, currency, exact (text, 10^-12 / 60), rounded (text, 10^-8).
 */
int report_reader_rounding(struct report_reader *, struct stmt *, struct err *);

/*
 * Documents whose billing interval begins in one of the periods asked for
 * before (report_reader_ask), in order of issue.  Columns: number, date, kind,
 * category, issuer, recipient, contract, period, net_minor, tax_minor,
 * total_minor, currency, due date, status (open, paid, credited, expected),
 * id.
 */
int report_reader_ask(struct report_reader *, const char *period, struct err *);
int report_reader_documents(struct report_reader *, struct stmt *,
    struct err *);

/*
 * Open items at the end of ${day}, in the scope (store/open_store.h has the
 * columns), in order of issuer, contract, currency, date and number.
 */
int report_reader_open_items(struct report_reader *, int64_t day, struct stmt *,
    struct err *);

/*
 * Taxes of invoices and credit notes by month of their date, issuer, countries
 * of both, category and rate; of the months asked for before
 * (report_reader_month), of all if none was.  Columns: month, issuer, country,
 * country of the recipient, category, rate_e4, documents, taxable_minor,
 * tax_minor, currency.
 */
int report_reader_month(struct report_reader *, const char *month,
    struct err *);
int report_reader_tax_sums(struct report_reader *, struct stmt *, struct err *);

/*
 * Add up the charges of the attached period ("YYYY-MM") that start by the end of
 * ${day}, an instant ${until_us}, and were on no document dated by then; then the
 * sums.  Columns: period, contract, tier, currency, calls, duration_ms,
 * amount_e8 (what a document would charge), bought_e8 (of it, paid by a balance), and
 * the number of the document that was cancelled whole by then and has them, "" none.
 */
int report_reader_unbilled_add(struct report_reader *, const char *period,
    int64_t day, int64_t until_us, struct err *);
int report_reader_unbilled(struct report_reader *, struct stmt *, struct err *);

/*
 * For the files of report_store: a statement on the reader's connection, for
 * many uses; and one that is bound.
 */
int report_reader_prepare(struct report_reader *, const char *sql,
    struct stmt *, struct err *);
int report_reader_query(struct report_reader *, const char *sql, struct stmt *,
    const struct arg *, size_t n, struct err *);

/* The tax groups of those documents; a margin statement has none.  Columns: number, date, category, rate_e4,
 * taxable_minor, tax_minor, currency; of one: category, rate_e4, tax_minor. */
int report_reader_taxes(struct report_reader *, struct stmt *, struct err *);
int report_reader_taxes_of(struct report_reader *, int64_t document,
    struct stmt *, struct err *);

#endif /* STORE_REPORT_STORE_H */
