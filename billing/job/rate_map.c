#include "job/rate_map.h"

#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/overflow.h"
#include "base/progress.h"
#include "job/rate_task.h"
#include "rating/map.h"
#include "rating/run_map.h"
#include "store/call_store.h"
#include "store/task_map.h"

/* The calls of all files together, from 0, before the share of ${number}. */
static int64_t
share_begin(const struct task_manifest *m, int64_t number)
{
	return m->calls * number / m->maps;
}

int64_t
rate_map_share(const struct rate_task *t, int64_t number)
{
	return share_begin(&t->manifest, number + 1) -
	    share_begin(&t->manifest, number);
}

/* A file that is there and sound, as this task would write it. */
static int
look_done(struct rate_task *t, int64_t number, struct task_map_trailer *out,
    bool *done, struct err *e)
{
	const struct task_manifest *m = &t->manifest;
	struct err why = { .code = ERR_NONE };
	char path[FILE_PATH_MAX];
	struct task_map_file f;
	int rc;

	*done = false;
	if (rate_task_path(path, t->dir, RATE_TASK_MAP, number, e) < 0)
		return -1;
	rc = task_map_open(&f, path, m->sha256, number, m->maps, m->shards,
	    &t->arena, &why);
	if (rc == 0) {
		rc = task_map_verify(&f, &why);
		*out = f.trailer;
		*done = rc == 0;
		task_map_close(&f);
	}
	if (rc < 0 && why.code != ERR_NOINPUT && why.code != ERR_DATA) {
		*e = why;
		return -1;
	}
	return 0;
}

/* The calls of a segment that are in the share ${begin} up to ${end}, where
 * ${before} calls are in the segments before. */
static int
map_segment(struct rate_task *t, const struct run_input *in, size_t segment,
    int64_t before, int64_t begin, int64_t end, struct mapper *m, struct err *e)
{
	int64_t calls = in->segments[segment].calls;
	int64_t from = begin > before ? begin - before : 0;
	int64_t until = end < before + calls ? end - before : calls;
	const struct call_segment *s =
	    call_store_segment(t->calls.store, segment);
	const struct task_manifest_file *f;
	char name[FILE_PATH_MAX];

	if (from >= until)
		return 0;
	(void)snprintf(name, sizeof(name), "calls/%s", s->file);
	f = task_manifest_find(&t->manifest, name);
	if (f == NULL)
		return err_set(e, ERR_DATA, "%s: is not in the manifest",
		    s->path);
	if (rate_task_verify(t, f, e) < 0)
		return -1;
	return run_map_range(in, m, segment, from + 1, until + 1, e);
}

static int
map_share(struct rate_task *t, int64_t number, const struct run_input *in,
    struct mapper *m, struct err *e)
{
	int64_t begin = share_begin(&t->manifest, number);
	int64_t end = share_begin(&t->manifest, number + 1), before = 0;

	for (size_t i = 0; i < in->nsegments; i++) {
		if (map_segment(t, in, i, before, begin, end, m, e) < 0)
			return -1;
		before += in->segments[i].calls;
	}
	if (m->calls != end - begin)
		return err_set(e, ERR_DATA,
		    "the call files have %lld calls where there are to be"
		    " %lld",
		    (long long)m->calls, (long long)(end - begin));
	return 0;
}

static int
write_file(struct rate_task *t, const char *dir, int64_t number,
    struct mapper *m, struct task_map_trailer *out, struct err *e)
{
	const struct task_map_shards shards = { .part_of = t->part_of,
		.n = t->shards.n,
		.parts = (size_t)t->manifest.shards };
	char name[RATE_TASK_NAME_MAX];

	rate_task_name(name, number);
	*out = (struct task_map_trailer){ .number = number,
		.of = t->manifest.maps,
		.nshards = shards.parts,
		.shards =
		    ARENA_NEW(&t->arena, struct task_section, shards.parts) };
	(void)memcpy(out->snapshot, t->manifest.sha256, sizeof(out->snapshot));
	shard_set_seal(&m->set);
	return task_map_write(dir, name, m, &shards, out, e);
}

static int
map_and_write(struct rate_task *t, int64_t number, struct progress *progress,
    struct task_map_trailer *out, struct err *e)
{
	struct overflow overflow;
	struct shard_scratch scratch = period_calls_scratch(&overflow);
	struct run_input in = { .directory = t->directory,
		.billed = &t->billed.billed,
		.progress = progress };
	char dir[FILE_PATH_MAX];
	struct mapper m;
	int rc;

	if (rate_task_folder(dir, t->dir, RATE_TASK_MAP, e) < 0 ||
	    file_mkdirs(dir, e) < 0 || overflow_open(&overflow, dir, e) < 0)
		return -1;
	period_calls_input(&t->calls, &in);
	mapper_init(&m,
	    &(struct map_input){ .directory = t->directory,
		.billed = in.billed,
		.shard_of = t->shards.shard_of,
		.nshards = t->shards.n,
		.scratch = &scratch,
		.memory = period_calls_memory(&t->book) / 4 * 3 });
	m.keep_identity = t->manifest.overlap;
	progress_begin(progress, "map", rate_map_share(t, number));
	rc = map_share(t, number, &in, &m, e);
	progress_end(progress);
	if (rc == 0)
		rc = write_file(t, dir, number, &m, out, e);
	mapper_free(&m);
	overflow_close(&overflow);
	return rc;
}

int
rate_map_run(struct rate_task *t, int64_t number, struct progress *progress,
    struct task_map_trailer *out, bool *done, struct err *e)
{
	if (look_done(t, number, out, done, e) < 0)
		return -1;
	if (*done)
		return 0;
	return rate_task_open(t, NULL, e) < 0
	    ? -1
	    : map_and_write(t, number, progress, out, e);
}
