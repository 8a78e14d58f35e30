/*
 * toll-pay: book a payment, or list what is open.  See toll-pay(1).
 */
#include "job/job_pay.h"

#include "cli.h"

static struct job_pay_options opt = { .program = "toll-pay",
	.version = VERSION };
static bool list;

static const struct cli_option options[] = {
	{ 'c', "currency", CLI_TEXT, &opt.currency, "CUR", 0, 0,
	    "of the amount (the document's, else the operator's)" },
	{ 'd', "date", CLI_TEXT, &opt.date, "DATE", 0, 0,
	    "when it came in; with --list: open at the end of DATE (today)" },
	{ 'D', "document", CLI_TEXT, &opt.document, "NUMBER", 0, 0,
	    "what it pays (nothing yet: on account)" },
	{ 'l', "list", CLI_FLAG, &list, NULL, 0, 0,
	    "list what is open, and book nothing" },
	{ 'N', "note", CLI_TEXT, &opt.note, "TEXT", 0, 0, "kept with it" },
	{ 'r', "ref", CLI_TEXT, &opt.ref, "REF", 0, 0,
	    "key of the payment, used once; may be asked for again" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-pay",
	.operands = "[CONTRACT [AMOUNT]]",
	.summary = "record a payment, or list what is open",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;

	cli_start(&cli, argc, argv, &program);
	opt.book = cli.book;
	opt.json = cli.json;
	opt.now_us = cli.now_us;
	opt.contract = cli.operand_count > 0 ? cli.operands[0] : NULL;
	if (list) {
		if (cli.operand_count > 1)
			cli_usage(&cli, "--list takes one contract at most");
		return cli_end(&cli, job_pay_list(&opt, &cli.out, &err), &err);
	}
	if (cli.operand_count != 2)
		cli_usage(&cli, "name who paid, and the amount");
	opt.amount = cli.operands[1];
	return cli_end(&cli, job_pay(&opt, cli_said(&cli), &err), &err);
}
