/*
 * What tasks hand to each other: records and rows come out as they went in, and
 * whatever is taken is in bounds.
 */
#include "../check.h"

#include "base/arena.h"
#include "base/cidr.h"
#include "cdr/call.h"
#include "rating/billed.h"
#include "rating/directory.h"
#include "rating/map_call.h"
#include "rating/map_call_check.h"
#include "rating/master.h"
#include "rating/resolve.h"
#include "rating/run.h"
#include "store/task_rows.h"
#include "tariff/tariff.h"
#include "tel/number.h"

enum { CONTRACTS = 10, SUBSCRIBERS = 7, SEGMENTS = 3, CALLS = 50 };

static uint64_t state = 5;

static uint32_t
pick(uint32_t n)
{
	uint64_t x = state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	return (uint32_t)((x ^ x >> 31) % n);
}

static struct tariff tariff;
static struct tariff_profile profiles[2];
static struct directory directory;
static struct run_segment segments[SEGMENTS];
static struct charge billed_charges[2];
static struct billed billed = { .charges = billed_charges, .ncharges = 2 };

static struct map_call_bounds bounds = { .first = 2,
	.until = 8,
	.nsubscribers = SUBSCRIBERS,
	.segments = segments,
	.nsegments = SEGMENTS,
	.billed = &billed };

/* --- records -------------------------------------------------------------- */

/* A number of digits, some of them very long, with or without a plus sign. */
static const char *
make_number(char room[512])
{
	uint32_t len = pick(4) == 0 ? 250 + pick(10) : pick(15);
	uint32_t at = pick(2);

	room[0] = '+';
	for (uint32_t i = 0; i < len; i++)
		room[at++] = (char)('0' + pick(10));
	room[at] = '\0';
	return room;
}

static void
make_record(struct map_call *room)
{
	static char called[512], calling[512];
	struct call call = { .start_us = pick(1000),
		.duration_ms = pick(5) == 0 ? INT64_C(1) << 40 : pick(100000),
		.type = pick(2),
		.source_number = make_number(calling),
		.destination_number = make_number(called),
		.source_domain = "a.example",
		.destination_domain = "b.example",
		.identity = "id-0042",
		.identity_len = (int64_t)pick(8) };
	struct resolved r = { .internal = pick(2),
		.has_address = pick(2),
		.caller = { .subscriber = DIRECTORY_NONE },
		.called = { .subscriber = DIRECTORY_NONE } };

	directory.schedules.needs_address = pick(2);
	tariff.needs_domain = pick(2);
	r.source = pick(3) == 0 ? "replaced" : number_key(calling);
	r.destination = number_key(called);
	bounds.identity = pick(2);
	map_call_make(room,
	    &(struct map_call_source){ .directory = &directory,
		.segment = pick(SEGMENTS),
		.seq = 1 + pick(CALLS),
		.call = &call,
		.resolved = &r,
		.keep_source = pick(2),
		.keep_identity = bounds.identity });
	room->contract = 2 + pick(6);
	room->subscriber = pick(3) == 0 ? DIRECTORY_NONE : pick(SUBSCRIBERS);
	room->tier = pick(3) & 3;
	room->direction = pick(2) & 1;
}

/* A slow look at all that the reduce asks of a record: does it end in it? */
static bool
is_inside(const struct map_call *c)
{
	const char *end = c->text + c->size, *key;
	struct map_call_domains d;
	size_t len;

	key = map_call_destination(c);
	if (key + map_call_destination_len(c) >= end ||
	    key[map_call_destination_len(c)] != '\0')
		return false;
	if (c->has_source) {
		key = map_call_source_number(c);
		if (key + strlen(key) >= end)
			return false;
		key = map_call_source(c, &len);
		if (key + len >= end || key[len] != '\0')
			return false;
	}
	d = map_call_domains(c);
	if (c->has_domains &&
	    (d.source + strlen(d.source) >= end ||
		d.destination + strlen(d.destination) >= end))
		return false;
	key = map_call_identity(c, &len);
	return !c->has_identity || key + len == end;
}

static void
test_records(void)
{
	static _Alignas(8) char room[MAP_CALL_MAX + 8], copy[MAP_CALL_MAX + 8],
	    dirty[MAP_CALL_MAX + 8];
	struct map_call *c = (struct map_call *)room;
	struct map_call *k = (struct map_call *)copy;
	long sound = 0, inside = 0, same = 0, cut = 0;

	for (int i = 0; i < 4000; i++) {
		size_t bytes;

		memset(room, 0x5a, sizeof(room)); /* chance in the gaps */
		make_record(c);
		bytes = map_call_bytes(c);
		sound += map_call_check(c, bytes, &bounds) == bytes;
		inside += is_inside(c);
		for (size_t len = 0; len < bytes; len += 1 + len / 8)
			cut += map_call_check(c, len, &bounds) != 0;
		/* the same whatever was there before */
		map_call_settle(copy, c);
		memset(dirty, 0xa5, sizeof(dirty));
		memcpy(dirty, room, sizeof(*c) + c->size);
		map_call_settle(room, (struct map_call *)dirty);
		same += memcmp(room, copy, bytes) == 0 &&
		    memcmp(k, dirty, sizeof(*c) + c->size) == 0;
	}
	CHECK_I64(sound, 4000, "records that the map made");
	CHECK_I64(inside, 4000, "of them inside");
	CHECK_I64(same, 4000, "settled alike");
	CHECK_I64(cut, 0, "cut ones");
}

/* Bytes changed at random: what is taken is in bounds all the same. */
static void
test_damaged_records(void)
{
	static _Alignas(8) char room[MAP_CALL_MAX + 8];
	struct map_call *c = (struct map_call *)room;
	long taken = 0, wrong = 0;

	for (int i = 0; i < 60000; i++) {
		size_t bytes, got;

		make_record(c);
		bytes = map_call_bytes(c);
		memset(room + bytes, 0x5a, sizeof(room) - bytes);
		for (uint32_t k = 0, n = 1 + pick(4); k < n; k++)
			room[pick(2) ? pick(sizeof(*c))
				     : pick((uint32_t)bytes)] = (char)pick(256);
		got = map_call_check(c, bytes, &bounds);
		if (got == 0)
			continue;
		taken++;
		wrong += got > bytes || !is_inside(c) || c->contract < 2 ||
		    c->contract >= 8 || c->segment >= SEGMENTS || c->seq < 1 ||
		    c->seq > CALLS || c->tier > 2 ||
		    (c->is_billed ? c->subscriber >= 2
				  : c->subscriber != DIRECTORY_NONE &&
				c->subscriber >= SUBSCRIBERS);
	}
	CHECK(taken > 1000, "%ld are taken", taken);
	CHECK_I64(wrong, 0, "that are out of bounds");
}

static void
test_billed_record(void)
{
	static _Alignas(8) char room[MAP_CALL_MAX];
	struct map_call *c = (struct map_call *)room;

	make_record(c);
	c->is_billed = 1;
	c->subscriber = 1;
	billed_charges[1] = (struct charge){ .contract = c->contract + 1,
		.segment = c->segment + 1,
		.call = c->seq,
		.tier = c->tier,
		.direction = c->direction };
	CHECK(map_call_check(c, map_call_bytes(c), &bounds) > 0, "is billed");
	billed_charges[1].call++;
	CHECK(map_call_check(c, map_call_bytes(c), &bounds) == 0,
	    "another call is");
	c->subscriber = 2;
	CHECK(map_call_check(c, map_call_bytes(c), &bounds) == 0,
	    "there is no such charge");
}

/* --- rows ----------------------------------------------------------------- */

static const struct task_rows_bounds rows = { .directory = &directory,
	.first = 2,
	.until = 8,
	.nsegments = SEGMENTS };

static struct task_bytes
reader(const struct buf *b)
{
	return (struct task_bytes){ .at = (const unsigned char *)b->data,
		.left = b->len };
}

static void
test_exceptions(void)
{
	struct map_unrated unrated[] = { { .segment = 1,
					     .seq = 5,
					     .contract = DIRECTORY_NONE,
					     .reason = UNRATED_NO_FORWARDER,
					     .detail = "who?",
					     .start_us = -7,
					     .duration_ms = INT64_MAX },
		{ .contract = 7,
		    .tier = 2,
		    .direction = 1,
		    .reason = UNRATED_PATTERN,
		    .detail = "" } };
	struct map_listed listed[] = {
		{ .segment = 2, .seq = 9, .contract = 2, .reason = 2 }
	};
	struct map_exceptions x = { .unrated = unrated,
		.nunrated = 2,
		.listed = listed,
		.nlisted = 1 },
			      got = { .nunrated = 0 };
	struct arena arena = { 0 };
	struct buf b = { 0 }, again = { 0 };
	struct task_bytes r;

	task_rows_put_exceptions(&b, &x);
	r = reader(&b);
	CHECK(task_rows_get_exceptions(&r, &rows, true, &arena, &got), "read");
	task_rows_put_exceptions(&again, &got);
	CHECK(again.len == b.len && memcmp(again.data, b.data, b.len) == 0,
	    "the same");
	r = reader(&b);
	CHECK(!task_rows_get_exceptions(&r, &rows, false, &arena, &got),
	    "nobody's in a shard");
	listed[0].contract = 8;
	buf_reset(&b);
	task_rows_put_exceptions(&b, &x);
	r = reader(&b);
	CHECK(!task_rows_get_exceptions(&r, &rows, true, &arena, &got),
	    "a contract of another shard");
	free(got.unrated);
	free(got.listed);
	arena_free(&arena);
	buf_free(&b);
	buf_free(&again);
}

static bool
takes_contracts(const struct reduce_contract *c, size_t n, size_t charges)
{
	struct reduce_output o = { .ncharges = 0 };
	struct buf b = { 0 };
	struct task_bytes r;
	bool taken;

	task_rows_put_contracts(&b, c, n);
	r = reader(&b);
	taken = task_rows_get_contracts(&r, &rows, &o) &&
	    o.ncharges == charges && o.ncontracts == n;
	reduce_output_free(&o);
	buf_free(&b);
	return taken;
}

static void
test_contracts(void)
{
	CHECK(takes_contracts(NULL, 0, 0), "none");
	CHECK(takes_contracts(
		  (struct reduce_contract[]){ { 2, 0, 5 }, { 7, 5, 1 } }, 2, 6),
	    "two");
	CHECK(!takes_contracts(
		  (struct reduce_contract[]){ { 2, 0, 5 }, { 8, 5, 1 } }, 2, 6),
	    "one of another shard");
	CHECK(!takes_contracts(
		  (struct reduce_contract[]){ { 7, 0, 5 }, { 2, 5, 1 } }, 2, 6),
	    "in another order");
	CHECK(!takes_contracts(
		  (struct reduce_contract[]){ { 2, 0, 5 }, { 2, 5, 1 } }, 2, 6),
	    "twice");
	CHECK(!takes_contracts(
		  (struct reduce_contract[]){ { 2, 0, 5 }, { 7, 6, 1 } }, 2, 6),
	    "a gap");
	CHECK(!takes_contracts((struct reduce_contract[]){ { 2, 0, 0 } }, 1, 0),
	    "without charges");
}

static void
test_balances(void)
{
	struct balance_part part = { .from_us = INT64_MIN,
		.until_us = INT64_MAX,
		.cash_e8 = -5,
		.expire_us = 9,
		.profile = 1,
		.package = BALANCE_NO_PACKAGE,
		.cause = BALANCE_TOPUP,
		.carries = true };
	struct balance_entry entry = { .entry = { .from_us = 3,
					   .profile = 1,
					   .network = TARIFF_NONE,
					   .row = TARIFF_NONE,
					   .yields = true },
		.package = BALANCE_NO_PACKAGE,
		.role = 2 };
	struct balance_lock lock = { .at_us = 1, .level = 4, .role = 1 };
	struct balance_set set = { .nparts = 0 }, got = { .nparts = 0 };
	struct buf b = { 0 }, again = { 0 };
	struct task_bytes r;

	balance_set_add_part(&set, 3, &part);
	balance_set_add_part(&set, 4, &part);
	balance_set_add_entry(&set, 4, &entry);
	balance_set_add_lock(&set, 5, &lock);
	task_rows_put_balances(&b, &set);
	r = reader(&b);
	CHECK(task_rows_get_balances(&r, &rows, &got), "read");
	task_rows_put_balances(&again, &got);
	CHECK(again.len == b.len && memcmp(again.data, b.data, b.len) == 0,
	    "the same");
	balance_set_free(&got);
	set.parts[1].part.profile = 2;
	buf_reset(&b);
	task_rows_put_balances(&b, &set);
	r = reader(&b);
	CHECK(!task_rows_get_balances(&r, &rows, &got), "no such price list");
	balance_set_free(&got);
	balance_set_free(&set);
	buf_free(&b);
	buf_free(&again);
}

static void
test_ledger(void)
{
	static struct reduce_ledger ledger[3][3], got[3][3];
	struct buf b = { 0 };
	struct task_bytes r;

	ledger[1][2] = (struct reduce_ledger){ .exact = -(i128)INT64_MAX * 9,
		.rounded_e8 = 4,
		.used = true };
	task_rows_put_ledger(&b, &directory, ledger);
	for (int i = 1; i <= 2; i++) {
		r = reader(&b);
		CHECK(task_rows_get_ledger(&r, &directory, got), "read");
		CHECK(got[1][2].exact == ledger[1][2].exact * i &&
			got[1][2].rounded_e8 == 4 * i && got[1][2].used &&
			!got[0][0].used,
		    "added up");
	}
	b.data[8] = 2;
	r = reader(&b);
	CHECK(!task_rows_get_ledger(&r, &directory, got), "no such price list");
	buf_free(&b);
}

int
main(void)
{
	tariff.profiles = profiles;
	tariff.nprofiles = 2;
	directory.tariff = &tariff;
	directory.ncontracts = CONTRACTS;
	for (int i = 0; i < SEGMENTS; i++)
		segments[i].calls = CALLS;
	test_records();
	test_damaged_records();
	test_billed_record();
	test_exceptions();
	test_contracts();
	test_balances();
	test_ledger();
	return check_done();
}
