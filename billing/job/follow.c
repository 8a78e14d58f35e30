#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "job/follow.h"
#include "store/import_store.h"

#define FOLLOW_BLOCK 65536

/* The place behind the last line end in [from, size); ${from} if none. */
static int
follow_last_line(int fd, const char *path, int64_t from, int64_t size,
    int64_t *until, struct err *e)
{
	char block[FOLLOW_BLOCK];
	int64_t at = size;

	*until = from;
	while (at > from) {
		size_t want = at - from < FOLLOW_BLOCK ? (size_t)(at - from)
						       : FOLLOW_BLOCK;
		ssize_t got = pread(fd, block, want, at - (int64_t)want);
		const char *lf;

		if (got < 0 && errno == EINTR)
			continue;
		if (got != (ssize_t)want)
			return err_set(e, ERR_IO, "reading %s: %s", path,
			    got < 0 ? strerror(errno) : "it was cut short");
		at -= (int64_t)want;
		lf = memrchr(block, '\n', want);
		if (lf != NULL) {
			*until = at + (lf - block) + 1;
			return 0;
		}
	}
	return 0;
}

/* Take over what the book remembers, if it is still the same file. */
static int
follow_recall(struct follow *f, struct db *db, int64_t size, struct err *e)
{
	struct import_follow known;
	struct arena a = { 0 };
	int rc = import_store_follow(db, f->path, &a, &known, e);

	if (rc > 0 && known.device == f->device && known.inode == f->inode &&
	    known.offset <= size) {
		f->from = known.offset;
		f->lines_before = known.lines;
		f->header = mem_strdup(known.header);
	}
	arena_free(&a);
	return rc < 0 ? -1 : 0;
}

int
follow_open(struct follow *f, struct db *db, const char *path, struct err *e)
{
	char *absolute = realpath(path, NULL);
	struct stat st;
	int fd, rc = -1;

	*f = (struct follow){ .from = 0 };
	if (absolute == NULL || strlen(absolute) >= sizeof(f->path)) {
		free(absolute);
		return err_set(e, ERR_NOINPUT, "%s",
		    strcmp(path, "-") == 0 ? "standard input cannot be followed"
					   : strerror(errno));
	}
	memcpy(f->path, absolute, strlen(absolute) + 1);
	free(absolute);
	fd = open(f->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		(void)err_set(e, ERR_NOINPUT, "not a file that can be read");
		goto out;
	}
	f->device = (int64_t)st.st_dev;
	f->inode = (int64_t)st.st_ino;
	if (follow_recall(f, db, st.st_size, e) < 0 ||
	    follow_last_line(fd, path, f->from, st.st_size, &f->until, e) < 0)
		goto out;
	rc = f->until > f->from;
out:
	if (fd >= 0)
		(void)close(fd);
	return rc;
}

void
follow_count(struct follow *f, const void *p, size_t n)
{
	const char *at = p, *end = at + n;

	if (f->path[0] == '\0')
		return;
	while (
	    at < end && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		f->lines++;
		at++;
	}
}

int
follow_save(const struct follow *f, struct db *db, const char *header,
    struct err *e)
{
	const struct import_follow now = {
		.device = f->device,
		.inode = f->inode,
		.offset = f->until,
		.lines = f->lines_before + f->lines,
		.header = f->from > 0 && f->header != NULL ? f->header : header,
	};

	return import_store_set_follow(db, f->path, &now, e);
}

void
follow_free(struct follow *f)
{
	free(f->header);
	f->header = NULL;
}
