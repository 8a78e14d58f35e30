#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call_check.h"
#include "cdr/map.h"
#include "cdr/map_part.h"
#include "tel/pattern.h"

#define MAP_IDENTITY_MAX CSV_FIELD_MAX

static const char map_joint = 0x1f;

void
map_init(struct cdr_map *m, const struct cdr_format *format,
    const struct zone *zone, int64_t now_us, const char *own_provider)
{
	*m = (struct cdr_map){ .format = format,
		.now_us = now_us,
		.own_provider = own_provider };
	when_init(&m->when, format, zone);
	m->scratch = pattern_scratch_new();
	m->keep = 1;
	m->texts = mem_calloc(m->keep, sizeof(*m->texts));
}

void
map_init_like(struct cdr_map *m, const struct cdr_map *from, size_t keep)
{
	*m = *from;
	m->first = m->moved = 0;
	m->scratch = pattern_scratch_new();
	m->keep = keep;
	m->turn = 0;
	m->texts = mem_calloc(m->keep, sizeof(*m->texts));
}

int
map_fail(struct cdr_fault *fault, int64_t field, const char *fmt, ...)
{
	va_list ap;

	fault->field = field;
	va_start(ap, fmt);
	(void)vsnprintf(fault->reason, sizeof(fault->reason), fmt, ap);
	va_end(ap);
	return -1;
}

/* Choose the layout by the number of fields. */
static int
map_fit(struct cdr_map *m, const struct cdr_record *r, struct cdr_fault *fault)
{
	const struct cdr_format *f = m->format;

	if (m->columns == r->count)
		return 0;
	if (f->header)
		return map_fail(fault, -1,
		    "%zu fields where the header has %zu", r->count,
		    m->columns);
	for (size_t i = 0; i < f->n_layouts; i++)
		if (f->layouts[i].count == r->count) {
			map_layout(m, f->layouts[i].names, r->count);
			return 0;
		}
	return map_fail(fault, -1,
	    "%zu fields: the format knows no such record", r->count);
}

bool
map_is_empty(const struct cdr_map *m, const struct cdr_record *r, int column)
{
	const struct cdr_format *f = m->format;
	const char *text = r->text[column];

	if (text[0] == '\0')
		return true;
	if (m->zero[column] && text[0] == '0' && text[1] == '\0')
		return true;
	for (size_t i = 0; i < f->n_empty; i++)
		if (strcmp(f->empty[i], text) == 0)
			return true;
	return false;
}

int
map_choose(const struct cdr_map *m, const struct cdr_record *r, int field)
{
	const struct cdr_where *w = &m->where[field];

	if (w->unless >= 0 && !map_is_empty(m, r, w->unless))
		return -1;
	for (int k = 0; k < CDR_FORMAT_CHOICES && w->from[k] >= 0; k++)
		if (!map_is_empty(m, r, w->from[k]))
			return w->from[k];
	return -1;
}

bool
map_is_one_line(const char *text, size_t len)
{
	unsigned bad = 0;

	for (size_t i = 0; i < len; i++)
		bad |= (unsigned char)text[i] < 0x20;
	return bad == 0;
}

/* A time; ${us} stays as it is if the field is empty. */
static int
map_time(struct cdr_map *m, const struct cdr_record *r, int field, int64_t *us,
    enum zone_how *how, struct cdr_fault *fault)
{
	int column = map_source(m, r, field);
	const char *wrong;

	*how = ZONE_UNIQUE;
	if (column < 0)
		return 0;
	wrong = when_time(&m->when, r->text[column], r->len[column], us, how);
	if (wrong != NULL)
		return map_fail(fault, column, "%s \"%.60s\": %s",
		    format_field_names[field], r->text[column], wrong);
	return 0;
}

static int
map_times(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	enum zone_how how, setup_how = ZONE_UNIQUE;

	if (map_time(m, r, CDR_START, &c->start_us, &how, fault) < 0)
		return -1;
	if (m->single[CDR_SETUP] != MAP_NONE &&
	    map_time(m, r, CDR_SETUP, &c->setup_us, &setup_how, fault) < 0)
		return -1;
	if (c->start_us == INT64_MIN)
		return map_fail(fault, m->where[CDR_START].from[0],
		    "start: empty");
	m->first += how == ZONE_FIRST;
	m->moved += how == ZONE_MOVED;
	/* Only one of the two lay in the hour that occurs twice. */
	if (how != setup_how && c->setup_us != CALL_NO_SETUP &&
	    c->setup_us > c->start_us)
		c->setup_us = c->start_us;
	return 0;
}

/* Type, status and disposition. */
static int
map_words(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	const struct cdr_format *f = m->format;
	int column = m->where[CDR_TYPE].from[0];
	const char *text;

	if (column >= 0 && f->types.count > 0)
		c->type =
		    format_word(&f->types, r->text[column], r->len[column]);
	if (c->type < 0)
		return map_fail(fault, column, "type \"%.60s\": not known",
		    r->text[column]);
	column = map_source(m, r, CDR_STATUS);
	c->status = column < 0
	    ? format_word(&f->statuses, "", 0)
	    : format_word(&f->statuses, r->text[column], r->len[column]);
	if (c->status < 0)
		return map_fail(fault, m->where[CDR_STATUS].from[0],
		    "status \"%.60s\": not known",
		    column < 0 ? "" : r->text[column]);
	if (c->status == CALL_STATUS_OK && m->answered >= 0 &&
	    map_is_empty(m, r, m->answered))
		c->status = CALL_STATUS_NOANSWER;
	column = map_source(m, r, CDR_DISPOSITION);
	c->disposition = column < 0 ? "" : r->text[column];
	if (column >= 0 && !map_is_one_line(r->text[column], r->len[column]))
		return map_fail(fault, column,
		    "disposition: has a control character");
	if (f->dispositions.count > 0) {
		text = format_meaning(&f->dispositions, c->disposition,
		    strlen(c->disposition));
		c->disposition = text != NULL ? text : c->disposition;
	}
	return 0;
}

static int
map_duration(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	int column = map_source(m, r, CDR_DURATION);
	const char *wrong;

	c->duration_ms = 0;
	if (column < 0 && c->status != CALL_STATUS_OK)
		return 0;
	if (column < 0)
		return map_fail(fault, m->where[CDR_DURATION].from[0],
		    "duration: empty");
	wrong = when_duration(&m->when, r->text[column], r->len[column],
	    &c->duration_ms);
	if (wrong != NULL)
		return map_fail(fault, column, "duration \"%.60s\": %s",
		    r->text[column], wrong);
	return 0;
}

static int
map_identity(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	size_t n = m->format->n_identity, given = 0;
	struct buf *b;

	for (size_t i = 0; i < n; i++)
		if (m->identity[i] >= 0 && !r->clean &&
		    !map_is_one_line(r->text[m->identity[i]],
			r->len[m->identity[i]]))
			return map_fail(fault, m->identity[i],
			    "identity: has a control character");

	if (n == 1 && m->identity[0] >= 0) {
		c->identity = r->text[m->identity[0]];
		c->identity_len = (int64_t)r->len[m->identity[0]];
		return 0;
	}
	b = &m->texts[m->turn].identity;
	buf_reset(b);
	for (size_t i = 0; i < n; i++) {
		int column = m->identity[i];

		if (i > 0)
			buf_char(b, map_joint);
		if (column < 0 || map_is_empty(m, r, column))
			continue;
		buf_add(b, r->text[column], r->len[column]);
		given++;
	}
	if (b->len > MAP_IDENTITY_MAX)
		return map_fail(fault, -1, "identity: longer than %d bytes",
		    MAP_IDENTITY_MAX);
	c->identity = buf_text(b);
	c->identity_len = given == 0 ? 0 : (int64_t)b->len;
	return 0;
}

int
map_record(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	const char *wrong;
	int field;

	if (map_fit(m, r, fault) < 0)
		return -1;
	*c = m->plan.blank;
	if (map_times(m, r, c, fault) < 0 || map_words(m, r, c, fault) < 0 ||
	    map_duration(m, r, c, fault) < 0 || map_texts(m, r, c, fault) < 0 ||
	    map_identity(m, r, c, fault) < 0)
		return -1;
	wrong = call_check(c, m->now_us, &field);
	if (wrong != NULL)
		return map_fail(fault, m->where[field].from[0], "%s: %s",
		    format_field_names[field], wrong);
	/* what was made of a broken record nobody needs */
	m->turn = m->turn + 1 < m->keep ? m->turn + 1 : 0;
	return 0;
}

void
map_free(struct cdr_map *m)
{
	pattern_scratch_free(m->scratch);
	m->scratch = NULL;
	for (size_t k = 0; k < m->keep; k++) {
		struct map_texts *t = &m->texts[k];

		for (int i = 0; i < CDR_FIELDS; i++) {
			buf_free(&t->rewritten[i][0]);
			buf_free(&t->rewritten[i][1]);
		}
		buf_free(&t->identity);
	}
	free(m->texts);
	m->texts = NULL;
	m->keep = 0;
}
