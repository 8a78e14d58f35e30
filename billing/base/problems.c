#include "base/problems.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/out.h"

void
problems_add(struct problems *l, const char *file, int64_t line, int64_t column,
    const char *format, ...)
{
	char text[2048];
	va_list ap;

	l->count++;
	if (l->kept >= PROBLEMS_MAX)
		return;
	va_start(ap, format);
	(void)vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	/* texts quote fields, which may hold a line end: one line a problem */
	for (char *p = text; *p != '\0'; p++)
		if ((unsigned char)*p < 0x20)
			*p = ' ';
	l->items = mem_grow(l->items, l->kept, &l->cap, sizeof(*l->items));
	l->items[l->kept] = (struct problem){
		.file = file == NULL ? NULL : arena_strdup(&l->arena, file),
		.line = line,
		.column = column,
		.text = arena_strdup(&l->arena, text),
		.seq = l->kept,
	};
	l->kept++;
}

int64_t
problems_count(const struct problems *l)
{
	return l->count;
}

static int
problems_order(const void *va, const void *vb)
{
	const struct problem *a = va, *b = vb;
	int c = strcmp(a->file ? a->file : "", b->file ? b->file : "");

	if (c != 0)
		return c;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return a->seq < b->seq ? -1 : 1;
}

void
problems_merge(struct problems *l, struct problems *from)
{
	for (size_t i = 0; i < from->kept; i++) {
		struct problem p = from->items[i];

		if (p.file != NULL)
			p.file = arena_strdup(&l->arena, p.file);
		p.text = arena_strdup(&l->arena, p.text);
		p.seq += l->kept;
		l->items = mem_grow(l->items, l->kept + i, &l->cap, sizeof(p));
		l->items[l->kept + i] = p;
	}
	l->kept += from->kept;
	l->count += from->count;
	if (l->kept > 0)
		qsort(l->items, l->kept, sizeof(*l->items), problems_order);
	if (l->kept > PROBLEMS_MAX)
		l->kept = PROBLEMS_MAX;
	for (size_t i = 0; i < l->kept; i++)
		l->items[i].seq = i;
	problems_free(from);
}

void
problems_print(struct problems *l, struct out *o)
{
	if (l->kept > 0)
		qsort(l->items, l->kept, sizeof(*l->items), problems_order);
	for (size_t i = 0; i < l->kept; i++) {
		const struct problem *p = &l->items[i];

		if (p->file != NULL)
			out_printf(o, "%s:", p->file);
		if (p->line > 0)
			out_printf(o, "%" PRId64 ":", p->line);
		if (p->line > 0 && p->column > 0)
			out_printf(o, "%" PRId64 ":", p->column);
		out_printf(o, "%s%s\n", p->file != NULL ? " " : "", p->text);
	}
	if (l->count > (int64_t)l->kept)
		out_printf(o, "and %" PRId64 " more\n",
		    l->count - (int64_t)l->kept);
}

void
problems_free(struct problems *l)
{
	arena_free(&l->arena);
	free(l->items);
	*l = (struct problems){ 0 };
}
