/*
 * toll-fraud: customers that reached a limit of their profile.  See
 * toll-fraud(1).
 */
#include "base/err.h"
#include "job/job_fraud.h"

#include "cli.h"

static int64_t at = INT64_MIN;
static const char *format = "text";
static bool mail = true, dry_run, new_only, raw;

static const struct cli_option options[] = {
	{ 'a', "at", CLI_TIME, &at, "TIME", 0, 0,
	    "as at this instant, RFC 3339 (now)" },
	{ 'n', "dry-run", CLI_FLAG, &dry_run, NULL, 0, 0,
	    "list only: record nothing, queue no mail" },
	{ 'f', "format", CLI_TEXT, &format, "FORMAT", 0, 0,
	    "text (default), csv or json" },
	{ 0, "mail", CLI_FLAG, &mail, NULL, 0, 0,
	    "queue mails about what is new (default); --no-mail does not" },
	{ 0, "new", CLI_FLAG, &new_only, NULL, 0, 0,
	    "list only what was not recorded before" },
	{ 0, "raw", CLI_FLAG, &raw, NULL, 0, 0,
	    "CSV for machines: no guard against formulas" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-fraud",
	.summary = "list, record and mail limits that customers reached",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_fraud_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt = (struct job_fraud_options){
		.book = cli.book,
		.program = program.name,
		.format = cli.json ? "json" : format,
		.at_us = at == INT64_MIN ? cli.now_us : at,
		.now_us = cli.now_us,
		.mail = mail,
		.dry_run = dry_run,
		.raw = raw,
		.new_only = new_only,
	};
	rc = job_fraud(&opt, &cli.out, &cli.messages, &err);
	return cli_end(&cli, rc, &err);
}
