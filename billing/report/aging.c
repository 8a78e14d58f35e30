/*
 * What is still to be paid at the end of a day, by days overdue: documents less
 * their credit notes and payments, and payments on account.  Buckets are those
 * of a dunning list; what is not due yet stands first.
 */
#include <string.h>

#include "base/err.h"
#include "money/currency.h"
#include "money/money.h"
#include "report/report.h"
#include "store/report_store.h"
#include "store/row.h"

static const struct column columns[] = {
	{ "number", "Number", CELL_TEXT, 16, false },
	{ "kind", "Kind", CELL_TEXT, 11, false },
	{ "category", "Category", CELL_TEXT, 9, false },
	{ "issuer", "Issuer", CELL_TEXT, 12, false },
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "date", "Date", CELL_TEXT, 10, false },
	{ "due", "Due", CELL_TEXT, 10, false },
	{ "overdue_days", "Days overdue", CELL_COUNT, 8, false },
	{ "open", "Open", CELL_E8, 12, true },
	{ "not_due", "Not due", CELL_E8, 12, true },
	{ "days_30", "1 to 30 days", CELL_E8, 12, true },
	{ "days_60", "31 to 60 days", CELL_E8, 12, true },
	{ "days_90", "61 to 90 days", CELL_E8, 12, true },
	{ "older", "Over 90 days", CELL_E8, 12, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))
#define NOT_DUE  9

static const struct table items = {
	.key = "items",
	.title = "Open items",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 14,
};

/* Sums of an issuer in a currency. */
static const struct column sum_columns[] = {
	{ "issuer", "Issuer", CELL_TEXT, 16, false },
	{ "items", "Items", CELL_COUNT, 8, true },
	{ "open", "Open", CELL_E8, 12, true },
	{ "not_due", "Not due", CELL_E8, 12, true },
	{ "days_30", "1 to 30 days", CELL_E8, 12, true },
	{ "days_60", "31 to 60 days", CELL_E8, 12, true },
	{ "days_90", "61 to 90 days", CELL_E8, 12, true },
	{ "older", "Over 90 days", CELL_E8, 12, true },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NSUMS    (sizeof(sum_columns) / sizeof(sum_columns[0]))
#define NBUCKETS 5

static const struct table sums = {
	.key = "issuers",
	.title = "By issuer",
	.columns = sum_columns,
	.ncolumns = NSUMS,
	.currency_column = 8,
};

/* Days overdue at the end of the day; 0: not yet. */
static int
overdue(const struct report_request *r, const char *due, int64_t *days,
    struct err *e)
{
	int64_t day;

	if (row_date(due, &day, e) < 0)
		return -1;
	*days = r->day > day ? r->day - day : 0;
	return 0;
}

static int
bucket_of(int64_t days)
{
	return days == 0 ? 0
	    : days <= 30 ? 1
	    : days <= 60 ? 2
	    : days <= 90 ? 3
			 : 4;
}

static int
item_row(const struct report_request *r, struct stmt *s, struct err *e)
{
	const struct currency *in = currency_find(stmt_text(s, 7));
	struct cell cells[NCOLUMNS];
	int64_t days;

	if (overdue(r, stmt_text(s, 6), &days, e) < 0)
		return -1;
	for (int i = 0; i < 7; i++)
		cells[i] = CELL_STR(stmt_text(s, i));
	cells[7] = CELL_NUM(days);
	cells[8] = CELL_MONEY(stmt_int(s, 8), in);
	for (int i = 0; i < NBUCKETS; i++)
		cells[NOT_DUE + i] = i == bucket_of(days)
		    ? CELL_MONEY(stmt_int(s, 8), in)
		    : CELL_MONEY(0, NULL);
	cells[14] = CELL_STR(stmt_text(s, 7));
	return table_row(r->writer, cells, e);
}

/* The running issuer and currency. */
struct running {
	char issuer[256], currency[8];
	int64_t items, open_e8, bucket_e8[NBUCKETS];
};

#define SUMS_MAX 1024 /* issuers times currencies */

static int
add_item(const struct report_request *r, struct running *all, size_t *n,
    struct stmt *s, struct err *e)
{
	const char *issuer = stmt_text(s, 3), *currency = stmt_text(s, 7);
	int64_t open_e8 = stmt_int(s, 8), days;
	size_t i = 0;

	if (overdue(r, stmt_text(s, 6), &days, e) < 0)
		return -1;
	while (i < *n &&
	    (strcmp(all[i].issuer, issuer) != 0 ||
		strcmp(all[i].currency, currency) != 0))
		i++;
	if (i == *n) {
		if (*n == SUMS_MAX || strlen(issuer) >= sizeof(all[i].issuer) ||
		    strlen(currency) >= sizeof(all[i].currency))
			return err_set(e, ERR_DATA, "too many issuers");
		memset(&all[i], 0, sizeof(all[i]));
		memcpy(all[i].issuer, issuer, strlen(issuer) + 1);
		memcpy(all[i].currency, currency, strlen(currency) + 1);
		(*n)++;
	}
	all[i].items++;
	return money_add(&all[i].open_e8, open_e8, e) < 0
	    ? -1
	    : money_add(&all[i].bucket_e8[bucket_of(days)], open_e8, e);
}

static int
sum_row(const struct report_request *r, const struct running *a, struct err *e)
{
	const struct currency *in = currency_find(a->currency);
	struct cell cells[NSUMS] = { CELL_STR(a->issuer), CELL_NUM(a->items),
		CELL_MONEY(a->open_e8, in) };

	for (int i = 0; i < NBUCKETS; i++)
		cells[3 + i] = CELL_MONEY(a->bucket_e8[i], in);
	cells[8] = CELL_STR(a->currency);
	return table_row(r->writer, cells, e);
}

static int
write_sums(const struct report_request *r, struct err *e)
{
	struct running all[SUMS_MAX];
	struct stmt s = { 0 };
	size_t n = 0;
	int rc = report_reader_open_items(r->reader, r->day, &s, e);

	while (rc == 0 && (rc = stmt_step(&s, e)) == 1)
		rc = add_item(r, all, &n, &s, e);
	stmt_free(&s);
	if (rc < 0 || table_begin(r->writer, &sums, e) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (sum_row(r, &all[i], e) < 0)
			return -1;
	return table_end(r->writer, e);
}

int
report_aging(const struct report_request *r, struct err *e)
{
	struct stmt rows = { 0 };

	if (report_reader_open_items(r->reader, r->day, &rows, e) < 0 ||
	    report_rows(r, &items, &rows, item_row, e) < 0)
		return -1;
	return write_sums(r, e);
}
