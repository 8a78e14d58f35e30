/*
 * toll-explain: how the price of a call, or a line of a document, came about.
 * See toll-explain(1).
 */
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/words.h"
#include "job/job_explain.h"

#include "cli.h"

static struct job_explain_options call = { .program = "toll-explain",
	.direction = -1 };
static struct job_explain_line line = { .program = "toll-explain" };
static const char *charge, *direction, *name, *document;

static const struct cli_option options[] = {
	{ 'c', "contract", CLI_TEXT, &call.contract, "REF", 0, 0,
	    "only what this contract pays" },
	{ 0, "direction", CLI_TEXT, &direction, "out|in", 0, 0,
	    "only what is paid for the calling or the called side" },
	{ 0, "charge", CLI_TEXT, &charge, "REF:CALL", 0, 0,
	    "the same as --contract REF CALL" },
	{ 'l', "line", CLI_TEXT, &name, "NUMBER:LINE", 0, 0,
	    "a line of a document" },
	{ 'd', "document", CLI_TEXT, &document, "NUMBER", 0, 0,
	    "all lines of a document" },
	{ 'i', "issuer", CLI_TEXT, &line.issuer, "NAME", 0, 0,
	    "the document is of this reseller (\"\": the operator)" },
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

/* NUMBER:LINE; the number may have a colon, too. */
static void
take_line(const struct cli *cli, char *text)
{
	struct err err = { .code = ERR_NONE };
	char *colon = strrchr(text, ':');

	if (colon == NULL || colon == text ||
	    decimal_int(colon + 1, strlen(colon + 1), 1, INT32_MAX, &line.line,
		&err) < 0)
		cli_usage(cli, "--line: \"%s\" is not NUMBER:LINE", text);
	*colon = '\0';
	line.number = text;
}

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

/* What is asked for: one of an operand and three options. */
static void
take_operands(const struct cli *cli)
{
	static char text[1024];
	const char *copied = charge != NULL ? charge : name;
	int asked = (charge != NULL) + (name != NULL) + (document != NULL);

	if (cli->operand_count + (size_t)asked != 1)
		cli_usage(cli,
		    "name one thing: a call by its call_id or BATCH:LINE, "
		    "--charge, --line or --document");
	if (copied != NULL) {
		if (strlen(copied) >= sizeof(text))
			cli_usage(cli, "\"%s\" is too long", copied);
		memcpy(text, copied, strlen(copied) + 1);
	}
	if (charge != NULL)
		take_charge(cli, text);
	else if (name != NULL)
		take_line(cli, text);
	else if (document != NULL)
		line.number = document;
	else
		call.call = cli->operands[0];
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	take_direction(&cli);
	take_operands(&cli);
	call.book = line.book = cli.book;
	call.json = line.json = cli.json;
	rc = line.number != NULL ? job_explain_line(&line, &cli.out, &err)
				 : job_explain(&call, &cli.out, &err);
	return cli_end(&cli, rc, &err);
}
