/*
 * A file of master data on any bytes: no crash; every row that is taken can be
 * checked, and each of its fields is written as a text that is read back to
 * the same value.  The first byte chooses the entity, or the price lists of a
 * Sipwise platform, which give fees of one profile.
 */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/entity.h"
#include "base/entity_check.h"
#include "base/err.h"
#include "base/problems.h"
#include "document/document_check.h"
#include "job/entity_csv.h"
#include "job/load_input.h"
#include "job/load_sipwise.h"
#include "party/party_check.h"
#include "peering/peering_check.h"
#include "rating/master_check.h"
#include "store/entity_list.h"
#include "tariff/tariff_entity.h"
#include "tariff/tariff_check.h"
#include "time/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
wrong(void *arg, const struct entity *ent, const void *row, const char *column,
    const char *text)
{
	int64_t line, at;

	assert(text[0] != '\0');
	assert(column == NULL || entity_field(ent, column) != NULL);
	load_input_where(arg, row, column, &line, &at);
	assert(line >= 1 && at >= 0);
}

static void
place(void *arg, const struct entity *ent, const void *row, char *out,
    size_t size)
{
	(void)arg;
	(void)ent;
	(void)row;
	assert(size > 0);
	out[0] = '\0';
}

/* The rows by themselves, as if nothing else were in the book. */
static void
check(struct load_input *in)
{
	const struct entity_check c = { in, wrong, place };
	struct entity_table tables[ENTITY_COUNT];
	const struct entity_set set = { tables, ENTITY_COUNT };

	for (int i = 0; i < ENTITY_COUNT; i++)
		tables[i] = entity_list[i] == in->entity
		    ? in->rows
		    : (struct entity_table){ .entity = entity_list[i] };
	entity_check_doubles(&in->rows, &c);
	entity_check_set(&set, &c);
	party_check(&set, &c);
	tariff_check(&set, &c);
	peering_check(&set, &c);
	master_check(&set, &c);
	document_check(&set, &c);
}

static void
read_back(const struct load_input *in, const struct entity_csv *c,
    const void *row, void *again)
{
	struct buf b = { 0 };

	for (size_t i = 0; i < in->entity->nfields; i++) {
		const struct field *f = &in->entity->fields[i];
		struct entity one = { .fields = f, .nfields = 1 };
		struct err e = { .code = ERR_NONE };
		bool rounded = false;

		buf_reset(&b);
		entity_csv_format(c, f, row, &b);
		if (b.len == 0)
			continue;
		assert(entity_csv_parse(c, f, b.data, b.len, again, NULL,
			   &rounded, &e) == 0);
		assert(!rounded && entity_differ(&one, row, again) == NULL);
	}
	buf_free(&b);
}

/* A line gives a fee, or two: then of both bands, and otherwise alike. */
static void
check_sipwise(const struct load_input *in)
{
	const struct fee *f, *before = NULL;

	assert(in->rows.count <= 2 * (size_t)in->records);
	for (size_t i = 0; i < in->rows.count; i++) {
		f = entity_table_row(&in->rows, i);
		assert(strcmp(f->profile, "p") == 0 && f->destination != NULL);
		assert(f->init_interval >= 1 && f->follow_interval >= 1);
		assert(load_input_find(in, f->origin.line) != NULL);
		if (before != NULL && before->origin.line == f->origin.line)
			assert(strcmp(before->band, "peak") == 0 &&
			    strcmp(f->band, "offpeak") == 0 &&
			    strcmp(before->destination, f->destination) == 0 &&
			    before->match == f->match);
		else
			assert(strcmp(f->band, "peak") == 0);
		before = f;
	}
}

static int
read_file(struct load_input *in, const struct load_reader *r,
    const struct entity *ent, const uint8_t *data, size_t size, struct err *e)
{
	int rc;

	if (ent != NULL)
		return load_input_read_mem(in, r, ent, "fuzz.csv", data, size,
		    e);
	rc = load_sipwise_read_mem(in, r, false, "p", data, size, e);
	if (rc == 0)
		check_sipwise(in);
	return rc;
}

/* Problems stand in the file. */
static void
check_problems(const struct problems *p)
{
	for (size_t i = 0; i < p->kept; i++)
		assert(p->items[i].line >= 0 && p->items[i].column >= 0 &&
		    p->items[i].text[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problems problems = { 0 }, notices = { 0 };
	struct err e = { .code = ERR_NONE };
	struct arena a = { 0 };
	struct load_reader r = { .arena = &a,
		.zone = zone_utc(),
		.problems = &problems,
		.notices = &notices,
		.load = 1 };
	const struct entity_csv c = { .zone = r.zone, .arena = &a };
	struct load_input in = { 0 };
	const struct entity *ent = NULL; /* of Sipwise */

	if (size < 1)
		return 0;
	if (data[0] % (ENTITY_COUNT + 1) < ENTITY_COUNT)
		ent = entity_list[data[0] % (ENTITY_COUNT + 1)];
	if (read_file(&in, &r, ent, data + 1, size - 1, &e) == 0 &&
	    !in.broken) {
		void *again = arena_alloc(&a, 1, in.entity->size);

		entity_table_sort(&in.rows);
		check(&in);
		for (size_t i = 0; i < in.rows.count; i++)
			read_back(&in, &c, entity_table_row(&in.rows, i),
			    again);
	}
	check_problems(&problems);
	check_problems(&notices);
	load_input_free(&in);
	problems_free(&problems);
	problems_free(&notices);
	arena_free(&a);
	return 0;
}
