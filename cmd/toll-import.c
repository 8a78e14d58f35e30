/*
 * toll-import: call records into the book.  See toll-import(1).
 */
#include "base/err.h"
#include "job/job_import.h"

#include "cli.h"

static const char *format = "tollbook", *own_provider;
static bool archive = true, follow;

static const struct cli_option options[] = {
	{ 'f', "format", CLI_TEXT, &format, "NAME", 0, 0,
	    "how the files are written (tollbook)" },
	{ 0, "follow-state", CLI_FLAG, &follow, NULL, 0, 0,
	    "the files still grow: read their new lines" },
	{ 0, "archive", CLI_FLAG, &archive, NULL, 0, 0,
	    "keep the files in the book (default); --no-archive does not" },
	{ 0, "operator-contract", CLI_TEXT, &own_provider, "ID", 0, 0,
	    "name in the files of the operator as a provider: no peer" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-import",
	.operands = "FILE...",
	.summary = "read call records into the book",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_import_report report;
	static struct job_import_options opt; /* kept to the end */
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (cli.operand_count == 0)
		cli_usage(&cli, "name at least one file, or -");
	opt = (struct job_import_options){
		.book = cli.book,
		.program = program.name,
		.format = format,
		.formats_dir = cli_data_path(&cli, "data/formats"),
		.own_provider = own_provider,
		.files = (const char *const *)cli.operands,
		.n_files = cli.operand_count,
		.archive = archive,
		.follow = follow,
		.json = cli.json,
		.now_us = cli.now_us,
	};
	rc = job_import(&opt, cli_said(&cli), &cli.messages, &cli.progress,
	    &report, &err);
	if (rc == 0 && report.rejects + report.conflicts > 0)
		rc = 1;
	return cli_end(&cli, rc, &err);
}
