#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"

/*
 * Files, as the book needs them: created 0600 (folders 0700), published whole
 * or not at all, never half written under their name.
 *
 * A failed fsync is ERR_IO and is not tried again: the kernel may have dropped
 * the data already.
 */
#define FILE_PATH_MAX 4096 /* with NUL; a longer path is an error */

/* dir/name, exactly one slash between.  ERR_DATA if it is too long. */
int file_path_join(char out[FILE_PATH_MAX], const char *dir, const char *name,
    struct err *);

/* What it means that open(2) or stat(2) set errno to ${number}: ERR_NOINPUT if
 * there is no such file, else ERR_IO. */
enum err_code file_code(int number);

/* False if there is no such file; true if there is, or if that cannot be found
 * out: whoever opens it next is told why. */
bool file_exists(const char *path);

/* For who does not open it: 1 or 0; -1 with ERR_IO if it cannot be found out. */
int file_there(const char *path, struct err *);

/* ${name} in the first of ${n} folders that has it: 1 and its path; 0 and that
 * in the last folder; -1. */
int file_find(char path[FILE_PATH_MAX], const char *const *dirs, size_t n,
    const char *name, struct err *);

/* The whole file at the end of ${into}.  ERR_NOINPUT, ERR_IO; ERR_DATA if it
 * has more than ${max} bytes. */
int file_read(const char *path, size_t max, struct buf *into, struct err *);

/* Create ${path} and the folders above it that are missing, 0700. */
int file_mkdirs(const char *path, struct err *);

/* fsync the folder: renames and new names in it last. */
int file_sync_dir(const char *path, struct err *);

/* fsync a file that somebody else wrote. */
int file_sync(const char *path, struct err *);

/* ${to}, which is not there, as a second name of ${from}, a file that never
 * changes; where that cannot be, a copy of it, synced. */
int file_share(const char *from, const char *to, struct err *);

/* write(2) until all is written.  ${name} is for the message. */
int file_write(int fd, const void *, size_t, const char *name, struct err *);

/* SHA-256 of the file as it lies, and its size if ${size} is not NULL; memory
 * does not grow with it.  ERR_NOINPUT, ERR_IO. */
int file_sha256(const char *path, char hex[HASH_HEX_MAX], int64_t *size,
    struct err *);

/* Remove; absent is fine.  ERR_IO. */
int file_remove(const char *path, struct err *);

/*
 * A file written aside and put in place by rename.
 *
 *	struct file_aside f;
 *	if (file_aside_open(&f, dir, "2026-10.txt", e) < 0)
 *		return -1;
 *	if (file_write(f.fd, p, n, f.temp, e) < 0) {
 *		file_aside_abort(&f);
 *		return -1;
 *	}
 *	return file_aside_commit(&f, e);
 *
 * ${name} has no slash.  The file is ".NAME.aside" until the commit; a leftover
 * of a killed program is overwritten by the next one.  One writer per name: a
 * second one is ERR_BUSY.
 */
struct file_aside {
	int fd;   /* for writing; -1 when closed */
	int lock; /* the same file, locked until it is in place */
	char dir[FILE_PATH_MAX];
	char temp[FILE_PATH_MAX]; /* path while it is being written */
	char path[FILE_PATH_MAX]; /* path once it is committed */
};

int file_aside_open(struct file_aside *, const char *dir, const char *name,
    struct err *);

/* fsync, close, rename, fsync the folder.  On failure the temporary file is
 * removed and the old file stands as it was. */
int file_aside_commit(struct file_aside *, struct err *);

/* Close and remove; harmless after a commit. */
void file_aside_abort(struct file_aside *);

/*
 * For a file that a library wrote itself (SQLite): fsync ${temp}, rename it to
 * ${path}, fsync the folder of ${path}.  Both in the same file system.
 */
int file_publish(const char *temp, const char *path, struct err *);

#endif /* BASE_FILE_H */
