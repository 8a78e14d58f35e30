/*
 * The rules that look at many rows at once, against slow second opinions over
 * random small cases: bands that contend (every second of a year of days),
 * fees that overlap and numbers with two owners (every pair), contracts with a
 * gap in their profiles (every instant).
 */
#include "base/arena.h"
#include "base/entity.h"
#include "base/entity_check.h"
#include "base/entity_table.h"
#include "base/words.h"
#include "party/party_check.h"
#include "party/party_entity.h"
#include "rating/master_check.h"
#include "store/entity_list.h"
#include "tariff/tariff_check.h"
#include "tariff/tariff_entity.h"
#include "time/civil.h"

#include "../check.h"

static uint64_t seed = 1;
static struct entity_table tables[ENTITY_COUNT];
static struct arena arena;
static int wrong_count;
static char wrong_first[1024];

static unsigned
rnd(unsigned below)
{
	seed = seed * UINT64_C(6364136223846793005) +
	    UINT64_C(1442695040888963407);
	return (unsigned)(seed >> 33) % below;
}

static void
wrong(void *arg, const struct entity *ent, const void *row, const char *column,
    const char *text)
{
	(void)arg;
	(void)row;
	CHECK(column == NULL || entity_field(ent, column) != NULL,
	    "%s has a column %s", ent->name, column);
	if (wrong_count++ == 0)
		(void)snprintf(wrong_first, sizeof(wrong_first), "%s", text);
}

static void
place(void *arg, const struct entity *ent, const void *row, char *out,
    size_t size)
{
	(void)arg;
	(void)snprintf(out, size, "%s:%d", ent->name,
	    (int)((const struct origin *)row)->line);
}

static const struct entity_check check = { NULL, wrong, place };
static const struct entity_set set = { tables, ENTITY_COUNT };

static struct entity_table *
table(const struct entity *ent)
{
	return &tables[entity_list_find(ent->name)];
}

static void
start(void)
{
	for (int i = 0; i < ENTITY_COUNT; i++) {
		entity_table_free(&tables[i]);
		tables[i].entity = entity_list[i];
	}
	arena_reset(&arena);
	wrong_count = 0;
	wrong_first[0] = '\0';
}

/* --- bands ---------------------------------------------------------------- */

/* Christmas 2026 is a Friday. */
static const char *const day_sets[] = { "mon-fri", "sat,sun", "fri", "daily",
	"2026-12-25", "holidays:h", "tue,2026-12-25" };

static bool
in_days(const char *text, int64_t day)
{
	const int weekday = civil_weekday(day);
	const bool christmas = day == civil_to_days(2026, 12, 25);
	const bool holiday = christmas || day == civil_to_days(2026, 1, 1);

	if (strcmp(text, "mon-fri") == 0)
		return weekday < 5;
	if (strcmp(text, "sat,sun") == 0)
		return weekday >= 5;
	if (strcmp(text, "fri") == 0)
		return weekday == 4;
	if (strcmp(text, "daily") == 0)
		return true;
	if (strcmp(text, "holidays:h") == 0)
		return holiday;
	if (strcmp(text, "2026-12-25") == 0)
		return christmas;
	return weekday == 1 || christmas;
}

/* Is there a day of 2026 and an hour that two bands of one rank claim? */
static bool
slow_contend(const struct band *b, size_t n)
{
	for (int64_t day = civil_to_days(2026, 1, 1);
	     day <= civil_to_days(2026, 12, 31); day++)
		for (int64_t s = 0; s < CIVIL_DAY_S; s += 3600)
			for (size_t i = 0; i < n; i++)
				for (size_t k = 0; k < i; k++)
					if (b[i].priority == b[k].priority &&
					    strcmp(b[i].band, b[k].band) != 0 &&
					    in_days(b[i].days, day) &&
					    in_days(b[k].days, day) &&
					    b[i].from_s <= s && s < b[i].to_s &&
					    b[k].from_s <= s && s < b[k].to_s)
						return true;
	return false;
}

static void
test_bands(void)
{
	for (int round = 0; round < 300; round++) {
		struct entity_table *t;
		size_t n = 1 + rnd(4);

		start();
		for (int i = 0; i < 2; i++) {
			struct holiday *h =
			    entity_table_add(table(&entity_calendars));

			h->calendar = "h";
			h->date_day = i == 0 ? civil_to_days(2026, 1, 1)
					     : civil_to_days(2026, 12, 25);
		}
		t = table(&entity_bands);
		for (size_t i = 0; i < n; i++) {
			struct band *b = entity_table_add(t);

			b->profile = "p";
			b->band = rnd(2) ? "night" : "weekend";
			b->days = day_sets[rnd(7)];
			b->from_s = rnd(20) * 3600;
			b->to_s = b->from_s + (1 + rnd(4)) * 3600;
			b->priority = rnd(2);
		}
		entity_table_sort(t);
		tariff_check_bands(&set, &check);
		CHECK((wrong_count > 0) == slow_contend(t->rows, n),
		    "bands, round %d: %d found, %s", round, wrong_count,
		    wrong_first);
	}
}

/* --- fees ----------------------------------------------------------------- */

static bool
same_number(const char *a, const char *b)
{
	a = a == NULL ? "" : a;
	b = b == NULL ? "" : b;
	return strcmp(a + (a[0] == '+'), b + (b[0] == '+')) == 0;
}

static bool
overlap(int64_t from1, int64_t to1, int64_t from2, int64_t to2)
{
	return (to2 == ENTITY_NONE || from1 < to2) &&
	    (to1 == ENTITY_NONE || from2 < to1);
}

static void
test_fees(void)
{
	static const char *const numbers[] = { "49", "+49", "1", "+1", "491" };

	for (int round = 0; round < 500; round++) {
		struct entity_table *t;
		const struct fee *f;
		size_t n = 2 + rnd(5);
		bool slow = false;

		start();
		t = table(&entity_fees);
		for (size_t i = 0; i < n; i++) {
			struct fee *fee = entity_table_add(t);

			fee->profile = "p";
			fee->match = rnd(2) ? MATCH_PREFIX : MATCH_EXACT;
			fee->source = rnd(3) ? NULL : numbers[rnd(5)];
			fee->destination = numbers[rnd(5)];
			fee->zone = "z";
			fee->band = rnd(2) ? "peak" : "offpeak";
			fee->from_second = rnd(4) ? 0 : 60;
			fee->valid_from_us = rnd(3) ? rnd(6) : ENTITY_NONE;
			fee->valid_to_us = rnd(3) ? 6 + rnd(3) : ENTITY_NONE;
			if (fee->valid_from_us != ENTITY_NONE && rnd(2))
				fee->valid_to_us = fee->valid_from_us + 1;
		}
		entity_table_sort(t);
		f = t->rows;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < i; k++)
				slow |= f[i].match == f[k].match &&
				    same_number(f[i].source, f[k].source) &&
				    same_number(f[i].destination,
					f[k].destination) &&
				    strcmp(f[i].band, f[k].band) == 0 &&
				    f[i].from_second == f[k].from_second &&
				    overlap(f[i].valid_from_us,
					f[i].valid_to_us, f[k].valid_from_us,
					f[k].valid_to_us);
		entity_check_doubles(t, &check);
		tariff_check_fees(&set, &check);
		CHECK((wrong_count > 0) == slow, "fees, round %d: %d found, %s",
		    round, wrong_count, wrong_first);
	}
}

/* --- numbers -------------------------------------------------------------- */

static void
test_numbers(void)
{
	static const char *const numbers[] = { "+491", "491", "+49*", "+492" };

	for (int round = 0; round < 500; round++) {
		struct entity_table *t;
		const struct alias *a;
		size_t n = 2 + rnd(6);
		bool slow = false;

		start();
		t = table(&entity_aliases);
		for (size_t i = 0; i < n; i++) {
			struct alias *alias = entity_table_add(t);

			alias->number = numbers[rnd(4)];
			alias->subscriber = rnd(2) ? "a" : "b";
			alias->valid_from_us = rnd(3) ? rnd(6) : ENTITY_NONE;
			alias->valid_to_us = rnd(3) ? 6 + rnd(3) : ENTITY_NONE;
			if (alias->valid_from_us != ENTITY_NONE && rnd(2))
				alias->valid_to_us = alias->valid_from_us + 1;
		}
		entity_table_sort(t);
		a = t->rows;
		for (size_t i = 0; i < n; i++)
			for (size_t k = 0; k < i; k++)
				slow |= same_number(a[i].number, a[k].number) &&
				    strcmp(a[i].subscriber, a[k].subscriber) !=
					0 &&
				    overlap(a[i].valid_from_us,
					a[i].valid_to_us, a[k].valid_from_us,
					a[k].valid_to_us);
		party_check_numbers(&set, &check);
		CHECK((wrong_count > 0) == slow,
		    "numbers, round %d: %d found, %s", round, wrong_count,
		    wrong_first);
	}
}

/* --- profiles of contracts ------------------------------------------------ */

/* Is every instant 0 <= t < end covered by an entry without network? */
static bool
slow_covered(const struct schedule *s, size_t n, int64_t from, int64_t end)
{
	for (int64_t t = from; t < end; t++) {
		bool covered = false;

		for (size_t i = 0; i < n; i++)
			covered |= s[i].network == NULL &&
			    s[i].valid_from_us <= t &&
			    (s[i].valid_to_us == ENTITY_NONE ||
				t < s[i].valid_to_us);
		if (!covered)
			return false;
	}
	return true;
}

static void
test_coverage(void)
{
	for (int round = 0; round < 500; round++) {
		struct entity_table *t;
		struct contract *c;
		struct profile *p;
		size_t n = 1 + rnd(5);

		start();
		p = entity_table_add(table(&entity_profiles));
		p->handle = "p";
		p->currency = "EUR";
		c = entity_table_add(table(&entity_contracts));
		c->ref = "P";
		c->kind = CONTRACT_KIND_PEERING;
		c->status = CONTRACT_STATUS_ACTIVE;
		c->activated_us = rnd(4);
		c->terminated_us = c->activated_us + rnd(12);
		t = table(&entity_profile_schedule);
		for (size_t i = 0; i < n; i++) {
			struct schedule *s = entity_table_add(t);

			s->contract = "P";
			s->profile = "p";
			s->network = rnd(4) ? NULL : "n";
			s->valid_from_us = rnd(4) ? rnd(8) : ENTITY_NONE;
			s->valid_to_us = rnd(4) ? 8 + rnd(8) : ENTITY_NONE;
			if (s->valid_from_us != ENTITY_NONE && rnd(2))
				s->valid_to_us = s->valid_from_us + 1 + rnd(5);
			s->seq = (int64_t)i;
		}
		entity_table_sort(t);
		master_check(&set, &check);
		CHECK((wrong_count == 0) ==
			slow_covered(t->rows, n, c->activated_us,
			    c->terminated_us),
		    "coverage, round %d: %d found, %s", round, wrong_count,
		    wrong_first);
	}
}

int
main(void)
{
	test_bands();
	test_fees();
	test_numbers();
	test_coverage();
	start();
	arena_free(&arena);
	return check_done();
}
