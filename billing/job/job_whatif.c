#include "job/job_whatif.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/overflow.h"
#include "base/problems.h"
#include "base/progress.h"
#include "base/scratch.h"
#include "base/words.h"
#include "cdr/format.h"
#include "job/job_import.h"
#include "job/job_load.h"
#include "job/period_calls.h"
#include "job/whatif_file.h"
#include "job/whatif_table.h"
#include "rating/master.h"
#include "rating/run.h"
#include "rating/sums.h"
#include "store/balance_store.h"
#include "store/book.h"
#include "store/book_copy.h"
#include "store/charge_tally.h"
#include "store/db.h"
#include "store/entity_store.h"
#include "store/run_store.h"
#include "tariff/joint.h"
#include "time/interval.h"

struct work {
	const struct job_whatif_options *opt;
	struct book *book;
	struct out *messages;
	struct progress *progress;
	struct arena arena;           /* texts of the output */
	struct period_calls calls;    /* of the period; or */
	struct cdr_format *format;    /* ... of the file */
	struct problems problems;     /* broken records of the file */
	char sha256[2][HASH_HEX_MAX]; /* of the file, each time it was read */
	int times_read;
};

/* Master data of one side, and what is made of them. */
struct data {
	struct arena arena;
	struct master master;
	struct directory *directory;
	bool *ordered;
};

static void
free_data(struct data *d)
{
	directory_free(d->directory);
	arena_free(&d->arena);
	free(d->ordered);
	*d = (struct data){ .ordered = NULL };
}

static int
read_data(struct data *d, struct book *b, struct err *e)
{
	return entity_store_master(b, ENTITY_LATEST, &d->arena, &d->master, e);
}

static int
compile_data(struct data *d, struct err *e)
{
	if (directory_build(&d->directory, &d->master, e) < 0 ||
	    joint_build(d->directory->tariff, e) < 0)
		return -1;
	d->ordered = sums_ordered(d->directory);
	return 0;
}

/* --- the changes ---------------------------------------------------------- */

static int
load_changes(struct work *w, const char *dir, struct data *d, struct err *e)
{
	const struct job_whatif_options *opt = w->opt;
	const struct job_load_options load = { .files = opt->loads,
		.count = opt->nloads,
		.quiet = true,
		.replace = opt->replace,
		.program = opt->program,
		.version = opt->version,
		.now_us = opt->now_us };
	struct out nowhere;
	struct buf said = { 0 };
	struct book copy;
	int rc = -1;

	out_init_buf(&nowhere, &said);
	if (book_copy(w->book, dir, e) == 0 &&
	    job_load(dir, &load, &nowhere, w->messages, e) == 0 &&
	    book_open(&copy, dir, BOOK_READ, opt->program, e) == 0) {
		rc = read_data(d, &copy, e);
		book_close(&copy);
	}
	out_free(&nowhere);
	buf_free(&said);
	return rc;
}

/* The book's master data with the changes in them; the copy that they were
 * loaded into is gone afterwards. */
static int
read_changed(struct work *w, struct data *d, struct err *e)
{
	struct err ignored = { .code = ERR_NONE };
	struct scratch scratch;
	int rc;

	if (w->opt->nloads == 0)
		return read_data(d, w->book, e);
	if (scratch_open(&scratch, w->opt->temp_dir, e) < 0)
		return -1;
	rc = load_changes(w, scratch.path, d, e);
	if (scratch_close(&scratch, rc < 0 ? &ignored : e) < 0)
		rc = -1;
	return rc;
}

/* --- the calls ------------------------------------------------------------ */

static int
rate_period(struct work *w, const struct sums_input *what,
    struct sums_result *out, struct err *e)
{
	struct run_input in = { .directory = what->directory,
		.threads = period_calls_threads(w->book, w->opt->threads),
		.progress = w->progress };
	int64_t total = 0;
	int rc;

	period_calls_input(&w->calls, &in);
	for (size_t i = 0; i < in.nsegments; i++)
		total += in.segments[i].calls;
	progress_begin(w->progress, w->opt->period, total);
	rc = sums_run(&in, what, out, e);
	progress_end(w->progress);
	return rc;
}

/* The calls of the file; broken ones are told the first time.  Is it the same
 * file the next time? */
static int
rate_file(struct work *w, const struct sums_input *what,
    struct sums_result *out, struct err *e)
{
	const struct whatif_file file = { .path = w->opt->calls,
		.format = w->format,
		.zone = w->book->zone,
		.now_us = w->opt->now_us,
		.threads = period_calls_threads(w->book, w->opt->threads),
		.problems = w->times_read == 0 ? &w->problems : NULL };
	/* what is read once is compared with nothing */
	char *sha256 = w->opt->sums ? NULL : w->sha256[w->times_read];

	if (whatif_file_rate(&file, what, out, sha256, e) < 0)
		return -1;
	if (w->times_read > 0 && strcmp(sha256, w->sha256[0]) != 0) {
		sums_result_free(out);
		(void)err_set(e, ERR_BUSY, "it changed while it was read");
		return err_ctx(e, "%s", w->opt->calls);
	}
	w->times_read++;
	return 0;
}

/* The stored calls of the period, their balances going on from before it. */
static int
rate_stored(struct work *w, const struct data *d, struct sums_input *what,
    struct sums_result *out, struct err *e)
{
	struct balance_set before;
	int rc = balance_store_start(w->book, w->opt->period, d->directory,
	    &before, e);

	if (rc == 0) {
		what->period = (struct reduce_period){
			.from_us = before.from_us,
			.until_us =
			    interval_next_month(w->book->zone, before.from_us),
			.before = &before,
		};
		rc = rate_period(w, what, out, e);
	}
	balance_set_free(&before);
	return rc;
}

/* Rate all calls with these data. */
static int
rate_side(struct work *w, const struct data *d, struct whatif_side *s,
    struct err *e)
{
	struct overflow overflow;
	struct shard_scratch scratch = period_calls_scratch(&overflow);
	struct sums_input what = { .directory = d->directory,
		.names = &s->names,
		.ordered = d->ordered,
		.memory = period_calls_memory(w->book),
		.scratch = &scratch,
		.period = { .from_us = INT64_MIN, .until_us = INT64_MAX } };
	int rc;

	tally_names_directory(&s->names, d->directory, !w->opt->sums);
	if (overflow_open(&overflow, w->opt->temp_dir, e) < 0)
		return -1;
	rc = w->opt->calls != NULL ? rate_file(w, &what, &s->result, e)
				   : rate_stored(w, d, &what, &s->result, e);
	overflow_close(&overflow);
	return rc;
}

static void
free_side(struct whatif_side *s)
{
	sums_result_free(&s->result);
	tally_names_free(&s->names);
}

/* --- both sides ----------------------------------------------------------- */

static int
rate_changed(struct work *w, struct whatif_side *s, struct err *e)
{
	const struct job_whatif_options *opt = w->opt;
	struct data d = { .ordered = NULL };
	int rc = -1;

	if (read_changed(w, &d, e) == 0 && compile_data(&d, e) == 0) {
		s->basis = opt->nloads == 0
		    ? arena_printf(&w->arena, "load %" PRId64, d.master.load)
		    : arena_printf(&w->arena, "the book and %s%s",
			  opt->loads[0], opt->nloads > 1 ? ", ..." : "");
		rc = rate_side(w, &d, s, e);
	}
	free_data(&d);
	return rc;
}

/* The charges that the book has, if they are what rating with its present
 * master data gives: 1; 0 they are not. */
static int
sum_charges(struct work *w, int64_t load, struct whatif_side *s, struct err *e)
{
	struct rating_run run;
	int rc;

	if (w->opt->period == NULL)
		return 0;
	rc = run_store_current(w->book, w->opt->period, &run, e);
	if (rc <= 0 || run.load != load)
		return rc < 0 ? -1 : 0;
	rc = charge_tally_read(w->book, run.file, w->calls.store, &s->names,
	    &s->result, e);
	if (rc > 0) {
		s->basis = arena_printf(&w->arena,
		    "run %" PRId64 " of load %" PRId64, run.run, run.load);
		s->result.calls = run.calls;
		s->result.charged = run.charged;
	} else {
		free_side(s);
	}
	return rc;
}

static int
rate_present(struct work *w, struct whatif_side *s, struct err *e)
{
	struct data d = { .ordered = NULL };
	int64_t load = 0;
	int rc = read_data(&d, w->book, e);

	if (rc == 0) {
		load = d.master.load;
		rc = sum_charges(w, load, s, e);
	}
	if (rc == 0) {
		rc = compile_data(&d, e);
		s->basis = arena_printf(&w->arena,
		    "load %" PRId64 ", rated now", load);
		if (rc == 0)
			rc = rate_side(w, &d, s, e);
	}
	free_data(&d);
	return rc < 0 ? -1 : 0;
}

static int
compare(struct work *w, const struct whatif_table *t, struct whatif_side *after,
    struct out *out, struct err *e)
{
	struct whatif_side before = { .basis = "" };
	int rc = rate_present(w, &before, e);

	if (rc == 0)
		rc = whatif_table_compare(t, &before, after, out, e);
	free_side(&before);
	return rc;
}

/* --- the job -------------------------------------------------------------- */

static int
check_options(const struct job_whatif_options *opt, int *format, struct err *e)
{
	int number;

	*format = word_find(table_format_words, opt->format);
	if (*format < 0 || *format == TABLE_XLSX)
		return err_set(e, ERR_USAGE,
		    "format \"%s\" is none of text, csv, json", opt->format);
	if (!opt->sums && opt->calls != NULL && strcmp(opt->calls, "-") == 0)
		return err_set(e, ERR_USAGE,
		    "a comparison reads the calls twice: give a file, not -");
	if (opt->period != NULL &&
	    interval_period_parse(opt->period, &number, e) < 0)
		return -1;
	return 0;
}

/* The calls: those of the period, or how the file is to be read. */
static int
open_calls(struct work *w, struct err *e)
{
	const struct job_whatif_options *opt = w->opt;

	if (opt->calls != NULL)
		return job_import_format(&w->format, opt->book,
		    opt->formats_dir, "tollbook", e);
	if (period_calls_open(&w->calls, w->book, opt->period, e) < 0)
		return -1;
	if (w->calls.nsegments == 0)
		return err_set(e, ERR_NOINPUT, "period %s has no calls",
		    opt->period);
	return 0;
}

static int
run(struct work *w, const struct whatif_table *t, struct out *out,
    struct err *e)
{
	struct whatif_side side = { .basis = "" };
	int rc = -1;

	if (open_calls(w, e) == 0 && rate_changed(w, &side, e) == 0)
		rc = w->opt->sums ? whatif_table_sums(t, &side, out, e)
				  : compare(w, t, &side, out, e);
	problems_print(&w->problems, w->messages);
	if (rc == 0)
		rc = side.result.unrated.calls > 0 ||
		    problems_count(&w->problems) > 0;
	free_side(&side);
	return rc;
}

int
job_whatif(const struct job_whatif_options *opt, struct out *out,
    struct out *messages, struct progress *progress, struct err *e)
{
	struct book book;
	struct work w = { .opt = opt,
		.book = &book,
		.messages = messages,
		.progress = progress };
	struct whatif_table t = { .calls = opt->calls != NULL ? opt->calls
							      : opt->period,
		.now_us = opt->now_us,
		.raw = opt->raw,
		.all = opt->all };
	int format, rc;

	if (check_options(opt, &format, e) < 0 ||
	    book_open(&book, opt->book, BOOK_READ, opt->program, e) < 0)
		return -1;
	t.format = (enum table_format)format;
	/* both sides see one state of the book, whoever writes meanwhile */
	rc = db_begin_read(book.db, e);
	if (rc == 0)
		rc = run(&w, &t, out, e);
	db_rollback(book.db);
	period_calls_close(&w.calls);
	format_close(w.format);
	problems_free(&w.problems);
	arena_free(&w.arena);
	book_close(&book);
	return rc;
}
