/*
 * toll-init: create a book.  See toll-init(1).
 */
#include "cli.h"
#include "job/job_init.h"

static struct job_init_options opt = { .version = VERSION };
static bool demo, upgrade;

static const struct cli_option options[] = {
	{ 'z', "timezone", CLI_TEXT, &opt.timezone, "ZONE", 0, 0,
	    "the operator's time zone (Europe/Berlin)" },
	{ 'c', "currency", CLI_TEXT, &opt.currency, "CUR", 0, 0,
	    "the operator's currency (EUR)" },
	{ 'C', "country", CLI_TEXT, &opt.country, "CC", 0, 0,
	    "the operator's country (DE)" },
	{ 0, "demo", CLI_FLAG, &demo, NULL, 0, 0,
	    "fill it with the sample operator" },
	{ 0, "upgrade", CLI_FLAG, &upgrade, NULL, 0, 0,
	    "bring the schema of an existing book up to date" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-init",
	.summary = "create a book",
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
	if (upgrade &&
	    (demo || opt.timezone != NULL || opt.currency != NULL ||
		opt.country != NULL))
		cli_usage(&cli, "--upgrade stands alone");
	opt.now_us = cli.now_us;
	opt.quiet = cli.quiet;
	if (demo)
		opt.sample = cli_data_path(&cli, "data/sample");
	opt.base = cli.data_dir;
	if (upgrade)
		rc = job_init_upgrade(cli.book, &cli.out, &err);
	else
		rc = job_init(cli.book, &opt, &cli.out, &cli.messages, &err);
	return cli_end(&cli, rc, &err);
}
