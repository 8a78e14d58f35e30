/*
 * A whole run in memory: many customers, resellers and peers, calls in two
 * segments; the same charges in the same order for any number of threads, and
 * what a plain loop over the calls gives.
 */
#include "../check.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/overflow.h"
#include "cdr/call.h"
#include "rating/master.h"
#include "rating/run.h"
#include "rating/sums.h"

enum { CUSTOMERS = 900, CALLS = 20000, SEGMENTS = 2, SPILLED = 1 << 20 };

static struct contact contacts[] = { { .ref = "k" },
	{ .ref = "r", .reseller = "acme" } };
static struct contract contracts[] = { { .ref = "5peer",
					   .kind = CONTRACT_KIND_PEERING,
					   .contact = "k",
					   .activated_us = ENTITY_NONE,
					   .terminated_us = ENTITY_NONE,
					   .status = CONTRACT_STATUS_ACTIVE },
	{ .ref = "7reseller",
	    .kind = CONTRACT_KIND_RESELLER,
	    .contact = "k",
	    .activated_us = ENTITY_NONE,
	    .terminated_us = ENTITY_NONE,
	    .status = CONTRACT_STATUS_ACTIVE } };
static struct reseller resellers[] = { { .name = "acme",
    .contract = "7reseller" } };
static struct peering_group groups[] = {
	{ .name = "g", .contract = "5peer", .priority = 1 }
};
static struct customer customers[CUSTOMERS];
static struct subscriber subscribers[CUSTOMERS];
static struct schedule schedule[CUSTOMERS + 2];
static struct profile profiles[2];
static struct fee fees[4];
static char refs[CUSTOMERS][16], numbers[CUSTOMERS][16];

static struct call calls[SEGMENTS][CALLS];
static char ids[SEGMENTS][CALLS][48];

static uint64_t state = 3;

static uint32_t
pick(uint32_t n)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t)((x ^ x >> 31) % n);
}

static struct fee
make_fee(const char *profile, enum direction direction, int64_t rate_e12)
{
	return (struct fee){ .profile = profile,
		.direction = direction,
		.match = MATCH_PREFIX,
		.destination = "4",
		.zone = "z",
		.band = "peak",
		.init_interval = 1,
		.init_rate_e12 = rate_e12,
		.follow_interval = 1,
		.follow_rate_e12 = rate_e12,
		.extra_second = ENTITY_NONE,
		.valid_from_us = ENTITY_NONE,
		.valid_to_us = ENTITY_NONE };
}

static struct schedule
make_schedule(const char *contract, const char *profile)
{
	return (struct schedule){ .contract = contract,
		.profile = profile,
		.valid_from_us = ENTITY_NONE,
		.valid_to_us = ENTITY_NONE };
}

static void
make_master(struct master *m)
{
	for (int i = 0; i < CUSTOMERS; i++) {
		/* around the reseller and the peer in order of refs */
		(void)snprintf(refs[i], sizeof(refs[i]), "%d", 4000 + i * 5);
		(void)snprintf(numbers[i], sizeof(numbers[i]), "+4%05d", i);
		customers[i] = (struct customer){ .ref = refs[i],
			.contact = i % 3 == 0 ? "r" : "k",
			.activated_us = ENTITY_NONE,
			.terminated_us = ENTITY_NONE,
			.status = CONTRACT_STATUS_ACTIVE };
		subscribers[i] = (struct subscriber){ .ref = numbers[i] + 1,
			.customer = refs[i],
			.username = numbers[i] + 1,
			.domain = "d",
			.number = numbers[i],
			.activated_us = ENTITY_NONE,
			.terminated_us = ENTITY_NONE,
			.status = CONTRACT_STATUS_ACTIVE };
		schedule[i] = make_schedule(refs[i], "p");
	}
	schedule[CUSTOMERS] = make_schedule("5peer", "w");
	schedule[CUSTOMERS + 1] = make_schedule("7reseller", "w");
	for (int i = 0; i < 2; i++)
		profiles[i] = (struct profile){ .handle = i ? "w" : "p",
			.currency = "EUR",
			.decimals = 6,
			.max_call_charge_e8 = ENTITY_NONE };
	fees[0] = make_fee("p", DIRECTION_OUT, INT64_C(40000000000));
	fees[1] = make_fee("p", DIRECTION_IN, INT64_C(10000000000));
	fees[2] = make_fee("w", DIRECTION_OUT, INT64_C(30000000000));
	fees[3] = make_fee("w", DIRECTION_IN, -INT64_C(7000000000));
	*m = (struct master){ .zone = "UTC",
		.contacts = contacts,
		.n_contacts = 2,
		.contracts = contracts,
		.n_contracts = 2,
		.resellers = resellers,
		.n_resellers = 1,
		.customers = customers,
		.n_customers = CUSTOMERS,
		.subscribers = subscribers,
		.n_subscribers = CUSTOMERS,
		.profiles = profiles,
		.n_profiles = 2,
		.profile_schedule = schedule,
		.n_profile_schedule = CUSTOMERS + 2,
		.fees = fees,
		.n_fees = 4,
		.peering_groups = groups,
		.n_peering_groups = 1 };
}

static int
compare_calls(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	if (x->start_us != y->start_us)
		return x->start_us < y->start_us ? -1 : 1;
	return strcmp(x->identity, y->identity);
}

/* Many start at one instant, in both segments, to be told by identity. */
static void
make_calls(void)
{
	for (int s = 0; s < SEGMENTS; s++) {
		for (int i = 0; i < CALLS; i++) {
			uint32_t from = pick(CUSTOMERS + 100);
			bool on_net = from < CUSTOMERS;

			(void)snprintf(ids[s][i], sizeof(ids[s][i]), "%u-%d-%d",
			    pick(1000), i, s);
			calls[s][i] = (struct call){ .start_us = pick(600) *
				    INT64_C(1000000),
				.duration_ms = pick(200000),
				.status = pick(10) == 0 ? CALL_STATUS_BUSY
							: CALL_STATUS_OK,
				.identity = ids[s][i],
				.identity_len = (int64_t)strlen(ids[s][i]),
				.call_id = ids[s][i],
				.source_number = "+49",
				.source_domain = "",
				.source_account =
				    on_net ? numbers[from] + 1 : "",
				.source_ip = "",
				.source_user = "",
				.source_peer = on_net ? "" : "g",
				.destination_number = numbers[pick(CUSTOMERS)],
				.destination_domain = "",
				.destination_account = "",
				.destination_peer = pick(4) == 0 ? "g" : "",
				.disposition = "" };
		}
		qsort(calls[s], CALLS, sizeof(calls[s][0]), compare_calls);
	}
}

struct cursor {
	size_t segment;
	int64_t at, until;
};

static int
open_calls(void *arg, size_t segment, int64_t from, int64_t until, void **out,
    struct err *e)
{
	struct cursor *c = malloc(sizeof(*c));

	(void)arg;
	(void)e;
	if (c == NULL)
		exit(1);
	*c = (struct cursor){ .segment = segment,
		.at = from,
		.until = until > CALLS ? CALLS + 1 : until };
	*out = c;
	return 0;
}

static int
next_call(void *cursor, struct call *call, int64_t *seq, struct err *e)
{
	struct cursor *c = cursor;

	(void)e;
	if (c->at >= c->until)
		return 0;
	*call = calls[c->segment][c->at - 1];
	*seq = c->at++;
	return 1;
}

/* Everything a charge says, a line each. */
static void
encode_lines(void *arg, struct reduce_output *o)
{
	(void)arg;
	for (size_t i = 0; i < o->pending; i++) {
		const struct charge *c = &o->charges[i];

		buf_printf(&o->encoded, "%lld %lld %lld %lld %lld %lld %s\n",
		    (long long)c->contract, (long long)c->tier,
		    (long long)c->direction, (long long)c->segment,
		    (long long)c->call, (long long)c->price_e8, c->number);
	}
}

static int
collect(void *arg, const struct buf *encoded, size_t n, struct err *e)
{
	const char *text = buf_text(encoded);
	size_t lines = 0;

	(void)e;
	for (size_t i = 0; i < encoded->len; i++)
		lines += text[i] == '\n';
	CHECK_I64((int64_t)n, (int64_t)lines, "charges handed on");
	buf_add(arg, encoded->data, encoded->len);
	return 0;
}

static int
collect_contracts(void *arg, const struct reduce_output *o, struct err *e)
{
	(void)e;
	for (size_t i = 0; i < o->ncontracts; i++)
		buf_printf(arg, "contract %u %zu %zu\n",
		    o->contracts[i].contract, o->contracts[i].first,
		    o->contracts[i].count);
	return 0;
}

static const struct run_segment segments[SEGMENTS] = { { .calls = CALLS },
	{ .calls = CALLS } };

static struct run_input
run_input(const struct directory *d, int threads)
{
	return (struct run_input){ .directory = d,
		.segments = segments,
		.nsegments = SEGMENTS,
		.threads = threads,
		.reader = { .open = open_calls,
		    .next = next_call,
		    .close = free } };
}

/* ${memory} 0: as much as it takes; else what is more goes to a file. */
static void
run(const struct directory *d, int threads, size_t memory, struct buf *out,
    struct run_result *r)
{
	struct run_input in = run_input(d, threads);
	struct run_sink sink = { .encode = encode_lines,
		.charges = collect,
		.shard = collect_contracts,
		.arg = out };
	struct err e = { .code = ERR_NONE };
	int64_t size = 0;
	struct overflow overflow = { .dir = NULL };
	struct shard_scratch scratch = { .write = overflow_write,
		.read = overflow_read,
		.forget = overflow_forget,
		.nfiles = OVERFLOW_FILES,
		.arg = &overflow };

	if (memory > 0) {
		CHECK(overflow_open(&overflow, ".", &e) == 0, "%s", e.text);
		in.memory = memory;
		in.scratch = &scratch;
	}
	CHECK(run_rate(&in, &sink, r, &e) == 0, "%s", e.text);
	for (int i = 0; i < OVERFLOW_FILES; i++) {
		size += (int64_t)overflow.files[i].size;
		CHECK(overflow.files[i].fd == 0 || overflow.files[i].size == 0,
		    "file %d is given back", i);
	}
	CHECK(memory == 0 || memory > SPILLED || size > 0,
	    "%zu bytes of memory: something went to a file", memory);
	overflow_close(&overflow);
}

/* Sums by tier and direction, call by call, from the rules alone. */
static void
check_sums(const struct directory *d, const struct run_result *r)
{
	int64_t charges = 0, sum_exact[2] = { 0, 0 };

	for (int s = 0; s < SEGMENTS; s++)
		for (int i = 0; i < CALLS; i++) {
			const struct call *c = &calls[s][i];
			int64_t billed = (c->duration_ms + 999) / 1000;
			int caller = *c->source_account == '\0'
			    ? -1
			    : atoi(c->source_account + 1);
			int called = *c->destination_peer != '\0'
			    ? -1
			    : atoi(c->destination_number + 2);

			if (c->status != CALL_STATUS_OK ||
			    (caller >= 0 && caller == called))
				continue;
			charges += 2 + (caller >= 0 && caller % 3 == 0) +
			    (called >= 0 && called % 3 == 0);
			if (caller >= 0)
				sum_exact[0] += 40 * billed;
			if (called >= 0)
				sum_exact[0] += 10 * billed;
			sum_exact[1] +=
			    caller >= 0 && caller % 3 == 0 ? 30 * billed : 0;
			sum_exact[1] -=
			    called >= 0 && called % 3 == 0 ? 7 * billed : 0;
			sum_exact[1] += called < 0 ? 30 * billed : 0;
			sum_exact[1] -= caller < 0 ? 7 * billed : 0;
		}
	CHECK_I64(r->charges, charges, "charges");
	for (size_t p = 0; p < 2; p++) {
		i128 exact = 0;

		for (int t = 0; t < 3; t++)
			exact += r->ledger[p][t].exact;
		CHECK_I64(exact / 1000000000,
		    sum_exact[strcmp(d->tariff->profiles[p].row->handle, "w") ==
			0],
		    "exact sum, 10^-3 / 60");
	}
}

/* --- sums without charges ------------------------------------------------- */

/* Of one tier and contract, charge by charge. */
struct plain_sum {
	int64_t calls, duration_ms, billed_s, price_e8;
};
static struct plain_sum plain[3][CUSTOMERS + 2];

static void
collect_sums(void *arg, struct reduce_output *o)
{
	(void)arg;
	for (size_t i = 0; i < o->pending; i++) {
		const struct charge *c = &o->charges[i];
		struct plain_sum *s = &plain[c->tier][c->contract - 1];

		s->calls++;
		s->duration_ms += c->duration_ms;
		s->billed_s += c->billed_s;
		s->price_e8 += c->price_e8;
	}
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

static void
check_rows(const struct sums_result *r, bool detailed)
{
	struct plain_sum whole[3];
	size_t used = 0;

	for (int t = 0; t < 3; t++) {
		struct plain_sum all = { 0, 0, 0, 0 };

		for (size_t k = 0; k < CUSTOMERS + 2; k++) {
			used += detailed && plain[t][k].calls > 0;
			all.calls += plain[t][k].calls;
			all.duration_ms += plain[t][k].duration_ms;
			all.billed_s += plain[t][k].billed_s;
			all.price_e8 += plain[t][k].price_e8;
		}
		used += !detailed && all.calls > 0;
		whole[t] = all;
	}
	CHECK_I64(r->tally.count, used, "rows");
	for (size_t i = 0; i < r->tally.count; i++) {
		const struct tally_row *row = &r->tally.rows[i];
		const struct plain_sum *s = detailed
		    ? &plain[row->tier][row->contract]
		    : &whole[row->tier];

		CHECK_I64(row->calls, s->calls, "calls");
		CHECK_I64(row->duration_ms, s->duration_ms, "duration");
		CHECK_I64(row->billed_s, s->billed_s, "billed seconds");
		CHECK_I64(row->price_e8, s->price_e8, "price");
	}
}

/* What the charges add up to, for any number of threads, and whether calls go
 * by in batches, are kept for their order, or some this way and some that. */
static void
check_tally(const struct directory *d, bool detailed)
{
	static bool all[CUSTOMERS + 2], some[CUSTOMERS + 2];
	const bool *const orders[] = { NULL, all, some };
	struct run_input in = run_input(d, 1);
	struct run_sink sink = { .encode = collect_sums,
		.charges = no_charges,
		.shard = no_shard };
	struct err e = { .code = ERR_NONE };
	struct tally_names names;
	struct run_result run;

	memset(plain, 0, sizeof(plain));
	CHECK(run_rate(&in, &sink, &run, &e) == 0, "%s", e.text);
	for (size_t i = 0; i < CUSTOMERS + 2; i++) {
		all[i] = true;
		some[i] = i % 7 == 0;
	}
	tally_names_directory(&names, d, detailed);
	for (int i = 0; i < 9; i++) {
		struct sums_input what = { .directory = d,
			.names = &names,
			.ordered = orders[i % 3],
			.period = { .from_us = INT64_MIN,
			    .until_us = INT64_MAX } };
		struct sums_result r;

		in.threads = 1 + i / 3 * 3; /* 1, 4, 7 */
		CHECK(sums_run(&in, &what, &r, &e) == 0, "%s", e.text);
		CHECK_I64(r.calls, run.calls, "calls read");
		CHECK_I64(r.charged, run.charged, "calls to be charged");
		CHECK_I64(r.unrated.calls, 0, "unrated");
		check_rows(&r, detailed);
		sums_result_free(&r);
	}
	tally_names_free(&names);
	run_result_free(&run);
}

/* The same charges, whatever the threads and the memory. */
static void
check_same(const struct directory *d, const char *want)
{
	static const int threads[] = { 1, 2, 3, 7 };
	static const size_t memory[] = { 0, 1, SPILLED, SPILLED * 64 };

	for (int i = 0; i < 16; i++) {
		struct buf got = { 0 };
		struct run_result r;

		run(d, threads[i / 4], memory[i % 4], &got, &r);
		CHECK(strcmp(buf_text(&got), want) == 0,
		    "%d threads, %zu bytes of memory: the same charges",
		    threads[i / 4], memory[i % 4]);
		run_result_free(&r);
		buf_free(&got);
	}
}

int
main(void)
{
	struct buf want = { 0 };
	struct directory *d;
	struct err e = { .code = ERR_NONE };
	struct run_result r;
	struct master m;

	make_master(&m);
	make_calls();
	if (directory_build(&d, &m, &e) < 0) {
		(void)printf("%s\n", e.text);
		return 1;
	}
	run(d, 1, 0, &want, &r);
	check_sums(d, &r);
	CHECK_I64(r.nunrated, 0, "unrated");
	run_result_free(&r);
	check_same(d, buf_text(&want));
	buf_free(&want);
	check_tally(d, true);
	check_tally(d, false);
	directory_free(d);
	return check_done();
}
