#ifndef CMD_CLI_OPTIONS_H
#define CMD_CLI_OPTIONS_H

#include <stdbool.h>

struct cli;
struct cli_program;
struct out;

/*
 * The command line: from the option table to values, and to the text of
 * --help.  Only cmd/cli.c uses this.
 */
struct cli_given {
	bool help, version;
	const char *now;
};

/* Options may stand behind operands; "--" ends them.  Exits 64 on a fault. */
void cli_options_parse(struct cli *, int argc, char *argv[],
    struct cli_given *);

void cli_options_help(const struct cli_program *, struct out *);

#endif /* CMD_CLI_OPTIONS_H */
