/*
 * toll-close: bill what is over and not billed.  See toll-close(1).
 */
#include <stdbool.h>

#include "job/job_close.h"

#include "cli.h"

static bool dry_run, strict;
static const char *until, *date, *waive;
static struct cli_list contracts;

static const struct cli_option options[] = {
	{ 'u', "until", CLI_TEXT, &until, "DATE", 0, 0,
	    "intervals that end by DATE 00:00 (required)" },
	{ 'c', "contract", CLI_LIST, &contracts, "REF", 0, 0,
	    "only this contract; may be given more than once" },
	{ 'd', "date", CLI_TEXT, &date, "DATE", 0, 0,
	    "date of the documents (today)" },
	{ 'n', "dry-run", CLI_FLAG, &dry_run, NULL, 0, 0,
	    "say what would be done, and do nothing" },
	{ 0, "strict", CLI_FLAG, &strict, NULL, 0, 0,
	    "close nothing if one contract cannot be billed" },
	{ 'w', "waive", CLI_TEXT, &waive, "FILE", 0, 0,
	    "unrated calls and rejects that may stay open" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-close",
	.operands = NULL,
	.summary = "turn charges into documents",
	.options = options,
	.book = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_close_options opt = { 0 };
	struct cli cli;

	cli_start(&cli, argc, argv, &program);
	if (until == NULL)
		cli_usage(&cli, "--until DATE is missing");
	opt.book = cli.book;
	opt.until = until;
	opt.date = date;
	opt.contracts = contracts.items;
	opt.n_contracts = contracts.count;
	opt.waive = waive;
	opt.dry_run = dry_run;
	opt.strict = strict;
	opt.quiet = cli.quiet;
	opt.now_us = cli.now_us;
	opt.data_dir = cli.data_dir;
	return cli_end(&cli, job_close(&opt, &cli.out, &err), &err);
}
