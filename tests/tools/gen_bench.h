#ifndef TOOLS_GEN_BENCH_H
#define TOOLS_GEN_BENCH_H

#include "gen.h"

/*
 * The synthetic operator of the benchmark: what its master data and its calls
 * have in common.
 *
 * Price lists are nested prefixes of 1..9 digits under the country codes of
 * the world.  Lists 0-3 are retail (a tenth of the prefixes), 4-5 wholesale,
 * 6-9 carrier (all prefixes).  A peak price holds Monday to Friday 08:00-20:00
 * UTC.  Every price is a whole number of 10^-6 per minute.
 */
#define LISTS      10
#define RETAIL     4 /* lists before this one */
#define WHOLESALE  6
#define RESELLERS  20
#define CARRIERS   4
#define NUMBER_MAX 20

static const char *const country[] = { "1", "7", "20", "27", "30", "31", "32",
	"33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48",
	"49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62",
	"63", "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93",
	"94", "95", "98", "211", "212", "213", "216", "218", "220", "221",
	"222", "223", "224", "225", "226", "227", "228", "229", "230", "231",
	"232", "233", "234", "235", "236", "237", "238", "239", "240", "241",
	"242", "243", "244", "245", "246", "248", "249", "250", "251", "252",
	"253", "254", "255", "256", "257", "258", "260", "261", "262", "263",
	"264", "265", "266", "267", "268", "269", "290", "291", "297", "298",
	"299", "350", "351", "352", "353", "354", "355", "356", "357", "358",
	"359", "370", "371", "372", "373", "374", "375", "376", "377", "378",
	"380", "381", "382", "383", "385", "386", "387", "389", "420", "421",
	"423", "500", "501", "502", "503", "504", "505", "506", "507", "508",
	"509", "590", "591", "592", "593", "594", "595", "596", "597", "598",
	"599", "670", "672", "673", "674", "675", "676", "677", "678", "679",
	"680", "681", "682", "683", "685", "686", "687", "688", "689", "690",
	"691", "692", "850", "852", "853", "855", "856", "870", "880", "881",
	"882", "883", "886", "960", "961", "962", "963", "964", "965", "966",
	"967", "968", "970", "971", "972", "973", "974", "975", "976", "977",
	"992", "993", "994", "995", "996", "998" };
#define COUNTRIES ((int)(sizeof(country) / sizeof(*country)))

enum sort { FIXED, CELLULAR, SPECIAL };
static const char *const sort_words[] = { "fixed", "mobile", "special" };

struct prefix {
	char digits[10];
	int country;
	enum sort sort;
};

/* The whole operator; numbers[i] belongs to customer owner[i]. */
struct bench {
	struct prefix *prefix;
	int prefixes;
	int customers, numbers;
	int *reseller; /* of a customer, 0.. */
	int *list;     /* of a customer: retail list */
	int *owner;    /* of a number */
	int *first;    /* numbers of customer c: sorted[first[c]..first[c+1]) */
	int *sorted;
	int *ranked; /* customers, the busiest first */
	bool peer;   /* write the files of the comparison too */
};

/* Picks index i of n about as often as 1 / (i + 1 + flat). */
struct ranks {
	uint64_t *sum;
	int n;
};

static inline struct ranks
ranks_new(int n, int flat)
{
	struct ranks z = { gen_alloc((size_t)n, sizeof(uint64_t)), n };
	uint64_t sum = 0;

	for (int i = 0; i < n; i++)
		z.sum[i] = sum +=
		    UINT64_C(1000000000000) / (uint64_t)(i + 1 + flat);
	return z;
}

static inline int
ranks_pick(const struct ranks *z, struct gen_random *r)
{
	uint64_t x = gen_bits(r) % z->sum[z->n - 1];
	int low = 0, high = z->n - 1;

	while (low < high) {
		int middle = (low + high) / 2;
		if (z->sum[middle] <= x)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The number, without its +. */
static inline void
bench_number(char *text, int i)
{
	snprintf(text, NUMBER_MAX, "43%d%07u", i % 3 ? 720 : 664,
	    ((unsigned)i * 7919U + 1234567U) % 10000000U);
}

static inline FILE *
bench_file(const char *folder, const char *name)
{
	char path[4096];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	if (f == NULL)
		gen_die("%s: %s", path, strerror(errno));
	return f;
}

static inline void
bench_close(FILE *f)
{
	if (ferror(f) || fclose(f) != 0)
		gen_die("cannot write: %s", strerror(errno));
}

static struct gen_random rnd;

/* A set of digit strings: open addressing, never full. */
struct set {
	char (*slot)[10];
	uint32_t mask;
};

static bool
set_add(struct set *s, const char *digits)
{
	uint64_t hash = UINT64_C(1469598103934665603);
	uint32_t i;

	for (const char *p = digits; *p != '\0'; p++)
		hash = (hash ^ (uint64_t)*p) * UINT64_C(1099511628211);
	for (i = (uint32_t)(hash >> 20) & s->mask; s->slot[i][0] != '\0';
	     i = (i + 1) & s->mask)
		if (strcmp(s->slot[i], digits) == 0)
			return false;
	strcpy(s->slot[i], digits);
	return true;
}

/* North America has most prefixes; long country codes have few. */
static int
some_country(void)
{
	static int weight[COUNTRIES];

	if (weight[0] == 0)
		for (int i = 0; i < COUNTRIES; i++)
			weight[i] = i == 0 ? 360
			    : strcmp(country[i], "49") == 0 ||
				strcmp(country[i], "44") == 0 ||
				strcmp(country[i], "43") == 0
			    ? 36
			    : strlen(country[i]) < 3 ? 6
						     : 1;
	return gen_pick(&rnd, weight, COUNTRIES);
}

static void
add_digits(char *digits, int from, int until)
{
	for (int i = from; i < until; i++)
		digits[i] = (char)('0' + gen_below(&rnd, 10));
	digits[until] = '\0';
}

/* Every third prefix is inside another one. */
static bool
make_prefix(struct prefix *p, const struct bench *b, int have)
{
	static const int length[] = { 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 8, 9 };
	int len, until, roll;

	if (gen_below(&rnd, 100) < 30) {
		*p = b->prefix[gen_below(&rnd, have)];
		len = (int)strlen(p->digits);
		until = len + 1 + gen_below(&rnd, 2);
		if (until > 9)
			return false;
		if (gen_below(&rnd, 4) == 0)
			p->sort = (enum sort)gen_below(&rnd, 3);
	} else {
		p->country = some_country();
		strcpy(p->digits, country[p->country]);
		len = (int)strlen(p->digits);
		until = length[gen_below(&rnd, 13)];
		if (until <= len)
			until = len + 1;
		roll = gen_below(&rnd, 100);
		p->sort = roll < 55 ? FIXED : roll < 90 ? CELLULAR : SPECIAL;
	}
	add_digits(p->digits, len, until);
	return true;
}

static void
make_prefixes(struct bench *b)
{
	struct set set = { .mask = 1023 };
	int n = 0;

	while (set.mask < (uint32_t)b->prefixes * 4)
		set.mask = set.mask * 2 + 1;
	set.slot = gen_alloc((size_t)set.mask + 1, sizeof(*set.slot));
	b->prefix = gen_alloc((size_t)b->prefixes, sizeof(*b->prefix));
	for (; n < COUNTRIES; n++) {
		strcpy(b->prefix[n].digits, country[n]);
		b->prefix[n].country = n;
		set_add(&set, country[n]);
	}
	while (n < b->prefixes)
		if (make_prefix(&b->prefix[n], b, n) &&
		    set_add(&set, b->prefix[n].digits))
			n++;
	free(set.slot);
}

#endif /* TOOLS_GEN_BENCH_H */
