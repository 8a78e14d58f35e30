#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

static int
compare_entries(const void *a, const void *b)
{
	const struct folder_entry *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static int
is_folder(const char *dir, const char *name, bool *folder, struct err *e)
{
	char path[FILE_PATH_MAX];
	struct stat st;

	if (file_path_join(path, dir, name, e) < 0)
		return -1;
	*folder = lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
	return 0;
}

static int
read_all(DIR *d, const char *path, struct arena *a, struct folder_entry **list,
    size_t *n, struct err *e)
{
	struct dirent *f;
	size_t cap = 0;

	while (errno = 0, (f = readdir(d)) != NULL) {
		struct folder_entry *to;

		if (strcmp(f->d_name, ".") == 0 || strcmp(f->d_name, "..") == 0)
			continue;
		*list = mem_grow(*list, *n, &cap, sizeof(**list));
		to = &(*list)[(*n)++];
		to->name = arena_strdup(a, f->d_name);
		if (is_folder(path, f->d_name, &to->folder, e) < 0)
			return -1;
	}
	return errno == 0 ? 0
			  : err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
}

int
folder_read(const char *path, struct arena *a, struct folder_entry **entries,
    size_t *n, struct err *e)
{
	struct folder_entry *list = NULL;
	DIR *d = opendir(path);
	int rc;

	*n = 0;
	*entries = ARENA_NEW(a, struct folder_entry, 1);
	if (d == NULL)
		return errno == ENOENT
		    ? 0
		    : err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
	rc = read_all(d, path, a, &list, n, e);
	(void)closedir(d);
	if (*n > 1)
		qsort(list, *n, sizeof(*list), compare_entries);
	*entries = ARENA_NEW(a, struct folder_entry, *n + 1);
	if (*n > 0)
		memcpy(*entries, list, *n * sizeof(*list));
	free(list);
	return rc;
}

#define DEPTH_MAX 32

static int
remove_below(const char *path, int depth, struct err *e)
{
	struct folder_entry *entries;
	struct arena arena = { 0 };
	char below[FILE_PATH_MAX];
	size_t n;
	int rc = folder_read(path, &arena, &entries, &n, e);

	if (rc == 0 && depth == 0)
		rc = err_set(e, ERR_DATA, "%s: too deep", path);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		rc = file_path_join(below, path, entries[i].name, e);
		if (rc == 0)
			rc = entries[i].folder
			    ? remove_below(below, depth - 1, e)
			    : file_remove(below, e);
	}
	arena_free(&arena);
	if (rc == 0 && rmdir(path) < 0 && errno != ENOENT)
		rc = err_set(e, ERR_IO, "removing %s: %s", path,
		    strerror(errno));
	return rc;
}

int
folder_remove(const char *path, struct err *e)
{
	return remove_below(path, DEPTH_MAX, e);
}
