/*
 * toll-sql: look at a book with SQL.  See toll-sql(1).
 */
#define SHELL "sqlite3"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/mem.h"
#include "cli.h"
#include "job/job_sql.h"

static struct cli_list periods;
static bool csv;

static const struct cli_option options[] = {
	{ 'p', "period", CLI_LIST, &periods, "YYYY-MM", 0, 0,
	    "attach this period (the latest four); may be repeated" },
	{ 0, "csv", CLI_FLAG, &csv, NULL, 0, 0, "print CSV with a header" },
	CLI_END
};

static const struct cli_program program = {
	.name = "toll-sql",
	.operands = "[SQL...]",
	.summary = "look at a book with SQL",
	.options = options,
	.book = true,
	.json = true,
};

/* Be a reader of the book for as long as the shell lives, which inherits it:
 * the files that it attaches are not swept. */
static int
hold_files(const struct cli *cli, struct err *e)
{
	struct err unsaid = { .code = ERR_NONE };
	struct lock lock;

	if (lock_share(&lock, cli->book, &unsaid) < 0)
		return 0; /* the job says it better */
	if (lock.fd >= 0 && fcntl(lock.fd, F_SETFD, 0) < 0)
		return err_set(e, ERR_IO, "%s: %s", cli->book, strerror(errno));
	return 0;
}

/* The commands as a file without a name, which the shell inherits. */
static int
keep_script(const struct buf *script, char path[64], struct err *e)
{
	int fd = memfd_create("toll-sql", 0);

	if (fd < 0)
		return err_set(e, ERR_IO, "memfd_create: %s", strerror(errno));
	(void)snprintf(path, 64, "/proc/self/fd/%d", fd);
	return file_write(fd, buf_text(script), script->len, "toll-sql", e);
}

/* Become the shell; comes back only if that fails. */
static int
run_shell(struct cli *cli, const char *script, struct err *e)
{
	char path[FILE_PATH_MAX];
	const char **args = mem_calloc(cli->operand_count + 10, sizeof(*args));
	size_t n = 0;

	if (file_path_join(path, cli->book, "book.db", e) < 0)
		return -1;
	args[n++] = SHELL;
	args[n++] = "-readonly";
	args[n++] = "-init";
	args[n++] = script;
	if (csv) {
		args[n++] = "-csv";
		args[n++] = "-header";
	}
	if (cli->json)
		args[n++] = "-json";
	args[n++] = path;
	for (size_t i = 0; i < cli->operand_count; i++)
		args[n++] = cli->operands[i];
	if (out_flush(&cli->messages, e) < 0)
		return -1;
	(void)execvp(SHELL, (char *const *)(uintptr_t)args);
	return err_set(e, errno == ENOENT ? ERR_NOINPUT : ERR_IO,
	    SHELL ": %s (Debian: apt-get install sqlite3)", strerror(errno));
}

int
main(int argc, char *argv[])
{
	struct err err = { .code = ERR_NONE };
	struct job_sql_options opt = { 0 };
	struct buf script = { 0 };
	char path[64];
	struct cli cli;
	int rc;

	cli_start(&cli, argc, argv, &program);
	opt.periods = periods.items;
	opt.count = periods.count;
	rc = hold_files(&cli, &err);
	if (rc == 0)
		rc = job_sql(cli.book, &opt, &script, &cli.messages, &err);
	if (rc == 0)
		rc = keep_script(&script, path, &err);
	if (rc == 0)
		rc = run_shell(&cli, path, &err);
	buf_free(&script);
	return cli_end(&cli, rc, &err);
}
