/*
 * toll-run: the month in one command, for cron.  See toll-run(1).
 */
#include <time.h>

#include "base/err.h"
#include "job/job_run.h"

#include "cli.h"

static const char *period, *date, *to_dir, *waive;
static bool mail = true;

static const struct cli_option options[] = {
	{ 'p', "period", CLI_TEXT, &period, "YYYY-MM", 0, 0,
	    "the month to bill (the one before now)" },
	{ 'd', "date", CLI_TEXT, &date, "YYYY-MM-DD", 0, 0,
	    "date of the documents (today)" },
	{ 0, "mail", CLI_FLAG, &mail, NULL, 0, 0,
	    "send the mails (default); --no-mail does not" },
	{ 0, "to-dir", CLI_TEXT, &to_dir, "DIR", 0, 0,
	    "mail into a Maildir in place of the server" },
	{ 'w', "waive", CLI_TEXT, &waive, "FILE", 0, 0,
	    "what closing may overlook, by name" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-run",
	.summary = "bill the month: import, rate, close, invoice, mail",
	.options = options,
	.book = true,
};

static int64_t
clock_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_run_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt = (struct job_run_options){
		.book = cli.book,
		.data_dir = cli.data_dir,
		.period = period,
		.date = date,
		.to_dir = to_dir,
		.waive = waive,
		.no_mail = !mail,
		.now_us = cli.now_us,
		.clock_us = clock_us,
	};
	rc = job_run(&opt, cli_said(&cli), &cli.progress, &err);
	return cli_end(&cli, rc, &err);
}
