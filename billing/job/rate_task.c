#include "job/rate_task.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "rating/directory.h"
#include "store/call_store.h"
#include "store/entity_store.h"
#include "time/tzdata.h"
#include "time/zone.h"

int
rate_task_folder(char dir[FILE_PATH_MAX], const char *tasks, const char *kind,
    struct err *e)
{
	return file_path_join(dir, tasks, kind, e);
}

void
rate_task_name(char name[RATE_TASK_NAME_MAX], int64_t number)
{
	(void)snprintf(name, RATE_TASK_NAME_MAX, "%03" PRId64, number);
}

int
rate_task_path(char path[FILE_PATH_MAX], const char *tasks, const char *kind,
    int64_t number, struct err *e)
{
	char dir[FILE_PATH_MAX], name[RATE_TASK_NAME_MAX];

	rate_task_name(name, number);
	if (rate_task_folder(dir, tasks, kind, e) < 0)
		return -1;
	return file_path_join(path, dir, name, e);
}

int
rate_task_all_there(const struct rate_task *t, const char *kind, struct err *e)
{
	int64_t n = strcmp(kind, RATE_TASK_MAP) == 0 ? t->manifest.maps
						     : t->manifest.shards;
	int64_t missing = 0, first = 0;
	char path[FILE_PATH_MAX];

	for (int64_t i = n; i-- > 0;) {
		int there;

		if (rate_task_path(path, t->dir, kind, i, e) < 0)
			return -1;
		there = file_there(path, e);
		if (there < 0)
			return -1;
		if (there == 0) {
			missing++;
			first = i;
		}
	}
	return missing == 0
	    ? 0
	    : err_set(e, ERR_BUSY,
		  "%s/%s/%03" PRId64 ": is not there: %s task %" PRId64
		  "/%" PRId64 " is not done yet (missing in all: %" PRId64
		  "); try again later",
		  t->dir, kind, first, kind, first, n, missing);
}

/* --- time zones ----------------------------------------------------------- */

static int
compare_zones(const void *a, const void *b)
{
	const struct zone *const *x = a, *const *y = b;

	return strcmp(zone_name(*x), zone_name(*y));
}

void
rate_task_zones(const struct directory *d, char sha256[HASH_HEX_MAX])
{
	const struct zone **zones =
	    mem_calloc(d->ncontracts + d->nsubscribers + 1, sizeof(*zones));
	struct hash_sha256 h;
	size_t n = 0;

	zones[n++] = d->zone;
	for (size_t i = 0; i < d->ncontracts; i++)
		if (d->contracts[i].zone != zones[n - 1])
			zones[n++] = d->contracts[i].zone;
	for (size_t i = 0; i < d->nsubscribers; i++)
		if (d->subscribers[i].zone != NULL &&
		    d->subscribers[i].zone != zones[n - 1])
			zones[n++] = d->subscribers[i].zone;
	if (n > 1)
		qsort(zones, n, sizeof(*zones), compare_zones);
	hash_sha256_begin(&h);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || zones[i] != zones[i - 1])
			tzdata_add(zones[i], &h);
	hash_sha256_end(&h, sha256);
	free(zones);
}

/* --- the snapshot --------------------------------------------------------- */

int
rate_task_manifest(struct rate_task *t, const char *dir, const char *version,
    struct err *e)
{
	*t = (struct rate_task){ .dir = dir, .book.lock.fd = -1 };
	if (task_manifest_read(dir, &t->arena, &t->manifest, e) < 0)
		return -1;
	if (strcmp(t->manifest.program, version) != 0 ||
	    strcmp(t->manifest.layout, task_manifest_layout()) != 0)
		return err_set(e, ERR_DATA,
		    "%s/manifest: was made by version %s (%s), this is version"
		    " %s (%s): use the same program everywhere",
		    dir, t->manifest.program, t->manifest.layout, version,
		    task_manifest_layout());
	return 0;
}

static int
snapshot_path(const struct rate_task *t, const char *name,
    char path[FILE_PATH_MAX], struct err *e)
{
	char folder[FILE_PATH_MAX];

	if (file_path_join(folder, t->dir, TASK_MANIFEST_FOLDER, e) < 0)
		return -1;
	return file_path_join(path, folder, name, e);
}

int
rate_task_verify(const struct rate_task *t, const struct task_manifest_file *f,
    struct err *e)
{
	char path[FILE_PATH_MAX], sha256[HASH_HEX_MAX];
	int64_t size;

	if (snapshot_path(t, f->name, path, e) < 0 ||
	    file_sha256(path, sha256, &size, e) < 0)
		return -1;
	if (size != f->size || strcmp(sha256, f->sha256) != 0)
		return err_set(e, ERR_DATA,
		    "%s: was altered: it is not what the manifest says", path);
	return 0;
}

/* The call files, or all others. */
static int
verify_files(const struct rate_task *t, bool calls, struct err *e)
{
	for (size_t i = 0; i < t->manifest.nfiles; i++) {
		const struct task_manifest_file *f = &t->manifest.files[i];

		if ((strncmp(f->name, "calls/", 6) == 0) == calls &&
		    rate_task_verify(t, f, e) < 0)
			return -1;
	}
	return 0;
}

int
rate_task_verify_calls(const struct rate_task *t, struct err *e)
{
	return verify_files(t, true, e);
}

/* Only those of a map task's share are read whole, and verified by it; of all
 * others no more than what they say of themselves.  If that cannot be read, it is
 * because they were altered, as a rule. */
static int
open_calls(struct rate_task *t, struct err *e)
{
	struct err why = { .code = ERR_NONE };

	if (period_calls_open(&t->calls, &t->book, t->manifest.period, e) == 0)
		return 0;
	if (rate_task_verify_calls(t, &why) < 0)
		*e = why;
	return -1;
}

static int
check_zones(const struct rate_task *t, struct err *e)
{
	char zones[HASH_HEX_MAX];

	rate_task_zones(t->directory, zones);
	if (strcmp(zones, t->manifest.zones) == 0)
		return 0;
	return err_set(e, ERR_DATA,
	    "the time zone data of this machine are not those of the host of"
	    " the book: install the same tzdata everywhere");
}

static void
cut(struct rate_task *t)
{
	run_shards_make(&t->shards, t->directory);
	t->part_of = mem_calloc(t->shards.n, sizeof(*t->part_of));
	run_shards_divide(&t->shards, t->directory, (size_t)t->manifest.shards,
	    t->part_of);
}

static int
load_directory(struct rate_task *t, struct err *e)
{
	if (entity_store_master(&t->book, ENTITY_LATEST, &t->arena, &t->master,
		e) < 0 ||
	    directory_build(&t->own, &t->master, e) < 0)
		return -1;
	t->directory = t->own;
	return check_zones(t, e);
}

int
rate_task_open(struct rate_task *t, const struct directory *known,
    struct err *e)
{
	const struct task_manifest *m = &t->manifest;
	char path[FILE_PATH_MAX];

	t->directory = known;
	if (verify_files(t, false, e) < 0 ||
	    file_path_join(path, t->dir, TASK_MANIFEST_FOLDER, e) < 0 ||
	    book_open(&t->book, path, BOOK_FROZEN, "toll-rate", e) < 0 ||
	    (known == NULL && load_directory(t, e) < 0) ||
	    open_calls(t, e) < 0 ||
	    rate_billed_load(&t->billed, &t->book, m->period, t->directory,
		t->calls.store, NULL, e) < 0)
		return -1;
	if (t->directory->master->load != m->load ||
	    call_store_calls(t->calls.store) != m->calls)
		return err_set(e, ERR_DATA,
		    "%s: is not the snapshot that its manifest says", path);
	cut(t);
	return 0;
}

void
rate_task_close(struct rate_task *t)
{
	free(t->part_of);
	run_shards_free(&t->shards);
	rate_billed_free(&t->billed);
	period_calls_close(&t->calls);
	directory_free(t->own);
	book_close(&t->book);
	arena_free(&t->arena);
	*t = (struct rate_task){ .book.lock.fd = -1 };
}

/* --- shards --------------------------------------------------------------- */

struct map_call_bounds
rate_task_bounds(const struct rate_task *t, int64_t shard, size_t *from,
    size_t *until)
{
	const struct run_shards *s = &t->shards;

	*from = 0;
	while (*from < s->n && t->part_of[*from] < (uint32_t)shard)
		++*from;
	*until = *from;
	while (*until < s->n && t->part_of[*until] == (uint32_t)shard)
		++*until;
	return (struct map_call_bounds){ .first = s->contract_of[*from],
		.until = s->contract_of[*until],
		.nsubscribers = t->directory->nsubscribers,
		.segments = t->calls.segments,
		.nsegments = t->calls.nsegments,
		.billed = &t->billed.billed,
		.identity = t->manifest.overlap };
}

struct task_rows_bounds
rate_task_rows(const struct rate_task *t, const struct map_call_bounds *b)
{
	return (struct task_rows_bounds){ .directory = t->directory,
		.first = b->first,
		.until = b->until,
		.nsegments = b->nsegments };
}
