#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/markup.h"
#include "base/out.h"
#include "job/run_report.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/book.h"
#include "store/report_store.h"
#include "time/instant.h"

#define BARS_MAX  12  /* in one chart */
#define BAR_WIDTH 420 /* of the longest, in pixels */

const char *const run_outcome_words[] = { "done", "look", "failed", "skipped",
	NULL };

/* Seconds with two decimals. */
static const char *
seconds(char text[DECIMAL_TEXT_MAX], int64_t us)
{
	(void)decimal_format(text, DECIMAL_TEXT_MAX, us / 10000, 2, 2);
	return text;
}

void
run_report_text(const struct run_report *r, struct out *o)
{
	char text[DECIMAL_TEXT_MAX], at[INSTANT_TEXT_MAX];

	(void)instant_format(at, r->now_us);
	out_printf(o, "Run of %s%s%s, %s\n\n", r->period,
	    r->operator[0] == '\0' ? "" : " for ", r->operator, at);
	for (size_t i = 0; i < r->nstages; i++) {
		const struct run_stage *s = &r->stages[i];
		const char *line = buf_text(&s->text);

		out_printf(o, "%-8s  %-7s  %8s s\n", s->name,
		    run_outcome_words[s->outcome], seconds(text, s->took_us));
		while (*line != '\0') {
			size_t n = strcspn(line, "\n");

			out_printf(o, "          %.*s\n", (int)n, line);
			line += n + (line[n] == '\n');
		}
	}
}

static void
escaped(struct out *o, const char *text)
{
	struct buf b = { 0 };

	markup_add(&b, text);
	out_str(o, buf_text(&b));
	buf_free(&b);
}

static void
bar(struct out *o, const char *label, int64_t value, int64_t longest,
    const char *text)
{
	int64_t width = longest <= 0 || value <= 0
	    ? 0
	    : (int64_t)((i128)value * BAR_WIDTH / longest);

	out_str(o, "<tr><th>");
	escaped(o, label);
	out_printf(o,
	    "</th><td><svg width=\"%d\" height=\"14\"><rect width=\"%" PRId64
	    "\" height=\"14\" rx=\"2\"/></svg></td><td class=\"n\">",
	    BAR_WIDTH, width);
	escaped(o, text);
	out_str(o, "</td></tr>\n");
}

static int
revenue_bars(struct report_reader *r, enum report_by by, const char *title,
    struct out *o, struct err *e)
{
	struct stmt rows = { 0 };
	int64_t longest = 0;
	int more, n = 0;

	if (report_reader_revenue(r, by, &rows, e) < 0)
		return -1;
	out_printf(o, "<h2>%s</h2>\n<table>\n", title);
	while ((more = stmt_step(&rows, e)) > 0 && n++ < BARS_MAX) {
		const struct currency *in = currency_find(stmt_text(&rows, 6));
		char money[MONEY_TEXT_MAX], text[MONEY_TEXT_MAX + 8];
		int64_t minor = 0;

		if (longest == 0)
			longest = stmt_int(&rows, 5);
		if (money_to_minor(stmt_int(&rows, 5), in, ROUND_HALF_UP,
			&minor, e) < 0) {
			more = -1;
			break;
		}
		(void)money_format(money, minor, in);
		(void)snprintf(text, sizeof(text), "%s %s", money, in->code);
		bar(o, stmt_text(&rows, 0), stmt_int(&rows, 5), longest, text);
	}
	stmt_free(&rows);
	out_str(o, "</table>\n");
	return more < 0 ? -1 : 0;
}

static int
revenue(const struct run_report *r, const struct book *book, struct out *o,
    struct err *e)
{
	struct report_reader *reader;
	int rc = -1, found;

	if (report_reader_open(&reader, book, NULL, e) < 0)
		return -1;
	found = report_reader_period(reader, r->period, e);
	if (found == 0)
		rc = 0;
	else if (found > 0 &&
	    report_reader_revenue_add(reader, r->period, e) == 0 &&
	    revenue_bars(reader, REPORT_BY_ZONE, "Revenue by zone", o, e) ==
		0 &&
	    revenue_bars(reader, REPORT_BY_CUSTOMER, "Revenue by customer", o,
		e) == 0)
		rc = 0;
	report_reader_close(reader);
	return rc;
}

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width\">\n"
    "<style>\n"
    "body { font: 15px/1.5 sans-serif; color: #222; max-width: 60em;"
    " margin: 2em auto; padding: 0 1em }\n"
    "h1 { font-size: 1.6em } h2 { font-size: 1.1em; margin-top: 2em }\n"
    "table { border-collapse: collapse }\n"
    "th { text-align: left; font-weight: normal; padding-right: 1em }\n"
    "td.n { text-align: right; padding-left: 1em;"
    " font-variant-numeric: tabular-nums }\n"
    "rect { fill: #1a4f8b } pre { margin: 0 0 1em; white-space: pre-wrap }\n"
    ".done { color: #217a3c } .look { color: #9a6700 }\n"
    ".failed { color: #b3261e } .skipped { color: #777 }\n"
    "</style>\n";

int
run_report_html(const struct run_report *r, const struct book *book,
    struct out *o, struct err *e)
{
	char text[DECIMAL_TEXT_MAX], at[INSTANT_TEXT_MAX];
	int64_t longest = 0;

	(void)instant_format(at, r->now_us);
	out_str(o, head);
	out_printf(o,
	    "<title>Run of %s</title>\n</head>\n<body>\n<h1>Run of %s",
	    r->period, r->period);
	if (r->operator[0] != '\0')
		out_str(o, " for ");
	escaped(o, r->operator);
	out_printf(o, "</h1>\n<p>%s</p>\n", at);
	for (size_t i = 0; i < r->nstages; i++) {
		const struct run_stage *s = &r->stages[i];
		const char *word = run_outcome_words[s->outcome];

		out_printf(o,
		    "<h2>%s: <span class=\"%s\">%s</span></h2>\n<pre>", s->name,
		    word, word);
		escaped(o, buf_text(&s->text));
		out_str(o, "</pre>\n");
		if (s->took_us > longest)
			longest = s->took_us;
	}
	if (revenue(r, book, o, e) < 0)
		return -1;
	out_str(o, "<h2>Seconds by stage</h2>\n<table>\n");
	for (size_t i = 0; i < r->nstages; i++) {
		bar(o, r->stages[i].name, r->stages[i].took_us, longest,
		    seconds(text, r->stages[i].took_us));
	}
	out_str(o, "</table>\n</body>\n</html>\n");
	return 0;
}
