#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
