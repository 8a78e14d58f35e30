#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "cdr/call_check.h"
#include "cdr/map.h"
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

static int map_fail(struct cdr_fault *fault, int64_t field, const char *fmt,
    ...) __attribute__((format(printf, 3, 4)));

static int
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

/* Is the column empty, or a text that the format calls empty? */
static bool
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

/* The column a field is taken from in this record, or -1: it is empty. */
static int
map_source(const struct cdr_map *m, const struct cdr_record *r, int field)
{
	const struct cdr_where *w = &m->where[field];
	int single = m->single[field];

	if (single >= 0)
		return r->text[single][0] == '\0' ? -1 : single;
	if (single == MAP_NONE)
		return -1;
	if (w->unless >= 0 && !map_is_empty(m, r, w->unless))
		return -1;
	for (int k = 0; k < CDR_FORMAT_CHOICES && w->from[k] >= 0; k++)
		if (!map_is_empty(m, r, w->from[k]))
			return w->from[k];
	return -1;
}

/* %23 to #, in place. */
static void
map_percent(struct buf *b)
{
	char *hit;

	while ((hit = strstr(b->data, "%23")) != NULL) {
		*hit = '#';
		b->len -= 2;
		memmove(hit + 1, hit + 3, strlen(hit + 3) + 1);
	}
}

/* No tabulator or line end: quotes may hold them, a call may not. */
static bool
map_is_one_line(const char *text, size_t len)
{
	unsigned bad = 0;

	for (size_t i = 0; i < len; i++)
		bad |= (unsigned char)text[i] < 0x20;
	return bad == 0;
}

static bool
map_is_number(int field)
{
	return field == CDR_SOURCE_NUMBER || field == CDR_DESTINATION_NUMBER ||
	    field == CDR_SOURCE_USER;
}

/* The common case: the text of the only column, as it stands there. */
static inline bool
map_direct(const struct cdr_map *m, const struct cdr_record *r, int field,
    const char **text, size_t *len)
{
	int from = m->single[field];

	if (!r->clean || !m->direct[field])
		return false;
	*text = from < 0 ? "" : r->text[from];
	*len = from < 0 ? 0 : r->len[from];
	return true;
}

/* A text field, rewritten.  *column is where it came from. */
static int
map_text(struct cdr_map *m, const struct cdr_record *r, int field,
    const char **text, size_t *len, int *column, struct cdr_fault *fault)
{
	const struct cdr_rewrites *list = &m->format->rewrites[field];
	int from = map_source(m, r, field);

	*column = from;
	*text = from < 0 ? "" : r->text[from];
	*len = from < 0 ? 0 : r->len[from];
	if (from < 0 || (r->clean && m->as_is[field]))
		return 0;
	if (!map_is_one_line(*text, *len))
		return map_fail(fault, from, "%s: has a control character",
		    format_field_names[field]);
	if (m->format->percent && map_is_number(field) &&
	    strstr(*text, "%23") != NULL) {
		struct buf *b = &m->texts[m->turn].rewritten[field][1];

		buf_reset(b);
		buf_add(b, *text, *len);
		map_percent(b);
		*text = buf_text(b);
		*len = b->len;
	}
	for (size_t i = 0; i < list->count; i++) {
		struct buf *b = &m->texts[m->turn].rewritten[field][i % 2];
		struct err e = { .code = ERR_NONE };

		if (pattern_replace(list->steps[i].pattern, m->scratch, *text,
			*len, list->steps[i].to, b, &e) < 0)
			return map_fail(fault, from, "%.200s", e.text);
		*text = buf_text(b);
		*len = b->len;
	}
	if (*len > CSV_FIELD_MAX)
		return map_fail(fault, from,
		    "%s: longer than %d bytes once it "
		    "is rewritten",
		    format_field_names[field], CSV_FIELD_MAX);
	return 0;
}

/* Are all 8 bytes digits? */
static bool
map_is_digits8(const char *p)
{
	static const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return ((w & (0xf0 * ones)) | ((w + 6 * ones) & (0xf0 * ones)) >> 4) ==
	    0x33 * ones;
}

/* Digits, perhaps after a +: nothing to do.  The common case: lengths differ from
 * call to call, so there is no loop over the last bytes. */
static bool
map_is_normal(const char *text, size_t len)
{
	size_t i = len > 1 && text[0] == '+' ? 1 : 0;

	if (len >= NUMBER_MAX)
		return false;
	if (len < i + 8) {
		for (; i < len; i++)
			if (text[i] < '0' || text[i] > '9')
				return false;
		return true;
	}
	for (; i + 8 < len; i += 8)
		if (!map_is_digits8(text + i))
			return false;
	return map_is_digits8(text + len - 8);
}

static int
map_number(struct cdr_map *m, const struct cdr_record *r, int field,
    const char **out, struct cdr_fault *fault)
{
	struct err e;
	const char *text;
	size_t len;
	int column;

	if (map_direct(m, r, field, &text, &len)) {
		column = m->single[field];
	} else if (map_text(m, r, field, &text, &len, &column, fault) < 0) {
		return -1;
	}
	*out = text;
	if (map_is_normal(text, len))
		return 0;
	err_init(&e);
	*out = m->texts[m->turn].number[field];
	if (number_normal(m->texts[m->turn].number[field], text, len, NULL,
		&e) < 0)
		return map_fail(fault, column, "%s: %.200s",
		    format_field_names[field], e.text);
	return 0;
}

static int
map_peer(struct cdr_map *m, const struct cdr_record *r, int field,
    const char **out, struct cdr_fault *fault)
{
	const struct cdr_format *f = m->format;
	const char *text, *known;
	size_t len;
	int column;

	if (!map_direct(m, r, field, &text, &len) &&
	    map_text(m, r, field, &text, &len, &column, fault) < 0)
		return -1;
	*out = text;
	if (len == 0)
		return 0;
	if (strcmp(text, m->own_provider) == 0) {
		*out = "";
		return 0;
	}
	known = format_meaning(&f->peers, text, len);
	if (known != NULL)
		*out = known;
	else if (f->drop_peers)
		*out = "";
	return 0;
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
	enum zone_how how, setup_how;

	c->start_us = INT64_MIN;
	c->setup_us = CALL_NO_SETUP;
	if (map_time(m, r, CDR_START, &c->start_us, &how, fault) < 0 ||
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

	c->type = CALL_TYPE_CALL;
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

static int
map_texts(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	const struct {
		int field;
		const char **text;
	} plain[] = {
		{ CDR_CALL_ID, &c->call_id },
		{ CDR_SOURCE_DOMAIN, &c->source_domain },
		{ CDR_SOURCE_ACCOUNT, &c->source_account },
		{ CDR_SOURCE_IP, &c->source_ip },
		{ CDR_SOURCE_USER, &c->source_user },
		{ CDR_DESTINATION_DOMAIN, &c->destination_domain },
		{ CDR_DESTINATION_ACCOUNT, &c->destination_account },
	};
	size_t len;
	int column;

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (!map_direct(m, r, plain[i].field, plain[i].text, &len) &&
		    map_text(m, r, plain[i].field, plain[i].text, &len, &column,
			fault) < 0)
			return -1;
	if (map_number(m, r, CDR_SOURCE_NUMBER, &c->source_number, fault) < 0 ||
	    map_number(m, r, CDR_DESTINATION_NUMBER, &c->destination_number,
		fault) < 0 ||
	    map_peer(m, r, CDR_SOURCE_PEER, &c->source_peer, fault) < 0 ||
	    map_peer(m, r, CDR_DESTINATION_PEER, &c->destination_peer, fault) <
		0)
		return -1;
	return 0;
}

int
map_record(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	const char *wrong;
	int field;

	if (map_fit(m, r, fault) < 0 || map_times(m, r, c, fault) < 0 ||
	    map_words(m, r, c, fault) < 0 || map_duration(m, r, c, fault) < 0 ||
	    map_texts(m, r, c, fault) < 0 || map_identity(m, r, c, fault) < 0)
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
