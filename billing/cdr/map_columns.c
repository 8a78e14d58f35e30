/* Which column of a file each field is taken from. */
#include <string.h>

#include "base/err.h"
#include "cdr/map.h"

static int
map_column(const char *const *names, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return (int)i;
	return -1;
}

/* What is the same for all records of the layout. */
static void
map_shape(struct cdr_map *m, int field)
{
	const struct cdr_format *f = m->format;
	const struct cdr_where *w = &m->where[field];
	bool number = field == CDR_SOURCE_NUMBER ||
	    field == CDR_DESTINATION_NUMBER || field == CDR_SOURCE_USER;

	m->as_is[field] =
	    f->rewrites[field].count == 0 && !(f->percent && number);
	if (w->from[0] < 0)
		m->single[field] = MAP_NONE;
	else if (w->from[1] >= 0 || w->unless >= 0 || f->n_empty > 0 ||
	    m->zero[w->from[0]])
		m->single[field] = MAP_SEVERAL;
	else
		m->single[field] = w->from[0];
	m->direct[field] = m->as_is[field] && m->single[field] != MAP_SEVERAL;
}

void
map_layout(struct cdr_map *m, const char *const *names, size_t count)
{
	const struct cdr_format *f = m->format;

	m->columns = count;
	for (int i = 0; i < CDR_FIELDS; i++) {
		const struct cdr_take *take = &f->take[i];
		struct cdr_where *w = &m->where[i];
		size_t n = 0;

		for (size_t k = 0; k < take->count; k++) {
			int column = map_column(names, count, take->from[k]);

			if (column >= 0)
				w->from[n++] = column;
		}
		while (n < CDR_FORMAT_CHOICES)
			w->from[n++] = -1;
		w->unless = take->unless == NULL
		    ? -1
		    : map_column(names, count, take->unless);
	}
	memset(m->zero, 0, sizeof(m->zero));
	for (size_t i = 0; i < f->n_zero; i++) {
		int column = map_column(names, count, f->zero[i]);

		if (column >= 0)
			m->zero[column] = true;
	}
	for (int i = 0; i < CDR_FIELDS; i++)
		map_shape(m, i);
	for (size_t i = 0; i < f->n_identity; i++)
		m->identity[i] = map_column(names, count, f->identity[i]);
	m->answered =
	    f->answered == NULL ? -1 : map_column(names, count, f->answered);
}

/* Is the column one that some field is taken from? */
static int
map_is_taken(const struct cdr_format *f, const char *name)
{
	for (int i = 0; i < CDR_FIELDS; i++)
		for (size_t k = 0; k < f->take[i].count; k++)
			if (strcmp(f->take[i].from[k], name) == 0)
				return 1;
	return 0;
}

int
map_header(struct cdr_map *m, const struct cdr_record *r, struct err *e)
{
	const struct cdr_format *f = m->format;

	for (size_t i = 0; i < r->count; i++) {
		if (f->closed && !map_is_taken(f, r->text[i]))
			return err_set(e, ERR_DATA,
			    "header: column \"%.80s\": there is no such field",
			    r->text[i]);
		for (size_t k = 0; k < i; k++)
			if (strcmp(r->text[k], r->text[i]) == 0 &&
			    map_is_taken(f, r->text[i]))
				return err_set(e, ERR_DATA,
				    "header: column \"%.80s\" stands there "
				    "twice",
				    r->text[i]);
	}
	map_layout(m, r->text, r->count);
	for (int i = 0; i < CDR_FIELDS; i++)
		if (f->required[i] && m->where[i].from[0] < 0)
			return err_set(e, ERR_DATA,
			    "header: there is no column %s (for the field %s)",
			    f->take[i].from[0], format_field_names[i]);
	return 0;
}
