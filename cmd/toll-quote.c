/*
 * toll-quote: price a call that has not happened.  See toll-quote(1).
 */
#include "base/err.h"
#include "job/job_quote.h"

#include "cli.h"

#define DURATION_MAX_S INT64_C(2678400) /* 31 days, as imports allow */

static const char *subscriber, *to, *from, *balance;
static int64_t at_us = INT64_MIN, duration_s = 60;

static const struct cli_option options[] = {
	{ 's', "subscriber", CLI_TEXT, &subscriber, "S", 0, 0,
	    "who calls: ref, or username@domain" },
	{ 't', "to", CLI_TEXT, &to, "NUMBER", 0, 0, "the number called" },
	{ 0, "from", CLI_TEXT, &from, "NUMBER", 0, 0,
	    "the number shown (the subscriber's)" },
	{ 'a', "at", CLI_TIME, &at_us, "TIME", 0, 0,
	    "when it is answered, RFC 3339 (now)" },
	{ 'd', "duration", CLI_INT, &duration_s, "SECONDS", 0, DURATION_MAX_S,
	    "how long it lasts (60)" },
	{ 0, "balance", CLI_TEXT, &balance, "AMOUNT", 0, 0,
	    "with this balance in place of the book's" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-quote",
	.summary = "price a call that has not happened",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_quote_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (subscriber == NULL || to == NULL)
		cli_usage(&cli, "say who calls (--subscriber) and whom (--to)");
	opt = (struct job_quote_options){
		.book = cli.book,
		.program = program.name,
		.subscriber = subscriber,
		.to = to,
		.from = from,
		.at_us = at_us == INT64_MIN ? cli.now_us : at_us,
		.duration_s = duration_s,
		.balance = balance,
		.json = cli.json,
	};
	rc = job_quote(&opt, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
