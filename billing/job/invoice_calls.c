#include "job/invoice_calls.h"

#include <stddef.h>

#include "base/err.h"
#include "render/font_set.h"
#include "store/itemised_store.h"

static int
open_reader(struct invoice_calls *s, struct err *e)
{
	if (s->reader != NULL)
		return 0;
	return itemised_reader_open(&s->reader, s->book, s->document,
	    s->odd_for != NULL ? ITEMISED_BEYOND_ASCII : ITEMISED_ALL, e);
}

static int
begin(void *context, const char *subscriber, struct err *e)
{
	struct invoice_calls *s = context;

	if (open_reader(s, e) < 0)
		return -1;
	return itemised_reader_begin(s->reader, subscriber, e);
}

bool
invoice_calls_printable(const struct font_set *fonts, const char *text)
{
	struct err ignored = { .code = ERR_NONE };

	return font_set_check(fonts, FACE_REGULAR, "", text, &ignored) == 0;
}

static bool
is_odd(const struct font_set *fonts, const struct itemised_call *c)
{
	return !invoice_calls_printable(fonts, c->number) ||
	    !invoice_calls_printable(fonts, c->zone) ||
	    !invoice_calls_printable(fonts, c->detail);
}

static int
next(void *context, struct document_call *call, struct err *e)
{
	struct invoice_calls *s = context;
	struct itemised_call c;
	int more;

	do
		more = itemised_reader_next(s->reader, &c, e);
	while (more > 0 && s->odd_for != NULL && !is_odd(s->odd_for, &c));
	if (more > 0)
		*call = (struct document_call){ .start_us = c.start_us,
			.duration_ms = c.duration_ms,
			.billed_s = c.billed_s,
			.free_s = c.free_s,
			.amount_e8 = c.amount_e8,
			.direction = c.direction,
			.number = c.number,
			.zone = c.zone,
			.detail = c.detail };
	return more;
}

static int
digits(void *context, int *n, struct err *e)
{
	struct invoice_calls *s = context;

	if (open_reader(s, e) < 0)
		return -1;
	return itemised_reader_digits(s->reader, n, e);
}

void
invoice_calls_init(struct invoice_calls *s, const char *book,
    const struct document *d, const struct font_set *odd_for)
{
	*s = (struct invoice_calls){ .book = book,
		.document = d,
		.odd_for = odd_for };
}

void
invoice_calls_close(struct invoice_calls *s)
{
	itemised_reader_close(s->reader);
	s->reader = NULL;
}

struct document_calls
invoice_calls_source(struct invoice_calls *s)
{
	return (struct document_calls){ begin, next, digits, s };
}
