#include <string.h>

#include "report/report.h"

const struct report reports[] = {
	{ .name = "aging",
	    .title = "Open items by age",
	    .help = "what is to be paid at a date, by days overdue",
	    .all_periods = true,
	    .at_day = true,
	    .write = report_aging },
	{ .name = "balances",
	    .title = "Balances",
	    .help = "free time and cash of each contract and interval",
	    .all_periods = true,
	    .balances = true,
	    .write = report_balances },
	{ .name = "charges",
	    .title = "Charges",
	    .help = "every charge, for machines and auditors",
	    .streaming = true,
	    .all_periods = true,
	    .write = report_charges },
	{ .name = "exceptions",
	    .title = "Exceptions",
	    .help =
		"rejects, unrated and late calls, waivers, losses, corrections",
	    .write = report_exceptions },
	{ .name = "journal",
	    .title = "Journal of documents",
	    .help = "every document with net, tax and gross",
	    .write = report_journal },
	{ .name = "margin",
	    .title = "Margin statement",
	    .help = "a reseller's retail, wholesale and margin",
	    .grouped = true,
	    .reseller = true,
	    .write = report_margin },
	{ .name = "numbers",
	    .title = "Register of numbers",
	    .help = "every number drawn, in the order of its series",
	    .whole = true,
	    .write = report_numbers },
	{ .name = "revenue",
	    .title = "Revenue",
	    .help = "by zone, customer, profile and month",
	    .grouped = true,
	    .write = report_revenue },
	{ .name = "rounding",
	    .title = "Rounding",
	    .help = "exact less rounded: prices, documents and lines",
	    .write = report_rounding },
	{ .name = "tax",
	    .title = "Taxes",
	    .help = "taxable amounts and tax by month, country and rate",
	    .at_day = true,
	    .write = report_tax },
	{ .name = "unbilled",
	    .title = "Charges not billed",
	    .help = "charges on no document at a date",
	    .all_periods = true,
	    .at_day = true,
	    .write = report_unbilled },
};

const size_t nreports = sizeof(reports) / sizeof(reports[0]);

const struct report *
report_find(const char *name)
{
	for (size_t i = 0; i < nreports; i++)
		if (strcmp(reports[i].name, name) == 0)
			return &reports[i];
	return NULL;
}
