/*
 * toll-mail: send what the outbox holds.  See toll-mail(1).
 */
#include <inttypes.h>
#include <string.h>
#include <sys/resource.h>

#include "cli.h"
#include "job/job_mail.h"
#include "job/job_mail_admin.h"

static bool dry_run, status;
static int64_t limit, closing, resolve;
static const char *to_dir, *reason, *evidence, *resend, *issuer, *to, *state;
static const char *bounces, *format = "table";

static const struct cli_option options[] = {
	{ 0, "run", CLI_INT, &closing, "R", 1, INT64_MAX,
	    "only documents of closing R" },
	{ 0, "limit", CLI_INT, &limit, "N", 1, INT64_MAX,
	    "send at most N messages" },
	{ 'n', "dry-run", CLI_FLAG, &dry_run, NULL, 0, 0,
	    "say what would be sent, and do nothing" },
	{ 0, "to-dir", CLI_TEXT, &to_dir, "DIR", 0, 0,
	    "into a Maildir in place of the server" },
	{ 0, "status", CLI_FLAG, &status, NULL, 0, 0, "list the outbox" },
	{ 0, "state", CLI_TEXT, &state, "STATE", 0, 0,
	    "with --status: only entries in this state" },
	{ 0, "format", CLI_TEXT, &format, "FORMAT", 0, 0,
	    "with --status: table or csv (table)" },
	{ 0, "resolve", CLI_INT, &resolve, "ID", 1, INT64_MAX,
	    "decide about an unknown entry: sent or resend follows" },
	{ 0, "reason", CLI_TEXT, &reason, "TEXT", 0, 0, "why; kept" },
	{ 0, "evidence", CLI_TEXT, &evidence, "MAILLOG", 0, 0,
	    "decide about unknown entries by a Postfix log" },
	{ 0, "resend", CLI_TEXT, &resend, "NUMBER", 0, 0,
	    "queue a document once more" },
	{ 0, "issuer", CLI_TEXT, &issuer, "RESELLER", 0, 0,
	    "whose NUMBER, where two issuers use it" },
	{ 0, "to", CLI_TEXT, &to, "ADDRESS", 0, 0,
	    "with --resend: to another address" },
	{ 0, "bounces", CLI_TEXT, &bounces, "MBOX", 0, 0,
	    "read delivery status notifications" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-mail",
	.operands = "[sent|resend]",
	.summary = "send what the outbox holds",
	.options = options,
	.book = true,
	.json = true,
};

static int
list(struct cli *cli, struct err *e)
{
	enum job_mail_format f = JOB_MAIL_TABLE;

	if (cli->json)
		f = JOB_MAIL_JSON;
	else if (strcmp(format, "csv") == 0)
		f = JOB_MAIL_CSV;
	else if (strcmp(format, "table") != 0)
		cli_usage(cli, "--format is table or csv");
	return job_mail_status(cli->book, f, state, &cli->out, e);
}

static int
decide(struct cli *cli, struct err *e)
{
	bool sent;

	if (cli->operand_count != 1 || reason == NULL || reason[0] == '\0')
		cli_usage(cli, "--resolve ID sent|resend --reason TEXT");
	sent = strcmp(cli->operands[0], "sent") == 0;
	if (!sent && strcmp(cli->operands[0], "resend") != 0)
		cli_usage(cli, "--resolve ID sent|resend --reason TEXT");
	return job_mail_resolve(cli->book, resolve, sent, reason, cli->now_us,
	    &cli->out, e);
}

static int
send_mail(struct cli *cli, struct err *e)
{
	const struct rlimit no_core = { 0, 0 };
	const struct job_mail_options opt = { .limit = limit,
		.closing = closing,
		.dry_run = dry_run,
		.to_dir = to_dir,
		.data_dir = cli->data_dir,
		.now_us = cli->now_us,
		.progress = dry_run ? NULL : &cli->progress };
	struct job_mail_report r;
	int rc;

	/* The password is in memory. */
	(void)setrlimit(RLIMIT_CORE, &no_core);
	rc = job_mail(cli->book, &opt, &r, &cli->out, &cli->messages, e);
	if (r.requeued + r.unknown_before > 0)
		cli_note(cli,
		    "an earlier run died: %" PRId64 " queued again, %" PRId64
		    " unknown",
		    r.requeued, r.unknown_before);
	if (!dry_run && !cli->quiet && (rc >= 0 || r.sent > 0))
		out_printf(&cli->out,
		    "sent %" PRId64 ", deferred %" PRId64 ", failed %" PRId64
		    ", unknown %" PRId64 ", without a PDF %" PRId64
		    ", without a message %" PRId64 "\n",
		    r.sent, r.waiting, r.failed, r.unresolved, r.without_pdf,
		    r.unbuilt + r.damaged);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	if (status + (resolve != 0) + (evidence != NULL) + (resend != NULL) +
		(bounces != NULL) >
	    1)
		cli_usage(&cli,
		    "one of --status, --resolve, --evidence,"
		    " --resend, --bounces at a time");
	if (resolve == 0 && cli.operand_count > 0)
		cli_usage(&cli, "\"%s\" stands for nothing here",
		    cli.operands[0]);
	if (status)
		rc = list(&cli, &err);
	else if (resolve != 0)
		rc = decide(&cli, &err);
	else if (evidence != NULL)
		rc = job_mail_evidence(cli.book, evidence, cli.now_us, &cli.out,
		    &err);
	else if (resend != NULL)
		rc = job_mail_resend(cli.book, resend, issuer, to, cli.now_us,
		    &cli.out, &err);
	else if (bounces != NULL)
		rc = job_mail_bounces(cli.book, bounces, cli.now_us, &cli.out,
		    &err);
	else
		rc = send_mail(&cli, &err);
	return cli_end(&cli, rc, &err);
}
