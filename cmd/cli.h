#ifndef CMD_CLI_H
#define CMD_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/out.h"
#include "base/progress.h"

/*
 * What all programs have in common: the command line, the clock, where data
 * lie, standard output, progress and the exit status.
 *
 *	static bool dry_run;
 *	static int64_t threads = 1;
 *	static const struct cli_option options[] = {
 *		{ 'n', "dry-run", CLI_FLAG, &dry_run, NULL, 0, 0,
 *		    "say what would be done, and do nothing" },
 *		{ 0, "threads", CLI_INT, &threads, "N", 1, 64,
 *		    "work on N threads (1)" },
 *		CLI_END
 *	};
 *	static const struct cli_program program = {
 *		.name = "toll-rate", .operands = "[PERIOD...]",
 *		.summary = "give every call its price",
 *		.options = options, .book = true,
 *	};
 *
 *	int
 *	main(int argc, char *argv[])
 *	{
 *		struct err err = { .code = ERR_NONE };
 *		struct cli cli;
 *		int rc;
 *
 *		cli_start(&cli, argc, argv, &program);
 *		rc = job_rate(cli.book, ..., &cli.out, &cli.progress, &err);
 *		return cli_end(&cli, rc, &err);
 *	}
 *
 * Common options, which a table does not list: -B/--book (if .book), --now,
 * -q/--quiet, -v/--verbose, --json (if .json), --help (also -h), --version.
 */
enum cli_kind {
	CLI_FLAG, /* bool: set to true; --no-NAME sets it to false */
	CLI_TEXT, /* const char *: the last one given */
	CLI_LIST, /* struct cli_list: all of them, in order */
	CLI_INT,  /* int64_t in min..max */
	CLI_TIME  /* int64_t: an instant in RFC 3339, in microseconds */
};

struct cli_list {
	const char **items;
	size_t count;
};

struct cli_option {
	char letter; /* 0: none */
	const char *name;
	enum cli_kind kind;
	void *value;
	const char *arg; /* name of the argument in the usage; NULL for flags */
	int64_t min, max;
	const char *help;
};

#define CLI_END                                           \
	{                                                 \
		0, NULL, CLI_FLAG, NULL, NULL, 0, 0, NULL \
	}

struct cli_program {
	const char *name;     /* "toll-rate" */
	const char *operands; /* "[PERIOD...]"; NULL or "": takes none */
	const char *summary;  /* one line, no full stop */
	const struct cli_option *options;
	bool book; /* takes -B; the book must be given ... */
	bool some; /* ... by some uses only: cli_need_book() */
	bool json; /* takes --json */
};

struct cli {
	const struct cli_program *program;
	const char *book; /* folder of the book */
	bool quiet, verbose, json;
	int64_t now_us;       /* read once; --now, TOLL_NOW, the clock */
	const char *data_dir; /* in it lie data/ and templates/ */
	char **operands;
	size_t operand_count;
	struct out out;      /* standard output */
	struct out messages; /* standard error, flushed by cli_end() */
	struct out nowhere;  /* see cli_said() */
	struct buf unsaid;
	struct progress progress;
};

/*
 * The part of cli_start() before the command line is read: umask, signals,
 * where text goes.  For a program that has no option table (toll).
 */
void cli_init(struct cli *, const struct cli_program *);

/*
 * Take in the command line.  --help and --version print and exit 0; a wrong
 * command line exits 64.  Also: umask 077, SIGXFSZ and SIGPIPE ignored.
 */
void cli_start(struct cli *, int argc, char *argv[],
    const struct cli_program *);

/*
 * The last line of a main.  ${rc} < 0: print ${err} and return its code.
 * Otherwise ${rc} is the exit status (0, or 1: something needs a look).
 * Whatever it was, standard output is flushed and closed, and a failure of
 * that is an error (74).
 */
int cli_end(struct cli *, int rc, const struct err *);

/* This use of a program needs a book: exits 64 if none was given. */
void cli_need_book(struct cli *);

/* Where temporary files go: TMPDIR, or /tmp. */
const char *cli_temp_dir(void);

/* A wrong use that the table cannot see: message, hint at --help, exit 64. */
_Noreturn void cli_usage(const struct cli *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Where a program that changes the book says what it did: standard output, or
 * with --quiet (and no --json) nowhere.
 */
struct out *cli_said(struct cli *);

/* A line to standard error, unless --quiet; "toll-rate: " is put before it. */
void cli_note(struct cli *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

/* DATA_DIR/sub; the memory lives as long as the program. */
const char *cli_data_path(const struct cli *, const char *sub);

#endif /* CMD_CLI_H */
