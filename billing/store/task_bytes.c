#include "store/task_bytes.h"

#include <string.h>

#include "base/arena.h"

void
task_bytes_put(struct buf *b, int64_t v)
{
	unsigned char bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (unsigned char)((uint64_t)v >> 8 * i);
	buf_add(b, bytes, sizeof(bytes));
}

void
task_bytes_put_wide(struct buf *b, i128 v)
{
	task_bytes_put(b, (int64_t)(uint64_t)v);
	task_bytes_put(b, (int64_t)(v >> 64));
}

void
task_bytes_put_text(struct buf *b, const char *text)
{
	size_t len = strlen(text);

	task_bytes_put(b, (int64_t)len);
	buf_add(b, text, len);
}

int64_t
task_bytes_get(struct task_bytes *r)
{
	uint64_t v = 0;

	if (r->left < 8) {
		r->bad = true;
		return 0;
	}
	for (int i = 0; i < 8; i++)
		v |= (uint64_t)r->at[i] << 8 * i;
	r->at += 8;
	r->left -= 8;
	return (int64_t)v;
}

i128
task_bytes_get_wide(struct task_bytes *r)
{
	uint64_t low = (uint64_t)task_bytes_get(r);

	return (i128)task_bytes_get(r) * ((i128)1 << 64) + low;
}

int64_t
task_bytes_get_in(struct task_bytes *r, int64_t min, int64_t max)
{
	int64_t v = task_bytes_get(r);

	if (v >= min && v <= max)
		return v;
	r->bad = true;
	return min;
}

const char *
task_bytes_get_text(struct task_bytes *r, struct arena *a)
{
	size_t len = (size_t)task_bytes_get_in(r, 0, INT32_MAX);
	const char *text;

	if (r->bad || len > r->left || memchr(r->at, '\0', len) != NULL) {
		r->bad = true;
		return "";
	}
	text = arena_strndup(a, (const char *)r->at, len);
	r->at += len;
	r->left -= len;
	return text;
}

size_t
task_bytes_get_count(struct task_bytes *r, size_t size)
{
	int64_t n = task_bytes_get(r);

	if (n < 0 || (uint64_t)n > r->left / size)
		r->bad = true;
	return r->bad ? 0 : (size_t)n;
}

bool
task_bytes_whole(const struct task_bytes *r)
{
	return !r->bad && r->left == 0;
}

void
task_bytes_put_row(struct buf *b, const void *row,
    const struct task_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const void *at = (const char *)row + members[i].offset;

		switch (members[i].type) {
		case TASK_INT64:
			task_bytes_put(b, *(const int64_t *)at);
			break;
		case TASK_UINT32:
			task_bytes_put(b, *(const uint32_t *)at);
			break;
		case TASK_UINT8:
			task_bytes_put(b, *(const uint8_t *)at);
			break;
		case TASK_BOOL:
			task_bytes_put(b, *(const bool *)at);
			break;
		}
	}
}

void
task_bytes_get_row(struct task_bytes *r, void *row,
    const struct task_member *members, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		void *at = (char *)row + members[i].offset;

		switch (members[i].type) {
		case TASK_INT64:
			*(int64_t *)at = task_bytes_get(r);
			break;
		case TASK_UINT32:
			*(uint32_t *)at =
			    (uint32_t)task_bytes_get_in(r, 0, UINT32_MAX);
			break;
		case TASK_UINT8:
			*(uint8_t *)at =
			    (uint8_t)task_bytes_get_in(r, 0, UINT8_MAX);
			break;
		case TASK_BOOL:
			*(bool *)at = task_bytes_get_in(r, 0, 1) != 0;
			break;
		}
	}
}
