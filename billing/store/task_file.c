#include "store/task_file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/decimal.h"
#include "base/err.h"
#include "base/mem.h"

#define BLOCK       ((size_t)1 << 20)
#define END         "trailer "
#define END_DIGITS  12
#define END_LEN     (sizeof(END) - 1 + END_DIGITS + 1) /* with its newline */
#define TRAILER_MAX ((int64_t)16 << 20)

void
task_section_put(struct buf *trailer, const char *key,
    const struct task_section *s)
{
	buf_printf(trailer, "%s %" PRId64 " %" PRId64 " %s\n", key, s->len,
	    s->rows, s->sha256);
}

int
task_section_get(struct sealed *t, const char *key, int64_t *at,
    struct task_section *s, struct err *e)
{
	char *value;

	if (sealed_text(t, key, &value, e) < 0 ||
	    sealed_word_int(t, &value, 0, INT64_MAX / 2, &s->len, e) < 0 ||
	    sealed_word_int(t, &value, 0, INT64_MAX / 2, &s->rows, e) < 0 ||
	    sealed_word_hash(t, &value, s->sha256, e) < 0)
		return -1;
	if (*value != '\0' || s->len > INT64_MAX / 2 - *at)
		return sealed_wrong(t, "not a section", e);
	s->at = *at;
	*at += s->len;
	return 0;
}

/* --- writing -------------------------------------------------------------- */

int
task_writer_open(struct task_writer *w, const char *dir, const char *name,
    struct err *e)
{
	*w = (struct task_writer){ .at = 0 };
	return task_aside_open(&w->aside, dir, name, e);
}

void
task_writer_begin(struct task_writer *w)
{
	w->section = (struct task_section){ .at = w->at };
	hash_sha256_begin(&w->hash);
}

static int
flush(struct task_writer *w, struct err *e)
{
	size_t len = w->buf.len;

	w->buf.len = 0;
	return len == 0
	    ? 0
	    : file_write(w->aside.fd, w->buf.data, len, w->aside.temp, e);
}

int
task_writer_add(struct task_writer *w, const void *data, size_t len,
    struct err *e)
{
	hash_sha256_add(&w->hash, data, len);
	w->at += (int64_t)len;
	buf_add(&w->buf, data, len);
	return w->buf.len < BLOCK ? 0 : flush(w, e);
}

void
task_writer_end(struct task_writer *w, int64_t rows, struct task_section *out)
{
	w->section.len = w->at - w->section.at;
	w->section.rows = rows;
	hash_sha256_end(&w->hash, w->section.sha256);
	*out = w->section;
}

int
task_writer_finish(struct task_writer *w, struct buf *trailer,
    char sha256[HASH_HEX_MAX], struct err *e)
{
	int rc;

	sealed_add(trailer, sha256);
	buf_printf(trailer, END "%0*zu\n", END_DIGITS, trailer->len);
	buf_add(&w->buf, trailer->data, trailer->len);
	rc = flush(w, e);
	buf_free(&w->buf);
	if (rc == 0)
		return task_aside_commit(&w->aside, e);
	task_aside_abort(&w->aside);
	return -1;
}

void
task_writer_abort(struct task_writer *w)
{
	task_aside_abort(&w->aside);
	hash_sha256_drop(&w->hash);
	buf_free(&w->buf);
}

/* --- reading -------------------------------------------------------------- */

static int
read_at(const struct task_reader *r, void *data, size_t len, int64_t at,
    struct err *e)
{
	char *p = data;

	while (len > 0) {
		ssize_t n = pread(r->fd, p, len, at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_IO, "reading %s: %s", r->path,
			    strerror(errno));
		if (n == 0)
			return err_set(e, ERR_DATA, "%s: is cut", r->path);
		p += n;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

static int
read_trailer(struct task_reader *r, int64_t size, struct err *e)
{
	char end[END_LEN];
	int64_t len, room = size - (int64_t)END_LEN;
	struct err ignored = { .code = ERR_NONE };

	if (room < 0)
		return err_set(e, ERR_DATA, "%s: is cut", r->path);
	if (read_at(r, end, END_LEN, room, e) < 0)
		return -1;
	if (memcmp(end, END, sizeof(END) - 1) != 0 ||
	    end[END_LEN - 1] != '\n' || end[sizeof(END) - 1] < '0' ||
	    end[sizeof(END) - 1] > '9' ||
	    decimal_int(end + sizeof(END) - 1, END_DIGITS, 1, TRAILER_MAX, &len,
		&ignored) < 0 ||
	    len > room)
		return err_set(e, ERR_DATA, "%s: is cut, or damaged at its end",
		    r->path);
	buf_reserve(&r->text, (size_t)len);
	if (read_at(r, r->text.data, (size_t)len, room - len, e) < 0)
		return -1;
	r->text.len = (size_t)len;
	r->body = room - len;
	return sealed_open(&r->trailer, r->text.data, r->text.len, r->path, e);
}

int
task_reader_open(struct task_reader *r, const char *path, struct err *e)
{
	struct stat st;

	*r = (struct task_reader){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (r->fd < 0)
		return err_set(e, file_code(errno), "%s: %s", path,
		    strerror(errno));
	(void)snprintf(r->path, sizeof(r->path), "%s", path);
	if (fstat(r->fd, &st) < 0) {
		(void)err_set(e, ERR_IO, "%s: %s", path, strerror(errno));
		goto fail;
	}
	if (!S_ISREG(st.st_mode)) {
		(void)err_set(e, ERR_DATA, "%s: is no file", path);
		goto fail;
	}
	if (read_trailer(r, st.st_size, e) == 0)
		return 0;
fail:
	task_reader_close(r);
	return -1;
}

void
task_reader_close(struct task_reader *r)
{
	if (r->path[0] != '\0' && r->fd >= 0)
		(void)close(r->fd);
	buf_free(&r->text);
	*r = (struct task_reader){ .fd = -1 };
}

int
task_reader_stream(struct task_reader *r, const struct task_section *s,
    int (*use)(void *arg, const void *data, size_t len, struct err *),
    void *arg, struct err *e)
{
	char *block = mem_alloc(BLOCK), hex[HASH_HEX_MAX];
	int64_t at = s->at, end = s->at + s->len;
	struct hash_sha256 hash;
	int rc = 0;

	hash_sha256_begin(&hash);
	while (rc == 0 && at < end) {
		size_t n =
		    end - at < (int64_t)BLOCK ? (size_t)(end - at) : BLOCK;

		rc = read_at(r, block, n, at, e);
		if (rc < 0)
			break;
		hash_sha256_add(&hash, block, n);
		at += (int64_t)n;
		if (use != NULL)
			rc = use(arg, block, n, e);
	}
	hash_sha256_end(&hash, hex);
	free(block);
	if (rc == 0 && strcmp(hex, s->sha256) != 0)
		rc = err_set(e, ERR_DATA,
		    "%s: was altered: the bytes from %" PRId64 " up to %" PRId64
		    " are not those that were written",
		    r->path, s->at, end);
	return rc;
}

static int
keep(void *arg, const void *data, size_t len, struct err *e)
{
	(void)e;
	buf_add(arg, data, len);
	return 0;
}

int
task_reader_bytes(struct task_reader *r, const struct task_section *s,
    struct buf *b, struct err *e)
{
	if (s->len > r->body)
		return err_set(e, ERR_DATA, "%s: is cut", r->path);
	return task_reader_stream(r, s, keep, b, e);
}
