#include "job/rate_clean.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/input.h"
#include "base/words.h"
#include "job/rate_task.h"
#include "store/task_aside.h"

/* The manifest of tasks that are in the book. */
#define MERGED "merged"

int
rate_clean_check(const char *tasks, struct err *e)
{
	char path[FILE_PATH_MAX];
	int there;

	if (file_path_join(path, tasks, "book.db", e) < 0)
		return -1;
	there = file_there(path, e);
	return there <= 0 ? there
			  : err_set(e, ERR_DATA,
				"%s: is a book; tasks need a folder of"
				" their own",
				tasks);
}

static bool
begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* --- the snapshot --------------------------------------------------------- */

/* Does it have nothing but what a snapshot has?  A book has more. */
static int
check_snapshot(const char *dir, struct err *e)
{
	static const char *const names[] = { "book.conf", "book.db", "calls",
		"charges", NULL };
	struct folder_entry *entries;
	struct arena arena = { 0 };
	size_t n = 0;
	int rc = folder_read(dir, &arena, &entries, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++)
		if (word_find(names, entries[i].name) < 0)
			rc = err_set(e, ERR_DATA,
			    "%s: is not a snapshot of ours (it has %s): it"
			    " stays",
			    dir, entries[i].name);
	arena_free(&arena);
	return rc;
}

static int
clean_snapshot(const char *tasks, struct err *e)
{
	char dir[FILE_PATH_MAX];
	int there;

	if (file_path_join(dir, tasks, TASK_MANIFEST_FOLDER, e) < 0)
		return -1;
	there = file_there(dir, e);
	if (there <= 0)
		return there;
	return check_snapshot(dir, e) < 0 ? -1 : folder_remove(dir, e);
}

/* --- the manifest --------------------------------------------------------- */

/* The path of the manifest, or of what became of it; 1: there is one of ours, 0:
 * there is none. */
static int
find_manifest(char path[FILE_PATH_MAX], const char *tasks, const char *name,
    struct err *e)
{
	static const char mark[] = "tollbook-tasks ";
	char head[sizeof(mark)] = "";
	struct input *in;
	ptrdiff_t n;
	int there;

	if (file_path_join(path, tasks, name, e) < 0)
		return -1;
	there = file_there(path, e);
	if (there <= 0)
		return there;
	if (input_open(&in, path, e) < 0)
		return -1;
	n = input_read(in, head, sizeof(mark) - 1, e);
	input_close(in);
	if (n < 0)
		return -1;
	if (!begins(head, mark))
		return err_set(e, ERR_DATA,
		    "%s: is not a manifest of ours: it stays", path);
	return 1;
}

static int
clean_manifest(const char *tasks, const char *name, struct err *e)
{
	char path[FILE_PATH_MAX];
	int there = find_manifest(path, tasks, name, e);

	return there <= 0 ? there : file_remove(path, e);
}

/* From here on there is nothing left to merge, and until all is gone the name
 * says that it was. */
static int
mark_merged(const char *tasks, struct err *e)
{
	char path[FILE_PATH_MAX], merged[FILE_PATH_MAX];
	int there = find_manifest(path, tasks, "manifest", e);

	if (there <= 0)
		return there;
	if (file_path_join(merged, tasks, MERGED, e) < 0)
		return -1;
	if (rename(path, merged) < 0)
		return err_set(e, ERR_IO, "renaming %s to %s: %s", path, merged,
		    strerror(errno));
	return file_sync_dir(tasks, e);
}

int
rate_clean_was_merged(const char *tasks, struct err *e)
{
	char path[FILE_PATH_MAX];
	int there = find_manifest(path, tasks, "manifest", e);

	if (there != 0) /* tasks that came since are another matter */
		return there < 0 ? -1 : 0;
	return find_manifest(path, tasks, MERGED, e);
}

/* --- files of tasks ------------------------------------------------------- */

/* What a killed one left aside. */
static bool
is_aside(const char *name)
{
	return begins(name, TASK_ASIDE_PREFIX) || begins(name, ".overflow.");
}

static bool
is_task(const char *name)
{
	size_t digits = strspn(name, "0123456789");

	return is_aside(name) || (digits >= 3 && name[digits] == '\0');
}

static int
clean_files(const char *dir, bool (*is_ours)(const char *name), struct err *e)
{
	char path[FILE_PATH_MAX];
	struct folder_entry *entries;
	struct arena arena = { 0 };
	size_t n = 0;
	int rc = folder_read(dir, &arena, &entries, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		if (!is_ours(entries[i].name))
			continue;
		rc = file_path_join(path, dir, entries[i].name, e);
		if (rc == 0)
			rc = entries[i].folder ? folder_remove(path, e)
					       : file_remove(path, e);
	}
	arena_free(&arena);
	return rc;
}

/* The folder goes as well, unless somebody else has something in it. */
static int
clean_kind(const char *tasks, const char *kind, struct err *e)
{
	char dir[FILE_PATH_MAX];

	if (rate_task_folder(dir, tasks, kind, e) < 0 ||
	    clean_files(dir, is_task, e) < 0)
		return -1;
	if (rmdir(dir) == 0 || errno == ENOENT || errno == ENOTEMPTY ||
	    errno == EEXIST)
		return 0;
	return err_set(e, ERR_IO, "removing %s: %s", dir, strerror(errno));
}

int
rate_clean_before(const char *tasks, struct err *e)
{
	if (clean_snapshot(tasks, e) < 0 || clean_files(tasks, is_aside, e) < 0)
		return -1;
	return clean_manifest(tasks, MERGED, e);
}

int
rate_clean(const char *tasks, bool merged, struct err *e)
{
	if (rate_clean_check(tasks, e) < 0 ||
	    (merged && mark_merged(tasks, e) < 0) ||
	    clean_manifest(tasks, "manifest", e) < 0 ||
	    clean_snapshot(tasks, e) < 0 ||
	    clean_kind(tasks, RATE_TASK_MAP, e) < 0 ||
	    clean_kind(tasks, RATE_TASK_REDUCE, e) < 0 ||
	    clean_files(tasks, is_aside, e) < 0)
		return -1;
	return clean_manifest(tasks, MERGED, e);
}
