/*
 * toll-locks: which subscribers are locked, how far and why.  See
 * toll-locks(1).
 */
#include "base/err.h"
#include "job/job_locks.h"

#include "cli.h"

static int64_t at = JOB_LOCKS_NEVER, changed_since = JOB_LOCKS_NEVER;
static const char *format = "text";
static const char *release, *reseller;
static const char *reason = "";
static bool all, raw;

static const struct cli_option options[] = {
	{ 0, "all", CLI_FLAG, &all, NULL, 0, 0, "list also who is not locked" },
	{ 'a', "at", CLI_TIME, &at, "TIME", 0, 0,
	    "as at this instant, RFC 3339 (after the last call or top-up)" },
	{ 'c', "changed-since", CLI_TIME, &changed_since, "TIME", 0, 0,
	    "list those whose level changed since then, unlocked ones too" },
	{ 'f', "format", CLI_TEXT, &format, "FORMAT", 0, 0,
	    "text (default), csv or json" },
	{ 0, "raw", CLI_FLAG, &raw, NULL, 0, 0,
	    "CSV for machines: no guard against formulas" },
	{ 0, "reason", CLI_TEXT, &reason, "TEXT", 0, 0,
	    "why it is released, for the record" },
	{ 0, "release", CLI_TEXT, &release, "SUBSCRIBER", 0, 0,
	    "release it from limits against fraud" },
	{ 'r', "reseller", CLI_TEXT, &reseller, "NAME", 0, 0,
	    "list subscribers of that reseller's customers only" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-locks",
	.summary = "list locked subscribers, how far and why",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_locks_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt = (struct job_locks_options){
		.book = cli.book,
		.program = program.name,
		.format = cli.json ? "json" : format,
		.reseller = reseller,
		.at_us = at,
		.changed_us = changed_since,
		.now_us = cli.now_us,
		.all = all,
		.raw = raw,
	};
	if (release == NULL && reason[0] != '\0')
		cli_usage(&cli, "--reason goes with --release");
	if (release != NULL &&
	    (all || changed_since != JOB_LOCKS_NEVER || at != JOB_LOCKS_NEVER ||
		reseller != NULL))
		cli_usage(&cli, "--release goes with --reason only");
	if (release != NULL)
		rc = job_locks_release(&opt, release, reason, cli_said(&cli),
		    &err);
	else
		rc = job_locks(&opt, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
