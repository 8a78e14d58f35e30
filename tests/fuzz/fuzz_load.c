/*
 * A file of master data on any bytes: no crash; every row that is taken can be
 * checked, and each of its fields is written as a text that is read back to
 * the same value.  The first byte chooses the entity.
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
#include "party/party_check.h"
#include "peering/peering_check.h"
#include "rating/master_check.h"
#include "store/entity_list.h"
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
	const struct entity *ent;

	if (size < 1)
		return 0;
	ent = entity_list[data[0] % ENTITY_COUNT];
	if (load_input_read_mem(&in, &r, ent, "fuzz.csv", data + 1, size - 1,
		&e) == 0 &&
	    !in.broken) {
		void *again = arena_alloc(&a, 1, ent->size);

		entity_table_sort(&in.rows);
		check(&in);
		for (size_t i = 0; i < in.rows.count; i++)
			read_back(&in, &c, entity_table_row(&in.rows, i),
			    again);
	}
	load_input_free(&in);
	problems_free(&problems);
	problems_free(&notices);
	arena_free(&a);
	return 0;
}
