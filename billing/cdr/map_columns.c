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

const struct map_text_field map_text_fields[MAP_TEXTS] = {
	{ CDR_CALL_ID, offsetof(struct call, call_id), MAP_TEXT },
	{ CDR_SOURCE_DOMAIN, offsetof(struct call, source_domain), MAP_TEXT },
	{ CDR_SOURCE_ACCOUNT, offsetof(struct call, source_account), MAP_TEXT },
	{ CDR_SOURCE_IP, offsetof(struct call, source_ip), MAP_TEXT },
	{ CDR_SOURCE_USER, offsetof(struct call, source_user), MAP_TEXT },
	{ CDR_DESTINATION_DOMAIN, offsetof(struct call, destination_domain),
	    MAP_TEXT },
	{ CDR_DESTINATION_ACCOUNT, offsetof(struct call, destination_account),
	    MAP_TEXT },
	{ CDR_SOURCE_NUMBER, offsetof(struct call, source_number), MAP_NUMBER },
	{ CDR_DESTINATION_NUMBER, offsetof(struct call, destination_number),
	    MAP_NUMBER },
	{ CDR_SOURCE_PEER, offsetof(struct call, source_peer), MAP_PEER },
	{ CDR_DESTINATION_PEER, offsetof(struct call, destination_peer),
	    MAP_PEER },
};

/* Is the text of a clean record in this field that of its column? */
static bool
map_is_copied(const struct cdr_map *m, const struct map_text_field *t)
{
	if (!m->direct[t->field])
		return false;
	switch (t->kind) {
	case MAP_TEXT:
		return true;
	case MAP_NUMBER: /* has a normal form */
		return m->single[t->field] == MAP_NONE;
	case MAP_PEER:
		break;
	}
	return m->single[t->field] == MAP_NONE ||
	    (m->own_provider[0] == '\0' && m->format->peers.count == 0 &&
		!m->format->drop_peers);
}

static void
map_make_plan(struct cdr_map *m)
{
	struct map_plan *p = &m->plan;

	*p = (struct map_plan){ .blank = call_blank() };
	p->blank.start_us = INT64_MIN;
	p->blank.type = CALL_TYPE_CALL;
	for (int i = 0; i < MAP_TEXTS; i++) {
		const struct map_text_field *t = &map_text_fields[i];
		int column = m->single[t->field];

		if (!map_is_copied(m, t)) {
			p->work[p->n_work].number =
			    t->kind == MAP_NUMBER && m->direct[t->field]
			    ? column
			    : -1;
			p->work[p->n_work++].text = t;
		} else if (column != MAP_NONE) {
			p->copy[p->n_copy].column = column;
			p->copy[p->n_copy++].to = t->to;
		}
	}
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
	map_make_plan(m);
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
