/*
 * toll-whatif: rate a period with changed master data.  See toll-whatif(1).
 */
#include <stdlib.h>

#include "base/err.h"
#include "job/job_whatif.h"
#include "job/period_calls.h"

#include "cli.h"

static const char *period, *calls, *format = "text";
static struct cli_list loads;
static bool replace, sums, all, raw;
static int64_t threads;

static const struct cli_option options[] = {
	{ 'p', "period", CLI_TEXT, &period, "YYYY-MM", 0, 0,
	    "rate the calls of this period" },
	{ 'c', "calls", CLI_TEXT, &calls, "FILE", 0, 0,
	    "rate the calls of a CSV file in place of a period" },
	{ 'l', "load", CLI_LIST, &loads, "DIR", 0, 0,
	    "with these files loaded, as toll-load takes them" },
	{ 'r', "replace", CLI_FLAG, &replace, NULL, 0, 0,
	    "a loaded file is the whole truth for its entity" },
	{ 's', "sums", CLI_FLAG, &sums, NULL, 0, 0,
	    "print the sums, do not compare" },
	{ 'a', "all", CLI_FLAG, &all, NULL, 0, 0, "also what does not change" },
	{ 'f', "format", CLI_TEXT, &format, "FORMAT", 0, 0,
	    "text (default), csv or json" },
	{ 0, "raw", CLI_FLAG, &raw, NULL, 0, 0,
	    "CSV for machines: no guard against formulas" },
	{ 't', "threads", CLI_INT, &threads, "N", 1, PERIOD_CALLS_THREADS_MAX,
	    "work on N threads (one for each core)" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-whatif",
	.summary = "rate a period with changed master data",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_whatif_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if ((period == NULL) == (calls == NULL))
		cli_usage(&cli, "name the calls: --period or --calls");
	if (loads.count == 0 && calls == NULL && !sums)
		cli_usage(&cli,
		    "say what changes with --load, or ask for --sums");
	opt = (struct job_whatif_options){
		.book = cli.book,
		.program = program.name,
		.version = VERSION,
		.period = period,
		.calls = calls,
		.loads = loads.items,
		.nloads = loads.count,
		.replace = replace,
		.sums = sums || loads.count == 0,
		.all = all,
		.format = cli.json ? "json" : format,
		.raw = raw,
		.threads = threads,
		.formats_dir = cli_data_path(&cli, "data/formats"),
		.temp_dir = cli_temp_dir(),
		.now_us = cli.now_us,
	};
	rc = job_whatif(&opt, &cli.out, &cli.messages, &cli.progress, &err);
	return cli_end(&cli, rc, &err);
}
