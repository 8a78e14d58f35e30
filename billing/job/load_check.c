#include "job/load_check.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity.h"
#include "base/entity_check.h"
#include "base/err.h"
#include "base/problems.h"
#include "document/document_check.h"
#include "job/load_example.h"
#include "job/load_input.h"
#include "job/load_kept.h"
#include "job/load_payments.h"
#include "job/load_state.h"
#include "job/load_write.h"
#include "party/party_check.h"
#include "peering/peering_check.h"
#include "rating/master_check.h"
#include "store/load_store.h"
#include "tariff/tariff_check.h"

struct checker {
	struct load_input *const *inputs;
	int64_t load;
	struct db *db;
	struct load_write *write;
	struct arena *arena;
	struct problems *problems;
	struct err *err; /* the first failure to look a file up */
};

static const struct load_input *
input_of(const struct checker *k, const struct entity *ent, const void *row)
{
	const struct origin *origin = row;

	if (origin->load != k->load)
		return NULL;
	return k->inputs[entity_list_find(ent->name)];
}

/* "fees.csv (load 3)": the file of a row that is in the book. */
static const char *
old_file(const struct checker *k, const struct entity *ent, const void *row)
{
	const struct origin *origin = row;
	struct err e = { .code = ERR_NONE };
	const char *file;

	if (load_store_file(k->db, origin->load, ent->name, k->arena, &file,
		&e) < 0) {
		if (k->err->code == ERR_NONE)
			*k->err = e;
		file = "";
	}
	return arena_printf(k->arena, "%s (load %" PRId64 ")",
	    file[0] != '\0' ? file : ent->name, origin->load);
}

static void
place(void *arg, const struct entity *ent, const void *row, char *out,
    size_t size)
{
	const struct checker *k = arg;
	const struct load_input *in = input_of(k, ent, row);
	const struct origin *origin = row;

	load_write_stop(k->write);
	(void)snprintf(out, size, "%s:%" PRId64,
	    in != NULL ? in->path : old_file(k, ent, row), origin->line);
}

/* Does a finding about ${column} follow from the fields reported before? */
static bool
follows(const struct entity *ent, uint64_t bad, const char *column)
{
	for (size_t i = 0; i < ent->nfields && bad != 0; i++) {
		if ((bad >> i & 1) == 0)
			continue;
		if (column == NULL ||
		    strcmp(ent->fields[i].name, column) == 0 ||
		    (ent->fields[i].flags & FIELD_KEY) != 0)
			return true;
	}
	return false;
}

static void
wrong(void *arg, const struct entity *ent, const void *row, const char *column,
    const char *text)
{
	const struct checker *k = arg;
	const struct load_input *in = input_of(k, ent, row);
	const struct origin *origin = row;
	struct load_line *l;
	int64_t line, at;

	load_write_stop(k->write);
	if (in == NULL) {
		problems_add(k->problems, old_file(k, ent, row), origin->line,
		    0, "%s", text);
		return;
	}
	l = load_input_find(in, origin->line);
	if (l != NULL && follows(ent, l->bad, column))
		return;
	if (l != NULL && in->alternate != NULL)
		l->bad = LOAD_ALL_BAD; /* two rows a line: tell it once */
	load_input_where(in, row, column, &line, &at);
	problems_add(k->problems, in->path, line, at, "%s", text);
}

int
load_check(const struct load_state *s,
    struct load_input *const inputs[ENTITY_COUNT], int64_t load, struct db *db,
    struct load_write *write, struct arena *a, struct problems *problems,
    struct err *e)
{
	struct checker k = { inputs, load, db, write, a, problems, e };
	const struct entity_check check = { &k, wrong, place };
	const struct entity_set set = { s->after, ENTITY_COUNT };

	for (int i = 0; i < ENTITY_COUNT; i++)
		if (inputs[i] != NULL)
			entity_check_doubles(&inputs[i]->rows, &check);
	entity_check_set(&set, &check);
	party_check(&set, &check);
	tariff_check(&set, &check);
	peering_check(&set, &check);
	master_check(&set, &check);
	document_check(&set, &check);
	load_kept_check(s, &check);
	load_payments_check(s, &check);
	load_example_check(s, inputs, &check, problems);
	return e->code == ERR_NONE ? 0 : -1;
}
