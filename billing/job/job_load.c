#include "job/job_load.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/file.h"
#include "base/out.h"
#include "base/problems.h"
#include "job/entity_csv.h"
#include "job/load_check.h"
#include "job/load_input.h"
#include "job/load_payments.h"
#include "job/load_sipwise.h"
#include "job/load_state.h"
#include "job/load_write.h"
#include "party/party_entity.h"
#include "store/book.h"
#include "store/db.h"
#include "store/load_store.h"

/* One run of toll-load. */
struct loading {
	struct book *book;
	const struct job_load_options *opt;
	struct out *messages;
	struct arena arena;
	struct problems problems, notices;
	struct load_reader reader;
	struct load_input *inputs[ENTITY_COUNT]; /* NULL: no file for it */
	bool broken; /* a file is no use: what follows from it is not told */
	struct load_state state;
	struct load_write write; /* while the check goes on */
};

/* The endings a file may have behind the name of the entity. */
static const char *const endings[] = { ".csv", ".csv.gz", ".csv.zst" };

/* The entity that ${path} is named after, or -1. */
static int
entity_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash != NULL ? slash + 1 : path;
	size_t len = strcspn(base, ".");
	char name[64];
	bool known = false;

	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		known |= strcmp(base + len, endings[i]) == 0;
	if (!known || len >= sizeof(name))
		return -1;
	memcpy(name, base, len);
	name[len] = '\0';
	return entity_list_find(name);
}

/* What an input leaves out may follow from what is in it. */
static void
complete_subscribers(struct load_input *in, struct arena *a)
{
	for (size_t i = 0; i < in->rows.count; i++) {
		struct subscriber *s = entity_table_row(&in->rows, i);

		if (s->ref == NULL)
			s->ref =
			    arena_printf(a, "%s@%s", s->username, s->domain);
	}
}

static int
load_file(struct loading *l, int i, const char *path, struct err *e)
{
	struct load_input *in;

	if (l->inputs[i] != NULL)
		return err_set(e, ERR_USAGE, "%s and %s: one file an entity",
		    l->inputs[i]->path, path);
	in = ARENA_NEW(&l->arena, struct load_input, 1);
	l->inputs[i] = in;
	if (load_input_read(in, &l->reader, entity_list[i], path, e) < 0)
		return -1;
	l->broken |= in->broken;
	if (entity_list[i] == &entity_subscribers)
		complete_subscribers(in, &l->arena);
	return 0;
}

/* Is ${name} CSV that one would expect to be taken? */
static bool
looks_like_csv(const char *name)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = strlen(name), m = strlen(endings[i]);

		if (n > m && strcmp(name + n - m, endings[i]) == 0)
			return true;
	}
	return false;
}

/* Tell about files in a folder that are not named after an entity. */
static int
tell_unknown(struct loading *l, const char *dir, struct err *e)
{
	struct dirent **names;
	int n = scandir(dir, &names, NULL, alphasort);

	if (n < 0)
		return err_set(e, ERR_IO, "%s: %s", dir, strerror(errno));
	for (int i = 0; i < n; i++) {
		if (entity_of(names[i]->d_name) < 0 &&
		    looks_like_csv(names[i]->d_name))
			out_printf(l->messages,
			    "%s/%s: not named after an entity, left out\n", dir,
			    names[i]->d_name);
		free(names[i]);
	}
	free(names);
	return 0;
}

static int
load_dir(struct loading *l, const char *dir, struct err *e)
{
	char name[64], path[FILE_PATH_MAX];
	bool any = false;
	int there;

	for (int i = 0; i < ENTITY_COUNT; i++)
		for (size_t k = 0; k < sizeof(endings) / sizeof(endings[0]);
		     k++) {
			(void)snprintf(name, sizeof(name), "%s%s",
			    entity_list[i]->name, endings[k]);
			if (file_path_join(path, dir, name, e) < 0)
				return -1;
			there = file_there(path, e);
			if (there == 0)
				continue;
			if (there < 0 || load_file(l, i, path, e) < 0)
				return -1;
			any = true;
		}
	if (!any)
		return err_set(e, ERR_NOINPUT,
		    "%s: no file named after an entity (contacts.csv, ...)",
		    dir);
	return tell_unknown(l, dir, e);
}

static int
load_path(struct loading *l, const char *path, struct err *e)
{
	struct stat st;
	int i;

	if (stat(path, &st) < 0)
		return err_set(e, file_code(errno), "%s: %s", path,
		    strerror(errno));
	if (l->opt->sipwise == NULL && S_ISDIR(st.st_mode))
		return load_dir(l, path, e);
	i = l->opt->sipwise != NULL ? entity_list_find("fees")
				    : entity_of(path);
	if (i < 0)
		return err_set(e, ERR_USAGE,
		    "%s: not named after an entity (contacts.csv, ...)", path);
	if (l->opt->sipwise == NULL)
		return load_file(l, i, path, e);
	if (l->inputs[i] != NULL)
		return err_set(e, ERR_USAGE, "one file with --format");
	l->inputs[i] = ARENA_NEW(&l->arena, struct load_input, 1);
	return load_sipwise_read(l->inputs[i], &l->reader, l->book->db,
	    l->opt->sipwise, path, e);
}

static int
read_inputs(struct loading *l, struct err *e)
{
	int64_t last;

	if (load_store_last(l->book->db, &last, e) < 0)
		return -1;
	l->reader = (struct load_reader){ .arena = &l->arena,
		.zone = l->book->zone,
		.problems = &l->problems,
		.notices = &l->notices,
		.load = last + 1,
		.base = l->opt->base };
	for (size_t i = 0; i < l->opt->count; i++)
		if (load_path(l, l->opt->files[i], e) < 0)
			return -1;
	return 0;
}

/* The files of the load, for its record; their number. */
static size_t
list_files(const struct loading *l, struct load_file *files)
{
	size_t n = 0;

	for (int i = 0; i < ENTITY_COUNT; i++) {
		const struct load_input *in = l->inputs[i];

		if (in != NULL)
			files[n++] =
			    (struct load_file){ .entity = in->entity->name,
				    .file = in->path,
				    .sha256 = in->sha256,
				    .rows = in->records };
	}
	return n;
}

/* If there is anything to write, and nothing known to be wrong with it. */
static void
start_writing(struct loading *l)
{
	struct load_write *w = &l->write;
	struct load_file *files;

	if (l->opt->dry_run || problems_count(&l->problems) > 0 ||
	    load_state_changes(&l->state) == 0)
		return;
	files = ARENA_NEW(&l->arena, struct load_file, ENTITY_COUNT);
	*w = (struct load_write){ .db = l->book->db,
		.state = &l->state,
		.files = files,
		.nfiles = list_files(l, files) };
	w->load = (struct load){ .number = l->reader.load,
		.time_us = l->opt->now_us,
		.added = l->state.count[LOAD_ADDED],
		.changed = l->state.count[LOAD_CHANGED],
		.removed = l->state.count[LOAD_REMOVED] };
	w->load.program =
	    arena_printf(&l->arena, "%s %s", l->opt->program, l->opt->version);
	load_write_start(w);
}

static int
check_inputs(struct loading *l, struct err *e)
{
	const struct load_scope scope = { .replace = l->opt->replace,
		.reseller = l->opt->reseller,
		.profile = l->opt->sipwise };

	if (load_state_read(&l->state, l->book->db, l->inputs, &l->arena, e) <
	    0)
		return -1;
	load_state_merge(&l->state, l->inputs, &scope);
	if (load_payments_read(&l->state, l->book->db, &l->arena, e) < 0)
		return -1;
	start_writing(l);
	if (!l->broken &&
	    load_check(&l->state, l->inputs, l->reader.load, l->book->db,
		&l->write, &l->arena, &l->problems, e) < 0)
		return -1;
	problems_print(&l->notices, l->messages);
	problems_print(&l->problems, l->messages);
	if (problems_count(&l->problems) > 0)
		return err_set(e, ERR_DATA,
		    "%" PRId64 " error%s, nothing was changed",
		    problems_count(&l->problems),
		    problems_count(&l->problems) == 1 ? "" : "s");
	return 0;
}

static void
report(struct loading *l, struct out *out)
{
	const struct entity_csv c = { .zone = l->book->zone,
		.arena = &l->arena };

	if (l->opt->quiet && !l->opt->dry_run)
		return;
	load_state_print(&l->state, &c, l->opt->dry_run, out);
	if (load_state_changes(&l->state) == 0)
		out_str(out, "nothing to change\n");
	else if (l->opt->dry_run)
		out_str(out, "dry run: nothing was changed\n");
	else
		out_printf(out, "load %" PRId64 "\n", l->reader.load);
}

/* In a transaction, which is the caller's to end. */
static int
run(struct loading *l, struct out *out, struct err *e)
{
	if (read_inputs(l, e) < 0 || check_inputs(l, e) < 0)
		return -1;
	if (l->write.started &&
	    (load_write_finish(&l->write, e) < 0 ||
		db_commit(l->book->db, e) < 0))
		return -1;
	report(l, out);
	return 0;
}

int
job_load(const char *book_dir, const struct job_load_options *opt,
    struct out *out, struct out *messages, struct err *e)
{
	struct book book;
	struct loading l = { .book = &book, .opt = opt, .messages = messages };
	int rc;

	if (book_open(&book, book_dir, opt->dry_run ? BOOK_READ : BOOK_WRITE,
		opt->program, e) < 0)
		return -1;
	rc = opt->dry_run ? db_begin_read(book.db, e) : db_begin(book.db, e);
	if (rc == 0)
		rc = run(&l, out, e);
	load_write_stop(&l.write);
	db_rollback(book.db);
	load_state_free(&l.state);
	for (int i = 0; i < ENTITY_COUNT; i++)
		if (l.inputs[i] != NULL)
			load_input_free(l.inputs[i]);
	problems_free(&l.problems);
	problems_free(&l.notices);
	arena_free(&l.arena);
	book_close(&book);
	return rc;
}
