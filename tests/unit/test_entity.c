/*
 * Descriptions, tables and checks of master data.
 *
 * Method: every description is looked at for what must hold of all of them;
 * sorting and merging are compared with an insertion sort over random rows.
 */
#include "base/arena.h"
#include "base/entity.h"
#include "base/entity_table.h"
#include "base/err.h"
#include "job/entity_csv.h"
#include "party/party_entity.h"
#include "store/entity_list.h"
#include "tariff/tariff_entity.h"
#include "time/zone.h"

#include "../check.h"

/* A small generator of random numbers; the same ones every time. */
static uint64_t seed = 20261101;

static unsigned
random_below(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

/* Every entity: members in order and without holes, references that name an
 * entity, words for words, a key, defaults that can be read. */
static void
test_descriptions(void)
{
	struct arena a = { 0 };
	const struct entity_csv c = { .zone = zone_utc(), .arena = &a };

	for (int i = 0; i < ENTITY_COUNT; i++) {
		const struct entity *ent = entity_list[i];
		size_t at = sizeof(struct origin);
		int keys = 0;

		for (size_t k = 0; k < ent->nfields; k++) {
			const struct field *f = &ent->fields[k];
			char ref[64];

			CHECK(f->offset == at, "%s.%s stands at %zu, not %zu",
			    ent->name, f->name, f->offset, at);
			at += 8;
			keys += (f->flags & FIELD_KEY) != 0;
			CHECK((f->words != NULL) == (f->type == FIELD_WORD),
			    "%s.%s has words", ent->name, f->name);
			CHECK(f->help != NULL && f->help[0] != '\0',
			    "%s.%s has help", ent->name, f->name);
			CHECK((f->flags & FIELD_REQUIRED) == 0 ||
				f->deflt == NULL,
			    "%s.%s is required and has a default", ent->name,
			    f->name);
			for (const char *r = f->ref; r != NULL && *r != '\0';) {
				size_t n = strcspn(r, "|");

				memcpy(ref, r, n);
				ref[n] = '\0';
				CHECK(entity_list_find(ref) >= 0,
				    "%s.%s refers to %s", ent->name, f->name,
				    ref);
				r += n + (r[n] == '|');
			}
		}
		CHECK(at == ent->size, "%s has %zu bytes, not %zu", ent->name,
		    ent->size, at);
		CHECK(keys > 0, "%s has a key", ent->name);
		/* asserts that every default is good */
		entity_csv_defaults(&c, ent, arena_alloc(&a, 1, ent->size));
	}
	CHECK(entity_list[ENTITY_COUNT] == NULL, "the list ends");
	arena_free(&a);
}

/* Random networks: few names, so that keys repeat. */
static void
fill(struct entity_table *t, struct arena *a, unsigned rows, bool sorted)
{
	for (unsigned i = 0; i < rows; i++) {
		struct network *n = entity_table_add(t);

		n->origin.line = i;
		n->network =
		    arena_printf(a, "n%u", sorted ? i / 7 : random_below(9));
		if (random_below(4) > 0)
			n->block = arena_printf(a, "b%u", random_below(30));
	}
}

static void
test_sort(void)
{
	struct arena a = { 0 };

	for (unsigned rows = 0; rows < 200; rows++) {
		struct entity_table t = { .entity = &entity_networks };
		const struct network **slow;

		fill(&t, &a, rows, rows % 3 == 0);
		slow = ARENA_NEW(&a, const struct network *, rows + 1);
		for (unsigned i = 0; i < rows; i++) {
			const struct network *n = entity_table_row(&t, i);
			struct network *copy = ARENA_NEW(&a, struct network, 1);
			unsigned k = i;

			*copy = *n;
			while (k > 0 &&
			    entity_compare(t.entity, slow[k - 1], n) > 0) {
				slow[k] = slow[k - 1];
				k--;
			}
			slow[k] = copy;
		}
		entity_table_sort(&t);
		for (unsigned i = 0; i < rows; i++) {
			const struct network *n = entity_table_row(&t, i);

			CHECK(n->origin.line == slow[i]->origin.line,
			    "row %u of %u: line %d, not %d", i, rows,
			    (int)n->origin.line, (int)slow[i]->origin.line);
			CHECK(entity_compare(t.entity, entity_table_find(&t, n),
				  n) == 0,
			    "row %u of %u is found", i, rows);
		}
		entity_table_free(&t);
		arena_reset(&a);
	}
	arena_free(&a);
}

static void
test_index(void)
{
	struct entity_table t = { .entity = &entity_contacts };
	struct entity_index x;
	struct arena a = { 0 };

	for (unsigned i = 0; i < 1000; i++) {
		struct contact *c = entity_table_add(&t);

		c->ref = arena_printf(&a, "c%u", i / 2);
		c->origin.line = i;
	}
	entity_index_build(&x, &t, "ref");
	for (unsigned i = 0; i < 500; i++) {
		const struct contact *c =
		    entity_index_find(&x, arena_printf(&a, "c%u", i));

		CHECK(c != NULL && c->origin.line == 2 * i,
		    "the first of two rows c%u", i);
	}
	CHECK(entity_index_find(&x, "c500") == NULL, "one past the end");
	CHECK(entity_index_find(&x, "") == NULL, "no text");
	CHECK(entity_index_find(&x, NULL) == NULL, "nothing");
	entity_index_free(&x);
	entity_table_free(&t);
	arena_free(&a);
}

int
main(void)
{
	test_descriptions();
	test_sort();
	test_index();
	return check_done();
}
