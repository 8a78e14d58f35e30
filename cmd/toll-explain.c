/*
 * toll-explain: how the price of a call, or a line of a document, came about.
 * See toll-explain(1).
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/words.h"
#include "job/job_explain.h"

#include "cli.h"

static struct job_explain_options call = { .program = "toll-explain",
	.direction = -1 };
static const char *charge, *direction;

static const struct cli_option options[] = {
	{ 'c', "contract", CLI_TEXT, &call.contract, "REF", 0, 0,
	    "only what this contract pays" },
	{ 0, "direction", CLI_TEXT, &direction, "out|in", 0, 0,
	    "only what is paid for the calling or the called side" },
	{ 0, "charge", CLI_TEXT, &charge, "REF:CALL", 0, 0,
	    "the same as --contract REF CALL" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-explain",
	.operands = "[CALL]",
	.summary = "show how a price came about",
	.options = options,
	.book = true,
	.json = true,
};

/* REF:CALL; the call may have a colon, too. */
static void
take_charge(const struct cli *cli, char *text)
{
	char *colon = strchr(text, ':');

	if (colon == NULL || colon == text || colon[1] == '\0')
		cli_usage(cli, "--charge: \"%s\" is not REF:CALL", text);
	*colon = '\0';
	call.contract = text;
	call.call = colon + 1;
}

static void
take_direction(const struct cli *cli)
{
	if (direction == NULL)
		return;
	call.direction = word_find(direction_words, direction);
	if (call.direction < 0)
		cli_usage(cli, "--direction: \"%s\" is not out or in",
		    direction);
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	static char text[1024];
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	take_direction(&cli);
	if (cli.operand_count != (charge == NULL))
		cli_usage(&cli,
		    "name one call: its call_id, or BATCH:LINE; or --charge");
	if (charge != NULL) {
		(void)snprintf(text, sizeof(text), "%s", charge);
		take_charge(&cli, text);
	} else {
		call.call = cli.operands[0];
	}
	call.book = cli.book;
	call.json = cli.json;
	rc = job_explain(&call, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
