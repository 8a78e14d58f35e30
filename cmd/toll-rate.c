/*
 * toll-rate: give every call its price.  See toll-rate(1).
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/decimal.h"
#include "base/err.h"
#include "job/job_rate.h"
#include "job/job_rate_tasks.h"
#include "job/period_calls.h"

#include "cli.h"

#define TASKS_MAX     10000
#define TASKS_DEFAULT 8
#define VARIABLE_MAX  100 /* bytes of the name of an environment variable */

static struct cli_list periods;
static int64_t threads, maps, shards;
static bool part, merge, clean;
static const char *tasks, *map, *reduce;

static const struct cli_option options[] = {
	{ 'p', "period", CLI_LIST, &periods, "YYYY-MM", 0, 0,
	    "rate this period (all with calls); may be repeated" },
	{ 't', "threads", CLI_INT, &threads, "N", 1, PERIOD_CALLS_THREADS_MAX,
	    "work on N threads (one for each core)" },
	{ 0, "tasks", CLI_TEXT, &tasks, "DIR", 0, 0,
	    "rate as tasks on many machines, which all see DIR" },
	{ 0, "part", CLI_FLAG, &part, NULL, 0, 0,
	    "make the tasks of a period in DIR" },
	{ 0, "maps", CLI_INT, &maps, "N", 1, TASKS_MAX,
	    "with --part: so many map tasks (8)" },
	{ 0, "shards", CLI_INT, &shards, "S", 1, TASKS_MAX,
	    "with --part: so many reduce tasks (8)" },
	{ 0, "map", CLI_TEXT, &map, "I/N", 0, 0,
	    "do map task I of N, from 0, or that in variable I" },
	{ 0, "reduce", CLI_TEXT, &reduce, "I/S", 0, 0,
	    "do reduce task I of S, from 0, or that in variable I" },
	{ 0, "merge", CLI_FLAG, &merge, NULL, 0, 0,
	    "put what the tasks made into the book" },
	{ 0, "clean", CLI_FLAG, &clean, NULL, 0, 0,
	    "take the tasks away, with --merge once it is done" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-rate",
	.operands = "[PERIOD...]",
	.summary = "give every call its price",
	.options = options,
	.book = true,
	.some = true,
	.json = true,
};

/* Periods are operands or options. */
static void
take_periods(struct cli *cli, struct job_rate_options *opt)
{
	if (cli->operand_count > 0 && periods.count > 0)
		cli_usage(cli, "name periods as operands or with --period");
	opt->periods = periods.items;
	opt->nperiods = periods.count;
	if (cli->operand_count > 0) {
		opt->periods = (const char *const *)cli->operands;
		opt->nperiods = cli->operand_count;
	}
}

/* What does not go together. */
static void
check_use(struct cli *cli, const struct job_rate_options *opt)
{
	int uses =
	    part + merge + (map != NULL) + (reduce != NULL) + (clean && !merge);

	if (uses > 1)
		cli_usage(cli,
		    "--part, --map, --reduce, --merge and --clean are one"
		    " after the other");
	if (tasks == NULL && uses > 0)
		cli_usage(cli, "which tasks? Give --tasks DIR");
	if (tasks != NULL && uses == 0)
		cli_usage(cli,
		    "--tasks needs one of --part, --map, --reduce, --merge and"
		    " --clean");
	if ((maps > 0 || shards > 0) && !part)
		cli_usage(cli, "--maps and --shards belong to --part");
	if (part && opt->nperiods != 1)
		cli_usage(cli, "--part needs one period");
	if (uses > 0 && !part && opt->nperiods > 0)
		cli_usage(cli, "the tasks have their period: name none");
	if (threads > 0 && uses > 0 && !merge)
		cli_usage(cli, "a task has one thread");
}

/* The whole number ${text} is, or the one in the environment variable of that
 * name, which is the only one that is read. */
static int64_t
task_number(struct cli *cli, const char *option, const char *text, size_t len)
{
	struct err err = { .code = ERR_NONE };
	char name[VARIABLE_MAX + 1];
	const char *value = name;
	int64_t number;

	if (len == 0 || len > VARIABLE_MAX)
		cli_usage(cli, "--%s: not I/N: \"%s\"", option, text);
	memcpy(name, text, len);
	name[len] = '\0';
	if (strspn(name, "0123456789") != len) {
		value = getenv(name);
		if (value == NULL || value[0] == '\0')
			cli_usage(cli, "--%s: %s is not set", option, name);
		if (strspn(value, "0123456789") != strlen(value))
			cli_usage(cli, "--%s: %s is \"%s\", not a number",
			    option, name, value);
	}
	if (decimal_int(value, strlen(value), 0, TASKS_MAX - 1, &number, &err) <
	    0)
		cli_usage(cli, "--%s: %s", option, err.text);
	return number;
}

/* "I/N" */
static void
take_number(struct cli *cli, const char *option, const char *text,
    struct job_rate_task_options *opt)
{
	const char *slash = strrchr(text, '/');
	struct err err = { .code = ERR_NONE };

	if (slash == NULL || slash[1] == '+' || slash[1] == '-')
		cli_usage(cli, "--%s: not I/N: \"%s\"", option, text);
	if (decimal_int(slash + 1, strlen(slash + 1), 1, TASKS_MAX, &opt->of,
		&err) < 0)
		cli_usage(cli, "--%s: %s", option, err.text);
	opt->number = task_number(cli, option, text, (size_t)(slash - text));
	if (opt->number >= opt->of)
		cli_usage(cli, "--%s: tasks are numbered from 0 to %lld",
		    option, (long long)opt->of - 1);
}

/* An engine that wants the machine for something else: try again later. */
static void
give_up(int number)
{
	(void)number;
	job_rate_abandon();
	_exit(ERR_BUSY);
}

static int
run_task(struct cli *cli, struct err *e)
{
	const struct sigaction stop = { .sa_handler = give_up };
	struct job_rate_task_options opt = { .version = VERSION,
		.tasks = tasks,
		.reduce = reduce != NULL,
		.json = cli->json };

	if (reduce != NULL)
		take_number(cli, "reduce", reduce, &opt);
	else
		take_number(cli, "map", map, &opt);
	(void)sigaction(SIGTERM, &stop, NULL);
	return job_rate_task(&opt, cli_said(cli), &cli->progress, e);
}

static int
run_part(struct cli *cli, const char *period, struct err *e)
{
	const struct job_rate_part_options opt = { .book = cli->book,
		.program = program.name,
		.version = VERSION,
		.tasks = tasks,
		.period = period,
		.maps = maps > 0 ? maps : TASKS_DEFAULT,
		.shards = shards > 0 ? shards : TASKS_DEFAULT,
		.json = cli->json };

	return job_rate_part(&opt, cli_said(cli), e);
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_rate_options opt;
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt = (struct job_rate_options){ .program = program.name,
		.threads = threads,
		.tasks = tasks,
		.version = VERSION,
		.json = cli.json,
		.now_us = cli.now_us };
	take_periods(&cli, &opt);
	check_use(&cli, &opt);
	if (map != NULL || reduce != NULL)
		return cli_end(&cli, run_task(&cli, &err), &err);
	/* One that was merged and killed while it cleaned is done already. */
	rc = merge && clean ? job_rate_was_merged(tasks, &err) : 0;
	if (rc == 0 && (merge || !clean)) {
		cli_need_book(&cli);
		opt.book = cli.book;
		rc = part ? run_part(&cli, opt.periods[0], &err)
			  : job_rate(&opt, cli_said(&cli), &cli.progress, &err);
	} else if (rc > 0) {
		rc = 0;
	}
	if (clean && rc >= 0 && job_rate_clean(tasks, merge, &err) < 0)
		rc = -1;
	return cli_end(&cli, rc, &err);
}
