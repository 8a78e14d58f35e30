#include <assert.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/settings.h"
#include "base/words.h"
#include "document/line.h"
#include "job/balance_now.h"
#include "job/job_report.h"
#include "report/report.h"
#include "store/book.h"
#include "store/db.h"
#include "store/call_lookup.h"
#include "store/manifest_store.h"
#include "store/report_store.h"
#include "time/instant.h"
#include "time/interval.h"

#define PARAMETERS_MAX    8
#define MANIFEST_TEXT_MAX (HASH_HEX_MAX + 32)

/* What one report needs while it is written. */
struct work {
	const struct job_report_options *opt;
	const struct report *report;
	struct book book;
	struct report_reader *reader;
	char **all; /* periods rated, ascending */
	size_t nall, cap;
	const char **periods; /* of this report */
	size_t nperiods;
	struct call_lookup *lookup;
	struct balance_now now; /* reports of balances */
	struct balance_set balances;
	struct table_parameter parameters[PARAMETERS_MAX];
	size_t nparameters;
	char *period_text;
	int64_t day, day_until_us; /* reports at a date */
	char day_text[INSTANT_TEXT_MAX];
	char author[REPORT_AUTHOR_MAX];
	char manifest[MANIFEST_TEXT_MAX]; /* of the last closing */
	enum table_format format;
};

static int
add_period(void *ctx, const char *period, struct err *e)
{
	struct work *w = ctx;

	(void)e;
	w->all = mem_grow(w->all, w->nall, &w->cap, sizeof(*w->all));
	w->all[w->nall++] = mem_strdup(period);
	return 0;
}

static int
compare_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In order of time, each once. */
static void
sort_periods(struct work *w)
{
	size_t n = 0;

	qsort(w->periods, w->nperiods, sizeof(*w->periods), compare_text);
	for (size_t i = 0; i < w->nperiods; i++)
		if (n == 0 || strcmp(w->periods[n - 1], w->periods[i]) != 0)
			w->periods[n++] = w->periods[i];
	w->nperiods = n;
}

/* Those asked for, else the latest or all that were rated. */
static int
choose_periods(struct work *w, struct err *e)
{
	const struct job_report_options *o = w->opt;
	size_t n = o->nperiods > 0 ? o->nperiods : w->nall;
	int number;

	w->periods = mem_calloc(n + 1, sizeof(*w->periods));
	for (size_t i = 0; i < o->nperiods; i++) {
		if (interval_period_parse(o->periods[i], &number, e) < 0)
			return -1;
		w->periods[w->nperiods++] = o->periods[i];
	}
	if (o->nperiods > 0) {
		sort_periods(w);
		return 0;
	}
	/* a tax return is about months of documents, not of calls */
	if (w->report->at_day && (w->nall == 0 || !w->report->all_periods))
		return 0;
	if (w->report->whole || (w->nall == 0 && w->report->balances))
		return 0;
	if (w->nall == 0)
		return err_set(e, ERR_NOINPUT,
		    "no period was rated yet: run toll rate");
	for (size_t i = w->report->all_periods ? 0 : w->nall - 1; i < w->nall;
	     i++)
		w->periods[w->nperiods++] = w->all[i];
	return 0;
}

static const char *
call_id(void *ctx, const char *segment, int64_t call, struct err *e)
{
	struct work *w = ctx;

	return call_lookup_id(w->lookup, segment, call, e);
}

/* The format asked for, else that of the end of the path, else text. */
static int
choose_format(struct work *w, struct err *e)
{
	const struct job_report_options *o = w->opt;
	const char *word = o->format, *dot;
	int format;

	if (word == NULL && o->path != NULL &&
	    (dot = strrchr(o->path, '.')) != NULL &&
	    word_find(table_format_words, dot + 1) >= 0)
		word = dot + 1;
	if (word == NULL)
		word = "text";
	format = word_find(table_format_words, word);
	if (format < 0)
		return err_set(e, ERR_USAGE,
		    "format \"%s\": text, csv, json or xlsx", word);
	w->format = (enum table_format)format;
	return 0;
}

static void
parameter(struct work *w, const char *name, const char *value)
{
	assert(w->nparameters < PARAMETERS_MAX);
	w->parameters[w->nparameters++] =
	    (struct table_parameter){ name, value };
}

/* The day of --at, else of today, by the operator's clock. */
static void
find_day(struct work *w)
{
	const struct job_report_options *o = w->opt;
	int64_t us = o->at_us != INT64_MIN ? o->at_us : o->now_us;

	w->day = line_day_of(w->book.zone, us);
	w->day_until_us = line_day_start(w->book.zone, w->day + 1);
	(void)instant_format_date(w->day_text, us, w->book.zone);
}

static void
describe(struct work *w)
{
	const char *first = w->nperiods > 0 ? w->periods[0] : "";
	const char *last = w->nperiods > 0 ? w->periods[w->nperiods - 1] : "";
	size_t size = strlen(first) + strlen(last) + 8;

	w->period_text = mem_alloc(size);
	if (strcmp(first, last) == 0)
		(void)snprintf(w->period_text, size, "%s", first);
	else
		(void)snprintf(w->period_text, size, "%s to %s", first, last);
	if (w->opt->reseller != NULL && w->opt->reseller[0] != '\0')
		parameter(w, "Reseller", w->opt->reseller);
	if (w->report->at_day && w->report->all_periods)
		parameter(w, "At the end of", w->day_text);
	if (!w->report->whole)
		parameter(w, "Period", w->period_text);
	if (report_reader_charges(w->reader)[0] != '\0')
		parameter(w, "Charges", report_reader_charges(w->reader));
	if (w->manifest[0] != '\0' && w->format == TABLE_XLSX)
		parameter(w, "Manifest", w->manifest);
	parameter(w, "Time zone", zone_name(w->book.zone));
}

/* The instant in the file is that of the data: the end of its last period. */
static int64_t
as_of(const struct work *w)
{
	struct err ignored = { .code = ERR_NONE };
	int number;

	if (w->nperiods == 0 ||
	    interval_period_parse(w->periods[w->nperiods - 1], &number,
		&ignored) < 0)
		return w->opt->now_us;
	return interval_period_until(w->book.zone, number);
}

static int
write_report(struct work *w, struct out *out, const char *path, struct err *e)
{
	struct table_head head = {
		.report = w->report->name,
		.title = w->report->title,
		.author = w->author,
		.parameters = w->parameters,
		.nparameters = w->nparameters,
		.as_of_us = as_of(w),
		.grouped = w->report->grouped,
		.streaming = w->report->streaming,
		.raw = w->opt->raw,
		.only = w->opt->table,
	};
	struct report_request request = {
		.reader = w->reader,
		.reseller = w->opt->reseller == NULL ? "" : w->opt->reseller,
		.periods = w->periods,
		.nperiods = w->nperiods,
		.all = (const char *const *)w->all,
		.nall = w->nall,
		.call_id = call_id,
		.ctx = w,
		.day = w->day,
		.day_until_us = w->day_until_us,
		.directory = w->now.directory,
		.balances = &w->balances,
	};

	if (table_open(&request.writer, w->format, &head, out, path, e) < 0)
		return -1;
	if (w->report->write(&request, e) < 0) {
		table_abort(request.writer);
		return -1;
	}
	return table_close(request.writer, e);
}

/* Split ${path} into its folder ("." if none) and name. */
static int
open_aside(struct file_aside *f, const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/');
	char *dir;
	int rc;

	if (slash == NULL)
		return file_aside_open(f, ".", path, e);
	dir = mem_strndup(path, slash == path ? 1 : (size_t)(slash - path));
	rc = file_aside_open(f, dir, slash + 1, e);
	free(dir);
	return rc;
}

/* A workbook writes its file by name: that of the file aside. */
static int
write_workbook(struct work *w, const char *path, struct err *e)
{
	struct file_aside f;

	if (open_aside(&f, path, e) < 0)
		return -1;
	if (write_report(w, NULL, f.temp, e) == 0)
		return file_aside_commit(&f, e);
	file_aside_abort(&f);
	return -1;
}

static int
write_file(struct work *w, const char *path, struct err *e)
{
	struct file_aside f;
	struct out out;
	int rc;

	if (open_aside(&f, path, e) < 0)
		return -1;
	out_init_fd(&out, f.fd, path);
	rc = write_report(w, &out, NULL, e);
	if (rc == 0)
		rc = out_flush(&out, e);
	out_free(&out);
	if (rc < 0) {
		file_aside_abort(&f);
		return -1;
	}
	return file_aside_commit(&f, e);
}

static void
default_path(const struct work *w, char path[4096])
{
	const char *reseller = w->opt->reseller;

	(void)snprintf(path, 4096, "%s%s%s-%s.xlsx", w->report->name,
	    reseller == NULL || reseller[0] == '\0' ? "" : "-",
	    reseller == NULL ? "" : reseller,
	    w->nperiods == 0 ? "none" : w->periods[w->nperiods - 1]);
	for (char *p = path; *p != '\0'; p++)
		if (*p == '/')
			*p = '_';
}

/* Is some of the row in a period that was asked for? */
static int
is_wanted(const struct work *w, const struct balance_part *p, bool *wanted,
    struct err *e)
{
	int period;

	*wanted = w->opt->nperiods == 0;
	for (size_t i = 0; i < w->opt->nperiods && !*wanted; i++) {
		if (interval_period_parse(w->opt->periods[i], &period, e) < 0)
			return -1;
		*wanted = p->row_from_us <
			interval_period_until(w->book.zone, period) &&
		    p->row_until_us >
			interval_period_from(w->book.zone, period);
	}
	return 0;
}

/* Rows of the periods asked for; of all time if none was. */
static int
load_balances(struct work *w, struct err *e)
{
	struct balance_set all;
	bool wanted;
	int rc = 0;

	if (!w->report->balances)
		return 0;
	if (balance_now_open(&w->now, &w->book, w->opt->at_us, e) < 0 ||
	    balance_now_rows(&w->now, &w->book, &all, e) < 0)
		return -1;
	for (size_t i = 0; i < all.nparts && rc == 0; i++) {
		const struct balance_part *p = &all.parts[i].part;

		rc = is_wanted(w, p, &wanted, e);
		if (rc == 0 && wanted)
			balance_set_add_part(&w->balances,
			    all.parts[i].contract, p);
	}
	balance_set_free(&all);
	return rc;
}

/* "closing 3, 9f86d0..." */
static int
read_manifest(struct work *w, struct err *e)
{
	char sha256[HASH_HEX_MAX];
	int64_t closing;
	int rc = manifest_last(w->book.db, &closing, sha256, e);

	if (rc == 1)
		(void)snprintf(w->manifest, sizeof(w->manifest),
		    "closing %" PRId64 ", %s", closing, sha256);
	return rc < 0 ? -1 : 0;
}

static int
prepare(struct work *w, struct err *e)
{
	const struct job_report_options *o = w->opt;

	w->report = report_find(o->name);
	if (w->report == NULL)
		return err_set(e, ERR_USAGE,
		    "report \"%s\": no such report (toll report --list)",
		    o->name);
	if (w->report->reseller &&
	    (o->reseller == NULL || o->reseller[0] == '\0'))
		return err_set(e, ERR_USAGE,
		    "report %s: say whose with --reseller", o->name);
	if (w->report->whole && o->nperiods > 0)
		return err_set(e, ERR_USAGE,
		    "report %s is about the whole book: leave out --period",
		    o->name);
	if (choose_format(w, e) < 0 ||
	    book_open(&w->book, o->book, BOOK_READ, "toll-report", e) < 0 ||
	    db_begin_read(w->book.db, e) < 0 ||
	    report_reader_open(&w->reader, &w->book, o->reseller, e) < 0 ||
	    report_reader_periods(w->reader, add_period, w, e) < 0 ||
	    choose_periods(w, e) < 0 ||
	    call_lookup_open(&w->lookup, &w->book, e) < 0)
		return -1;
	if (load_balances(w, e) < 0)
		return -1;
	if (w->nperiods > 0 &&
	    report_reader_period(w->reader, w->periods[w->nperiods - 1], e) < 0)
		return -1;
	if (report_reader_author(w->reader,
		settings_text(w->book.settings, "operator", "contact"),
		w->author, e) < 0)
		return -1;
	if (read_manifest(w, e) < 0)
		return -1;
	find_day(w);
	describe(w);
	return 0;
}

static void
finish(struct work *w)
{
	balance_set_free(&w->balances);
	balance_now_close(&w->now);
	call_lookup_close(w->lookup);
	report_reader_close(w->reader);
	book_close(&w->book);
	for (size_t i = 0; i < w->nall; i++)
		free(w->all[i]);
	free(w->all);
	free(w->periods);
	free(w->period_text);
}

int
job_report(const struct job_report_options *opt, struct out *out,
    char written[4096], struct err *e)
{
	struct work w = { .opt = opt };
	int rc = -1;

	written[0] = '\0';
	if (prepare(&w, e) < 0)
		goto out;
	if (opt->path != NULL)
		(void)snprintf(written, 4096, "%s", opt->path);
	else if (w.format == TABLE_XLSX)
		default_path(&w, written);
	if (w.format == TABLE_XLSX)
		rc = write_workbook(&w, written, e);
	else if (written[0] != '\0')
		rc = write_file(&w, written, e);
	else
		rc = write_report(&w, out, NULL, e);
out:
	finish(&w);
	return rc;
}

void
job_report_list(struct out *out)
{
	for (size_t i = 0; i < nreports; i++)
		out_printf(out, "%-10s %s\n", reports[i].name, reports[i].help);
}
