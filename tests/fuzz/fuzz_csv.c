/*
 * The CSV reader on any bytes: no crash; every byte of the text is accounted
 * for by lines; a record that was read is written by out_csv and read back the
 * same.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/csv_plain.h"
#include "base/err.h"
#include "base/out.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Write the record, read it again, compare. */
static void
read_back(const struct csv *c)
{
	const struct csv_options plain = { .separator = ',' };
	struct err e = { .code = ERR_NONE };
	struct buf text = { 0 };
	struct csv *again;
	struct out o;

	out_init_buf(&o, &text);
	for (size_t i = 0; i < csv_count(c); i++)
		out_csv_field(&o, csv_text(c, i), false);
	out_csv_end(&o);
	if (text.len > 3 && text.len < CSV_LINE_MAX &&
	    memcmp(text.data, "\xef\xbb\xbf", 3) != 0 &&
	    csv_open_mem(&again, "again", text.data, text.len, &plain, &e) ==
		0) {
		int rc = csv_next(again, &e);

		assert(rc == 1 && csv_count(again) == csv_count(c));
		for (size_t i = 0; i < csv_count(c); i++)
			assert(strcmp(csv_text(again, i), csv_text(c, i)) == 0);
		csv_close(again);
	}
	buf_free(&text);
}

/* All ways of cutting plain lines say the same. */
static void
cut_plain(const char *text, size_t len, char separator)
{
	static uint32_t want[CSV_FIELDS_MAX], end[CSV_FIELDS_MAX];
	char *room = calloc(1, len + CSV_PLAIN_SLACK);
	size_t used = 0, also = 0, n;

	assert(room != NULL);
	memcpy(room, text, len);
	n = csv_plain_split_by(CSV_PLAIN_BYTES, room, len, separator, want,
	    &used);
	for (int way = CSV_PLAIN_SSE2; way <= CSV_PLAIN_AVX2; way++) {
		if (!csv_plain_has(way))
			continue;
		assert(csv_plain_split_by(way, room, len, separator, end,
			   &also) == n);
		assert(n == 0 ||
		    (used == also && memcmp(want, end, n * sizeof(*end)) == 0));
	}
	free(room);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char separators[] = { '\0', ',', ';', '\t', '|' };
	struct err e = { .code = ERR_NONE };
	int64_t last = 0, lines = 1, line, column;
	struct csv_options opt = { 0 };
	struct csv *c;
	int rc;

	if (size < 1)
		return 0;
	opt.separator = separators[data[0] % 5];
	opt.header = (data[0] & 128) != 0;
	if (csv_open_mem(&c, "fuzz", data + 1, size - 1, &opt, &e) < 0)
		return 0;
	cut_plain((const char *)data + 1, size - 1, csv_separator(c));
	for (size_t i = 1; i < size; i++)
		lines += data[i] == '\n';
	while ((rc = csv_next(c, &e)) != 0) {
		assert(rc > 0 || e.code == ERR_DATA);
		assert(csv_line(c) > last && csv_line(c) <= lines);
		last = csv_line(c);
		assert(csv_raw(c, NULL) != NULL);
		for (size_t i = 0; i <= csv_count(c); i++) {
			csv_where(c, i, &line, &column);
			assert(line >= last && line <= lines && column >= 1);
			assert(csv_length(c, i) == strlen(csv_text(c, i)));
			assert(csv_length(c, i) <= CSV_FIELD_MAX);
		}
		if (rc > 0)
			read_back(c);
		else
			assert(csv_count(c) == 0);
		err_clear(&e);
	}
	csv_close(c);
	return 0;
}
