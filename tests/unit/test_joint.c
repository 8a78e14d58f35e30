/*
 * One search for all price lists against the search in each: random lists whose
 * prefixes are partly the same, some with what only select_fee() knows.
 */
#include "price_list.h"
#include "../check.h"

#include <string.h>

#include "tariff/joint.h"
#include "tariff/select.h"
#include "tel/number.h"
#include "tel/prefix_tree.h"

#define PROFILES 5
#define FEES     400

static struct profile profiles[PROFILES];
static struct band bands[2];
static struct fee fees[FEES];
static char texts[FEES][2][8];
static size_t nfees;
static uint32_t state = 11;

static int
pick(int n)
{
	state = state * 1664525u + 1013904223u;
	return (int)(state >> 8) % n;
}

/* Up to ${most} of the digits 1 to 3, now and then with a plus before them. */
static void
digits(char *out, int least, int most)
{
	int n = least + pick(most - least + 1), at = 0;

	if (n > 0 && pick(4) == 0)
		out[at++] = '+';
	for (int i = 0; i < n; i++)
		out[at++] = (char)('1' + pick(3));
	out[at] = '\0';
}

static bool
is_there(const struct fee *f)
{
	for (size_t i = 0; i < nfees; i++)
		if (strcmp(fees[i].profile, f->profile) == 0 &&
		    fees[i].direction == f->direction &&
		    fees[i].type == f->type && fees[i].match == f->match &&
		    strcmp(number_key(fees[i].destination),
			number_key(f->destination)) == 0)
			return true;
	return false;
}

/* A fee of list ${p}: mostly a prefix for everybody. */
static void
add_fee(int p, bool odd)
{
	struct fee f = price_list_fee(profiles[p].handle, texts[nfees][0]);

	digits(texts[nfees][0], 0, 4);
	f.source = "";
	f.direction = pick(4) == 0;
	f.type = pick(8) == 0;
	if (pick(3) == 0)
		f.valid_from_us = 100;
	if (pick(3) == 0)
		f.valid_to_us = 500;
	if (odd && pick(20) == 0) {
		digits(texts[nfees][1], 1, 2);
		f.source = texts[nfees][1];
	}
	if (odd && pick(20) == 0)
		f.match = pick(2) ? MATCH_EXACT : MATCH_LNP;
	if (!is_there(&f))
		fees[nfees++] = f;
}

static struct tariff *
make(void)
{
	static const char *const names[PROFILES] = { "a", "b", "c", "d", "e" };

	nfees = 0;
	for (int p = 0; p < PROFILES; p++) {
		bool odd = pick(3) == 0;

		profiles[p] = price_list_profile(names[p]);
		for (int i = 0, n = pick(FEES / PROFILES); i < n; i++)
			add_fee(p, odd);
	}
	for (int i = 0; i < 2; i++)
		bands[i] = (struct band){ .profile = names[i],
			.band = "night",
			.days = "mon-sun",
			.from_s = 0,
			.to_s = 3600 };
	return price_list_compile(&(struct tariff_input){ .profiles = profiles,
	    .nprofiles = PROFILES,
	    .bands = bands,
	    .nbands = 2,
	    .fees = fees,
	    .nfees = nfees });
}

/* Where select_fee() finds the prices, or TARIFF_NONE. */
static uint32_t
slow(const struct tariff *t, int profile, struct select_query *q)
{
	struct select_scratch scratch = { 0 };
	struct select_result r;
	struct err e = { .code = ERR_NONE };
	int rc =
	    select_fee(t, &t->profiles[profile], q, &scratch, NULL, &r, &e);

	CHECK(rc >= 0, "%s", e.text);
	select_scratch_free(&scratch);
	return rc == 1 ? (uint32_t)(r.prices - t->prices) : TARIFF_NONE;
}

/* Lists with a table whose time the query is in; how many of them. */
static int
compare(const struct tariff *t, const char *text, int64_t us)
{
	struct select_query q = { .at_us = us,
		.source = "12",
		.source_len = 2,
		.destination = text,
		.destination_len = strlen(text),
		.source_domain = "",
		.destination_domain = "" };
	uint32_t u = t->joint == NULL
	    ? PREFIX_NONE
	    : prefix_tree_find(t->joint, text, strlen(text), NULL);
	int n = 0;

	for (int i = 0; i < PROFILES * 4; i++) {
		const struct tariff_deck *d;

		q.direction = (enum direction)(i / 2 % 2);
		q.type = (enum call_type)(i % 2);
		d = &t->profiles[i / 4]
			 .deck[TARIFF_USER_ONLY][q.direction][q.type];
		if (d->joint == NULL || us < d->from_us || us >= d->until_us)
			continue;
		n++;
		CHECK_I64(u == PREFIX_NONE ? TARIFF_NONE : d->joint[u],
		    slow(t, i / 4, &q), text);
	}
	return n;
}

static void
test_random(void)
{
	int compared = 0, joint = 0;

	for (int round = 0; round < 400; round++) {
		struct err e = { .code = ERR_NONE };
		struct tariff *t = make();

		CHECK(joint_build(t, &e) == 0, "%s", e.text);
		joint += t->joint != NULL;
		for (int i = 0; i < 100; i++) {
			char text[8];

			digits(text, 0, 6);
			compared += compare(t, number_key(text), pick(600));
		}
		tariff_free(t);
	}
	CHECK(joint > 300, "price lists were joined: %d", joint);
	CHECK(compared > 20000, "searches were compared: %d", compared);
}

/* Nothing to join is no error; of many lists that share nothing the tables would
 * take more than the prices. */
static void
test_none(void)
{
	static const char *const names[PROFILES] = { "a", "b", "c", "d", "e" };
	struct tariff_input in = { .profiles = profiles, .fees = fees };
	struct err e = { .code = ERR_NONE };
	struct tariff *t = price_list_compile(&in);

	CHECK(joint_build(t, &e) == 0 && t->joint == NULL, "%s", e.text);
	tariff_free(t);
	for (int p = 0; p < PROFILES * 4; p++) {
		struct fee *f = &fees[in.nfees++];

		if (p % 4 == 0)
			profiles[in.nprofiles++] =
			    price_list_profile(names[p / 4]);
		(void)snprintf(texts[p][0], sizeof(texts[p][0]), "%d", 10 + p);
		*f = price_list_fee(names[p / 4], texts[p][0]);
		f->direction = p / 2 % 2;
		f->type = p % 2;
		t = price_list_compile(&in);
		CHECK(joint_build(t, &e) == 0, "%s", e.text);
		if (t->joint != NULL)
			CHECK_I64(prefix_tree_count(t->joint), p + 1, "number");
		CHECK((t->joint != NULL) == ((p + 1) * 4 <= 64),
		    "%d lists of a prefix each", p + 1);
		tariff_free(t);
	}
}

int
main(void)
{
	test_random();
	test_none();
	return check_done();
}
