/*
 * toll-unimport: take a batch out of the book.  See toll-unimport(1).
 */
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "job/job_unimport.h"

#include "cli.h"

static const struct cli_option options[] = { CLI_END };

static const struct cli_program program = {
	.name = "toll-unimport",
	.operands = "BATCH",
	.summary = "take a batch of calls out of the book",
	.options = options,
	.book = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int64_t batch;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (cli.operand_count != 1 ||
	    decimal_int(cli.operands[0], strlen(cli.operands[0]), 1, INT64_MAX,
		&batch, &err) < 0)
		cli_usage(&cli, "name one batch by its number");
	rc = job_unimport(cli.book, program.name, batch, cli_said(&cli), &err);
	return cli_end(&cli, rc, &err);
}
