#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/call_row.h"
#include "store/call_store.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_segments[] =
    "SELECT file, calls FROM segment WHERE period = ?1 ORDER BY file";

static const char sql_periods[] =
    "SELECT DISTINCT period FROM segment ORDER BY period";

static const char sql_head[] =
    "SELECT format, trust_cli, demand_group, calls,"
    " (SELECT start_us FROM call WHERE seq = 1),"
    " (SELECT start_us FROM call ORDER BY seq DESC LIMIT 1) FROM segment";

static const char sql_find[] =
    "SELECT " CALL_ROW_COLUMNS "  FROM call WHERE call_id = ?1 ORDER BY seq";

/* A segment that the merge reads, and the call it stands at. */
struct call_source {
	struct call_range *range;
	struct call call;
	int64_t seq;
	size_t segment;
};

struct call_store {
	struct arena arena;
	struct call_segment *segments;
	size_t count, cap;
	int64_t calls;
	struct call_source *sources; /* a heap, least call first */
	size_t n_sources;
	bool begun;
	bool taken; /* the first source was handed out */
};

/* ${calls} is what the book says it has; -1: it was not asked. */
static int
store_segment(struct call_store *s, const struct book *book, const char *file,
    int64_t calls, struct err *e)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX];
	struct call_segment *seg;
	struct stmt head = { 0 };
	struct db *db = NULL;
	int got, rc = -1;

	s->segments =
	    mem_grow(s->segments, s->count, &s->cap, sizeof(*s->segments));
	seg = &s->segments[s->count];
	if (book_path(dir, book, "calls", e) < 0 ||
	    file_path_join(path, dir, file, e) < 0 ||
	    db_open_part(&db, path, DB_CALLS, e) < 0 ||
	    stmt_prepare(&head, db, sql_head, e) < 0)
		goto out;
	got = stmt_row(&head, e, NO_ARGS);
	if (got < 0 && e->code == ERR_IO)
		goto out;
	if (got != 1 || (calls >= 0 && stmt_int(&head, 3) != calls)) {
		err_clear(e);
		(void)err_set(e, ERR_DATA,
		    "%s: is not the segment that the book names; toll-check "
		    "tells more",
		    path);
		goto out;
	}
	*seg = (struct call_segment){
		.file = arena_strdup(&s->arena, file),
		.path = arena_strdup(&s->arena, path),
		.format = arena_strdup(&s->arena, stmt_text(&head, 0)),
		.trust_cli = stmt_int(&head, 1) != 0,
		.demand_group = stmt_int(&head, 2) != 0,
		.calls = stmt_int(&head, 3),
		.first_us = stmt_int(&head, 4),
		.last_us = stmt_int(&head, 5),
	};
	s->calls += seg->calls;
	s->count++;
	rc = 0;
out:
	stmt_free(&head);
	db_close(db);
	return rc;
}

int
call_store_open(struct call_store **out, const struct book *book,
    const char *period, struct err *e)
{
	struct call_store *s = mem_calloc(1, sizeof(*s));
	struct stmt list = { 0 };
	int more;

	if (stmt_prepare(&list, book->db, sql_segments, e) < 0 ||
	    stmt_bind(&list, e, ARGS(A_TEXT(period))) < 0)
		goto fail;
	while ((more = stmt_step(&list, e)) > 0)
		if (store_segment(s, book, stmt_text(&list, 0),
			stmt_int(&list, 1), e) < 0)
			goto fail;
	if (more < 0)
		goto fail;
	stmt_free(&list);
	*out = s;
	return 0;
fail:
	stmt_free(&list);
	call_store_close(s);
	return -1;
}

int
call_store_open_files(struct call_store **out, const struct book *book,
    const char *const *files, size_t n, struct err *e)
{
	struct call_store *s = mem_calloc(1, sizeof(*s));

	for (size_t i = 0; i < n; i++)
		if (store_segment(s, book, files[i], -1, e) < 0) {
			call_store_close(s);
			return -1;
		}
	*out = s;
	return 0;
}

size_t
call_store_segments(const struct call_store *s)
{
	return s->count;
}

const struct call_segment *
call_store_segment(const struct call_store *s, size_t i)
{
	assert(i < s->count);
	return &s->segments[i];
}

int64_t
call_store_calls(const struct call_store *s)
{
	return s->calls;
}

/* Is a's call before b's? */
static bool
source_before(const struct call_source *a, const struct call_source *b)
{
	const struct call *x = &a->call, *y = &b->call;
	int64_t len = x->identity_len < y->identity_len ? x->identity_len
							: y->identity_len;
	int order;

	if (x->start_us != y->start_us)
		return x->start_us < y->start_us;
	order = memcmp(x->identity, y->identity, (size_t)len);
	if (order != 0)
		return order < 0;
	if (x->identity_len != y->identity_len)
		return x->identity_len < y->identity_len;
	return a->segment < b->segment;
}

/* Let the source at ${i} sink to its place in the heap. */
static void
store_sink(struct call_store *s, size_t i)
{
	for (;;) {
		size_t child = 2 * i + 1;
		struct call_source t;

		if (child >= s->n_sources)
			return;
		if (child + 1 < s->n_sources &&
		    source_before(&s->sources[child + 1], &s->sources[child]))
			child++;
		if (!source_before(&s->sources[child], &s->sources[i]))
			return;
		t = s->sources[i];
		s->sources[i] = s->sources[child];
		s->sources[child] = t;
		i = child;
	}
}

/* Step source ${i}; at its end the last source takes its place. */
static int
store_step(struct call_store *s, size_t i, struct err *e)
{
	struct call_source *source = &s->sources[i];
	int rc = call_range_next(source->range, &source->call, &source->seq, e);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	call_range_close(source->range);
	*source = s->sources[--s->n_sources];
	return 0;
}

static int
store_begin(struct call_store *s, struct err *e)
{
	s->begun = true;
	s->sources = mem_calloc(s->count + 1, sizeof(*s->sources));
	for (size_t i = 0; i < s->count; i++) {
		struct call_source *source = &s->sources[s->n_sources];

		*source = (struct call_source){ .segment = i };
		if (call_range_open(&source->range, &s->segments[i], 1,
			INT64_MAX, e) < 0)
			return -1;
		s->n_sources++;
		if (store_step(s, s->n_sources - 1, e) < 0)
			return -1;
	}
	for (size_t i = s->n_sources; i-- > 0;)
		store_sink(s, i);
	return 0;
}

int
call_store_next(struct call_store *s, struct call *call, size_t *segment,
    int64_t *seq, struct err *e)
{
	if (!s->begun && store_begin(s, e) < 0)
		return -1;
	if (s->taken) {
		if (store_step(s, 0, e) < 0)
			return -1;
		store_sink(s, 0);
	}
	s->taken = s->n_sources > 0;
	if (!s->taken)
		return 0;
	*call = s->sources[0].call;
	*segment = s->sources[0].segment;
	*seq = s->sources[0].seq;
	return 1;
}

/* Copy the texts of a call into the arena. */
static void
store_keep(struct arena *a, struct call *c)
{
	const char **texts[] = { &c->call_id, &c->source_number,
		&c->source_domain, &c->source_account, &c->source_ip,
		&c->source_user, &c->source_peer, &c->destination_number,
		&c->destination_domain, &c->destination_account,
		&c->destination_peer, &c->disposition };

	c->identity = arena_strndup(a, c->identity, (size_t)c->identity_len);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_strdup(a, *texts[i]);
}

int
call_store_fetch(struct call_store *s, size_t segment, int64_t seq,
    struct arena *a, struct call *call, struct err *e)
{
	struct call_range *range;
	int64_t found;
	int rc;

	if (segment >= s->count)
		return err_set(e, ERR_NOINPUT, "there is no segment %zu",
		    segment);
	if (call_range_open(&range, &s->segments[segment], seq, seq + 1, e) < 0)
		return -1;
	rc = call_range_next(range, call, &found, e);
	if (rc > 0)
		store_keep(a, call);
	call_range_close(range);
	if (rc == 0)
		return err_set(e, ERR_NOINPUT, "%s: there is no call %lld",
		    s->segments[segment].path, (long long)seq);
	return rc < 0 ? -1 : 0;
}

int
call_store_find(struct call_store *s, const char *call_id, struct arena *a,
    struct call_found **out, size_t *n, struct err *e)
{
	struct call_found *found = NULL;
	size_t count = 0, cap = 0;
	int rc = 0;

	for (size_t i = 0; i < s->count && rc == 0; i++) {
		struct stmt find = { 0 };
		struct db *db = NULL;

		rc = db_open_part(&db, s->segments[i].path, DB_CALLS, e);
		if (rc == 0)
			rc = stmt_prepare(&find, db, sql_find, e);
		if (rc == 0)
			rc = stmt_bind(&find, e, ARGS(A_TEXT(call_id)));
		while (rc == 0 && (rc = stmt_step(&find, e)) > 0) {
			found = mem_grow(found, count, &cap, sizeof(*found));
			found[count].segment = i;
			if (!call_row_read(find.handle, &found[count].call,
				&found[count].seq)) {
				rc = err_set(e, ERR_DATA, "%s: damaged: a row",
				    s->segments[i].path);
				break;
			}
			store_keep(a, &found[count++].call);
			rc = 0;
		}
		stmt_free(&find);
		db_close(db);
	}
	*n = count;
	*out = ARENA_NEW(a, struct call_found, count + 1);
	if (count > 0)
		memcpy(*out, found, count * sizeof(*found));
	free(found);
	return rc;
}

void
call_store_close(struct call_store *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->n_sources; i++)
		call_range_close(s->sources[i].range);
	free(s->sources);
	free(s->segments);
	arena_free(&s->arena);
	free(s);
}

int
call_store_periods(const struct book *book, struct arena *a,
    const char *const **out, size_t *n, struct err *e)
{
	const char **periods = NULL, **copy;
	size_t count = 0, cap = 0;
	struct stmt list = { 0 };
	int rc;

	if (stmt_prepare(&list, book->db, sql_periods, e) < 0)
		return -1;
	rc = stmt_bind(&list, e, NO_ARGS);
	while (rc == 0 && (rc = stmt_step(&list, e)) > 0) {
		periods = mem_grow(periods, count, &cap, sizeof(*periods));
		periods[count++] = arena_strdup(a, stmt_text(&list, 0));
		rc = 0;
	}
	stmt_free(&list);
	copy = ARENA_NEW(a, const char *, count + 1);
	for (size_t i = 0; i < count; i++)
		copy[i] = periods[i];
	free(periods);
	*out = copy;
	*n = count;
	return rc;
}
