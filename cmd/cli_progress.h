#ifndef CMD_CLI_PROGRESS_H
#define CMD_CLI_PROGRESS_H

struct cli;

/*
 * Draws cli->progress on standard error: a line with rate and time left, after
 * the first second, if standard error is a terminal and --quiet is not given.
 * Only cmd/cli.c uses this.
 */
void cli_progress_init(struct cli *);

#endif /* CMD_CLI_PROGRESS_H */
