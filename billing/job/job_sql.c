#include "job/job_sql.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/out.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/run_store.h"

/* What Debian's SQLite attaches at most, and how many periods without --period.
 */
#define ATTACHED_MAX 10
#define PERIODS      4

struct attached {
	const char *period;
	bool charges;
};

struct script {
	struct book book;
	struct arena arena;
	struct buf *to;
	struct attached files[ATTACHED_MAX];
	size_t count;
	size_t left_out;
};

/* ${text} as an SQL text, for the shell's own SQL. */
static void
quote(struct buf *b, const char *text)
{
	buf_char(b, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_char(b, '\'');
		buf_char(b, *text);
	}
	buf_char(b, '\'');
}

/* ATTACH as "f0", "f1", ... */
static void
attach(struct script *s, const char *path, const char *period, bool charges)
{
	if (s->count == ATTACHED_MAX) {
		s->left_out++;
		return;
	}
	buf_str(s->to, "ATTACH ");
	quote(s->to, path);
	buf_printf(s->to, " AS f%zu;\n", s->count);
	s->files[s->count++] = (struct attached){ period, charges };
}

static int
attach_charges(struct script *s, const char *period, struct err *e)
{
	char name[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct rating_run run;
	int rc = run_store_current(&s->book, period, &run, e);

	if (rc <= 0)
		return rc;
	if (file_path_join(name, "charges", run.file, e) < 0 ||
	    book_path(path, &s->book, name, e) < 0)
		return -1;
	attach(s, path, period, true);
	return 1;
}

static int
attach_calls(struct script *s, const char *period, struct err *e)
{
	struct call_store *calls;
	size_t n;

	if (call_store_open(&calls, &s->book, period, e) < 0)
		return -1;
	n = call_store_segments(calls);
	for (size_t i = 0; i < n; i++)
		attach(s, call_store_segment(calls, i)->path, period, false);
	call_store_close(calls);
	return n > 0;
}

/* The union of one kind of files, with their period, as a view. */
static void
add_view(struct script *s, const char *view, const char *table, bool charges)
{
	const char *glue = "";

	for (size_t i = 0; i < s->count; i++) {
		if (s->files[i].charges != charges)
			continue;
		if (glue[0] == '\0')
			buf_printf(s->to, "CREATE TEMP VIEW %s AS\n", view);
		buf_printf(s->to, "%sSELECT ", glue);
		quote(s->to, s->files[i].period);
		buf_printf(s->to, " AS period, * FROM f%zu.%s", i, table);
		glue = "\nUNION ALL ";
	}
	if (glue[0] != '\0')
		buf_str(s->to, ";\n");
}

/* Periods without repetition, in ascending order. */
static size_t
merge_periods(const char **to, size_t n, const char *const *from, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t at = 0;

		while (at < n && strcmp(to[at], from[i]) < 0)
			at++;
		if (at < n && strcmp(to[at], from[i]) == 0)
			continue;
		memmove(to + at + 1, to + at, (n - at) * sizeof(*to));
		to[at] = from[i];
		n++;
	}
	return n;
}

/* Those that have calls or charges; the latest four. */
static int
find_periods(struct script *s, const char *const **periods, size_t *count,
    struct err *e)
{
	const char *const *calls, *const *rated;
	size_t ncalls, nrated, n;
	const char **all;

	if (call_store_periods(&s->book, &s->arena, &calls, &ncalls, e) < 0 ||
	    run_store_periods(&s->book, &s->arena, &rated, &nrated, e) < 0)
		return -1;
	all = ARENA_NEW(&s->arena, const char *, ncalls + nrated + 1);
	n = merge_periods(all, 0, calls, ncalls);
	n = merge_periods(all, n, rated, nrated);
	*count = n < PERIODS ? n : PERIODS;
	*periods = all + (n - *count);
	return 0;
}

/* Charges of all periods first: they are fewer and asked for more. */
static int
attach_all(struct script *s, const struct job_sql_options *opt, struct err *e)
{
	const char *const *periods = opt->periods;
	size_t count = opt->count;

	if (count == 0 && find_periods(s, &periods, &count, e) < 0)
		return -1;
	for (size_t i = count; i > 0; i--) {
		int rated = attach_charges(s, periods[i - 1], e);

		if (rated < 0)
			return -1;
	}
	for (size_t i = count; i > 0; i--) {
		size_t before = s->count + s->left_out;
		int calls = attach_calls(s, periods[i - 1], e);
		bool has = calls > 0;

		if (calls < 0)
			return -1;
		for (size_t k = 0; k < before && k < s->count; k++)
			has |= strcmp(s->files[k].period, periods[i - 1]) == 0;
		if (!has)
			return err_set(e, ERR_NOINPUT,
			    "%s: there are no calls and no charges",
			    periods[i - 1]);
	}
	return 0;
}

int
job_sql(const char *book_dir, const struct job_sql_options *opt,
    struct buf *script, struct out *messages, struct err *e)
{
	struct script s = { .to = script };
	int rc;

	if (book_open(&s.book, book_dir, BOOK_READ, "toll-sql", e) < 0)
		return -1;
	rc = attach_all(&s, opt, e);
	if (rc == 0) {
		add_view(&s, "calls", "call", false);
		add_view(&s, "charges", "charges", true);
		add_view(&s, "zone_sums", "zone_sum", true);
		add_view(&s, "unrated", "unrated", true);
		if (s.left_out > 0)
			out_printf(messages,
			    "%zu files of calls are left out: SQLite attaches "
			    "%d; choose with --period\n",
			    s.left_out, ATTACHED_MAX);
	}
	book_close(&s.book);
	arena_free(&s.arena);
	return rc;
}
