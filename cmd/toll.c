/*
 * toll: the front.  "toll -B DIR VERB ..." runs toll-VERB, which lies beside
 * this program, with TOLL_BOOK set.  See toll(1).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cli.h"

/* The programs in the order in which a month goes; one line about each. */
static const struct {
	const char *verb, *does;
} toll_verbs[] = {
	{ "init", "create a book" },
	{ "load", "take master data in from CSV" },
	{ "dump", "write master data as CSV" },
	{ "import", "take call records in" },
	{ "unimport", "take a batch of call records out again" },
	{ "rejects", "list records that could not be taken in" },
	{ "rate", "give every call its price" },
	{ "unrated", "list calls without a price, by reason" },
	{ "explain", "show how the price of a call came about" },
	{ "whatif", "rate a period with changed master data" },
	{ "quote", "price a call that has not happened" },
	{ "deck-check", "check a price list against a period's calls" },
	{ "topup", "add to a balance" },
	{ "locks", "list locks of prepaid customers" },
	{ "fraud", "list customers over their limits" },
	{ "close", "draw up the documents of a period" },
	{ "credit", "cancel a document, whole or by line" },
	{ "correct", "bill the interval of a document again" },
	{ "pay", "record a payment, or list what is open" },
	{ "invoice", "write documents as PDF" },
	{ "mail", "send documents" },
	{ "report", "write reports as XLSX, CSV or text" },
	{ "export", "write a reseller's own book" },
	{ "route", "show where a number would be sent" },
	{ "reconcile", "compare with a peer's records" },
	{ "check", "prove that the book is sound" },
	{ "run", "do the month in one command" },
	{ "sql", "open the book in the sqlite3 shell, read only" },
};

/* The folder of this program, so that its neighbours are found. */
static void
toll_folder(char out[FILE_PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, FILE_PATH_MAX - 1);
	char *slash;

	out[n > 0 ? n : 0] = '\0';
	slash = strrchr(out, '/');
	if (slash != NULL)
		*slash = '\0';
}

/* Only what is installed is listed. */
static void
toll_help(struct out *to)
{
	char folder[FILE_PATH_MAX], path[FILE_PATH_MAX + 40];

	toll_folder(folder);
	out_str(to,
	    "usage: toll [-B DIR] VERB [options] [operands]\n"
	    "       toll help [VERB]\n"
	    "toll: batch billing of telephone calls\n\n");
	for (size_t i = 0; i < sizeof(toll_verbs) / sizeof(*toll_verbs); i++) {
		(void)snprintf(path, sizeof(path), "%s/toll-%s", folder,
		    toll_verbs[i].verb);
		if (access(path, X_OK) == 0)
			out_printf(to, "  %-12s%s\n", toll_verbs[i].verb,
			    toll_verbs[i].does);
	}
	out_str(to,
	    "\n  -B, --book=DIR  the book (TOLL_BOOK)\n"
	    "  -h, --help      print this and exit\n"
	    "      --version   print the version and exit\n\n"
	    "'toll help VERB' and 'man toll-VERB' say more.\n");
}

static bool
toll_verb_ok(const char *verb)
{
	return verb[0] != '\0' && verb[0] != '-' &&
	    strspn(verb, "abcdefghijklmnopqrstuvwxyz-") == strlen(verb);
}

/* Become toll-VERB.  Only returns on failure. */
static int
toll_exec(char *argv[], struct err *e)
{
	char folder[FILE_PATH_MAX], name[64], path[FILE_PATH_MAX];
	const char *verb = argv[0];

	(void)snprintf(name, sizeof(name), "toll-%.40s", verb);
	toll_folder(folder);
	if (!toll_verb_ok(verb) || strlen(verb) > 40 ||
	    file_path_join(path, folder, name, e) < 0 ||
	    access(path, X_OK) != 0) {
		err_clear(e);
		return err_set(e, ERR_USAGE,
		    "\"%.40s\" is not a verb; 'toll help' lists them", verb);
	}
	argv[0] = name;
	(void)execv(path, argv);
	return err_set(e, ERR_NOINPUT, "%s: %s", path, strerror(errno));
}

/* The options before the verb.  Returns the index of the verb. */
static int
toll_options(struct cli *cli, int argc, char *argv[])
{
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		const char *book = NULL;

		if (strcmp(argv[i], "--help") == 0 ||
		    strcmp(argv[i], "-h") == 0) {
			toll_help(&cli->out);
			return 0;
		}
		if (strcmp(argv[i], "--version") == 0) {
			out_printf(&cli->out, "toll (Tollbook) %s\n", VERSION);
			return 0;
		}
		if (strcmp(argv[i], "-B") == 0 ||
		    strcmp(argv[i], "--book") == 0) {
			if (i + 1 == argc)
				cli_usage(cli, "%s wants a value", argv[i]);
			book = argv[++i];
		} else if (strncmp(argv[i], "--book=", 7) == 0) {
			book = argv[i] + 7;
		} else if (strncmp(argv[i], "-B", 2) == 0) {
			book = argv[i] + 2;
		} else {
			cli_usage(cli, "there is no option %s", argv[i]);
		}
		(void)setenv("TOLL_BOOK", book, 1);
	}
	return i;
}

int
main(int argc, char *argv[])
{
	static char help_option[] = "--help";
	static const struct cli_program program = { .name = "toll" };
	struct err err = { .code = ERR_NONE };
	struct cli cli;
	int i, rc = 0;

	cli_init(&cli, &program);
	i = toll_options(&cli, argc, argv);
	if (i == argc)
		cli_usage(&cli, "which verb? 'toll help' lists them");
	if (i > 0 && strcmp(argv[i], "help") == 0) {
		if (i + 1 == argc) {
			toll_help(&cli.out);
		} else {
			argv[i] = argv[i + 1];
			argv[i + 1] = help_option;
			argv[i + 2] = NULL;
			rc = toll_exec(argv + i, &err);
		}
	} else if (i > 0) {
		rc = toll_exec(argv + i, &err);
	}
	return cli_end(&cli, rc, &err);
}
