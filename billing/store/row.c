#include "store/row.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/words.h"
#include "time/civil.h"
#include "time/instant.h"
#include "time/zone.h"

void
row_date_text(char out[ROW_DATE_TEXT], int64_t day)
{
	struct civil c;

	civil_from_days(day, &c);
	(void)snprintf(out, ROW_DATE_TEXT, "%04d-%02d-%02d", c.year % 10000,
	    c.month % 100, c.day % 100);
}

int
row_date(const char *text, int64_t *day, struct err *e)
{
	struct err no = { .code = ERR_NONE };
	int64_t us;

	if (strlen(text) != 10 ||
	    instant_parse_local(text, 10, zone_utc(), &us, NULL, &no) < 0)
		return err_set(e, ERR_DATA, "\"%s\": not a date YYYY-MM-DD",
		    text);
	*day = us >= 0 ? us / CIVIL_DAY_US :
			 -((CIVIL_DAY_US - 1 - us) / CIVIL_DAY_US);
	return 0;
}

void
row_args(const struct row_column *columns, size_t n, const void *row,
    struct arena *arena, struct arg *args)
{
	for (size_t i = 0; i < n; i++) {
		const struct row_column *col = &columns[i];
		const char *at = (const char *)row + col->offset;
		const char *text;
		char *date;
		int64_t v = 0;

		if (col->kind == ROW_TEXT) {
			memcpy(&text, at, sizeof(text));
			assert(text != NULL);
			args[i] = A_TEXT(text);
			continue;
		}
		if (col->kind == ROW_BOOL) {
			args[i] = A_INT(*(const unsigned char *)at);
			continue;
		}
		memcpy(&v, at, sizeof(v));
		args[i] = A_INT(v);
		if (col->kind == ROW_ID && v == 0)
			args[i] = A_NULL;
		if (col->kind == ROW_WORD)
			args[i] = A_TEXT(col->words[v]);
		if (col->kind == ROW_DATE) {
			date = arena_alloc(arena, 1, ROW_DATE_TEXT);
			row_date_text(date, v);
			args[i] = A_TEXT(date);
		}
	}
}

int
row_read(const struct stmt *st, int first, const struct row_column *columns,
    size_t n, struct arena *arena, void *row, struct err *e)
{
	for (size_t i = 0; i < n; i++) {
		const struct row_column *col = &columns[i];
		char *at = (char *)row + col->offset;
		const char *text;
		int c = first + (int)i;
		int64_t v;

		if (col->kind == ROW_TEXT) {
			text = arena_strdup(arena, stmt_text(st, c));
			memcpy(at, &text, sizeof(text));
			continue;
		}
		if (col->kind == ROW_BOOL) {
			*(unsigned char *)at = stmt_int(st, c) != 0;
			continue;
		}
		v = stmt_int(st, c);
		if (col->kind == ROW_DATE &&
		    row_date(stmt_text(st, c), &v, e) < 0)
			return -1;
		if (col->kind == ROW_WORD) {
			v = word_find(col->words, stmt_text(st, c));
			if (v < 0)
				return err_set(e, ERR_DATA,
				    "\"%s\": not a word for column %d",
				    stmt_text(st, c), c);
		}
		memcpy(at, &v, sizeof(v));
	}
	return 0;
}
