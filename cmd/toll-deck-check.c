/*
 * toll-deck-check: a price list against the calls of a period.  See
 * toll-deck-check(1).
 */
#include "base/err.h"
#include "job/job_deck_check.h"

#include "cli.h"

static struct job_deck_check_options opt = { .program = "toll-deck-check",
	.format = "text" };

static const struct cli_option options[] = { { 'P', "profile", CLI_TEXT,
						 &opt.profile, "HANDLE", 0, 0,
						 "the price list to look at" },
	{ 'a', "against", CLI_TEXT, &opt.against, "YYYY-MM", 0, 0,
	    "with the calls of this period" },
	{ 'w', "wholesale", CLI_TEXT, &opt.wholesale, "HANDLE", 0, 0,
	    "compare with what the operator takes by this list" },
	{ 'c', "carrier", CLI_TEXT, &opt.carrier, "HANDLE", 0, 0,
	    "compare with what a peer takes by this list" },
	{ 'f', "format", CLI_TEXT, &opt.format, "FORMAT", 0, 0,
	    "text (default), csv or json" },
	{ 0, "raw", CLI_FLAG, &opt.raw, NULL, 0, 0,
	    "CSV for machines: no guard against formulas" },
	CLI_END };

static const struct cli_program program = {
	.name = "toll-deck-check",
	.summary = "check a price list against a period's calls",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (opt.profile == NULL || opt.against == NULL)
		cli_usage(&cli, "--profile and --against must be given");
	if (opt.wholesale != NULL && opt.carrier != NULL)
		cli_usage(&cli, "--wholesale or --carrier, not both");
	opt.book = cli.book;
	if (cli.json)
		opt.format = "json";
	rc = job_deck_check(&opt, &cli.out, &cli.progress, &err);
	return cli_end(&cli, rc, &err);
}
