#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/err.h"
#include "base/input.h"
#include "base/mem.h"
#include "cdr/format.h"
#include "cdr/map.h"
#include "cdr/reader.h"
#include "cdr/split.h"
#include "time/zone.h"

struct reader {
	const struct cdr_format *format;
	struct cdr_map map;
	struct cdr_record record;
	struct cdr_fault fault;
	struct csv *csv; /* one of the two */
	struct split *split;
	int whole;
	int64_t column;
	struct buf header;
};

/* Take the fields of the CSV record in hand. */
static void
reader_fields(const struct csv *csv, struct cdr_record *record)
{
	*record = (struct cdr_record){ .count = csv_count(csv),
		.text = csv_texts(csv),
		.len = csv_lengths(csv),
		.clean = csv_is_plain(csv) };
}

/* The names of the columns from the first line, or from one kept earlier. */
static int
reader_names(struct reader *r, const char *header, struct err *e)
{
	const struct csv_options opt = { .separator = r->format->separator };
	struct csv *csv = r->csv;
	size_t len = 0;
	int rc;

	if (header != NULL &&
	    csv_open_mem(&csv, "header", header, strlen(header), &opt, e) < 0)
		return -1;
	rc = csv_next(csv, e);
	if (rc == 0)
		rc = err_set(e, ERR_DATA, "the header line is missing");
	else if (rc < 0)
		(void)err_ctx(e, "header");
	if (rc > 0) {
		reader_fields(csv, &r->record);
		rc = map_header(&r->map, &r->record, e);
		buf_str(&r->header, csv_raw(csv, &len));
	}
	if (csv != r->csv)
		csv_close(csv);
	return rc < 0 ? -1 : 0;
}

int
reader_open(struct reader **out, struct input *in,
    const struct cdr_format *format, const struct reader_options *opt,
    struct err *e)
{
	const struct csv_options csv = { .separator = format->separator };
	const struct zone *zone = opt->zone;
	struct reader *r = mem_calloc(1, sizeof(*r));
	int rc;

	if (strcmp(format->zone_name, "operator") != 0)
		zone = zone_find(format->zone_name, e);
	r->format = format;
	r->whole = opt->whole;
	map_init(&r->map, format, zone, opt->now_us,
	    opt->own_provider != NULL ? opt->own_provider : "");
	if (zone == NULL) {
		input_close(in);
		rc = -1;
	} else if (format->quote == '"' && !format->backslash &&
	    !format->sealed) {
		rc = csv_open_input(&r->csv, in, &csv, e);
		if (rc == 0 && format->header)
			rc = reader_names(r, opt->header, e);
	} else {
		rc = split_open(&r->split, in, format, e);
	}
	if (rc < 0) {
		reader_close(r);
		return -1;
	}
	*out = r;
	return 0;
}

_Static_assert(READER_LINES_ROOM >= CSV_LINES_SLACK,
    "lines have room behind them");

struct reader *
reader_open_lines(const struct reader *from)
{
	struct reader *r;

	if (from->csv == NULL)
		return NULL;
	r = mem_calloc(1, sizeof(*r));
	r->format = from->format;
	map_init_like(&r->map, &from->map, READER_KEEPS);
	r->csv = csv_open_lines(csv_separator(from->csv));
	return r;
}

void
reader_lines(struct reader *r, char *text, size_t len, int64_t line)
{
	csv_lines(r->csv, text, len, line);
}

ptrdiff_t
reader_take_lines(struct reader *r, char *to, size_t room, size_t least,
    int64_t *line, struct err *e)
{
	return r->split != NULL
	    ? 0
	    : csv_take_lines(r->csv, to, room, least, line, e);
}

static int
reader_bad(struct reader *r, int64_t column, const char *reason)
{
	r->column = column;
	(void)snprintf(r->fault.reason, sizeof(r->fault.reason), "%.255s",
	    reason);
	return 2;
}

/* Fields of the next record: 1, 0, 2, -1 as reader_next(). */
static int
reader_take(struct reader *r, struct err *e)
{
	const char *reason;
	int rc;

	if (r->split != NULL) {
		rc = split_next(r->split, &r->record, &reason, e);
		if (rc == 2)
			return reader_bad(r, split_column(r->split), reason);
		return rc;
	}
	rc = csv_next(r->csv, e);
	if (rc > 0)
		reader_fields(r->csv, &r->record);
	if (rc < 0 && !csv_failed(r->csv)) {
		rc = reader_bad(r, csv_error_column(r->csv), e->text);
		err_clear(e);
	}
	return rc;
}

int
reader_next(struct reader *r, struct call *call, struct err *e)
{
	int64_t line;
	int rc = reader_take(r, e);

	if (rc != 1)
		return rc;
	if (!r->whole &&
	    (r->split != NULL ? split_truncated(r->split)
			      : csv_truncated(r->csv)))
		return reader_bad(r, 1, READER_TRUNCATED);
	if (map_record(&r->map, &r->record, call, &r->fault) == 0) {
		call->line = reader_line(r);
		return 1;
	}
	r->column = 1;
	if (r->fault.field >= 0 && r->split != NULL)
		r->column = split_where(r->split, (size_t)r->fault.field);
	else if (r->fault.field >= 0)
		csv_where(r->csv, (size_t)r->fault.field, &line, &r->column);
	return 2;
}

int64_t
reader_line(const struct reader *r)
{
	return r->split != NULL ? split_line(r->split) : csv_line(r->csv);
}

int64_t
reader_column(const struct reader *r)
{
	return r->column;
}

const char *
reader_reason(const struct reader *r)
{
	return r->fault.reason;
}

const char *
reader_raw(struct reader *r, size_t *len)
{
	return r->split != NULL ? split_raw(r->split, len)
				: csv_raw(r->csv, len);
}

const char *
reader_header(const struct reader *r)
{
	return buf_text(&r->header);
}

int64_t
reader_first(const struct reader *r)
{
	return r->map.first;
}

int64_t
reader_moved(const struct reader *r)
{
	return r->map.moved;
}

struct input *
reader_input(const struct reader *r)
{
	return r->split != NULL ? split_input(r->split) : csv_input(r->csv);
}

void
reader_close(struct reader *r)
{
	if (r == NULL)
		return;
	map_free(&r->map);
	buf_free(&r->header);
	csv_close(r->csv);
	split_close(r->split);
	free(r);
}
