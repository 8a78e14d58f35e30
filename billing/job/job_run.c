#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/out.h"
#include "base/settings.h"
#include "job/inbox.h"
#include "job/job_check.h"
#include "job/job_close.h"
#include "job/job_fraud.h"
#include "job/job_invoice.h"
#include "job/job_mail.h"
#include "job/job_rate.h"
#include "job/job_report.h"
#include "job/job_run.h"
#include "job/run_report.h"
#include "store/book.h"
#include "store/report_store.h"
#include "time/instant.h"
#include "time/interval.h"

#define PROGRAM "toll-run"

struct run {
	const struct job_run_options *opt;
	struct progress *progress;
	char period[INTERVAL_PERIOD_MAX];
	char until[INSTANT_TEXT_MAX]; /* first day after the period */
	char formats[FILE_PATH_MAX];  /* folder of formats */
	char reports[FILE_PATH_MAX];  /* folder of this period's reports */
	char operator[REPORT_AUTHOR_MAX];
	struct lock lock; /* of the folder reports: one run at a time */
};

/* Its text goes to ${out}; 0, 1 or -1 as the job's. */
typedef int stage_fn(struct run *, struct out *, struct err *);

/* Two runs would take turns with their stages. */
static int
lock_run(struct run *r, const struct book *b, struct err *e)
{
	char dir[FILE_PATH_MAX], doing[FILE_PATH_MAX + 64];

	if (book_path(dir, b, "reports", e) < 0 || file_mkdirs(dir, e) < 0)
		return -1;
	(void)snprintf(doing, sizeof(doing),
	    "the month of the book %s is being run", b->dir);
	return lock_acquire(&r->lock, dir, doing, PROGRAM, e);
}

/* What the book says about the period and itself, before the first stage. */
static int
prepare(struct run *r, struct err *e)
{
	struct report_reader *reader = NULL;
	char below[FILE_PATH_MAX];
	struct book book = { 0 };
	int number, rc = -1;

	if (book_open(&book, r->opt->book, BOOK_READ, PROGRAM, e) < 0)
		return -1;
	number = interval_period_of(book.zone, r->opt->now_us) - 1;
	if (r->opt->period != NULL &&
	    interval_period_parse(r->opt->period, &number, e) < 0)
		goto out;
	(void)interval_period_format(r->period, number);
	(void)instant_format_date(r->until,
	    interval_period_until(book.zone, number), book.zone);
	(void)snprintf(below, sizeof(below), "reports/%s", r->period);
	if (lock_run(r, &book, e) < 0 ||
	    book_path(r->reports, &book, below, e) < 0 ||
	    file_path_join(r->formats, r->opt->data_dir, "data/formats", e) <
		0 ||
	    file_mkdirs(r->reports, e) < 0 ||
	    report_reader_open(&reader, &book, NULL, e) < 0 ||
	    report_reader_author(reader,
		settings_text(book.settings, "operator", "contact"),
		r->operator, e) < 0)
		goto out;
	rc = 0;
out:
	report_reader_close(reader);
	book_close(&book);
	return rc;
}

static int
run_import(struct run *r, struct out *out, struct err *e)
{
	const struct inbox_options opt = { .book = r->opt->book,
		.program = PROGRAM,
		.formats_dir = r->formats,
		.now_us = r->opt->now_us };

	return inbox_import(&opt, out, r->progress, e);
}

static int
run_rate(struct run *r, struct out *out, struct err *e)
{
	const struct job_rate_options opt = { .book = r->opt->book,
		.program = PROGRAM,
		.now_us = r->opt->now_us };

	return job_rate(&opt, out, r->progress, e);
}

/* Limits against fraud; without one in any profile it says nothing. */
static int
run_fraud(struct run *r, struct out *out, struct err *e)
{
	const struct job_fraud_options opt = { .book = r->opt->book,
		.program = PROGRAM,
		.format = "text",
		.at_us = r->opt->now_us,
		.now_us = r->opt->now_us,
		.mail = true,
		.new_only = true,
		.brief = true };

	return job_fraud(&opt, out, out, e);
}

static int
close_period(struct run *r, bool dry_run, struct out *out, struct err *e)
{
	const struct job_close_options opt = { .book = r->opt->book,
		.until = r->until,
		.date = r->opt->date,
		.waive = r->opt->waive,
		.data_dir = r->opt->data_dir,
		.dry_run = dry_run,
		.brief = true,
		.now_us = r->opt->now_us };

	return job_close(&opt, out, e);
}

static int
run_preflight(struct run *r, struct out *out, struct err *e)
{
	return close_period(r, true, out, e);
}

static int
run_close(struct run *r, struct out *out, struct err *e)
{
	return close_period(r, false, out, e);
}

static int
run_invoice(struct run *r, struct out *out, struct err *e)
{
	const struct job_invoice_options opt = { .program = PROGRAM,
		.data_dir = r->opt->data_dir,
		.now_us = r->opt->now_us };

	return job_invoice(r->opt->book, &opt, out, out, r->progress, e);
}

static int
run_check(struct run *r, struct out *out, struct err *e)
{
	const struct job_check_options opt = { 0 };

	return job_check(r->opt->book, &opt, out, e);
}

/* One workbook into the folder of reports. */
static int
workbook(struct run *r, const char *name, const char *reseller, struct out *out,
    struct err *e)
{
	const char *periods[] = { r->period };
	char file[FILE_PATH_MAX], path[FILE_PATH_MAX], written[FILE_PATH_MAX];
	struct job_report_options opt = { .book = r->opt->book,
		.name = name,
		.format = "xlsx",
		.reseller = reseller,
		.periods = periods,
		.nperiods = 1,
		.path = path,
		.now_us = r->opt->now_us };

	(void)snprintf(file, sizeof(file), "%s%s%s.xlsx", name,
	    reseller == NULL ? "" : "-", reseller == NULL ? "" : reseller);
	for (char *p = file; *p != '\0'; p++)
		if (*p == '/')
			*p = '_'; /* a name never becomes a path */
	if (file_path_join(path, r->reports, file, e) < 0 ||
	    job_report(&opt, out, written, e) < 0)
		return err_ctx(e, "report %s", name);
	out_printf(out, "reports/%s/%s\n", r->period, file);
	return 0;
}

struct margin_context {
	struct run *run;
	struct out *out;
};

static int
margin_of(void *ctx, const char *reseller, struct err *e)
{
	struct margin_context *c = ctx;

	return workbook(c->run, "margin", reseller, c->out, e);
}

static int
run_reports(struct run *r, struct out *out, struct err *e)
{
	struct margin_context margin = { r, out };
	struct report_reader *reader = NULL;
	struct book book = { 0 };
	int rc = -1, rated;

	if (book_open(&book, r->opt->book, BOOK_READ, PROGRAM, e) < 0 ||
	    report_reader_open(&reader, &book, NULL, e) < 0)
		goto out;
	rated = report_reader_period(reader, r->period, e);
	if (rated == 0)
		out_printf(out, "%s has no calls\n", r->period);
	if (rated <= 0) {
		rc = rated;
		goto out;
	}
	if (workbook(r, "journal", NULL, out, e) < 0 ||
	    workbook(r, "revenue", NULL, out, e) < 0)
		goto out;
	rc = report_reader_resellers(reader, margin_of, &margin, e);
out:
	report_reader_close(reader);
	book_close(&book);
	return rc;
}

static int
run_mail(struct run *r, struct out *out, struct err *e)
{
	const struct job_mail_options opt = { .to_dir = r->opt->to_dir,
		.data_dir = r->opt->data_dir,
		.now_us = r->opt->now_us };
	struct job_mail_report m;
	int rc = job_mail(r->opt->book, &opt, &m, out, out, e);

	if (rc >= 0)
		out_printf(out,
		    "%" PRId64 " sent, %" PRId64 " deferred, %" PRId64
		    " failed, %" PRId64 " unknown\n",
		    m.sent, m.waiting, m.failed, m.unresolved);
	return rc;
}

static const struct {
	const char *name;
	stage_fn *run;
} stages[] = {
	{ "import", run_import },
	{ "rate", run_rate },
	{ "fraud", run_fraud },
	{ "preview", run_preflight },
	{ "close", run_close },
	{ "invoice", run_invoice },
	{ "check", run_check },
	{ "report", run_reports },
	{ "mail", run_mail },
};
#define NSTAGES (sizeof(stages) / sizeof(stages[0]))

static int64_t
now(const struct run *r)
{
	return r->opt->clock_us == NULL ? 0 : r->opt->clock_us();
}

/* Run one stage into *s; -1 when it failed and nothing may follow. */
static int
run_stage(struct run *r, size_t i, struct run_stage *s, struct err *e)
{
	int64_t began = now(r);
	struct out out;
	int rc;

	out_init_buf(&out, &s->text);
	rc = stages[i].run(r, &out, e);
	out_free(&out);
	s->took_us = now(r) - began;
	s->outcome = rc < 0 ? RUN_FAILED : rc > 0 ? RUN_LOOK : RUN_DONE;
	if (rc < 0)
		buf_printf(&s->text, "%s\n", e->text);
	return rc < 0 ? err_ctx(e, "%s", stages[i].name) : rc;
}

static bool
is_wanted(const struct run *r, size_t i)
{
	return stages[i].run != run_mail || !r->opt->no_mail;
}

/* The number of this report: the first that is free in its folder. */
static int
free_number(const struct run *r, int *number, struct err *e)
{
	char name[32], path[FILE_PATH_MAX];
	int there;

	for (*number = 1;; (*number)++) {
		(void)snprintf(name, sizeof(name), "run-%d.html", *number);
		if (file_path_join(path, r->reports, name, e) < 0)
			return -1;
		there = file_there(path, e);
		if (there <= 0)
			return there;
	}
}

static int
keep_text(const struct run *r, int number, const char *kind,
    const struct buf *text, struct err *e)
{
	struct file_aside f;
	char name[32];

	(void)snprintf(name, sizeof(name), "run-%d.%s", number, kind);
	if (file_aside_open(&f, r->reports, name, e) < 0)
		return -1;
	if (file_write(f.fd, text->data, text->len, f.temp, e) < 0) {
		file_aside_abort(&f);
		return -1;
	}
	return file_aside_commit(&f, e);
}

/* The report on ${out}, and both its forms in the folder of reports. */
static int
write_report(const struct run *r, const struct run_report *report,
    struct out *out, struct err *e)
{
	struct buf text = { 0 }, html = { 0 };
	struct book book = { 0 };
	struct out to;
	int rc = -1, number;

	out_init_buf(&to, &text);
	run_report_text(report, &to);
	out_write(out, text.data, text.len);
	out_free(&to);
	out_init_buf(&to, &html);
	if (book_open(&book, r->opt->book, BOOK_READ, PROGRAM, e) == 0 &&
	    run_report_html(report, &book, &to, e) == 0 &&
	    free_number(r, &number, e) == 0 &&
	    keep_text(r, number, "txt", &text, e) == 0)
		rc = keep_text(r, number, "html", &html, e);
	book_close(&book);
	out_free(&to);
	buf_free(&text);
	buf_free(&html);
	return rc;
}

int
job_run(const struct job_run_options *opt, struct out *out,
    struct progress *progress, struct err *e)
{
	struct run r = { .opt = opt,
		.progress = progress,
		.lock = { .fd = -1 } };
	struct run_stage results[NSTAGES] = { { .name = NULL } };
	struct run_report report = { .stages = results, .nstages = NSTAGES };
	struct err late = { .code = ERR_NONE };
	bool look = false, failed = false;

	if (prepare(&r, e) < 0) {
		lock_release(&r.lock);
		return -1;
	}
	for (size_t i = 0; i < NSTAGES; i++) {
		results[i].name = stages[i].name;
		results[i].outcome = RUN_SKIPPED;
		if (failed || !is_wanted(&r, i))
			continue;
		failed = run_stage(&r, i, &results[i], e) < 0;
		look = look || results[i].outcome == RUN_LOOK;
	}
	report.period = r.period;
	report.operator= r.operator;
	report.now_us = opt->now_us;
	if (write_report(&r, &report, out, failed ? &late : e) < 0)
		failed = true;
	for (size_t i = 0; i < NSTAGES; i++)
		buf_free(&results[i].text);
	lock_release(&r.lock);
	return failed ? -1 : look ? 1 : 0;
}
