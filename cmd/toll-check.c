/*
 * toll-check: prove what must hold in a book.  See toll-check(1).
 */
#include "cli.h"
#include "job/job_check.h"

static bool config, deep;
static int64_t manifest = -1;

static const struct cli_option options[] = {
	{ 'c', "config", CLI_FLAG, &config, NULL, 0, 0,
	    "explain every setting of book.conf instead" },
	{ 'd', "deep", CLI_FLAG, &deep, NULL, 0, 0,
	    "also rate everything again, and compare" },
	{ 'm', "manifest", CLI_INT, &manifest, "CLOSING", 0, INT64_MAX,
	    "print what a closing sealed instead; 0: the last one" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-check",
	.summary = "prove what must hold in a book",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_check_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt = (struct job_check_options){ .verbose = cli.verbose,
		.quiet = cli.quiet,
		.json = cli.json,
		.deep = deep ? cli_temp_dir() : NULL };
	if (config)
		rc = job_check_config(cli.book, &cli.out, &err);
	else if (manifest >= 0)
		rc = job_check_manifest(cli.book, manifest, &cli.out, &err);
	else
		rc = job_check(cli.book, &opt, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
