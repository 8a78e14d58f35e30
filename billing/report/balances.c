/* One row for each contract and billing interval, in order of both. */
#include <string.h>

#include "base/err.h"
#include "money/currency.h"
#include "rating/balance_set.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "report/report.h"

static const struct column columns[] = {
	{ "contract", "Contract", CELL_TEXT, 16, false },
	{ "from", "From", CELL_TIME, 20, false },
	{ "until", "Until", CELL_TIME, 20, false },
	{ "opening_cash", "Opening cash", CELL_E8, 14, false },
	{ "cash", "Cash", CELL_E8, 14, false },
	{ "debit", "Debit", CELL_E8, 14, false },
	{ "opening_free_s", "Opening free s", CELL_S, 14, false },
	{ "free_s", "Free s", CELL_S, 10, false },
	{ "topups", "Top-ups", CELL_COUNT, 8, false },
	{ "timely_topups", "Timely", CELL_COUNT, 8, false },
	{ "profile", "Profile", CELL_TEXT, 20, false },
	{ "currency", "Currency", CELL_TEXT, 8, false },
};
#define NCOLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct table table = {
	.key = "balances",
	.title = "Balances",
	.columns = columns,
	.ncolumns = NCOLUMNS,
	.currency_column = 11,
};

static int
balance_row(const struct report_request *r, const struct balance_set_part *p,
    struct err *e)
{
	const struct directory *d = r->directory;
	const struct profile *profile = p->part.profile == TARIFF_NONE
	    ? NULL
	    : d->tariff->profiles[p->part.profile].row;
	const char *currency = profile == NULL ? "" : profile->currency;
	const struct currency *in =
	    currency_find(profile == NULL ? d->master->currency : currency);

	return table_row(r->writer,
	    (const struct cell[NCOLUMNS]){
		CELL_STR(d->contracts[p->contract].ref),
		CELL_NUM(p->part.row_from_us),
		CELL_NUM(p->part.row_until_us),
		CELL_MONEY(p->part.opening_cash_e8, in),
		CELL_MONEY(p->part.cash_e8, in),
		CELL_MONEY(p->part.debit_e8, in),
		CELL_NUM(p->part.opening_free_s),
		CELL_NUM(p->part.free_s),
		CELL_NUM(p->part.topups),
		CELL_NUM(p->part.timely_topups),
		CELL_STR(profile == NULL ? "" : profile->handle),
		CELL_STR(currency),
	    },
	    e);
}

int
report_balances(const struct report_request *r, struct err *e)
{
	const struct directory *d = r->directory;

	if (table_begin(r->writer, &table, e) < 0)
		return -1;
	for (size_t i = 0; i < r->balances->nparts; i++) {
		const struct balance_set_part *p = &r->balances->parts[i];

		/* a reseller sees its customers and itself */
		if (r->reseller[0] != '\0' &&
		    strcmp(d->contracts[p->contract].reseller, r->reseller) !=
			0)
			continue;
		if (balance_row(r, p, e) < 0)
			return -1;
	}
	return table_end(r->writer, e);
}
