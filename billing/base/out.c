#include "base/out.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"

#define OUT_BLOCK 65536 /* bytes gathered before a write */

void
out_init_fd(struct out *o, int fd, const char *name)
{
	*o = (struct out){ .fd = fd, .name = name };
}

void
out_init_buf(struct out *o, struct buf *target)
{
	*o = (struct out){ .fd = -1, .target = target, .name = "memory" };
}

/* Write what is pending; the first failure is kept. */
static void
out_drain(struct out *o)
{
	const char *p = o->pending.data;
	size_t left = o->pending.len;

	while (left > 0 && o->fault == 0) {
		ssize_t n = write(o->fd, p, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			o->fault = errno;
			break;
		}
		p += n;
		left -= (size_t)n;
	}
	buf_reset(&o->pending);
}

static struct buf *
out_buf(struct out *o)
{
	return o->target != NULL ? o->target : &o->pending;
}

static void
out_added(struct out *o)
{
	if (o->target == NULL && o->pending.len >= OUT_BLOCK)
		out_drain(o);
}

void
out_write(struct out *o, const void *p, size_t n)
{
	buf_add(out_buf(o), p, n);
	out_added(o);
}

void
out_str(struct out *o, const char *text)
{
	if (text != NULL)
		out_write(o, text, strlen(text));
}

void
out_char(struct out *o, char c)
{
	out_write(o, &c, 1);
}

void
out_printf(struct out *o, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	out_vprintf(o, format, ap);
	va_end(ap);
}

void
out_vprintf(struct out *o, const char *format, va_list ap)
{
	buf_vprintf(out_buf(o), format, ap);
	out_added(o);
}

int
out_flush(struct out *o, struct err *e)
{
	if (o->target == NULL)
		out_drain(o);
	if (o->fault != 0)
		return err_set(e, ERR_IO, "writing to %s: %s", o->name,
		    strerror(o->fault));
	return 0;
}

void
out_free(struct out *o)
{
	buf_free(&o->pending);
}
