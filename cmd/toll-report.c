/*
 * toll-report: figures for accountants, resellers and the operator.  See
 * toll-report(1).
 */
#include <stdbool.h>

#include "job/job_report.h"

#include "cli.h"

static bool list, raw;
static int64_t at_us = INT64_MIN;
static const char *reseller, *format, *output, *table;
static struct cli_list periods;

static const struct cli_option options[] = {
	{ 'p', "period", CLI_LIST, &periods, "YYYY-MM", 0, 0,
	    "of this period; may be given more than once (the latest)" },
	{ 'r', "reseller", CLI_TEXT, &reseller, "NAME", 0, 0,
	    "only what this reseller may see" },
	{ 'f', "format", CLI_TEXT, &format, "WORD", 0, 0,
	    "text, csv, json or xlsx (by the end of FILE, else text)" },
	{ 'o', "output", CLI_TEXT, &output, "FILE", 0, 0,
	    "write to FILE, whole or not at all" },
	{ 't', "table", CLI_TEXT, &table, "KEY", 0, 0,
	    "only this table of the report" },
	{ 0, "raw", CLI_FLAG, &raw, NULL, 0, 0,
	    "CSV for machines: no ' before what looks like a formula" },
	{ 0, "at", CLI_TIME, &at_us, "TIME", 0, 0,
	    "balances: as they stand then, RFC 3339 (after the last event)" },
	{ 'l', "list", CLI_FLAG, &list, NULL, 0, 0, "list the reports" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-report",
	.operands = "REPORT",
	.summary = "write a report",
	.options = options,
	.book = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_report_options opt = { 0 };
	char written[4096];
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (list) {
		job_report_list(&cli.out);
		return cli_end(&cli, 0, &err);
	}
	if (cli.operand_count != 1)
		cli_usage(&cli, "takes the name of one report (--list)");
	opt.book = cli.book;
	opt.name = cli.operands[0];
	opt.format = format;
	opt.reseller = reseller;
	opt.periods = periods.items;
	opt.nperiods = periods.count;
	opt.path = output;
	opt.table = table;
	opt.raw = raw;
	opt.at_us = at_us;
	opt.now_us = cli.now_us;
	rc = job_report(&opt, &cli.out, written, &err);
	if (rc == 0 && written[0] != '\0')
		cli_note(&cli, "wrote %s", written);
	return cli_end(&cli, rc, &err);
}
