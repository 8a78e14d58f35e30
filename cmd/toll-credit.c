/*
 * toll-credit: cancel a document, whole or by line.  See toll-credit(1).
 */
#include "job/job_credit.h"

#include "cli.h"

static struct job_credit_options opt;
static struct cli_list lines;

static const struct cli_option options[] = {
	{ 'd', "date", CLI_TEXT, &opt.date, "DATE", 0, 0,
	    "date of the credit note (today)" },
	{ 'l', "line", CLI_LIST, &lines, "N", 0, 0,
	    "only this line; may be given more than once" },
	{ 'n', "dry-run", CLI_FLAG, &opt.dry_run, NULL, 0, 0,
	    "say what would be done, and do nothing" },
	{ 'r', "reason", CLI_TEXT, &opt.reason, "TEXT", 0, 0,
	    "why, as it is printed (required)" },
	{ 0, "reseller", CLI_TEXT, &opt.reseller, "NAME", 0, 0,
	    "who issued it, where two issuers have the number" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-credit",
	.operands = "NUMBER",
	.summary = "cancel a document, whole or by line",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;

	cli_start(&cli, argc, argv, &program);
	if (cli.operand_count != 1)
		cli_usage(&cli, "name one document by its number");
	if (opt.reason == NULL)
		cli_usage(&cli, "--reason TEXT is missing");
	opt.book = cli.book;
	opt.number = cli.operands[0];
	opt.lines = lines.items;
	opt.n_lines = lines.count;
	opt.json = cli.json;
	opt.quiet = cli.quiet;
	opt.now_us = cli.now_us;
	opt.data_dir = cli.data_dir;
	return cli_end(&cli, job_credit(&opt, &cli.out, &err), &err);
}
