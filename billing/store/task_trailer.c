#include "store/task_trailer.h"

#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"

#define KIND_MAP    "tollbook-map"
#define KIND_REDUCE "tollbook-reduce"
#define FORMAT      1

/* A line with one number, and where it is. */
struct number {
	const char *key;
	size_t offset;
};

#define MAP_NUMBER(key)                                      \
	{                                                    \
#key, offsetof(struct task_map_trailer, key) \
	}
#define REDUCE_NUMBER(key, member)                                \
	{                                                         \
		key, offsetof(struct task_reduce_trailer, member) \
	}

static const struct number map_numbers[] = { MAP_NUMBER(calls),
	MAP_NUMBER(charged), MAP_NUMBER(unrated), MAP_NUMBER(listed) };

static const struct number reduce_numbers[] = {
	REDUCE_NUMBER("records", records),
	REDUCE_NUMBER("priced", priced),
	REDUCE_NUMBER("unrated", unrated),
	REDUCE_NUMBER("free", unpriced),
	REDUCE_NUMBER("listed", listed),
};

static const struct number reduce_sums[] = {
	REDUCE_NUMBER("price", price_e8),
	REDUCE_NUMBER("cash", cash_e8),
	REDUCE_NUMBER("duration", duration_ms),
};

static const struct number reduce_sections[] = {
	REDUCE_NUMBER("charges", charges),
	REDUCE_NUMBER("contracts", contracts),
	REDUCE_NUMBER("balances", balances),
	REDUCE_NUMBER("ledger", ledger),
	REDUCE_NUMBER("used", used),
	REDUCE_NUMBER("exceptions", exceptions),
};

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const void *
member(const void *row, const struct number *n)
{
	return (const char *)row + n->offset;
}

static void
put_numbers(struct buf *b, const void *row, const struct number *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s %" PRId64 "\n", list[i].key,
		    *(const int64_t *)member(row, &list[i]));
}

static int
get_numbers(struct sealed *s, void *row, const struct number *list, size_t n,
    struct err *e)
{
	for (size_t i = 0; i < n; i++)
		if (sealed_int(s, list[i].key, 0, INT64_MAX,
			(int64_t *)((char *)row + list[i].offset), e) < 0)
			return -1;
	return 0;
}

/* The lines that all files of tasks begin with. */
static void
put_head(struct buf *b, const char *kind, const char *snapshot, int64_t number,
    int64_t of)
{
	buf_printf(b, "%s %d\nsnapshot %s\ntask %" PRId64 " %" PRId64 "\n",
	    kind, FORMAT, snapshot, number, of);
}

static int
get_head(struct sealed *s, const char *kind, char snapshot[HASH_HEX_MAX],
    int64_t *number, int64_t *of, struct err *e)
{
	int64_t format;
	char *value;

	if (sealed_int(s, kind, FORMAT, FORMAT, &format, e) < 0 ||
	    sealed_hash(s, "snapshot", snapshot, e) < 0 ||
	    sealed_text(s, "task", &value, e) < 0 ||
	    sealed_word_int(s, &value, 0, TASK_MAX - 1, number, e) < 0 ||
	    sealed_word_int(s, &value, 1, TASK_MAX, of, e) < 0)
		return -1;
	return *value == '\0' && *number < *of
	    ? 0
	    : sealed_wrong(s, "not the number of a task", e);
}

/* Nothing is left of the trailer, and the sections are all of the body. */
static int
get_end(struct task_reader *r, int64_t at, char sha256[HASH_HEX_MAX],
    struct err *e)
{
	if (sealed_end(&r->trailer, e) < 0)
		return -1;
	(void)memcpy(sha256, r->trailer.sha256, HASH_HEX_MAX);
	return at == r->body
	    ? 0
	    : err_set(e, ERR_DATA,
		  "%s: has %" PRId64 " bytes where its trailer says %" PRId64,
		  r->path, r->body, at);
}

/* --- map ------------------------------------------------------------------ */

void
task_trailer_put_map(struct buf *b, const struct task_map_trailer *t)
{
	put_head(b, KIND_MAP, t->snapshot, t->number, t->of);
	put_numbers(b, t, map_numbers, COUNT(map_numbers));
	buf_printf(b, "shards %zu\n", t->nshards);
	for (size_t i = 0; i < t->nshards; i++)
		task_section_put(b, "shard", &t->shards[i]);
	task_section_put(b, "exceptions", &t->exceptions);
}

int
task_trailer_get_map(struct task_reader *r, struct arena *a,
    struct task_map_trailer *t, struct err *e)
{
	struct sealed *s = &r->trailer;
	int64_t n, at = 0;

	*t = (struct task_map_trailer){ .number = 0 };
	if (get_head(s, KIND_MAP, t->snapshot, &t->number, &t->of, e) < 0 ||
	    get_numbers(s, t, map_numbers, COUNT(map_numbers), e) < 0 ||
	    sealed_int(s, "shards", 1, TASK_MAX, &n, e) < 0)
		return -1;
	t->nshards = (size_t)n;
	t->shards = ARENA_NEW(a, struct task_section, t->nshards);
	for (size_t i = 0; i < t->nshards; i++)
		if (task_section_get(s, "shard", &at, &t->shards[i], e) < 0)
			return -1;
	if (task_section_get(s, "exceptions", &at, &t->exceptions, e) < 0)
		return -1;
	return get_end(r, at, t->sha256, e);
}

/* --- reduce --------------------------------------------------------------- */

void
task_trailer_put_reduce(struct buf *b, const struct task_reduce_trailer *t)
{
	put_head(b, KIND_REDUCE, t->snapshot, t->number, t->of);
	buf_printf(b, "maps %zu\n", t->nmaps);
	for (size_t i = 0; i < t->nmaps; i++)
		buf_printf(b, "input %s\n", t->inputs[i]);
	put_numbers(b, t, reduce_numbers, COUNT(reduce_numbers));
	for (size_t i = 0; i < COUNT(reduce_sums); i++) {
		char text[I128_TEXT_MAX];
		i128 v;

		(void)memcpy(&v, member(t, &reduce_sums[i]), sizeof(v));
		(void)i128_format(text, v, 0);
		buf_printf(b, "%s %s\n", reduce_sums[i].key, text);
	}
	for (size_t i = 0; i < COUNT(reduce_sections); i++)
		task_section_put(b, reduce_sections[i].key,
		    member(t, &reduce_sections[i]));
}

static int
get_sums(struct sealed *s, struct task_reduce_trailer *t, struct err *e)
{
	for (size_t i = 0; i < COUNT(reduce_sums); i++) {
		char *value;
		i128 v;

		if (sealed_text(s, reduce_sums[i].key, &value, e) < 0 ||
		    sealed_word_wide(s, &value, &v, e) < 0)
			return -1;
		if (*value != '\0')
			return sealed_wrong(s, "something behind a sum", e);
		(void)memcpy((char *)t + reduce_sums[i].offset, &v, sizeof(v));
	}
	return 0;
}

int
task_trailer_get_reduce(struct task_reader *r, struct arena *a,
    struct task_reduce_trailer *t, struct err *e)
{
	struct sealed *s = &r->trailer;
	int64_t n, at = 0;

	*t = (struct task_reduce_trailer){ .number = 0 };
	if (get_head(s, KIND_REDUCE, t->snapshot, &t->number, &t->of, e) < 0 ||
	    sealed_int(s, "maps", 1, TASK_MAX, &n, e) < 0)
		return -1;
	t->nmaps = (size_t)n;
	t->inputs = arena_alloc(a, t->nmaps, sizeof(*t->inputs));
	for (size_t i = 0; i < t->nmaps; i++)
		if (sealed_hash(s, "input", t->inputs[i], e) < 0)
			return -1;
	if (get_numbers(s, t, reduce_numbers, COUNT(reduce_numbers), e) < 0 ||
	    get_sums(s, t, e) < 0)
		return -1;
	for (size_t i = 0; i < COUNT(reduce_sections); i++)
		if (task_section_get(s, reduce_sections[i].key, &at,
			(struct task_section *)((char *)t +
			    reduce_sections[i].offset),
			e) < 0)
			return -1;
	return get_end(r, at, t->sha256, e);
}
