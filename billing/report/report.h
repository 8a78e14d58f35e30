#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdint.h>

#include "render/table.h"

struct balance_set;
struct directory;
struct err;
struct report_reader;
struct stmt;

/*
 * A report: its name, who it is for, and the function that writes its tables.
 * The table of reports is in report.c; toll-report(1) lists it.
 */
struct report_request {
	struct report_reader *reader; /* within the scope asked for */
	const char *reseller;         /* "" is the operator */
	const char *const *periods;   /* asked for: "YYYY-MM", ascending */
	size_t nperiods;
	const char *const *all; /* all that were rated, ascending */
	size_t nall;
	struct table_writer *writer;
	/* call_id of a charge's call, borrowed until the next; NULL: failed */
	const char *(*call_id)(void *ctx, const char *segment, int64_t call,
	    struct err *);
	void *ctx;
	/* reports at a date: that day, and the instant at which it ends */
	int64_t day, day_until_us;
	/* reports of balances: where they stand, rows of the time asked for */
	const struct directory *directory;
	const struct balance_set *balances;
};

struct report {
	const char *name;
	const char *title;
	const char *help;
	bool grouped;     /* table_head.grouped */
	bool streaming;   /* table_head.streaming */
	bool reseller;    /* is about a reseller: --reseller must be given */
	bool all_periods; /* without --period: all, else the latest */
	bool balances;    /* reads balances, not charges */
	bool at_day;      /* is at the end of a day; periods only narrow it */
	bool whole;       /* is about the whole book: takes no --period */
	int (*write)(const struct report_request *, struct err *);
};

extern const struct report reports[];
extern const size_t nreports;

const struct report *report_find(const char *name); /* NULL: no such */

/* One row of a statement to one row of the present table. */
typedef int report_row_fn(const struct report_request *, struct stmt *,
    struct err *);

/* Begin ${table}, hand each of ${rows} to ${row}, end it; frees ${rows}. */
int report_rows(const struct report_request *, const struct table *,
    struct stmt *rows, report_row_fn *row, struct err *);

int report_aging(const struct report_request *, struct err *);
int report_balances(const struct report_request *, struct err *);
int report_charges(const struct report_request *, struct err *);
int report_exceptions(const struct report_request *, struct err *);
int report_journal(const struct report_request *, struct err *);
int report_margin(const struct report_request *, struct err *);
int report_numbers(const struct report_request *, struct err *);
int report_rounding(const struct report_request *, struct err *);
int report_tax(const struct report_request *, struct err *);
int report_unbilled(const struct report_request *, struct err *);
int report_revenue(const struct report_request *, struct err *);

#endif /* REPORT_REPORT_H */
