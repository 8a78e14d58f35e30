/*
 * toll-rejects: the rows that imports did not take.  See toll-rejects(1).
 */
#include <stdlib.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/mem.h"
#include "job/job_rejects.h"

#include "cli.h"

static struct job_rejects_options opt;
static bool export, reimport, waive;

static const struct cli_option options[] = { { 'b', "batch", CLI_INT,
						 &opt.batch, "N", 1, INT64_MAX,
						 "only those of batch N" },
	{ 'a', "all", CLI_FLAG, &opt.all, NULL, 0, 0,
	    "also those that are waived or imported again" },
	{ 0, "export", CLI_FLAG, &export, NULL, 0, 0, "print them as CSV" },
	{ 0, "raw", CLI_FLAG, &opt.raw, NULL, 0, 0,
	    "no guard against formulas in the CSV" },
	{ 0, "reimport", CLI_FLAG, &reimport, NULL, 0, 0,
	    "read them again, or the mended CSV FILE" },
	{ 0, "operator-contract", CLI_TEXT, &opt.own_provider, "ID", 0, 0,
	    "with --reimport: as for toll-import" },
	{ 0, "waive", CLI_FLAG, &waive, NULL, 0, 0,
	    "give them up: all, or those with these IDs" },
	{ 0, "by", CLI_TEXT, &opt.by, "NAME", 0, 0, "who waives" },
	{ 0, "reason", CLI_TEXT, &opt.note, "TEXT", 0, 0, "why" }, CLI_END };

static const struct cli_program program = {
	.name = "toll-rejects",
	.operands = "[FILE | ID...]",
	.summary = "list, export, mend or waive rows that were not imported",
	.options = options,
	.book = true,
	.json = true,
};

static void
take_ids(struct cli *cli)
{
	struct err err = { .code = ERR_NONE };
	int64_t *ids = mem_calloc(cli->operand_count + 1, sizeof(*ids));

	for (size_t i = 0; i < cli->operand_count; i++)
		if (decimal_int(cli->operands[i], strlen(cli->operands[i]), 1,
			INT64_MAX, &ids[i], &err) < 0)
			cli_usage(cli, "%s is not the number of a reject",
			    cli->operands[i]);
	opt.ids = ids;
	opt.n_ids = cli->operand_count;
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int64_t open = 0;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (export + reimport + waive > 1)
		cli_usage(&cli, "only one of --export, --reimport, --waive");
	if (cli.operand_count > (waive ? SIZE_MAX : reimport))
		cli_usage(&cli, "too many operands");
	opt.book = cli.book;
	opt.program = program.name;
	opt.json = cli.json;
	opt.now_us = cli.now_us;
	opt.formats_dir = cli_data_path(&cli, "data/formats");
	if (waive) {
		take_ids(&cli);
		rc = job_rejects_waive(&opt, &cli.out, &err);
	} else if (reimport) {
		opt.file = cli.operand_count == 1 ? cli.operands[0] : NULL;
		rc = job_rejects_reimport(&opt, &cli.out, &open, &err);
	} else if (export) {
		rc = job_rejects_export(&opt, &cli.out, &err);
	} else {
		rc = job_rejects_list(&opt, &cli.out, &open, &err);
	}
	if (rc == 0 && open > 0)
		rc = 1;
	return cli_end(&cli, rc, &err);
}
