/*
 * toll-load: take master data in.  See toll-load(1).
 */
#include <string.h>

#include "cli.h"
#include "job/job_load.h"

static struct job_load_options opt = { .program = "toll-load",
	.version = VERSION };
static const char *format, *profile;

static const struct cli_option options[] = {
	{ 'n', "dry-run", CLI_FLAG, &opt.dry_run, NULL, 0, 0,
	    "print what would change, and change nothing" },
	{ 'r', "replace", CLI_FLAG, &opt.replace, NULL, 0, 0,
	    "a file is the whole truth: remove rows it does not have" },
	{ 0, "reseller", CLI_TEXT, &opt.reseller, "NAME", 0, 0,
	    "with --replace: only rows of this owner (\"\": the operator)" },
	{ 'f', "format", CLI_TEXT, &format, "FORMAT", 0, 0,
	    "sipwise-fees: a price list of a Sipwise platform" },
	{ 'p', "profile", CLI_TEXT, &profile, "HANDLE", 0, 0,
	    "with --format: the profile the fees are for" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-load",
	.operands = "DIR|FILE...",
	.summary = "take master data in",
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
	if (cli.operand_count == 0)
		cli_usage(&cli, "load which files?");
	if (format != NULL && strcmp(format, "sipwise-fees") != 0)
		cli_usage(&cli, "--format: there is only sipwise-fees");
	if ((format == NULL) != (profile == NULL))
		cli_usage(&cli, "--format and --profile go together");
	if (opt.reseller != NULL && !opt.replace)
		cli_usage(&cli, "--reseller goes with --replace");
	opt.files = (const char *const *)cli.operands;
	opt.count = cli.operand_count;
	opt.sipwise = profile;
	opt.quiet = cli.quiet;
	opt.now_us = cli.now_us;
	rc = job_load(cli.book, &opt, &cli.out, &cli.messages, &err);
	return cli_end(&cli, rc, &err);
}
