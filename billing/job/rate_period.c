#include "job/rate_period.h"

#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/overflow.h"
#include "base/progress.h"
#include "store/balance_store.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/charge_write.h"
#include "time/interval.h"

static int
open_period(struct rate_period *p, const struct rate_period_input *in,
    struct err *e)
{
	struct balance_release release = { .contract = NULL };
	int number;

	if (in->release != NULL)
		release =
		    (struct balance_release){ .contract = in->release->contract,
			    .from_us = in->release->from_us,
			    .limited = in->release->limited,
			    .until_us = in->release->until_us,
			    .limit_e8 = in->release->limit_e8 };

	if (interval_period_parse(p->period, &number, e) < 0)
		return -1;
	p->from_us = interval_period_from(in->book->zone, number);
	p->until_us = interval_period_until(in->book->zone, number);
	if (period_calls_open(&p->calls, in->book, p->period, e) < 0)
		return -1;
	if (rate_billed_load(&p->billed, in->book, p->period, in->directory,
		p->calls.store, in->release, e) < 0 ||
	    balance_store_before_release(in->book, p->period, in->directory,
		&release, &p->before, e) < 0 ||
	    charge_write_open(&p->write, in->book, p->period, in->directory,
		e) < 0)
		return -1;
	charge_write_extra_fees(p->write, p->billed.fees, p->billed.nfees);
	return 0;
}

static int
run_period(struct rate_period *p, const struct rate_period_input *in,
    struct err *e)
{
	struct overflow overflow;
	struct shard_scratch scratch = period_calls_scratch(&overflow);
	struct run_input run = { .directory = in->directory,
		.billed = &p->billed.billed,
		.period = { .from_us = p->from_us,
		    .until_us = p->until_us,
		    .before = &p->before },
		.threads = in->threads,
		.memory = period_calls_memory(in->book),
		.scratch = &scratch,
		.progress = in->progress };
	struct run_sink sink = { .encode = charge_write_encode,
		.charges = charge_write_charges,
		.shard = charge_write_shard,
		.arg = p->write };
	char dir[FILE_PATH_MAX];
	int rc;

	if (book_path(dir, in->book, "charges", e) < 0 ||
	    overflow_open(&overflow, dir, e) < 0)
		return -1;
	period_calls_input(&p->calls, &run);
	progress_begin(in->progress, p->period,
	    call_store_calls(p->calls.store));
	rc = run_rate(&run, &sink, &p->result, e);
	progress_end(in->progress);
	overflow_close(&overflow);
	return rc;
}

int
rate_period_make(struct rate_period *p, const struct rate_period_input *in,
    struct err *e)
{
	return open_period(p, in, e) < 0 ? -1 : run_period(p, in, e);
}

/* It comes out as it is stored, unless the stored file was damaged or lost
 * since: then the new one takes its place. */
static int
keep_old(struct rate_period *p, const struct book *b,
    const struct rating_run *old, struct err *e)
{
	char dir[FILE_PATH_MAX], path[FILE_PATH_MAX], sha256[HASH_HEX_MAX];

	p->run = *old;
	if (book_path(dir, b, "charges", e) < 0 ||
	    file_path_join(path, dir, old->file, e) < 0)
		return -1;
	if (file_exists(path)) {
		if (file_sha256(path, sha256, NULL, e) < 0)
			return -1;
		if (strcmp(sha256, old->sha256) == 0)
			return 0;
	}
	return charge_write_publish(p->write, old->file, e);
}

int
rate_period_finish(struct rate_period *p, struct err *e)
{
	if (!p->finished &&
	    charge_write_finish(p->write, p->calls.store, &p->result,
		p->run_sha256, e) < 0)
		return -1;
	p->finished = true;
	return 0;
}

int
rate_period_publish(struct rate_period *p, const struct rate_period_input *in,
    bool *same, struct err *e)
{
	const char *sha256 = p->run_sha256;
	struct rating_run old;
	int rated;

	if (rate_period_finish(p, e) < 0)
		return -1;
	rated = run_store_current(in->book, p->period, &old, e);
	if (rated < 0)
		return -1;
	/* a correction bills from a file of its own, even if it is the same */
	*same =
	    rated > 0 && in->release == NULL && strcmp(old.sha256, sha256) == 0;
	if (*same)
		return keep_old(p, in->book, &old, e);
	if (run_store_next(in->book, p->period, &p->run, e) < 0)
		return -1;
	p->run.load = in->load;
	p->run.time_us = in->now_us;
	p->run.calls = p->result.calls;
	p->run.charged = p->result.charged;
	p->run.charges = p->result.charges;
	p->run.unrated = (int64_t)p->result.nunrated;
	p->run.listed = (int64_t)p->result.nlisted;
	memcpy(p->run.sha256, sha256, sizeof(p->run.sha256));
	return charge_write_publish(p->write, p->run.file, e);
}

void
rate_period_free(struct rate_period *p)
{
	run_result_free(&p->result);
	charge_write_free(p->write);
	rate_billed_free(&p->billed);
	balance_set_free(&p->before);
	period_calls_close(&p->calls);
}
