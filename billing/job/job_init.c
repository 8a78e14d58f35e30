#include "job/job_init.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/country.h"
#include "base/err.h"
#include "base/file.h"
#include "base/lock.h"
#include "base/out.h"
#include "base/settings.h"
#include "job/job_load.h"
#include "money/currency.h"
#include "store/book.h"
#include "store/db.h"
#include "time/zone.h"

/* The values of book.conf that are not the defaults. */
#define GIVEN_MAX 64

struct given {
	const char *group, *key, *value;
};

struct making {
	const struct job_init_options *opt;
	char parent[FILE_PATH_MAX];
	char aside[FILE_PATH_MAX];
	struct settings *sample;
	struct given given[GIVEN_MAX];
	size_t ngiven;
	struct lock lock; /* of the folder aside: whose book it will be */
};

static int
check_options(const struct job_init_options *opt, struct err *e)
{
	if (opt->timezone != NULL && zone_find(opt->timezone, e) == NULL) {
		if (e->code == ERR_DATA)
			e->code = ERR_USAGE;
		return err_ctx(e, "--timezone");
	}
	if (opt->currency != NULL && currency_find(opt->currency) == NULL)
		return err_set(e, ERR_USAGE,
		    "--currency: \"%s\" is not a currency of ISO 4217",
		    opt->currency);
	if (opt->country != NULL && !country_check(opt->country))
		return err_set(e, ERR_USAGE,
		    "--country: \"%s\" is not a country of ISO 3166-1",
		    opt->country);
	return 0;
}

/* Nothing there, or an empty folder. */
static int
check_free(const char *dir, struct err *e)
{
	struct dirent *entry;
	bool empty = true;
	DIR *d = opendir(dir);

	if (d == NULL && errno == ENOENT)
		return 0;
	if (d == NULL)
		return err_set(e, errno == ENOTDIR ? ERR_REFUSED : ERR_IO,
		    "%s: %s", dir, strerror(errno));
	while ((entry = readdir(d)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			empty = false;
	(void)closedir(d);
	return empty ? 0
		     : err_set(e, ERR_REFUSED,
			   "%s: there is something in it already", dir);
}

/* "a/b/book" -> "a/b" and "a/b/.book.aside". */
static int
split_path(struct making *m, const char *dir, struct err *e)
{
	size_t len = strlen(dir);
	const char *slash;
	int n;

	while (len > 1 && dir[len - 1] == '/')
		len--;
	slash = memrchr(dir, '/', len);
	if (len == 0 || (slash == dir && len == 1))
		return err_set(e, ERR_USAGE, "\"%s\" is no name for a book",
		    dir);
	if (slash == NULL)
		n = snprintf(m->parent, sizeof(m->parent), ".");
	else
		n = snprintf(m->parent, sizeof(m->parent), "%.*s",
		    slash == dir ? 1 : (int)(slash - dir), dir);
	if (n < 0 || (size_t)n >= sizeof(m->parent))
		return err_set(e, ERR_DATA, "%s: path is too long", dir);
	slash = slash == NULL ? dir : slash + 1;
	n = snprintf(m->aside, sizeof(m->aside), "%s/.%.*s.aside", m->parent,
	    (int)(dir + len - slash), slash);
	if (n < 0 || (size_t)n >= sizeof(m->aside))
		return err_set(e, ERR_DATA, "%s: path is too long", dir);
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)st;
	(void)kind;
	(void)ftw;
	return remove(path);
}

static int
remove_below(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	return ftw->level == 0 ? 0 : remove_one(path, st, kind, ftw);
}

/* The folder aside, ours alone and empty: a killed run may have left one. */
static int
open_aside(struct making *m, const char *dir, struct err *e)
{
	struct stat there, held;
	int rc;

	if (file_mkdirs(m->aside, e) < 0)
		return -1;
	rc = lock_alone(&m->lock, m->aside, e);
	if (rc < 0)
		return -1;
	/* it may have become the other's book just now */
	if (rc == 0 || stat(m->aside, &there) < 0 ||
	    fstat(m->lock.fd, &held) < 0 || there.st_ino != held.st_ino ||
	    there.st_dev != held.st_dev) {
		lock_release(&m->lock);
		return err_set(e, ERR_BUSY,
		    "the book %s is being created by another toll-init;"
		    " try again later",
		    dir);
	}
	if (nftw(m->aside, remove_below, 16, FTW_DEPTH | FTW_PHYS) < 0)
		return err_set(e, ERR_IO, "%s: %s", m->aside, strerror(errno));
	return 0;
}

/* What this run made if it failed. */
static void
remove_aside(const struct making *m)
{
	(void)nftw(m->aside, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
give(struct making *m, const char *group, const char *key, const char *value)
{
	if (value == NULL)
		return;
	for (size_t i = 0; i < m->ngiven; i++)
		if (strcmp(m->given[i].group, group) == 0 &&
		    strcmp(m->given[i].key, key) == 0) {
			m->given[i].value = value;
			return;
		}
	if (m->ngiven < GIVEN_MAX)
		m->given[m->ngiven++] = (struct given){ group, key, value };
}

/* What data/sample/book.conf says, if there is one. */
static int
give_sample(struct making *m, struct err *e)
{
	char path[FILE_PATH_MAX];
	int there;

	give(m, "operator", "contact", "operator");
	if (file_path_join(path, m->opt->sample, "book.conf", e) < 0)
		return -1;
	there = file_there(path, e);
	if (there <= 0)
		return there;
	if (settings_open(&m->sample, path, e) < 0)
		return -1;
	for (size_t i = 0; i < settings_table_count; i++) {
		const struct setting *s = &settings_table[i];

		if (s->kind == SETTING_TEXT &&
		    settings_given(m->sample, s->group, s->key))
			give(m, s->group, s->key,
			    settings_text(m->sample, s->group, s->key));
	}
	return 0;
}

static const char *
given_value(const struct making *m, const struct setting *s)
{
	for (size_t i = 0; i < m->ngiven; i++)
		if (strcmp(m->given[i].group, s->group) == 0 &&
		    strcmp(m->given[i].key, s->key) == 0)
			return m->given[i].value;
	return NULL;
}

/* Every setting with its help: those given, the others as comments. */
static void
write_settings(const struct making *m, struct buf *b)
{
	const char *group = "";

	buf_str(b,
	    "# The settings of this book: toll-book(5).  A line that\n"
	    "# begins with # is a comment and shows the default.\n");
	for (size_t i = 0; i < settings_table_count; i++) {
		const struct setting *s = &settings_table[i];
		const char *value = given_value(m, s);

		if (strcmp(group, s->group) != 0)
			buf_printf(b, "\n[%s]\n", s->group);
		group = s->group;
		buf_printf(b, "# %s", s->help);
		if (s->kind == SETTING_CHOICE)
			buf_printf(b, " (one of: %s)", s->choices);
		buf_printf(b, "\n%s%s=%s\n", value != NULL ? "" : "#", s->key,
		    value != NULL ? value : s->value);
	}
}

static int
make_settings(struct making *m, struct err *e)
{
	struct file_aside file;
	struct buf b = { 0 };
	int rc;

	if (m->opt->sample != NULL && give_sample(m, e) < 0)
		return -1;
	give(m, "operator", "timezone", m->opt->timezone);
	give(m, "operator", "currency", m->opt->currency);
	give(m, "operator", "country", m->opt->country);
	write_settings(m, &b);
	rc = file_aside_open(&file, m->aside, "book.conf", e);
	if (rc == 0) {
		rc = file_write(file.fd, b.data, b.len, file.temp, e);
		if (rc == 0)
			rc = file_aside_commit(&file, e);
		else
			file_aside_abort(&file);
	}
	buf_free(&b);
	return rc;
}

static int
make_folders(const struct making *m, struct err *e)
{
	char path[FILE_PATH_MAX];

	if (file_mkdirs(m->aside, e) < 0)
		return -1;
	for (int i = 0; book_folders[i] != NULL; i++)
		if (file_path_join(path, m->aside, book_folders[i], e) < 0 ||
		    file_mkdirs(path, e) < 0)
			return -1;
	return 0;
}

static int
load_sample(const struct making *m, struct out *out, struct out *messages,
    struct err *e)
{
	const char *files[] = { m->opt->sample };
	const struct job_load_options load = { .files = files,
		.count = 1,
		.program = "toll-init",
		.version = m->opt->version,
		.base = m->opt->base,
		.quiet = m->opt->quiet,
		.now_us = m->opt->now_us };

	return job_load(m->aside, &load, out, messages, e);
}

static int
make_book(struct making *m, struct out *out, struct out *messages,
    struct err *e)
{
	char path[FILE_PATH_MAX];
	struct db *db;

	if (make_folders(m, e) < 0 || make_settings(m, e) < 0 ||
	    file_path_join(path, m->aside, "book.db", e) < 0 ||
	    db_create_book(&db, path, e) < 0)
		return -1;
	db_close(db);
	if (m->opt->sample != NULL && load_sample(m, out, messages, e) < 0)
		return -1;
	if (file_path_join(path, m->aside, "lock", e) < 0 ||
	    file_remove(path, e) < 0)
		return -1;
	return file_sync_dir(m->aside, e);
}

/* Somebody may have put something there meanwhile. */
static int
put_in_place(const struct making *m, const char *dir, struct err *e)
{
	int why;

	if (rename(m->aside, dir) == 0)
		return 0;
	why = errno;
	if ((why == ENOTEMPTY || why == EEXIST) && check_free(dir, e) < 0)
		return -1;
	return err_set(e, ERR_IO, "%s: %s", dir, strerror(why));
}

int
job_init(const char *book_dir, const struct job_init_options *opt,
    struct out *out, struct out *messages, struct err *e)
{
	struct making m = { .opt = opt, .lock = { .fd = -1 } };
	int rc;

	if (check_options(opt, e) < 0 || split_path(&m, book_dir, e) < 0 ||
	    check_free(book_dir, e) < 0 || file_mkdirs(m.parent, e) < 0 ||
	    open_aside(&m, book_dir, e) < 0)
		return -1;
	rc = make_book(&m, out, messages, e);
	settings_close(m.sample);
	if (rc == 0)
		rc = put_in_place(&m, book_dir, e);
	if (rc < 0)
		remove_aside(&m);
	lock_release(&m.lock);
	if (rc < 0)
		return -1;
	if (file_sync_dir(m.parent, e) < 0)
		return -1;
	if (!opt->quiet)
		out_printf(out, "created %s\n", book_dir);
	return 0;
}

int
job_init_upgrade(const char *book_dir, struct out *out, struct err *e)
{
	struct book book;
	int version, rc;

	if (book_open(&book, book_dir, BOOK_WRITE, "toll-init", e) < 0)
		return -1;
	rc = db_version(book.db, &version, e);
	if (rc == 0)
		out_printf(out, "%s: schema %d\n", book_dir, version);
	book_close(&book);
	return rc;
}
