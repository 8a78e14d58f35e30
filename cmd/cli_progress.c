#include "cli_progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/wide.h"
#include "cli.h"

#define CLI_BAR_WIDTH 24

static struct {
	int64_t begun_us, drawn_us; /* 0: not yet */
	const char *what;
} cli_drawn;

static int64_t
cli_progress_clock(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static void
cli_progress_line(const struct progress *p, int64_t done, int64_t rate)
{
	char line[200], bar[CLI_BAR_WIDTH + 1];
	int n, full;

	if (p->total <= 0) {
		n = snprintf(line, sizeof(line),
		    "\r%-12.20s %" PRId64 "  %" PRId64 "/s\033[K", p->what,
		    done, rate);
	} else {
		if (done > p->total)
			done = p->total;
		full = (int)((i128)done * CLI_BAR_WIDTH / p->total);
		memset(bar, '.', CLI_BAR_WIDTH);
		memset(bar, '#', (size_t)full);
		bar[CLI_BAR_WIDTH] = '\0';
		n = snprintf(line, sizeof(line),
		    "\r%-12.20s [%s] %3d%%  %" PRId64 "/s  %" PRId64
		    " s left\033[K",
		    p->what, bar, (int)((i128)done * 100 / p->total), rate,
		    rate > 0 ? (p->total - done) / rate : 0);
	}
	if (n > 0)
		(void)!write(2, line, (size_t)n);
}

static void
cli_progress_draw(struct progress *p, bool ended)
{
	int64_t now = cli_progress_clock();
	int64_t done = __atomic_load_n(&p->done, __ATOMIC_RELAXED);
	int64_t spent;

	if (cli_drawn.what != p->what || done == 0) {
		cli_drawn.what = p->what;
		cli_drawn.begun_us = now;
		cli_drawn.drawn_us = 0;
	}
	if (ended) {
		if (cli_drawn.drawn_us != 0)
			(void)!write(2, "\r\033[K", 4);
		cli_drawn.what = NULL;
		return;
	}
	spent = now - cli_drawn.begun_us;
	if (spent < 1000000 || now - cli_drawn.drawn_us < 100000)
		return;
	cli_drawn.drawn_us = now;
	cli_progress_line(p, done, done * 1000 / (spent / 1000));
}

void
cli_progress_init(struct cli *cli)
{
	if (!cli->quiet && isatty(2) == 1)
		cli->progress.draw = cli_progress_draw;
}
