/*
 * toll-dump: write master data out.  See toll-dump(1).
 */
#include "cli.h"
#include "job/job_dump.h"

static struct job_dump_options opt = { .load = -1 };

static const struct cli_option options[] = {
	{ 'o', "output", CLI_TEXT, &opt.dir, "DIR", 0, 0,
	    "write ENTITY.csv files into this folder" },
	{ 'l', "load", CLI_INT, &opt.load, "N", 0, INT64_MAX,
	    "as it was after load N (the last one)" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-dump",
	.operands = "[ENTITY...]",
	.summary = "write master data out",
	.options = options,
	.book = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt.entities = (const char *const *)cli.operands;
	opt.count = cli.operand_count;
	rc = job_dump(cli.book, &opt, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
