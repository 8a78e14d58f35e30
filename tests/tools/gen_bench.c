/*
 * gen_bench: a synthetic operator of any size, for measuring.
 *
 *	gen_bench [-n CALLS] [-s SEED] [-c CUSTOMERS] [-u NUMBERS]
 *	    [-p PREFIXES] [-d] [-x] DIR
 *
 * Writes DIR/book/ (master data as CSV for toll-load) and DIR/calls.csv (one
 * month, October 2026 in UTC, in the format "tollbook", about 125 bytes a
 * call).  DIR and DIR/book must be there.  -d repeats one call in a hundred.
 * -x writes DIR/peer/ (must be there too) as well: the same prices, owners and
 * calls in plain tables for other programs.  Load into a book in zone UTC.
 *
 * Defaults: 1,000,000 calls, 10,000 customers with 30,000 numbers, 50,000
 * prefixes.  Whole numbers only: an option set gives the same bytes
 * everywhere, and the master data do not depend on the number of calls.
 *
 * No call runs over a change between peak and offpeak, so that a program which
 * knows the band at a call's start only arrives at the same prices.
 */
#include <getopt.h>

#include "gen_bench.h"

#define MONTH_HOURS 744
#define HOUR_MS     3600000
#define PLACES      20000 /* destinations that are called */

/* --- price lists ---------------------------------------------------------- */

static const char *
list_kind(int list)
{
	return list < RETAIL   ? "retail"
	    : list < WHOLESALE ? "wholesale"
			       : "carrier";
}

/* 10^-6 as a decimal. */
static void
put_micro(FILE *f, int64_t micro)
{
	fprintf(f, "%d.%06d", (int)(micro / 1000000), (int)(micro % 1000000));
}

static void
put_fee(FILE *f, int list, const struct prefix *p, const char *band,
    int64_t connect, const int *interval, int64_t rate)
{
	fprintf(f, "list%d,%s,%s%s,%s,%s,", list, p->digits,
	    country[p->country], sort_words[p->sort], sort_words[p->sort],
	    band);
	put_micro(f, connect);
	fprintf(f, ",%d,", interval[0]);
	put_micro(f, rate);
	fprintf(f, ",%d,", interval[1]);
	put_micro(f, rate);
	fputc('\n', f);
}

/* One price: what it costs, at which factor in percent, and when. */
static void
put_price(FILE *fees, FILE *rates, int list, const struct prefix *p)
{
	static const int interval[][2] = { { 60, 60 }, { 60, 1 }, { 30, 6 },
		{ 1, 1 }, { 60, 30 }, { 6, 6 } };
	static const int base[] = { 6000, 35000, 250000 };
	int percent = list < RETAIL ? 180 + 10 * list
	    : list < WHOLESALE      ? 130
				    : 100;
	int which = list < RETAIL                         ? gen_below(&rnd, 5)
	    : list < WHOLESALE || gen_below(&rnd, 10) > 0 ? 3
							  : 5;
	int64_t peak, offpeak, connect = 0;

	peak = base[p->sort] * (6 + p->country % 17) / 6;
	peak = peak * (700 + gen_below(&rnd, 600)) / 1000 * percent / 1000;
	offpeak = peak * (600 + gen_below(&rnd, 400)) / 1000;
	peak *= 10;
	offpeak *= 10;
	if (list < RETAIL && gen_below(&rnd, 10) < 2)
		connect = (10 + gen_below(&rnd, 50)) * 1000;
	put_fee(fees, list, p, "peak", connect, interval[which], peak);
	put_fee(fees, list, p, "offpeak", connect, interval[which], offpeak);
	if (rates == NULL)
		return;
	fprintf(rates, "%d,%s,%d,%d,%d,%d", list, p->digits,
	    p->country * 3 + (int)p->sort, (int)connect, interval[which][0],
	    interval[which][1]);
	fprintf(rates, ",%d,%d,%d,%d\n", (int)peak, (int)peak, (int)offpeak,
	    (int)offpeak);
}

static void
write_prices(const struct bench *b, const char *dir)
{
	FILE *profiles = bench_file(dir, "book/profiles.csv");
	FILE *bands = bench_file(dir, "book/bands.csv");
	FILE *fees = bench_file(dir, "book/fees.csv");
	FILE *rates = b->peer ? bench_file(dir, "peer/rates.csv") : NULL;

	fputs("handle,name,currency,decimals\n", profiles);
	fputs("profile,band,days,from,to\n", bands);
	fputs("profile,destination,zone,zone_detail,band,connect_fee,"
	      "init_interval,init_rate,follow_interval,follow_rate\n",
	    fees);
	for (int list = 0; list < LISTS; list++) {
		fprintf(profiles, "list%d,%s %d,EUR,6\n", list, list_kind(list),
		    list);
		fprintf(bands,
		    "list%d,offpeak,mon-fri,00:00,08:00\n"
		    "list%d,offpeak,mon-fri,20:00,24:00\n"
		    "list%d,offpeak,\"sat,sun\",00:00,24:00\n",
		    list, list, list);
		for (int i = 0; i < b->prefixes; i++)
			if (list >= RETAIL || i < COUNTRIES ||
			    gen_below(&rnd, 10) == 0)
				put_price(fees, rates, list, &b->prefix[i]);
	}
	bench_close(profiles);
	bench_close(bands);
	bench_close(fees);
	if (rates != NULL)
		bench_close(rates);
}

static void
write_zones(const char *dir)
{
	FILE *f = bench_file(dir, "book/zones.csv");

	fputs("profile,zone,detail\n", f);
	for (int list = 0; list < LISTS; list++)
		for (int c = 0; c < COUNTRIES; c++)
			for (int s = 0; s < 3; s++)
				fprintf(f, "list%d,%s%s,%s\n", list, country[c],
				    sort_words[s], sort_words[s]);
	bench_close(f);
}

/* --- parties --------------------------------------------------------------- */

static void
make_parties(struct bench *b)
{
	struct ranks busy = ranks_new(b->customers, 20);
	int *at = gen_alloc((size_t)b->customers, sizeof(int));
	int swap, j;

	b->reseller = gen_alloc((size_t)b->customers, sizeof(int));
	b->list = gen_alloc((size_t)b->customers, sizeof(int));
	b->ranked = gen_alloc((size_t)b->customers, sizeof(int));
	b->first = gen_alloc((size_t)b->customers + 1, sizeof(int));
	b->owner = gen_alloc((size_t)b->numbers, sizeof(int));
	b->sorted = gen_alloc((size_t)b->numbers, sizeof(int));
	for (int i = 0; i < b->customers; i++) {
		b->reseller[i] = gen_below(&rnd, RESELLERS);
		b->list[i] = gen_below(&rnd, RETAIL);
		b->ranked[i] = i;
	}
	for (int i = b->customers - 1; i > 0; i--) {
		j = gen_below(&rnd, i + 1);
		swap = b->ranked[i];
		b->ranked[i] = b->ranked[j];
		b->ranked[j] = swap;
	}
	for (int i = 0; i < b->numbers; i++) {
		b->owner[i] =
		    i < b->customers ? i : b->ranked[ranks_pick(&busy, &rnd)];
		b->first[b->owner[i] + 1]++;
	}
	for (int i = 0; i < b->customers; i++)
		b->first[i + 1] += b->first[i];
	for (int i = 0; i < b->customers; i++)
		at[i] = b->first[i];
	for (int i = 0; i < b->numbers; i++)
		b->sorted[at[b->owner[i]]++] = i;
	free(at);
	free(busy.sum);
}

/* All that a tax invoice wants of its two parties. */
static void
put_contact(FILE *f, char kind, int i, const char *reseller, const char *name)
{
	fprintf(f,
	    "%c%d,%s,%c%d@example.com,%s %d,Street %d,%05d,Town %d,DE,"
	    "DE%09d\n",
	    kind, i, reseller, kind, i, name, i, i % 200 + 1, 10000 + i % 90000,
	    i % 500, 100000000 + i);
}

static void
write_partners(const char *dir, FILE *contacts, FILE *schedule)
{
	FILE *contracts = bench_file(dir, "book/contracts.csv");
	FILE *resellers = bench_file(dir, "book/resellers.csv");
	FILE *domains = bench_file(dir, "book/domains.csv");
	FILE *groups = bench_file(dir, "book/peering_groups.csv");
	FILE *servers = bench_file(dir, "book/peering_servers.csv");
	FILE *rules = bench_file(dir, "book/outbound_rules.csv");

	fputs("ref,kind,contact,activated,vat_category,vat_rate\n", contracts);
	fputs("name,contract\n", resellers);
	fputs("domain,reseller\n", domains);
	fputs("name,contract,priority\n", groups);
	fputs("group,name,ip\n", servers);
	fputs("group,callee_prefix\n", rules);
	for (int i = 0; i < RESELLERS; i++) {
		put_contact(contacts, 'r', i, "", "Reseller");
		fprintf(contracts, "R%d,reseller,r%d,2026-10-01,S,19\n", i, i);
		fprintf(resellers, "reseller%d,R%d\n", i, i);
		fprintf(domains, "v%02d.example,reseller%d\n", i, i);
		fprintf(schedule, "R%d,list%d,2026-10-01\n", i, RETAIL + i % 2);
	}
	for (int i = 0; i < CARRIERS; i++) {
		put_contact(contacts, 'p', i, "", "Carrier");
		fprintf(contracts, "P%d,peering,p%d,2026-10-01,S,19\n", i, i);
		fprintf(groups, "c%d,P%d,%d\n", i, i, i + 1);
		fprintf(servers, "c%d,s%d,192.0.2.%d\n", i, i, i + 1);
		fprintf(rules, "c%d,\n", i);
		fprintf(schedule, "P%d,list%d,2026-10-01\n", i, WHOLESALE + i);
	}
	bench_close(contracts);
	bench_close(resellers);
	bench_close(domains);
	bench_close(groups);
	bench_close(servers);
	bench_close(rules);
}

static void
write_parties(const struct bench *b, const char *dir)
{
	FILE *contacts = bench_file(dir, "book/contacts.csv");
	FILE *schedule = bench_file(dir, "book/profile_schedule.csv");
	FILE *customers = bench_file(dir, "book/customers.csv");
	FILE *lines = bench_file(dir, "book/subscribers.csv");
	char number[NUMBER_MAX], reseller[24];

	fputs("ref,reseller,email,company,street,postcode,city,country,"
	      "vat_number\n",
	    contacts);
	put_contact(contacts, 'o', 0, "", "Operator");
	fputs("contract,profile,valid_from\n", schedule);
	fputs("ref,contact,kind,activated,vat_category,vat_rate\n", customers);
	fputs("ref,customer,username,domain,number\n", lines);
	write_partners(dir, contacts, schedule);
	for (int i = 0; i < b->customers; i++) {
		int c = 100001 + i;
		snprintf(reseller, sizeof(reseller), "reseller%d",
		    b->reseller[i]);
		put_contact(contacts, 'k', c, reseller, "Customer");
		fprintf(customers, "%d,k%d,business,2026-10-01,S,19\n", c, c);
		fprintf(schedule, "%d,list%d,2026-10-01\n", c, b->list[i]);
	}
	for (int i = 0; i < b->numbers; i++) {
		bench_number(number, i);
		fprintf(lines, "%d,%d,%s,v%02d.example,+%s\n", 500001 + i,
		    100001 + b->owner[i], number, b->reseller[b->owner[i]],
		    number);
	}
	bench_close(contacts);
	bench_close(schedule);
	bench_close(customers);
	bench_close(lines);
}

static void
write_peer(const struct bench *b, const char *dir)
{
	FILE *f = bench_file(dir, "peer/customers.csv");

	for (int i = 0; i < b->customers; i++)
		fprintf(f, "%d,%d,%d\n", 100001 + i, b->reseller[i],
		    b->list[i]);
	bench_close(f);
	f = bench_file(dir, "peer/resellers.csv");
	for (int i = 0; i < RESELLERS; i++)
		fprintf(f, "%d,%d\n", i, RETAIL + i % 2);
	bench_close(f);
	f = bench_file(dir, "peer/carriers.csv");
	for (int i = 0; i < CARRIERS; i++)
		fprintf(f, "%d,%d\n", i, WHOLESALE + i);
	bench_close(f);
}

/* --- calls ----------------------------------------------------------------- */

struct call {
	char id[40], destination[NUMBER_MAX];
	const char *status;
	int number, carrier;
	int64_t start_ms, duration_ms; /* since 1 October 00:00 UTC */
};

/* How much is going on in each hour of the month, added up. */
static void
make_hours(int64_t *sum)
{
	static const int hour[24] = { 2, 1, 1, 1, 1, 2, 5, 12, 22, 28, 30, 29,
		24, 27, 29, 28, 26, 22, 17, 13, 10, 8, 6, 4 };

	sum[0] = 0;
	for (int h = 0; h < MONTH_HOURS; h++)
		sum[h + 1] =
		    sum[h] + hour[h % 24] * ((h / 24 + 3) % 7 >= 5 ? 35 : 100);
}

/* Talking times: 32 steps of equal chance, seconds to over an hour. */
static int64_t
talk_ms(void)
{
	static const int64_t step[] = { 1267, 7550, 11386, 14917, 18395, 21922,
		25561, 29355, 33344, 37565, 42057, 46861, 52024, 57599, 63648,
		70245, 77478, 85457, 94315, 104220, 115388, 128100, 142732,
		159799, 180028, 204492, 234847, 273825, 326339, 402427, 527237,
		795058, 2736996 };
	int i = gen_below(&rnd, 32);

	return step[i] + gen_below(&rnd, (int)(step[i + 1] - step[i]));
}

/* Start early enough to end before the band changes. */
static int64_t
inside_band(int64_t start_ms, int64_t duration_ms)
{
	static const int64_t change[] = { 8 * HOUR_MS, 20 * HOUR_MS };
	int64_t day_ms = INT64_C(24) * HOUR_MS;
	int64_t day = start_ms / day_ms, clock = start_ms % day_ms;

	if ((day + 3) % 7 >= 5)
		return start_ms;
	for (int i = 0; i < 2; i++)
		if (clock < change[i] && clock + duration_ms > change[i])
			return day * day_ms + change[i] - duration_ms;
	return start_ms;
}

static void
make_call(struct call *c, const struct bench *b, const struct ranks *busy,
    const struct ranks *wanted, const int *place)
{
	static const char *const failed[] = { "busy", "noanswer", "cancel",
		"offline" };
	int customer = b->ranked[ranks_pick(busy, &rnd)];
	int lines = b->first[customer + 1] - b->first[customer];
	const struct prefix *p = &b->prefix[place[ranks_pick(wanted, &rnd)]];
	uint64_t x = gen_bits(&rnd), y = gen_bits(&rnd);
	int have = (int)strlen(p->digits), want = 10 + gen_below(&rnd, 4);

	snprintf(c->id, sizeof(c->id),
	    "%08" PRIx64 "-%04" PRIx64 "-4%03" PRIx64 "-%04" PRIx64
	    "-%012" PRIx64,
	    x >> 32, x >> 16 & 0xffff, x & 0xfff, 0x8000 | (y >> 48 & 0x3fff),
	    y & UINT64_C(0xffffffffffff));
	c->number = b->sorted[b->first[customer] + gen_below(&rnd, lines)];
	c->carrier = gen_below(&rnd, CARRIERS);
	if (country[p->country][0] == '1')
		want = 11;
	if (want < have + 2)
		want = have + 2;
	strcpy(c->destination, p->digits);
	add_digits(c->destination, have, want);
	c->status = "ok";
	c->duration_ms = talk_ms();
	if (gen_below(&rnd, 100) < 10) {
		c->status = failed[gen_below(&rnd, 4)];
		c->duration_ms = 0;
	}
}

static void
put_call(FILE *f, const struct call *c, const struct bench *b, bool peer)
{
	char number[NUMBER_MAX];
	int reseller = b->reseller[b->owner[c->number]];
	int64_t ms = c->start_ms;

	bench_number(number, c->number);
	fprintf(f, "%s,2026-10-%02dT%02d:%02d:%02d.%03dZ,%d.%03d,", c->id,
	    (int)(ms / (24 * HOUR_MS)) + 1, (int)(ms / HOUR_MS % 24),
	    (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), (int)(ms % 1000),
	    (int)(c->duration_ms / 1000), (int)(c->duration_ms % 1000));
	if (peer)
		fprintf(f, "%s,v%02d.example,%s,%s,%d,%d\n", number, reseller,
		    c->destination, c->status, 100001 + b->owner[c->number],
		    c->carrier);
	else
		fprintf(f, "+%s,v%02d.example,+%s,%s,%d,c%d\n", number,
		    reseller, c->destination, c->status, 500001 + c->number,
		    c->carrier);
}

/* A place of the world; a third of the calls stay in the region. */
static int *
make_places(const struct bench *b)
{
	int *place = gen_alloc(PLACES, sizeof(int));

	for (int i = 0; i < PLACES; i++) {
		bool near = gen_below(&rnd, 100) < 35;
		const char *code;
		do {
			place[i] = gen_below(&rnd, b->prefixes);
			code = country[b->prefix[place[i]].country];
		} while (
		    near && strcmp(code, "43") != 0 && strcmp(code, "49") != 0);
	}
	return place;
}

static void
write_calls(const struct bench *b, const char *dir, int64_t n, bool doubles)
{
	FILE *f = bench_file(dir, "calls.csv");
	FILE *peer = b->peer ? bench_file(dir, "peer/cdr.csv") : NULL;
	struct ranks busy = ranks_new(b->customers, 20);
	struct ranks wanted = ranks_new(PLACES, 0);
	int *place = make_places(b), h = 0;
	int64_t sum[MONTH_HOURS + 1];
	struct call c, kept = { .status = NULL };

	make_hours(sum);
	fputs("call_id,start,duration,source_number,source_domain,"
	      "destination_number,status,source_account,destination_peer\n",
	    f);
	if (peer != NULL)
		fputs("call_id,start_time,duration,source,domain,destination,"
		      "status,account,carrier\n",
		    peer);
	for (int64_t i = 0; i < n; i++) {
		int64_t at = sum[MONTH_HOURS] * i / n, end;
		make_call(&c, b, &busy, &wanted, place);
		while (sum[h + 1] <= at)
			h++;
		end = (int64_t)h * HOUR_MS +
		    (at - sum[h]) * HOUR_MS / (sum[h + 1] - sum[h]) +
		    gen_below(&rnd, 60000);
		c.start_ms = end > c.duration_ms ? end - c.duration_ms : 0;
		if (c.start_ms >= (int64_t)MONTH_HOURS * HOUR_MS)
			c.start_ms = (int64_t)MONTH_HOURS * HOUR_MS - 1;
		c.start_ms = inside_band(c.start_ms, c.duration_ms);
		put_call(f, &c, b, false);
		if (peer != NULL)
			put_call(peer, &c, b, true);
		if (doubles && i % 100 == 99 && kept.status != NULL)
			put_call(f, &kept, b, false);
		if (i % 100 == 42)
			kept = c;
	}
	bench_close(f);
	if (peer != NULL)
		bench_close(peer);
	free(place);
	free(busy.sum);
	free(wanted.sum);
}

int
main(int argc, char **argv)
{
	struct bench b = { .prefixes = 50000,
		.customers = 10000,
		.numbers = 30000 };
	int64_t calls = 1000000;
	uint64_t seed = 42;
	bool doubles = false;
	int option;

	while ((option = getopt(argc, argv, "n:s:c:u:p:dx")) != -1) {
		int64_t value = optarg ? strtoll(optarg, NULL, 10) : 0;
		switch (option) {
		case 'n':
			calls = value;
			break;
		case 's':
			seed = (uint64_t)value;
			break;
		case 'c':
			b.customers = (int)value;
			break;
		case 'u':
			b.numbers = (int)value;
			break;
		case 'p':
			b.prefixes = (int)value;
			break;
		case 'd':
			doubles = true;
			break;
		case 'x':
			b.peer = true;
			break;
		default:
			return 64;
		}
	}
	if (optind + 1 != argc || calls < 0 || b.customers < 1 ||
	    b.numbers < b.customers || b.prefixes < COUNTRIES) {
		fputs("usage: gen_bench [-n CALLS] [-s SEED] [-c CUSTOMERS] "
		      "[-u NUMBERS >= CUSTOMERS] [-p PREFIXES] [-d] [-x] DIR\n",
		    stderr);
		return 64;
	}
	rnd.state = seed;
	make_prefixes(&b);
	write_prices(&b, argv[optind]);
	write_zones(argv[optind]);
	make_parties(&b);
	write_parties(&b, argv[optind]);
	if (b.peer)
		write_peer(&b, argv[optind]);
	rnd.state = seed ^ 0xabcdef;
	write_calls(&b, argv[optind], calls, doubles);
	return 0;
}
