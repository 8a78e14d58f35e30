/*
 * toll-topup: add to a balance, once.  See toll-topup(1).
 */
#include "base/err.h"
#include "job/job_topup.h"

#include "cli.h"

static struct job_topup_options opt = { .program = "toll-topup",
	.version = VERSION,
	.at_us = INT64_MIN };

static const struct cli_option options[] = {
	{ 'V', "voucher", CLI_TEXT, &opt.voucher, "CODE", 0, 0,
	    "by this voucher, in place of an amount" },
	{ 'r', "ref", CLI_TEXT, &opt.ref, "REF", 0, 0,
	    "key of the top-up, used once; may be asked for again" },
	{ 'a', "at", CLI_TIME, &opt.at_us, "TIME", 0, 0,
	    "when it was paid (now)" },
	{ 'p', "package", CLI_TEXT, &opt.package, "NAME", 0, 0,
	    "package that it brings" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-topup",
	.operands = "CUSTOMER [AMOUNT]",
	.summary = "add to a balance",
	.options = options,
	.book = true,
	.json = true,
};

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (cli.operand_count < 1 || cli.operand_count > 2)
		cli_usage(&cli, "name a customer, and an amount or a voucher");
	if ((cli.operand_count == 2) == (opt.voucher != NULL))
		cli_usage(&cli, "an amount or --voucher, and not both");
	opt.book = cli.book;
	opt.customer = cli.operands[0];
	opt.amount = cli.operand_count == 2 ? cli.operands[1] : NULL;
	opt.now_us = cli.now_us;
	opt.json = cli.json;
	rc = job_topup(&opt, cli_said(&cli), &err);
	return cli_end(&cli, rc, &err);
}
