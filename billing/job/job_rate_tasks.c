#include "job/job_rate_tasks.h"

#include <inttypes.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/out.h"
#include "job/rate_clean.h"
#include "job/rate_map.h"
#include "job/rate_part.h"
#include "job/rate_reduce.h"
#include "job/rate_task.h"
#include "store/book.h"
#include "store/task_aside.h"

/* --- making them ---------------------------------------------------------- */

static void
report_part(const struct job_rate_part_options *opt,
    const struct task_manifest *m, bool same, struct out *out)
{
	if (!opt->json) {
		out_printf(out,
		    "%s: %" PRId64 " calls in %" PRId64 " maps and %" PRId64
		    " shards, snapshot %.16s%s\n",
		    m->period, m->calls, m->maps, m->shards, m->sha256,
		    same ? " (unchanged)" : "");
		return;
	}
	out_json_open(out, NULL, '{');
	out_json_text(out, "period", m->period);
	out_json_bool(out, "unchanged", same);
	out_json_int(out, "calls", m->calls);
	out_json_int(out, "maps", m->maps);
	out_json_int(out, "shards", m->shards);
	out_json_text(out, "snapshot", m->sha256);
	out_json_close(out, '}');
}

int
job_rate_part(const struct job_rate_part_options *opt, struct out *out,
    struct err *e)
{
	struct rate_part part = { .tasks = opt->tasks,
		.period = opt->period,
		.program = opt->version,
		.maps = opt->maps,
		.shards = opt->shards };
	struct arena arena = { 0 };
	struct task_manifest m;
	struct book book;
	bool same;
	int rc;

	if (book_open(&book, opt->book, BOOK_WRITE, opt->program, e) < 0)
		return -1;
	part.book = &book;
	rc = rate_part_make(&part, &arena, &m, &same, e);
	if (rc == 0)
		report_part(opt, &m, same, out);
	arena_free(&arena);
	book_close(&book);
	return rc < 0 ? err_ctx(e, "period %s", opt->period) : 0;
}

/* --- doing one ------------------------------------------------------------ */

/* What a task says of itself: a few numbers with their names. */
struct figure {
	const char *name;
	int64_t value;
};

static void
report_task(const struct job_rate_task_options *opt, bool done,
    const struct figure *figures, size_t n, const char *sha256, struct out *out)
{
	const char *kind = opt->reduce ? "reduce" : "map";

	if (!opt->json) {
		out_printf(out, "%s %" PRId64 "/%" PRId64 ":", kind,
		    opt->number, opt->of);
		for (size_t i = 0; i < n; i++)
			out_printf(out, "%s %" PRId64 " %s", i > 0 ? "," : "",
			    figures[i].value, figures[i].name);
		out_printf(out, "%s\n", done ? " (done already)" : "");
		return;
	}
	out_json_open(out, NULL, '{');
	out_json_text(out, "task", kind);
	out_json_int(out, "number", opt->number);
	out_json_int(out, "of", opt->of);
	out_json_bool(out, "done", done);
	for (size_t i = 0; i < n; i++)
		out_json_int(out, figures[i].name, figures[i].value);
	out_json_text(out, "sha256", sha256);
	out_json_close(out, '}');
}

static int
run_map(struct rate_task *t, const struct job_rate_task_options *opt,
    struct out *out, struct progress *progress, struct err *e)
{
	struct task_map_trailer r;
	int64_t records = 0;
	bool done;

	if (rate_map_run(t, opt->number, progress, &r, &done, e) < 0)
		return err_ctx(e, "map task %" PRId64, opt->number);
	for (size_t i = 0; i < r.nshards; i++)
		records += r.shards[i].rows;
	report_task(opt, done,
	    (const struct figure[]){ { "calls", r.calls },
		{ "records", records }, { "unrated", r.unrated },
		{ "listed", r.listed } },
	    4, r.sha256, out);
	return 0;
}

static int
run_reduce(struct rate_task *t, const struct job_rate_task_options *opt,
    struct out *out, struct progress *progress, struct err *e)
{
	struct task_reduce_trailer r;
	bool done;

	if (rate_reduce_run(t, opt->number, progress, &r, &done, e) < 0)
		return err_ctx(e, "reduce task %" PRId64, opt->number);
	report_task(opt, done,
	    (const struct figure[]){ { "records", r.records },
		{ "charges", r.charges.rows }, { "unrated", r.unrated } },
	    3, r.sha256, out);
	return 0;
}

/* The number is of so many as the manifest has. */
static int
check_number(const struct rate_task *t, const struct job_rate_task_options *opt,
    struct err *e)
{
	int64_t have = opt->reduce ? t->manifest.shards : t->manifest.maps;

	if (opt->of != have)
		return err_set(e, ERR_USAGE,
		    "%s has %" PRId64 " %s tasks, not %" PRId64, opt->tasks,
		    have, opt->reduce ? "reduce" : "map", opt->of);
	return 0;
}

int
job_rate_task(const struct job_rate_task_options *opt, struct out *out,
    struct progress *progress, struct err *e)
{
	struct rate_task t;
	int rc = rate_task_manifest(&t, opt->tasks, opt->version, e);

	if (rc == 0)
		rc = check_number(&t, opt, e);
	if (rc == 0)
		rc = opt->reduce ? run_reduce(&t, opt, out, progress, e)
				 : run_map(&t, opt, out, progress, e);
	rate_task_close(&t);
	return rc;
}

int
job_rate_clean(const char *tasks, bool merged, struct err *e)
{
	return rate_clean(tasks, merged, e);
}

int
job_rate_was_merged(const char *tasks, struct err *e)
{
	return rate_clean_was_merged(tasks, e);
}

void
job_rate_abandon(void)
{
	task_aside_abandon();
}
