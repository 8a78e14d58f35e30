#include "store/task_manifest.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/sealed.h"
#include "rating/map_call.h"
#include "store/task_trailer.h"

#define FORMAT     1
#define TEXT_MAX   ((size_t)64 << 20)
#define FILES_MAX  (2 * MAP_SEGMENTS_MAX)
#define PERIOD_LEN 7

/* Records are written as they lie in memory: the first byte of a number, the bytes
 * of a record's head and the place of its last number there tell machines apart
 * that lay them out otherwise. */
const char *
task_manifest_layout(void)
{
	static const uint16_t one = 1;
	unsigned char first;

	(void)memcpy(&first, &one, 1);
	_Static_assert(sizeof(struct map_call) == 32 &&
		offsetof(struct map_call, size) == 26,
	    "a record's head is as its name says");
	return first == 1 ? "little-32-26" : "big-32-26";
}

void
task_manifest_add(struct task_manifest *m, const char *name, int64_t size,
    const char *sha256)
{
	struct task_manifest_file *f;

	m->files =
	    mem_grow(m->files, m->nfiles, &m->files_cap, sizeof(*m->files));
	f = &m->files[m->nfiles++];
	*f = (struct task_manifest_file){ .name = name, .size = size };
	(void)snprintf(f->sha256, sizeof(f->sha256), "%s", sha256);
}

static int
compare_files(const void *a, const void *b)
{
	const struct task_manifest_file *x = a, *y = b;

	return strcmp(x->name, y->name);
}

const struct task_manifest_file *
task_manifest_find(const struct task_manifest *m, const char *name)
{
	const struct task_manifest_file key = { .name = name };

	return m->nfiles == 0 ? NULL
			      : bsearch(&key, m->files, m->nfiles,
				    sizeof(*m->files), compare_files);
}

void
task_manifest_format(struct task_manifest *m, struct buf *b)
{
	if (m->nfiles > 1)
		qsort(m->files, m->nfiles, sizeof(*m->files), compare_files);
	buf_printf(b,
	    "tollbook-tasks %d\nprogram %s\nlayout %s\nperiod %s\n"
	    "maps %" PRId64 "\nshards %" PRId64 "\nload %" PRId64
	    "\nrun %" PRId64 " %s\ncalls %" PRId64 "\noverlap %d\nzones %s\n"
	    "files %zu\n",
	    FORMAT, m->program, m->layout, m->period, m->maps, m->shards,
	    m->load, m->run, m->run_sha256, m->calls, m->overlap, m->zones,
	    m->nfiles);
	for (size_t i = 0; i < m->nfiles; i++)
		buf_printf(b, "file %" PRId64 " %s %s\n", m->files[i].size,
		    m->files[i].sha256, m->files[i].name);
	sealed_add(b, m->sha256);
}

/* --- reading -------------------------------------------------------------- */

/* Below the folder, wherever that is: words of letters, digits, dots and dashes,
 * none of which begins with a dot. */
static bool
is_name(const char *name)
{
	bool begin = true;

	for (const char *p = name; *p != '\0'; p++) {
		if (begin && (*p == '.' || *p == '/'))
			return false;
		if (*p != '/' &&
		    strchr(
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789._-",
			*p) == NULL)
			return false;
		begin = *p == '/';
	}
	return !begin;
}

static int
get_file(struct sealed *s, struct arena *a, struct task_manifest *m,
    struct err *e)
{
	struct task_manifest_file *f = &m->files[m->nfiles];
	char *value;

	if (sealed_text(s, "file", &value, e) < 0 ||
	    sealed_word_int(s, &value, 0, INT64_MAX, &f->size, e) < 0 ||
	    sealed_word_hash(s, &value, f->sha256, e) < 0)
		return -1;
	if (!is_name(value))
		return sealed_wrong(s, "not the name of a file", e);
	f->name = arena_strdup(a, value);
	if (m->nfiles > 0 && strcmp(f[-1].name, f->name) >= 0)
		return sealed_wrong(s, "files are not in order", e);
	m->nfiles++;
	return 0;
}

static int
get_text(struct sealed *s, const char *key, struct arena *a, const char **out,
    struct err *e)
{
	char *value;

	if (sealed_text(s, key, &value, e) < 0)
		return -1;
	*out = arena_strdup(a, value);
	return 0;
}

static int
get_run(struct sealed *s, struct task_manifest *m, struct err *e)
{
	char *value;

	if (sealed_text(s, "run", &value, e) < 0 ||
	    sealed_word_int(s, &value, 0, INT64_MAX, &m->run, e) < 0)
		return -1;
	if (m->run == 0) {
		(void)memcpy(m->run_sha256, "-", 2);
		return strcmp(value, "-") == 0
		    ? 0
		    : sealed_wrong(s, "not a run", e);
	}
	if (sealed_word_hash(s, &value, m->run_sha256, e) < 0)
		return -1;
	return *value == '\0' ? 0 : sealed_wrong(s, "not a run", e);
}

static bool
is_period(const char *p)
{
	return strlen(p) == PERIOD_LEN && p[4] == '-' &&
	    strspn(p, "0123456789-") == PERIOD_LEN;
}

static int
get_head(struct sealed *s, struct arena *a, struct task_manifest *m,
    struct err *e)
{
	int64_t format, overlap;

	if (sealed_int(s, "tollbook-tasks", FORMAT, FORMAT, &format, e) < 0 ||
	    get_text(s, "program", a, &m->program, e) < 0 ||
	    get_text(s, "layout", a, &m->layout, e) < 0 ||
	    get_text(s, "period", a, &m->period, e) < 0)
		return -1;
	if (!is_period(m->period))
		return sealed_wrong(s, "not a period", e);
	if (sealed_int(s, "maps", 1, TASK_MAX, &m->maps, e) < 0 ||
	    sealed_int(s, "shards", 1, TASK_MAX, &m->shards, e) < 0 ||
	    sealed_int(s, "load", 0, INT64_MAX, &m->load, e) < 0 ||
	    get_run(s, m, e) < 0 ||
	    sealed_int(s, "calls", 0, INT64_MAX / TASK_MAX, &m->calls, e) < 0 ||
	    sealed_int(s, "overlap", 0, 1, &overlap, e) < 0)
		return -1;
	m->overlap = overlap != 0;
	return sealed_hash(s, "zones", m->zones, e);
}

int
task_manifest_parse(char *text, size_t len, const char *name, struct arena *a,
    struct task_manifest *m, struct err *e)
{
	struct sealed s;
	int64_t n;

	*m = (struct task_manifest){ .maps = 0 };
	if (sealed_open(&s, text, len, name, e) < 0 ||
	    get_head(&s, a, m, e) < 0 ||
	    sealed_int(&s, "files", 0, FILES_MAX, &n, e) < 0)
		return -1;
	m->files = ARENA_NEW(a, struct task_manifest_file, (size_t)n);
	for (int64_t i = 0; i < n; i++)
		if (get_file(&s, a, m, e) < 0)
			return -1;
	(void)memcpy(m->sha256, s.sha256, sizeof(m->sha256));
	return sealed_end(&s, e);
}

int
task_manifest_read(const char *dir, struct arena *a, struct task_manifest *m,
    struct err *e)
{
	char path[FILE_PATH_MAX];
	struct buf text = { 0 };
	int rc = -1;

	if (file_path_join(path, dir, "manifest", e) < 0)
		return -1;
	if (file_read(path, TEXT_MAX, &text, e) == 0)
		rc = task_manifest_parse(text.data, text.len, path, a, m, e);
	else if (e->code == ERR_NOINPUT)
		rc = err_ctx(e, "no tasks here; toll-rate --part makes them");
	buf_free(&text);
	return rc;
}

/* --- comparing ------------------------------------------------------------ */

static int
compare_numbers(const struct task_manifest *was,
    const struct task_manifest *now, struct err *e)
{
	const struct {
		const char *what;
		int64_t was, now;
	} numbers[] = { { "the number of maps", was->maps, now->maps },
		{ "the number of shards", was->shards, now->shards },
		{ "the load of master data", was->load, now->load },
		{ "the current run", was->run, now->run },
		{ "the number of calls", was->calls, now->calls } };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i].was != numbers[i].now)
			return err_set(e, ERR_DATA,
			    "%s was %" PRId64 " and is %" PRId64,
			    numbers[i].what, numbers[i].was, numbers[i].now);
	return 0;
}

/* What the operator knows a file of the snapshot by. */
static const char *
content(const char *name)
{
	if (strcmp(name, "book.db") == 0)
		return "master data, what is billed, or balances of the book";
	if (strcmp(name, "book.conf") == 0)
		return "the settings of the book";
	return strncmp(name, "charges/", 8) == 0 ? "charges or balances"
						 : "calls";
}

/* Both lists are in order: the first name that one has otherwise. */
static int
compare_lists(const struct task_manifest *was, const struct task_manifest *now,
    struct err *e)
{
	size_t i = 0;
	const char *name;

	while (i < was->nfiles && i < now->nfiles &&
	    strcmp(was->files[i].name, now->files[i].name) == 0 &&
	    strcmp(was->files[i].sha256, now->files[i].sha256) == 0)
		i++;
	if (i == was->nfiles && i == now->nfiles)
		return 0;
	name = i < was->nfiles ? was->files[i].name : now->files[i].name;
	return err_set(e, ERR_DATA, "%s changed (%s)", content(name), name);
}

int
task_manifest_compare(const struct task_manifest *was,
    const struct task_manifest *now, struct err *e)
{
	if (strcmp(was->program, now->program) != 0 ||
	    strcmp(was->layout, now->layout) != 0)
		return err_set(e, ERR_DATA, "the program was %s and is %s",
		    was->program, now->program);
	if (strcmp(was->period, now->period) != 0)
		return err_set(e, ERR_DATA, "the period was %s and is %s",
		    was->period, now->period);
	if (compare_numbers(was, now, e) < 0)
		return -1;
	if (strcmp(was->run_sha256, now->run_sha256) != 0 ||
	    strcmp(was->zones, now->zones) != 0)
		return err_set(e, ERR_DATA,
		    "the current run, or the time zone data, are not the same");
	return compare_lists(was, now, e);
}
