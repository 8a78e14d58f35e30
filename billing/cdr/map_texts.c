/* The texts of a call: numbers in their normal form, names of peers, and all that
 * is only copied or rewritten. */
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "cdr/map.h"
#include "cdr/map_part.h"
#include "tel/pattern.h"

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

/* A function of its own, as an error is a kilobyte. */
static __attribute__((noinline)) int
map_normal(struct cdr_map *m, int field, const char *text, size_t len,
    int column, const char **out, struct cdr_fault *fault)
{
	struct err e;

	err_init(&e);
	*out = m->texts[m->turn].number[field];
	if (number_normal(m->texts[m->turn].number[field], text, len, NULL,
		&e) < 0)
		return map_fail(fault, column, "%s: %.200s",
		    format_field_names[field], e.text);
	return 0;
}

static int
map_number(struct cdr_map *m, const struct cdr_record *r, int field,
    const char **out, struct cdr_fault *fault)
{
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
	return map_normal(m, field, text, len, column, out, fault);
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

/* A text of the call that is not copied. */
static inline int
map_one(struct cdr_map *m, const struct cdr_record *r,
    const struct map_text_field *t, struct call *c, struct cdr_fault *fault)
{
	const char **out = (void *)((char *)c + t->to);
	size_t len;
	int column;

	switch (t->kind) {
	case MAP_NUMBER:
		return map_number(m, r, t->field, out, fault);
	case MAP_PEER:
		return map_peer(m, r, t->field, out, fault);
	case MAP_TEXT:
		break;
	}
	return map_text(m, r, t->field, out, &len, &column, fault);
}

int
map_texts(struct cdr_map *m, const struct cdr_record *r, struct call *c,
    struct cdr_fault *fault)
{
	const struct map_plan *p = &m->plan;

	if (!r->clean) {
		for (int i = 0; i < MAP_TEXTS; i++)
			if (map_one(m, r, &map_text_fields[i], c, fault) < 0)
				return -1;
		return 0;
	}
	for (int i = 0; i < p->n_copy; i++) {
		const char **out = (void *)((char *)c + p->copy[i].to);

		*out = r->text[p->copy[i].column];
	}
	for (int i = 0; i < p->n_work; i++) {
		const struct map_text_field *t = p->work[i].text;
		int column = p->work[i].number;

		if (column >= 0 &&
		    map_is_normal(r->text[column], r->len[column])) {
			const char **out = (void *)((char *)c + t->to);

			*out = r->text[column];
		} else if (map_one(m, r, t, c, fault) < 0) {
			return -1;
		}
	}
	return 0;
}
