#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/out.h"
#include "base/settings.h"
#include "base/wide.h"
#include "job/inbox.h"
#include "job/job_import.h"
#include "store/book.h"

#define DONE      "done" /* folder of what was imported */
#define DONE_MAX  1000   /* files of one name in it */
#define DEPTH_MAX 1      /* folders of formats below the inbox */

struct inbox {
	const struct inbox_options *opt;
	char folder[FILE_PATH_MAX];
	char done[FILE_PATH_MAX];
	char *format; /* of the files in the inbox itself */
	int64_t rejected_percent_e2;
	struct job_import_report sum;
	struct out *out;
	struct progress *progress;
};

static int
prepare(struct inbox *in, struct err *e)
{
	struct book book = { 0 };
	int rc = -1;

	if (book_open(&book, in->opt->book, BOOK_READ, in->opt->program, e) < 0)
		return -1;
	in->format =
	    mem_strdup(settings_text(book.settings, "import", "format"));
	in->rejected_percent_e2 =
	    settings_decimal(book.settings, "thresholds", "rejected_percent");
	if (book_path(in->folder, &book,
		settings_text(book.settings, "import", "inbox"), e) == 0 &&
	    file_path_join(in->done, in->folder, DONE, e) == 0)
		rc = file_mkdirs(in->done, e);
	book_close(&book);
	return rc;
}

/* Move an imported file to done/, under a further name if its own is taken. */
static int
put_away(const struct inbox *in, const char *path, const char *name,
    struct err *e)
{
	char to[FILE_PATH_MAX], taken[FILE_PATH_MAX];
	int there;

	(void)snprintf(taken, sizeof(taken), "%s", name);
	for (int n = 1; n <= DONE_MAX; n++) {
		if (file_path_join(to, in->done, taken, e) < 0)
			return -1;
		there = file_there(to, e);
		if (there < 0)
			return -1;
		if (there == 0) {
			if (rename(path, to) < 0)
				return err_set(e, ERR_IO, "%s: %s", path,
				    strerror(errno));
			return file_sync_dir(in->done, e);
		}
		(void)snprintf(taken, sizeof(taken), "%.200s.%d", name, n);
	}
	return err_set(e, ERR_REFUSED, "%s: %d files of that name are in %s",
	    path, DONE_MAX, in->done);
}

static void
add_up(struct job_import_report *sum, const struct job_import_report *r)
{
	sum->files += r->files;
	sum->known += r->known;
	sum->rows += r->rows;
	sum->calls += r->calls;
	sum->duplicates += r->duplicates;
	sum->conflicts += r->conflicts;
	sum->rejects += r->rejects;
}

static int
import_file(struct inbox *in, const char *path, const char *name,
    const char *format, struct err *e)
{
	const struct job_import_options opt = { .book = in->opt->book,
		.program = in->opt->program,
		.format = format,
		.formats_dir = in->opt->formats_dir,
		.files = &path,
		.n_files = 1,
		.archive = true,
		.now_us = in->opt->now_us };
	struct job_import_report report;

	if (job_import(&opt, in->out, in->out, in->progress, &report, e) < 0)
		return -1;
	add_up(&in->sum, &report);
	return put_away(in, path, name, e);
}

static int
is_file_or_folder(const struct dirent *d)
{
	return d->d_name[0] != '.' && strcmp(d->d_name, DONE) != 0;
}

/* In order of the bytes of names, not of the locale. */
static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int import_folder(struct inbox *, const char *folder, const char *format,
    int depth, struct err *);

static int
import_entry(struct inbox *in, const char *folder, const char *name,
    const char *format, int depth, struct err *e)
{
	char path[FILE_PATH_MAX];
	struct stat st;

	if (file_path_join(path, folder, name, e) < 0)
		return -1;
	if (stat(path, &st) < 0)
		return err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return depth == DEPTH_MAX
		    ? 0
		    : import_folder(in, path, name, depth + 1, e);
	return S_ISREG(st.st_mode) ? import_file(in, path, name, format, e) : 0;
}

static int
import_folder(struct inbox *in, const char *folder, const char *format,
    int depth, struct err *e)
{
	struct dirent **names;
	int rc = 0, n;

	n = scandir(folder, &names, is_file_or_folder, by_name);
	if (n < 0)
		return err_set(e, ERR_IO, "%s: %s", folder, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (rc == 0)
			rc = import_entry(in, folder, names[i]->d_name, format,
			    depth, e);
		free(names[i]);
	}
	free(names);
	return rc;
}

/* More rejects than the settings allow? */
static int
check_rejects(const struct inbox *in, struct err *e)
{
	int64_t bad = in->sum.rejects + in->sum.conflicts;

	if ((i128)bad * 10000 <= (i128)in->sum.rows * in->rejected_percent_e2)
		return bad > 0;
	return err_set(e, ERR_REFUSED,
	    "%" PRId64 " of %" PRId64
	    " records were rejected, more than thresholds.rejected_percent:"
	    " see toll rejects",
	    bad, in->sum.rows);
}

int
inbox_import(const struct inbox_options *opt, struct out *out,
    struct progress *progress, struct err *e)
{
	struct inbox in = { .opt = opt, .out = out, .progress = progress };
	int rc = -1;

	if (prepare(&in, e) == 0 &&
	    import_folder(&in, in.folder, in.format, 0, e) == 0) {
		if (in.sum.files + in.sum.known == 0)
			out_str(out, "the inbox is empty\n");
		rc = check_rejects(&in, e);
	}
	free(in.format);
	return rc;
}
