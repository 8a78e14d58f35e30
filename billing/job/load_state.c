#include "job/load_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/out.h"
#include "job/entity_csv.h"
#include "job/load_input.h"
#include "job/load_owner.h"
#include "store/entity_feed.h"
#include "store/entity_store.h"
#include "store/entity_writer.h"

/* Large, and referred to by nobody: read only when something they hang on is
 * loaded. */
static const struct {
	const char *entity;
	const char *with[4];
} lazy[] = {
	{ "fees", { "fees", "profiles", "bands", NULL } },
	{ "number_portability", { "number_portability", NULL } },
};

/* Examples of prices are priced with all that a call is priced with. */
static bool
has_examples(struct load_input *const inputs[ENTITY_COUNT])
{
	const struct load_input *fees = inputs[entity_list_find("fees")];

	return fees != NULL && fees->nexamples > 0;
}

static bool
needed(const char *name, struct load_input *const inputs[ENTITY_COUNT])
{
	for (size_t i = 0; i < sizeof(lazy) / sizeof(lazy[0]); i++) {
		if (strcmp(lazy[i].entity, name) != 0)
			continue;
		for (int k = 0; lazy[i].with[k] != NULL; k++)
			if (inputs[entity_list_find(lazy[i].with[k])] != NULL)
				return true;
		return has_examples(inputs);
	}
	return true;
}

int
load_state_read(struct load_state *s, struct db *db,
    struct load_input *const inputs[ENTITY_COUNT], struct arena *a,
    struct err *e)
{
	*s = (struct load_state){ 0 };
	for (int i = 0; i < ENTITY_COUNT; i++) {
		s->before[i].entity = s->after[i].entity = entity_list[i];
		s->shared[i] = true;
	}
	for (int i = 0; i < ENTITY_COUNT; i++)
		if (needed(entity_list[i]->name, inputs) &&
		    entity_store_read(db, entity_list[i], ENTITY_LATEST, a,
			&s->before[i], e) < 0)
			return err_ctx(e, "%s", entity_list[i]->name);
	return 0;
}

static void
add_diff(struct load_state *s, int i, enum load_change change,
    const void *before, const void *after)
{
	s->diff[i] = mem_grow(s->diff[i], s->ndiff[i], &s->capdiff[i],
	    sizeof(*s->diff[i]));
	s->diff[i][s->ndiff[i]++] = (struct load_diff){ .change = change,
		.before = before,
		.after = after };
	s->count[change]++;
}

/* Does --replace take this row away when the file does not have it? */
static bool
in_scope(const struct load_scope *scope, struct load_owner *owner,
    const struct entity *ent, const void *row)
{
	const struct field *profile = entity_field(ent, "profile");

	if (!scope->replace)
		return false;
	if (scope->profile != NULL && profile != NULL &&
	    strcmp(field_text(profile, row), scope->profile) != 0)
		return false;
	return scope->reseller == NULL ||
	    strcmp(load_owner_of(owner, ent, row), scope->reseller) == 0;
}

/* There was nothing before, and no key comes twice: the rows of the file are
 * the result, and as many as there may be they are not copied. */
static bool
take_whole(struct load_state *s, int i, const struct entity_table *new)
{
	if (s->before[i].count > 0)
		return false;
	for (size_t k = 1; k < new->count; k++)
		if (entity_compare(new->entity, entity_table_row(new, k - 1),
			entity_table_row(new, k)) == 0)
			return false;
	s->after[i] = *new;
	for (size_t k = 0; k < new->count; k++)
		add_diff(s, i, LOAD_ADDED, NULL, entity_table_row(new, k));
	return true;
}

/* Rows of both are sorted; the result is as well. */
static void
merge_entity(struct load_state *s, int i, const struct entity_table *new,
    const struct load_scope *scope, struct load_owner *owner)
{
	const struct entity *ent = entity_list[i];
	const struct entity_table *old = &s->before[i];
	struct entity_table *to = &s->after[i];
	size_t a = 0, b = 0;

	if (take_whole(s, i, new))
		return;
	s->shared[i] = false;
	while (a < old->count || b < new->count) {
		const void *x =
		    a < old->count ? entity_table_row(old, a) : NULL;
		const void *y =
		    b < new->count ? entity_table_row(new, b) : NULL;
		int order;

		/* the second of two rows with one key was reported */
		if (y != NULL && b > 0 &&
		    entity_compare(ent, entity_table_row(new, b - 1), y) == 0) {
			b++;
			continue;
		}
		order = x == NULL ? 1
		    : y == NULL   ? -1
				  : entity_compare(ent, x, y);
		a += order <= 0;
		b += order >= 0;
		if (order > 0) {
			entity_table_copy(to, y);
			add_diff(s, i, LOAD_ADDED, NULL, y);
		} else if (order == 0 && entity_differ(ent, x, y) != NULL) {
			entity_table_copy(to, y);
			add_diff(s, i, LOAD_CHANGED, x, y);
		} else if (order == 0 || !in_scope(scope, owner, ent, x)) {
			entity_table_copy(to, x);
		} else {
			add_diff(s, i, LOAD_REMOVED, x, NULL);
		}
	}
}

void
load_state_merge(struct load_state *s,
    struct load_input *const inputs[ENTITY_COUNT],
    const struct load_scope *scope)
{
	struct load_owner owner;

	load_owner_init(&owner, s->before);
	for (int i = 0; i < ENTITY_COUNT; i++) {
		if (inputs[i] == NULL) {
			s->after[i] = s->before[i];
			continue;
		}
		entity_table_sort(&inputs[i]->rows);
		merge_entity(s, i, &inputs[i]->rows, scope, &owner);
	}
	load_owner_free(&owner);
}

int64_t
load_state_changes(const struct load_state *s)
{
	return s->count[LOAD_ADDED] + s->count[LOAD_CHANGED] +
	    s->count[LOAD_REMOVED];
}

/* "C1001" or "isarvox-home mon-fri 08:00": the key of a row. */
static void
print_key(const struct entity *ent, const struct entity_csv *c, const void *row,
    struct buf *b)
{
	size_t start = b->len;

	for (size_t i = 0; i < ent->nfields; i++) {
		size_t len = b->len;

		if ((ent->fields[i].flags & FIELD_KEY) == 0)
			continue;
		if (b->len > start)
			buf_char(b, ' ');
		entity_csv_format(c, &ent->fields[i], row, b);
		if (b->len == len + 1) {
			b->len = len; /* empty: no two blanks */
			b->data[len] = '\0';
		}
	}
}

static void
print_diff(const struct entity *ent, const struct entity_csv *c,
    const struct load_diff *d, struct out *out)
{
	struct buf b = { 0 };

	print_key(ent, c, d->before != NULL ? d->before : d->after, &b);
	out_printf(out, "  %c %s\n",
	    d->change == LOAD_ADDED         ? '+'
		: d->change == LOAD_REMOVED ? '-'
					    : '*',
	    buf_text(&b));
	for (size_t i = 0; d->change == LOAD_CHANGED && i < ent->nfields; i++) {
		const struct field *f = &ent->fields[i];
		struct entity one = { .fields = f, .nfields = 1 };

		if (entity_differ(&one, d->before, d->after) == NULL)
			continue;
		buf_reset(&b);
		buf_printf(&b, "      %s: \"", f->name);
		entity_csv_format(c, f, d->before, &b);
		buf_str(&b, "\" -> \"");
		entity_csv_format(c, f, d->after, &b);
		out_printf(out, "%s\"\n", buf_text(&b));
	}
	buf_free(&b);
}

void
load_state_print(const struct load_state *s, const struct entity_csv *c,
    bool rows, struct out *out)
{
	for (int i = 0; i < ENTITY_COUNT; i++) {
		int64_t n[3] = { 0 };

		for (size_t k = 0; k < s->ndiff[i]; k++)
			n[s->diff[i][k].change]++;
		if (s->ndiff[i] == 0)
			continue;
		out_printf(out,
		    "%s: %" PRId64 " added, %" PRId64 " changed, %" PRId64
		    " removed\n",
		    entity_list[i]->name, n[LOAD_ADDED], n[LOAD_CHANGED],
		    n[LOAD_REMOVED]);
		for (size_t k = 0; rows && k < s->ndiff[i]; k++)
			print_diff(entity_list[i], c, &s->diff[i][k], out);
	}
}

static bool
stopped(const atomic_bool *stop)
{
	return stop != NULL && atomic_load(stop);
}

static int
write_added(const struct load_diff *diff, size_t n, const struct entity *ent,
    const atomic_bool *stop, struct db *db, struct err *e)
{
	const void **rows = mem_calloc(n, sizeof(*rows));
	size_t count = 0;
	int rc;

	for (size_t k = 0; k < n; k++)
		if (diff[k].change == LOAD_ADDED)
			rows[count++] = diff[k].after;
	rc = entity_feed(db, ent, rows, count, stop, e);
	free(rows);
	return rc;
}

/* What is changed or removed. */
static int
rewrite(const struct load_diff *diff, size_t n, enum load_change change,
    const struct entity *ent, const atomic_bool *stop, struct db *db,
    struct err *e)
{
	struct entity_writer w;
	int rc = 0;

	if (entity_writer_open(&w, db, ent, e) < 0)
		return -1;
	for (size_t k = 0; k < n && rc == 0 && !stopped(stop); k++)
		if (diff[k].change == change)
			rc = change == LOAD_REMOVED
			    ? entity_writer_remove(&w, diff[k].before, e)
			    : entity_writer_update(&w, diff[k].after, e);
	entity_writer_close(&w);
	return rc;
}

/* All changes of one kind of one entity. */
static int
write_entity(const struct load_state *s, int i, enum load_change change,
    const atomic_bool *stop, struct db *db, struct err *e)
{
	const struct entity *ent = entity_list[i];
	int rc;

	if (s->ndiff[i] == 0)
		return 0;
	rc = change == LOAD_ADDED
	    ? write_added(s->diff[i], s->ndiff[i], ent, stop, db, e)
	    : rewrite(s->diff[i], s->ndiff[i], change, ent, stop, db, e);
	return rc < 0 ? err_ctx(e, "%s", ent->name) : 0;
}

int
load_state_write(const struct load_state *s, const atomic_bool *stop,
    struct db *db, struct err *e)
{
	/* What goes first frees names; what comes refers to what changed. */
	for (int i = ENTITY_COUNT - 1; i >= 0; i--)
		if (write_entity(s, i, LOAD_REMOVED, stop, db, e) < 0)
			return -1;
	for (int i = 0; i < ENTITY_COUNT; i++)
		if (write_entity(s, i, LOAD_CHANGED, stop, db, e) < 0 ||
		    write_entity(s, i, LOAD_ADDED, stop, db, e) < 0)
			return -1;
	return 0;
}

void
load_state_free(struct load_state *s)
{
	for (int i = 0; i < ENTITY_COUNT; i++) {
		if (!s->shared[i])
			entity_table_free(&s->after[i]);
		entity_table_free(&s->before[i]);
		free(s->diff[i]);
	}
	*s = (struct load_state){ 0 };
}
