/*
 * toll-rate: give every call its price.  See toll-rate(1).
 */
#include "base/err.h"
#include "job/job_rate.h"
#include "job/period_calls.h"

#include "cli.h"

static struct cli_list periods;
static int64_t threads;

static const struct cli_option options[] = {
	{ 'p', "period", CLI_LIST, &periods, "YYYY-MM", 0, 0,
	    "rate this period (all with calls); may be repeated" },
	{ 't', "threads", CLI_INT, &threads, "N", 1, PERIOD_CALLS_THREADS_MAX,
	    "work on N threads (one for each core)" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-rate",
	.operands = "[PERIOD...]",
	.summary = "give every call its price",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_rate_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (cli.operand_count > 0 && periods.count > 0)
		cli_usage(&cli, "name periods as operands or with --period");
	opt = (struct job_rate_options){
		.book = cli.book,
		.program = program.name,
		.periods = periods.items,
		.nperiods = periods.count,
		.threads = threads,
		.json = cli.json,
		.now_us = cli.now_us,
	};
	if (cli.operand_count > 0) {
		opt.periods = (const char *const *)cli.operands;
		opt.nperiods = cli.operand_count;
	}
	rc = job_rate(&opt, cli_said(&cli), &cli.progress, &err);
	return cli_end(&cli, rc, &err);
}
