#include "base/scratch.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

#define OPEN_FOLDERS 16 /* at a time */

int
scratch_open(struct scratch *s, const char *parent, struct err *e)
{
	if (file_path_join(s->path, parent, "tollbook.XXXXXX", e) < 0) {
		s->path[0] = '\0';
		return -1;
	}
	if (mkdtemp(s->path) == NULL) {
		s->path[0] = '\0';
		return err_set(e, ERR_IO, "making a folder in %s: %s", parent,
		    strerror(errno));
	}
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

int
scratch_close(struct scratch *s, struct err *e)
{
	int rc = 0;

	if (s->path[0] != '\0' &&
	    nftw(s->path, remove_one, OPEN_FOLDERS,
		FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0)
		rc = err_set(e, ERR_IO, "removing %s: %s", s->path,
		    strerror(errno));
	s->path[0] = '\0';
	return rc;
}
