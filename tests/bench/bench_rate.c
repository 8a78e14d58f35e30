/*
 * bench_rate BOOK PERIOD: what a thread of toll-rate spends where.
 *
 * Prints the CPU seconds of reading the master data, of compiling the price
 * lists, and of one pass over the calls that reads, resolves, prices and sorts
 * them and stores nothing; from the last follow calls a second and core.
 * What toll-rate needs beyond that is writing the charges.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "base/arena.h"
#include "base/err.h"
#include "job/period_calls.h"
#include "job/rate_billed.h"
#include "rating/master.h"
#include "rating/run.h"
#include "store/book.h"
#include "store/entity_store.h"

static double
cpu_s(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
forget(void *arg, struct reduce_output *o)
{
	(void)arg;
	(void)o;
}

static int
no_charges(void *arg, const struct buf *encoded, size_t n, struct err *e)
{
	(void)arg;
	(void)encoded;
	(void)n;
	(void)e;
	return 0;
}

static int
no_shard(void *arg, const struct reduce_output *o, struct err *e)
{
	(void)arg;
	(void)o;
	(void)e;
	return 0;
}

static int
price(struct book *book, const char *period, struct directory *directory,
    struct run_result *result, struct err *e)
{
	struct run_sink sink = { .encode = forget,
		.charges = no_charges,
		.shard = no_shard };
	struct rate_billed billed = { 0 };
	struct run_input in = { .directory = directory,
		.billed = &billed.billed,
		.threads = 1 };
	struct period_calls calls;
	int rc = -1;

	if (period_calls_open(&calls, book, period, e) < 0)
		return -1;
	period_calls_input(&calls, &in);
	if (rate_billed_load(&billed, book, period, directory, calls.store,
		NULL, e) == 0)
		rc = run_rate(&in, &sink, result, e);
	rate_billed_free(&billed);
	period_calls_close(&calls);
	return rc;
}

int
main(int argc, char *argv[])
{
	struct err e = { .code = ERR_NONE };
	struct directory *directory = NULL;
	struct run_result result = { 0 };
	struct arena arena = { 0 };
	struct master master = { 0 };
	struct book book = { 0 };
	double at[4] = { 0 };
	int rc = -1;

	if (argc != 3) {
		(void)fprintf(stderr, "usage: bench_rate BOOK PERIOD\n");
		return ERR_USAGE;
	}
	if (book_open(&book, argv[1], BOOK_READ, "bench_rate", &e) < 0)
		goto out;
	at[0] = cpu_s();
	if (entity_store_master(&book, ENTITY_LATEST, &arena, &master, &e) < 0)
		goto out;
	at[1] = cpu_s();
	if (directory_build(&directory, &master, &e) < 0)
		goto out;
	at[2] = cpu_s();
	if (price(&book, argv[2], directory, &result, &e) < 0)
		goto out;
	at[3] = cpu_s();
	(void)printf("  master data read %.2f s, compiled %.2f s; %" PRId64
		     " calls read, resolved, priced %.2f s: %.0f a second and"
		     " core, %" PRId64 " charges\n",
	    at[1] - at[0], at[2] - at[1], result.calls, at[3] - at[2],
	    (double)result.calls / (at[3] - at[2]), result.charges);
	rc = 0;
out:
	if (rc < 0)
		(void)fprintf(stderr, "bench_rate: %s\n", e.text);
	run_result_free(&result);
	directory_free(directory);
	arena_free(&arena);
	book_close(&book);
	return rc < 0 ? (int)e.code : 0;
}
