/*
 * toll-invoice: draw the documents of the book.  See toll-invoice(1).
 */
#include <string.h>

#include "base/decimal.h"
#include "cli.h"
#include "job/job_invoice.h"

static struct job_invoice_options opt = { .program = "toll-invoice" };
static struct job_invoice_preview preview = { .program = "toll-invoice" };
static const char *closing;
static struct job_invoice_xml xml = { .program = "toll-invoice" };
static bool sample, check;

static const struct cli_option options[] = {
	{ 'r', "run", CLI_TEXT, &closing, "N|last", 0, 0,
	    "only documents of this run of toll-close" },
	{ 'i', "issuer", CLI_TEXT, &opt.issuer, "NAME", 0, 0,
	    "only documents of this reseller (\"\": the operator)" },
	{ 0, "threads", CLI_INT, &opt.threads, "N", 0, 64,
	    "draw on N threads (0: as book.conf says)" },
	{ 'c', "check", CLI_FLAG, &check, NULL, 0, 0,
	    "compare PDF and e-invoice with the book" },
	{ 'x', "xml", CLI_TEXT, &xml.syntax, "cii|ubl", 0, 0,
	    "write the e-invoice" },
	{ 'p', "preview", CLI_TEXT, &preview.template_name, "TEMPLATE", 0, 0,
	    "draw invented data with this template" },
	{ 0, "sample", CLI_FLAG, &sample, NULL, 0, 0,
	    "with --preview: invented data (there is no other)" },
	{ 'l', "language", CLI_TEXT, &preview.language, "XX", 0, 0,
	    "with --preview: the language" },
	{ 'o', "output", CLI_TEXT, &preview.file, "FILE", 0, 0,
	    "with --preview or --xml: write here, not to standard output" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-invoice",
	.operands = "[NUMBER...]",
	.summary = "draw documents as PDF",
	.options = options,
	.book = true,
};

static int
run_number(const struct cli *cli, const char *text)
{
	struct err err = { .code = ERR_NONE };
	int64_t n = -1;

	if (text != NULL && strcmp(text, "last") != 0 &&
	    decimal_int(text, strlen(text), 1, INT32_MAX, &n, &err) < 0)
		cli_usage(cli, "--run: %s", err.text);
	return text == NULL ? 0 : (int)n;
}

static void
check_usage(const struct cli *cli)
{
	bool named = cli->operand_count > 0;

	if (preview.template_name == NULL &&
	    (sample || preview.language != NULL ||
		(preview.file != NULL && xml.syntax == NULL)))
		cli_usage(cli,
		    "--sample, --language and --output go with --preview");
	if (preview.template_name != NULL &&
	    (named || closing != NULL || opt.issuer != NULL))
		cli_usage(cli, "--preview draws no document of the book");
	if (closing != NULL && named)
		cli_usage(cli, "either --run or numbers");
	if ((preview.template_name != NULL) + check + (xml.syntax != NULL) > 1)
		cli_usage(cli, "one of --preview, --check and --xml");
	if (xml.syntax != NULL && strcmp(xml.syntax, "cii") != 0 &&
	    strcmp(xml.syntax, "ubl") != 0)
		cli_usage(cli, "--xml: \"%s\": either cii or ubl", xml.syntax);
	if (xml.syntax != NULL && preview.file == NULL &&
	    cli->operand_count != 1)
		cli_usage(cli, "--xml: name one document, or --output FOLDER");
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	check_usage(&cli);
	opt.data_dir = cli.data_dir;
	opt.now_us = cli.now_us;
	opt.closing = run_number(&cli, closing);
	opt.numbers = (const char *const *)cli.operands;
	opt.count = cli.operand_count;
	opt.verbose = cli.verbose;
	preview.data_dir = cli.data_dir;
	xml.numbers = opt.numbers;
	xml.count = opt.count;
	xml.issuer = opt.issuer;
	xml.closing = opt.closing;
	xml.file = preview.file;
	if (check)
		rc = job_invoice_check(cli.book, &opt, cli_said(&cli),
		    &cli.messages, &cli.progress, &err);
	else if (xml.syntax != NULL)
		rc = job_invoice_xml(cli.book, &xml, &cli.out, &cli.messages,
		    &err);
	else if (preview.template_name != NULL)
		rc = job_invoice_preview(cli.book, &preview, &cli.out, &err);
	else
		rc = job_invoice(cli.book, &opt, cli_said(&cli), &cli.messages,
		    &cli.progress, &err);
	return cli_end(&cli, rc, &err);
}
