/*
 * toll-unrated: which calls have no price, and why.  See toll-unrated(1).
 */
#include "base/err.h"
#include "job/job_unrated.h"

#include "cli.h"

static struct cli_list periods;
static const char *format = "text";
static bool calls, raw;

static const struct cli_option options[] = {
	{ 'p', "period", CLI_LIST, &periods, "YYYY-MM", 0, 0,
	    "look at this period (all that were rated); may be repeated" },
	{ 'c', "calls", CLI_FLAG, &calls, NULL, 0, 0,
	    "list every call, not sums by reason" },
	{ 'f', "format", CLI_TEXT, &format, "FORMAT", 0, 0,
	    "text (default), csv or json" },
	{ 0, "raw", CLI_FLAG, &raw, NULL, 0, 0,
	    "CSV for machines: no guard against formulas" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-unrated",
	.summary = "list calls without a price, by reason",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_unrated_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt = (struct job_unrated_options){
		.book = cli.book,
		.program = program.name,
		.periods = periods.items,
		.nperiods = periods.count,
		.calls = calls,
		.format = cli.json ? "json" : format,
		.raw = raw,
	};
	rc = job_unrated(&opt, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
