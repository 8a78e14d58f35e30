/*
 * toll-explain: how the price of a call came about.  See toll-explain(1).
 */
#include "base/err.h"
#include "job/job_explain.h"

#include "cli.h"

static const char *contract;

static const struct cli_option options[] = {
	{ 'c', "contract", CLI_TEXT, &contract, "REF", 0, 0,
	    "only what this contract pays" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-explain",
	.operands = "CALL",
	.summary = "show how the price of a call came about",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_explain_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (cli.operand_count != 1)
		cli_usage(&cli, "name one call: its call_id, or BATCH:LINE");
	opt = (struct job_explain_options){
		.book = cli.book,
		.program = program.name,
		.call = cli.operands[0],
		.contract = contract,
		.json = cli.json,
	};
	rc = job_explain(&opt, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
