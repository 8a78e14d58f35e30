/*
 * toll-correct: bill the interval of a document again.  See toll-correct(1).
 */
#include "job/job_correct.h"

#include "cli.h"

static struct job_correct_options opt;

static const struct cli_option options[] = {
	{ 'd', "date", CLI_TEXT, &opt.date, "DATE", 0, 0,
	    "date of the documents (today)" },
	{ 'n', "dry-run", CLI_FLAG, &opt.dry_run, NULL, 0, 0,
	    "say what would be done, and do nothing" },
	{ 'r', "reason", CLI_TEXT, &opt.reason, "TEXT", 0, 0,
	    "why, as the credit note prints it" },
	{ 0, "reseller", CLI_TEXT, &opt.reseller, "NAME", 0, 0,
	    "who issued it, where two issuers have the number" },
	{ 0, "threads", CLI_INT, &opt.threads, "N", 1, 64,
	    "rate on N threads (as the settings say)" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-correct",
	.operands = "NUMBER",
	.summary = "bill the interval of a document again",
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
	opt.book = cli.book;
	opt.number = cli.operands[0];
	opt.json = cli.json;
	opt.quiet = cli.quiet;
	opt.now_us = cli.now_us;
	opt.data_dir = cli.data_dir;
	return cli_end(&cli, job_correct(&opt, &cli.out, &cli.progress, &err),
	    &err);
}
