#include "cli.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/file.h"
#include "cli_options.h"
#include "cli_progress.h"
#include "time/instant.h"

#ifndef DATADIR
#define DATADIR "/usr/local/share/tollbook"
#endif

static void
cli_quiet_signal(int number)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };

	(void)sigaction(number, &ignore, NULL);
}

/* The time of day, unless --now or TOLL_NOW said it already. */
static int64_t
cli_clock(struct cli *cli, const char *given)
{
	struct err err = { .code = ERR_NONE };
	struct timespec now;
	int64_t us;

	if (given == NULL || given[0] == '\0')
		given = getenv("TOLL_NOW");
	if (given == NULL || given[0] == '\0') {
		(void)clock_gettime(CLOCK_REALTIME, &now);
		return now.tv_sec * CIVIL_US + now.tv_nsec / 1000;
	}
	if (instant_parse(given, strlen(given), &us, &err) < 0)
		cli_usage(cli, "--now or TOLL_NOW: %s", err.text);
	return us;
}

/* Cut the last ${names} names off the path. */
static void
cli_cut(char *path, int names)
{
	for (; names > 0; names--) {
		char *slash = strrchr(path, '/');

		if (slash != NULL)
			*slash = '\0';
	}
}

/*
 * Where data/ and templates/ lie: TOLL_DATA; the source tree, for a program in
 * its build/.../bin; PREFIX/share/tollbook, for one in PREFIX/bin; else where
 * it was to be installed when it was built.
 */
static const char *
cli_find_data(void)
{
	static char path[FILE_PATH_MAX];
	const char *given = getenv("TOLL_DATA");
	char self[FILE_PATH_MAX], probe[FILE_PATH_MAX + 32];
	ssize_t n;

	if (given != NULL && given[0] != '\0')
		return given;
	n = readlink("/proc/self/exe", self, sizeof(self) - 1);
	self[n > 0 ? n : 0] = '\0';
	cli_cut(self, 2); /* .../build/release or PREFIX */
	(void)snprintf(path, sizeof(path), "%s", self);
	cli_cut(path, 2);
	(void)snprintf(probe, sizeof(probe), "%s/data/schema", path);
	if (strncmp(self + strlen(path), "/build/", 7) == 0 &&
	    file_exists(probe))
		return path;
	n = snprintf(path, sizeof(path), "%.4000s/share/tollbook", self);
	(void)snprintf(probe, sizeof(probe), "%s/data/schema", path);
	return n > 0 && file_exists(probe) ? path : DATADIR;
}

const char *
cli_data_path(const struct cli *cli, const char *sub)
{
	static struct arena paths; /* lives as long as the program */

	return arena_printf(&paths, "%s/%s", cli->data_dir, sub);
}

/*
 * A standard descriptor that is closed would be given to the first file that
 * is opened, and our output would go there.  Read only, so that writing fails.
 */
static void
cli_fill_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDONLY);
	while (fd >= 0 && fd <= 2);
	if (fd > 2)
		(void)close(fd);
}

void
cli_init(struct cli *cli, const struct cli_program *program)
{
	cli_fill_descriptors();
	(void)umask(077);
	cli_quiet_signal(SIGPIPE);
	cli_quiet_signal(SIGXFSZ);
	*cli = (struct cli){ .program = program };
	out_init_fd(&cli->out, 1, "standard output");
	out_init_fd(&cli->messages, 2, "standard error");
}

void
cli_need_book(struct cli *cli)
{
	if (cli->book == NULL)
		cli->book = getenv("TOLL_BOOK");
	if (cli->book == NULL || cli->book[0] == '\0')
		cli_usage(cli, "which book? Give -B DIR or set TOLL_BOOK");
}

void
cli_start(struct cli *cli, int argc, char *argv[],
    const struct cli_program *program)
{
	struct cli_given given = { 0 };

	cli_init(cli, program);
	cli_options_parse(cli, argc, argv, &given);
	if (given.help || given.version) {
		struct err err = { .code = ERR_NONE };

		if (given.help)
			cli_options_help(program, &cli->out);
		else
			out_printf(&cli->out, "%s (Tollbook) %s\n",
			    program->name, VERSION);
		exit(cli_end(cli, 0, &err));
	}
	cli->now_us = cli_clock(cli, given.now);
	cli->data_dir = cli_find_data();
	if (program->book && !program->some)
		cli_need_book(cli);
	if (program->operands == NULL || program->operands[0] == '\0') {
		if (cli->operand_count > 0)
			cli_usage(cli, "takes no operands: %s",
			    cli->operands[0]);
	}
	cli_progress_init(cli);
}

/* A line on standard error, at once and as it is. */
static void
cli_say(struct cli *cli, const char *text)
{
	struct err ignored = { .code = ERR_NONE };

	out_printf(&cli->messages, "%s: %s\n", cli->program->name, text);
	(void)out_flush(&cli->messages, &ignored);
}

const char *
cli_temp_dir(void)
{
	const char *given = getenv("TMPDIR");

	return given != NULL && given[0] != '\0' ? given : "/tmp";
}

int
cli_end(struct cli *cli, int rc, const struct err *err)
{
	struct err last = { .code = ERR_NONE };
	int status = rc;

	if (rc < 0) {
		assert(err->code != ERR_NONE);
		/* What was written belongs before the message. */
		(void)out_flush(&cli->out, &last);
		cli_say(cli, err->text);
		status = (int)err->code;
	}
	err_clear(&last);
	if (out_flush(&cli->out, &last) == 0 && close(1) < 0)
		(void)err_set(&last, ERR_IO, "closing standard output: %s",
		    strerror(errno));
	if (last.code != ERR_NONE && rc >= 0) {
		cli_say(cli, last.text);
		status = ERR_IO;
	}
	err_clear(&last);
	if (out_flush(&cli->messages, &last) < 0 && status == 0)
		status = ERR_IO;
	out_free(&cli->out);
	out_free(&cli->nowhere);
	buf_free(&cli->unsaid);
	out_free(&cli->messages);
	return status;
}

_Noreturn void
cli_usage(const struct cli *cli, const char *format, ...)
{
	struct err ignored = { .code = ERR_NONE };
	struct out to;
	va_list ap;

	out_init_fd(&to, 2, "standard error");
	out_printf(&to, "%s: ", cli->program->name);
	va_start(ap, format);
	out_vprintf(&to, format, ap);
	va_end(ap);
	out_printf(&to, "\nTry '%s --help'.\n", cli->program->name);
	(void)out_flush(&to, &ignored);
	exit(ERR_USAGE);
}

struct out *
cli_said(struct cli *cli)
{
	if (!cli->quiet || cli->json)
		return &cli->out;
	out_init_buf(&cli->nowhere, &cli->unsaid);
	return &cli->nowhere;
}

void
cli_note(struct cli *cli, const char *format, ...)
{
	struct err ignored = { .code = ERR_NONE };
	va_list ap;

	if (cli->quiet)
		return;
	out_printf(&cli->messages, "%s: ", cli->program->name);
	va_start(ap, format);
	out_vprintf(&cli->messages, format, ap);
	va_end(ap);
	out_char(&cli->messages, '\n');
	(void)out_flush(&cli->messages, &ignored);
}
