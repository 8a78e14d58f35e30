#include "job/load_input.h"

#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"
#include "base/problems.h"
#include "job/entity_csv.h"
#include "job/load_example.h"

void
load_input_init(struct load_input *in, const struct load_reader *r,
    const struct entity *ent, const char *path)
{
	*in = (struct load_input){ .entity = ent,
		.separator = ',',
		.zone = r->zone };
	in->path = arena_strdup(r->arena, path);
	if (r->base != NULL && strncmp(path, r->base, strlen(r->base)) == 0) {
		in->path += strlen(r->base);
		in->path += strspn(in->path, "/");
	}
	in->rows.entity = ent;
	in->column = ARENA_NEW(r->arena, int16_t, ent->nfields);
	for (size_t i = 0; i < ent->nfields; i++)
		in->column[i] = -1;
}

void
load_input_free(struct load_input *in)
{
	entity_table_free(&in->rows);
	free(in->lines);
	free(in->examples);
	in->lines = NULL;
	in->examples = NULL;
}

struct load_line *
load_input_line(struct load_input *in, struct arena *a, int64_t line,
    const char *raw, size_t len)
{
	struct load_line *l;

	in->lines =
	    mem_grow(in->lines, in->nlines, &in->caplines, sizeof(*in->lines));
	l = &in->lines[in->nlines++];
	*l = (struct load_line){ .line = line, .len = (uint32_t)len };
	l->raw = arena_strndup(a, raw, len);
	return l;
}

struct load_line *
load_input_find(const struct load_input *in, int64_t line)
{
	size_t low = 0, high = in->nlines;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (in->lines[mid].line == line)
			return &in->lines[mid];
		if (in->lines[mid].line < line)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* Move *line and *at to the start of field ${index} of the record. */
static void
find_column(const struct load_line *l, char separator, int index, int64_t *line,
    int64_t *at)
{
	bool quoted = false;

	*at = 1;
	for (uint32_t i = 0; i < l->len && index > 0; i++) {
		(*at)++;
		if (l->raw[i] == '"') {
			quoted = !quoted;
		} else if (l->raw[i] == '\n') {
			(*line)++;
			*at = 1;
		} else if (l->raw[i] == separator && !quoted) {
			index--;
		}
	}
}

void
load_input_where(const struct load_input *in, const void *row,
    const char *column, int64_t *line, int64_t *at)
{
	const struct load_line *l;
	const int16_t *columns = in->column;
	const struct field *band = entity_field(in->entity, "band");
	const struct field *f;

	*line = ((const struct origin *)row)->line;
	*at = 0;
	f = column != NULL ? entity_field(in->entity, column) : NULL;
	l = load_input_find(in, *line);
	if (f == NULL || l == NULL)
		return;
	if (in->alternate != NULL && band != NULL &&
	    strcmp(field_text(band, row), "offpeak") == 0)
		columns = in->alternate;
	if (columns[f - in->entity->fields] >= 0)
		find_column(l, in->separator, columns[f - in->entity->fields],
		    line, at);
}

/* Match the header with the fields.  Every fault is reported. */
static void
read_header(struct load_input *in, const struct load_reader *r, struct csv *csv)
{
	const struct entity *ent = in->entity;
	int64_t before = problems_count(r->problems);

	for (size_t i = 0; i < csv_columns(csv); i++) {
		const char *name = csv_column_name(csv, i);
		const struct field *f = entity_field(ent, name);

		if (f == NULL)
			problems_add(r->problems, in->path, 1, 0,
			    "unknown column \"%s\"", name);
		else if (in->column[f - ent->fields] >= 0)
			problems_add(r->problems, in->path, 1, 0,
			    "column \"%s\" stands twice", name);
		else
			in->column[f - ent->fields] = (int16_t)i;
	}
	for (size_t i = 0; i < ent->nfields; i++)
		if ((ent->fields[i].flags & FIELD_REQUIRED) != 0 &&
		    in->column[i] < 0)
			problems_add(r->problems, in->path, 1, 0,
			    "column \"%s\" is missing", ent->fields[i].name);
	in->broken = problems_count(r->problems) > before;
}

/* One field of the record; false if it is wrong.  ${e} has no error, before and
 * after. */
static bool
read_field(struct load_input *in, const struct load_reader *r,
    const struct entity_csv *c, struct csv *csv, size_t i, void *row,
    const void *before, struct err *e)
{
	const struct field *f = &in->entity->fields[i];
	bool rounded = false;
	size_t col, len;
	int64_t line, at;

	col = (size_t)in->column[i];
	len = csv_length(csv, col);
	if (len == 0 && (f->flags & FIELD_REQUIRED) == 0)
		return true;
	if (len == 0) {
		csv_where(csv, col, &line, &at);
		problems_add(r->problems, in->path, line, at,
		    "%s may not be empty", f->name);
		return false;
	}
	if (entity_csv_parse(c, f, csv_text(csv, col), len, row, before,
		&rounded, e) < 0) {
		csv_where(csv, col, &line, &at);
		problems_add(r->problems, in->path, line, at, "%s %s", f->name,
		    e->text);
		err_clear(e);
		return false;
	}
	if (rounded) {
		csv_where(csv, col, &line, &at);
		problems_add(r->notices, in->path, line, at,
		    "%s \"%s\" rounded to 12 decimals", f->name,
		    csv_text(csv, col));
	}
	return true;
}

static void
read_record(struct load_input *in, const struct load_reader *r,
    const struct entity_csv *c, struct csv *csv, const void *defaults,
    struct err *e)
{
	const void *before;
	struct load_line *l;
	struct origin *origin;
	size_t len;
	const char *raw = csv_raw(csv, &len);

	l = load_input_line(in, r->arena, csv_line(csv), raw, len);
	origin = entity_table_add(&in->rows);
	memcpy(origin, defaults, in->entity->size);
	before = in->rows.count > 1
	    ? entity_table_row(&in->rows, in->rows.count - 2)
	    : NULL;
	origin->load = r->load;
	origin->line = csv_line(csv);
	if (csv_count(csv) > csv_columns(csv)) {
		problems_add(r->problems, in->path, l->line, 0,
		    "%zu fields, but the header has %zu columns",
		    csv_count(csv), csv_columns(csv));
		l->bad = LOAD_ALL_BAD;
	}
	for (size_t i = 0; i < in->entity->nfields; i++)
		if (in->column[i] >= 0 &&
		    !read_field(in, r, c, csv, i, origin, before, e))
			l->bad |= UINT64_C(1) << i;
}

/* Is a column of the key, which may not be empty, missing? */
static bool
keyless(const struct entity *ent, const void *row)
{
	const unsigned must = FIELD_KEY | FIELD_REQUIRED;

	for (size_t i = 0; i < ent->nfields; i++) {
		const struct field *f = &ent->fields[i];

		if ((f->flags & must) == must &&
		    (field_is_text(f) ? field_text(f, row) == NULL
				      : field_int(f, row) == ENTITY_NONE))
			return true;
	}
	return false;
}

static bool
any_bad(const struct load_input *in)
{
	for (size_t i = 0; i < in->nlines; i++)
		if (in->lines[i].bad != 0)
			return true;
	return false;
}

/*
 * Bad rows stay, so that what refers to them is not reported as well; but not
 * without a key, which would be taken for another's.  The checks may rely on
 * texts that are required.
 */
static void
mend_bad_rows(struct load_input *in)
{
	const struct entity *ent = in->entity;
	size_t kept = 0;

	if (!any_bad(in)) /* looking up the line of each row takes long */
		return;
	for (size_t i = 0; i < in->rows.count; i++) {
		void *row = entity_table_row(&in->rows, i);
		const struct load_line *l =
		    load_input_find(in, ((const struct origin *)row)->line);

		if (l != NULL && l->bad != 0) {
			if (keyless(ent, row))
				continue;
			for (size_t k = 0; k < ent->nfields; k++)
				if ((ent->fields[k].flags & FIELD_REQUIRED) &&
				    field_is_text(&ent->fields[k]) &&
				    field_text(&ent->fields[k], row) == NULL)
					field_set_text(&ent->fields[k], row,
					    "");
		}
		if (kept != i)
			memcpy(entity_table_row(&in->rows, kept), row,
			    ent->size);
		kept++;
	}
	in->rows.count = kept;
}

static int
read_records(struct load_input *in, const struct load_reader *r,
    struct csv *csv, struct err *e)
{
	struct entity_csv c = { .zone = r->zone, .arena = r->arena };
	void *defaults = arena_alloc(r->arena, 1, in->entity->size);
	bool bad = false;
	int more;

	entity_csv_defaults(&c, in->entity, defaults);
	while ((more = csv_next(csv, e)) != 0) {
		if (more > 0 && load_example_take(in, r, csv))
			continue;
		if (more > 0) {
			read_record(in, r, &c, csv, defaults, e);
			in->records++;
			continue;
		}
		if (e->code != ERR_DATA)
			return -1;
		problems_add(r->problems, in->path, csv_line(csv),
		    csv_error_column(csv), "%s", e->text);
		err_clear(e);
		bad = true;
	}
	in->broken |= bad;
	mend_bad_rows(in);
	return input_sha256(csv_input(csv), in->sha256, e);
}

/* What csv_open() says, without the file and line in front. */
static const char *
without_place(const char *text, const char *path)
{
	size_t n = strlen(path);

	if (strncmp(text, path, n) != 0 || text[n] != ':')
		return text;
	text += n + 1;
	text += strspn(text, "0123456789:");
	return text + strspn(text, " ");
}

/* What both ways in share: the reader is opened, or could not be. */
static int
take(struct load_input *in, const struct load_reader *r, struct csv *csv,
    const char *path, struct err *e)
{
	int rc;

	if (csv == NULL && e->code != ERR_DATA)
		return -1;
	if (csv == NULL) {
		problems_add(r->problems, in->path, 1, 0, "%s",
		    without_place(e->text, path));
		err_clear(e);
		in->broken = true;
		return 0;
	}
	in->separator = csv_separator(csv);
	read_header(in, r, csv);
	rc = in->broken ? 0 : read_records(in, r, csv, e);
	csv_close(csv);
	return rc < 0 ? err_ctx(e, "%s", path) : 0;
}

static const struct csv_options options = { .separator = ',', .header = true };

int
load_input_read(struct load_input *in, const struct load_reader *r,
    const struct entity *ent, const char *path, struct err *e)
{
	struct csv *csv = NULL;

	load_input_init(in, r, ent, path);
	(void)csv_open(&csv, path, &options, e);
	return take(in, r, e->code == ERR_NONE ? csv : NULL, path, e);
}

int
load_input_read_mem(struct load_input *in, const struct load_reader *r,
    const struct entity *ent, const char *name, const void *data, size_t len,
    struct err *e)
{
	struct csv *csv = NULL;

	load_input_init(in, r, ent, name);
	(void)csv_open_mem(&csv, name, data, len, &options, e);
	return take(in, r, e->code == ERR_NONE ? csv : NULL, name, e);
}
