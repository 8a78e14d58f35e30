/*
 * The reader on any bytes, in every format that comes with the programs: no
 * crash; lines go forward; a call that is returned is one that can have
 * happened, of valid text; packed and unpacked it is the same; a rejected row
 * has a reason and a place; reading the same bytes again gives the same, also
 * when another reader is given the lines that can be read by themselves.
 *
 * The first byte is the format; with 0x80 the rest is sealed, without it taken
 * as it is.  Run in the root of the sources: it reads data/formats.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/input.h"
#include "base/md5.h"
#include "base/utf8.h"
#include "cdr/call.h"
#include "cdr/call_check.h"
#include "cdr/format.h"
#include "cdr/pack.h"
#include "cdr/reader.h"
#include "time/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define SEAL   0x80u
#define NOW_US INT64_C(1795392000000000)

static const char *const paths[] = {
	"data/formats/tollbook.ini",
	"data/formats/asterisk.ini",
	"data/formats/freeswitch.ini",
	"data/formats/sipwise.ini",
	"data/formats/kamailio.ini",
	"data/formats/yeti.ini",
};
#define FORMATS (sizeof(paths) / sizeof(paths[0]))

static void
check_call(const struct call *c, struct buf *text)
{
	struct call again;
	struct pack *p;
	int field;

	assert(call_check(c, NOW_US, &field) == NULL);
	assert(utf8_check(c->call_id, strlen(c->call_id), NULL));
	assert(utf8_check(c->destination_number, strlen(c->destination_number),
	    NULL));
	p = malloc(pack_size(c));
	assert(p != NULL);
	pack_call(p, c);
	assert(pack_bytes(p) == pack_size(c));
	pack_open(p, &again);
	assert(again.start_us == c->start_us && again.setup_us == c->setup_us &&
	    again.duration_ms == c->duration_ms && again.type == c->type &&
	    again.status == c->status && again.line == c->line &&
	    again.identity_len == c->identity_len &&
	    memcmp(again.identity, c->identity, (size_t)c->identity_len) == 0 &&
	    strcmp(again.call_id, c->call_id) == 0 &&
	    strcmp(again.source_peer, c->source_peer) == 0 &&
	    strcmp(again.disposition, c->disposition) == 0);
	buf_add(text, p->body, pack_bytes(p) - offsetof(struct pack, body));
	free(p);
}

/* All records of a reader; those of whom it is a reader of lines come after
 * ${line}. */
static int
read_records(struct reader *r, int64_t *line, struct buf *text, struct err *e)
{
	struct call c;
	size_t len;
	int rc;

	while ((rc = reader_next(r, &c, e)) > 0) {
		assert(reader_line(r) > *line);
		*line = reader_line(r);
		if (rc == 1) {
			assert(c.line == *line);
			check_call(&c, text);
			continue;
		}
		assert(reader_reason(r)[0] != '\0' && reader_column(r) > 0);
		(void)reader_raw(r, &len);
		buf_printf(text, "%lld:%lld %zu %s\n",
		    (long long)reader_line(r), (long long)reader_column(r), len,
		    reader_reason(r));
	}
	return rc;
}

/* Give lines away as long as there are some: the last one read. */
static int64_t
read_lines(struct reader *r, struct reader *of_lines, size_t size,
    struct buf *text)
{
	struct err e = { .code = ERR_NONE };
	char *block = malloc(size + READER_LINES_ROOM);
	int64_t last = 0, first;
	ptrdiff_t n;

	assert(block != NULL);
	while ((n = reader_take_lines(r, block, size, 1, &first, &e)) > 0) {
		assert(of_lines != NULL && first > last);
		reader_lines(of_lines, block, (size_t)n, first);
		if (read_records(of_lines, &last, text, &e) != 0)
			abort();
	}
	free(block);
	return last;
}

/* Read all, or what is possible by lines and the rest; what was seen goes to
 * ${text}. */
static void
read_all(const struct cdr_format *f, const void *data, size_t size,
    bool by_lines, struct buf *text)
{
	const struct reader_options opt = { .zone = zone_utc(),
		.now_us = NOW_US };
	struct err e = { .code = ERR_NONE };
	struct reader *r, *of_lines;
	struct input *in;
	int64_t line = 0;
	int rc;

	if (input_open_mem(&in, "fuzz", data, size, &e) < 0 ||
	    reader_open(&r, in, f, &opt, &e) < 0)
		return;
	of_lines = reader_open_lines(r);
	if (by_lines)
		line = read_lines(r, of_lines, size, text);
	rc = read_records(r, &line, text, &e);
	reader_close(of_lines);
	assert((rc < 0) == (e.code != ERR_NONE));
	reader_close(r);
}

/* As a switch would seal it: before and behind its lines stand how many they
 * are and their MD5. */
static void
seal(struct buf *b, const uint8_t *data, size_t size)
{
	char hex[MD5_HEX_MAX];
	struct md5 md5;
	unsigned lines = 0;

	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	buf_printf(b, "007,%04u\n", lines);
	buf_add(b, data, size);
	md5_begin(&md5);
	md5_add(&md5, b->data, b->len);
	md5_end(&md5, hex);
	buf_printf(b, "%s\n", hex);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct cdr_format *formats[FORMATS];
	struct err e = { .code = ERR_NONE };
	struct buf once = { 0 }, twice = { 0 }, sealed = { 0 };
	size_t which;

	if (size < 1)
		return 0;
	which = (data[0] & ~SEAL) % FORMATS;
	if (formats[which] == NULL &&
	    format_open(&formats[which], paths[which], &e) < 0)
		abort();
	if ((data[0] & SEAL) != 0)
		seal(&sealed, data + 1, size - 1);
	else
		buf_add(&sealed, data + 1, size - 1);
	read_all(formats[which], buf_text(&sealed), sealed.len, false, &once);
	read_all(formats[which], buf_text(&sealed), sealed.len, true, &twice);
	assert(once.len == twice.len &&
	    (once.len == 0 || memcmp(once.data, twice.data, once.len) == 0));
	buf_free(&once);
	buf_free(&twice);
	buf_free(&sealed);
	return 0;
}
