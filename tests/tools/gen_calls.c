/*
 * gen_calls: the calls of the sample operator in October 2026, as CSV in the
 * format "tollbook" on standard output.
 *
 *	gen_calls [-n CALLS] [-s SEED] data/sample
 *
 * Reads who has lines (customers.csv, subscribers.csv) and what can be called
 * (destinations.tsv).  Every kind of customer has its own hours and habits:
 * offices on weekdays, homes in the evening, prepaid mobiles with SMS, calling
 * cards abroad.  There are calls inside the platform, out to peers, in from
 * peers, from peer to peer, and forwarded ones; about two of three are
 * answered.  The same seed gives the same bytes everywhere.
 *
 * Some calls have names, for who wants to look at one: see named().
 */
#include <getopt.h>

#include "gen_sample.h"

#define MONTH_START_MS INT64_C(1790805600000) /* 2026-10-01T00:00+02:00 */
#define HOUR_MS        INT64_C(3600000)
#define DAY_MS         (24 * HOUR_MS)
#define WINTER_DAY     24 /* from 25 October 03:00 an hour less */

struct call {
	int64_t start_ms, setup_ms, duration_ms;
	const char *type, *status, *disposition;
	char id[40];
	char source_number[NUMBER_MAX], source_ip[40], source_user[NUMBER_MAX];
	char destination_number[NUMBER_MAX];
	const char *source_domain, *source_account, *source_peer;
	const char *destination_domain, *destination_account, *destination_peer;
	int order; /* as made: decides between calls of one instant */
};

static struct call *call;
static int calls, calls_max;
static int wanted = 24000;

static const struct {
	const char *name, *ip;
} server[] = { { "koeln-1", "192.0.2.10" }, { "koeln-2", "192.0.2.11" },
	{ "cork-1", "198.51.100.20" }, { "cork-2", "198.51.100.21" } };

/* Numbers that number_portability.csv has. */
static const char *const ported[] = { "+498921340001", "+498921340002",
	"+493022990077", "+4915199900011", "+4916099900012", "+496990123456" };

static const char *
peer_out(const char *number)
{
	static const char *const word[] = { "koeln-1", "koeln-1", "koeln-2",
		"rheinlink", "", "cork-1", "cork-1", "cork-2", "atlantic", "" };
	bool europe = number[1] == '3' || number[1] == '4' || number[0] != '+';

	if (strncmp(number, "+44", 3) == 0 || strncmp(number, "+353", 4) == 0)
		europe = false;
	if (!europe && gen_below(&rnd, 100) < 7)
		europe = true; /* overflow */
	return word[gen_below(&rnd, 5) + (europe ? 0 : 5)];
}

/* --- when ---------------------------------------------------------------- */

/* How many calls an office and a home make in each hour of the day. */
static const int office_hour[24] = { 0, 0, 0, 0, 0, 1, 4, 14, 34, 46, 48, 44,
	30, 38, 46, 44, 36, 24, 10, 5, 3, 1, 1, 0 };
static const int home_hour[24] = { 2, 1, 1, 1, 1, 1, 3, 8, 12, 16, 18, 18, 18,
	16, 16, 18, 24, 34, 44, 48, 44, 30, 14, 6 };

static int64_t
instant_ms(int day, int64_t clock_ms)
{
	int64_t ms = MONTH_START_MS + day * DAY_MS + clock_ms;

	if (day > WINTER_DAY || (day == WINTER_DAY && clock_ms >= 3 * HOUR_MS))
		ms += HOUR_MS;
	return ms;
}

/* An instant of the month in which the line is in service. */
static int64_t
when(const struct line *l)
{
	bool office =
	    l->kind == SOHO || l->kind == BUSINESS || l->kind == TRUNKING;
	int day, hour, weekday;

	do {
		day = l->from_day + gen_below(&rnd, l->until_day - l->from_day);
		weekday = (day + 3) % 7; /* 0 is Monday */
	} while (weekday >= 5 && gen_below(&rnd, 100) < (office ? 80 : 15));
	hour = gen_pick(&rnd, office ? office_hour : home_hour, 24);
	return instant_ms(day, hour * HOUR_MS + gen_below(&rnd, (int)HOUR_MS));
}

/* --- one call ------------------------------------------------------------ */

static struct call *
new_call(int64_t start_ms)
{
	static const char *const status[] = { "ok", "busy", "noanswer",
		"cancel", "failed", "offline", "timeout", "other" };
	static const int weight[] = { 660, 100, 130, 65, 20, 14, 8, 3 };
	struct call *c;

	if (calls == calls_max) {
		calls_max = calls_max * 2 + 1024;
		call = realloc(call, (size_t)calls_max * sizeof(*call));
		if (call == NULL)
			gen_die("out of memory");
	}
	c = &call[calls];
	*c = (struct call){ .type = "call",
		.disposition = "call",
		.source_domain = "",
		.source_account = "",
		.source_peer = "",
		.destination_domain = "",
		.destination_account = "",
		.destination_peer = "",
		.order = calls++ };
	c->status = status[gen_pick(&rnd, weight, 8)];
	c->start_ms = start_ms;
	c->setup_ms = start_ms;
	if (strcmp(c->status, "ok") == 0) {
		c->setup_ms -= 2000 + gen_below(&rnd, 22000);
		c->duration_ms = gen_talk_ms(&rnd);
	}
	return c;
}

/* The number a line shows: a trunk has a hundred. */
static void
shown_number(const struct line *l, char *number)
{
	snprintf(number, NUMBER_MAX, "%s", l->number);
	if (l->kind == TRUNKING)
		snprintf(number + strlen(number) - 2, 3, "%02d",
		    gen_below(&rnd, 100));
}

static void
source_line(struct call *c, const struct line *l)
{
	static char account[LINES_MAX][160];
	int i = (int)(l - line);

	shown_number(l, c->source_number);
	if (l->kind == CARD) { /* from any telephone */
		strcpy(c->source_number, "+4915");
		gen_digits(&rnd, c->source_number, 9);
	}
	snprintf(c->source_ip, sizeof(c->source_ip), "198.18.%d.%d", i / 200,
	    10 + i % 200);
	if (strcmp(l->customer, "C1302") == 0) {
		/* not registered: known by address and number */
		strcpy(c->source_ip, "203.0.113.40");
		return;
	}
	if (strcmp(l->customer, "C1204") == 0 && gen_below(&rnd, 10) < 7)
		snprintf(c->source_ip, sizeof(c->source_ip), "%s%d",
		    gen_below(&rnd, 2) ? "203.0.113.1" : "2001:db8:a1::",
		    30 + i % 20);
	c->source_domain = l->domain;
	c->source_account = l->ref;
	if (l->kind == BUSINESS || l->kind == TRUNKING) {
		snprintf(account[i], sizeof(account[i]), "%s@%s", l->user,
		    l->domain);
		c->source_account = account[i];
	}
}

static void
destination_line(struct call *c, const struct line *l)
{
	shown_number(l, c->destination_number);
	if (strcmp(l->ref, "C1202-service") == 0 && gen_below(&rnd, 2))
		strcpy(c->destination_number, "+498009999801");
	if (strcmp(l->ref, "C2201-sales") == 0 && gen_below(&rnd, 2))
		strcpy(c->destination_number, "+498009999802");
	c->destination_domain = l->domain;
	if (gen_below(&rnd, 4) > 0) /* else found by its number */
		c->destination_account = l->ref;
}

static void
destination_place(struct call *c, const struct line *from)
{
	const char *home = strstr(from->domain, "bergruf") ? "AT" : "DE";
	const struct place *p;
	int roll = gen_below(&rnd, 1000);
	int abroad = from->kind == CARD ? 850
	    : from->kind == TRUNKING    ? 120
					: 260;

	do {
		if (roll < abroad)
			p = place_abroad();
		else if (roll < abroad + (1000 - abroad) * 45 / 100)
			p = place_in(home, "mobile");
		else if (roll > 995)
			p = place_in(home,
			    gen_below(&rnd, 2) ? "service" : "percall");
		else
			p = place_in(home, "city");
		/* the named call is to be the only one of its zone */
	} while (from->reseller_cheapcall && strcmp(p->iso, "AR") == 0);
	number_at(p, c->destination_number);
	if (roll == 995 || roll == 994)
		strcpy(c->destination_number,
		    ported[gen_below(&rnd, sizeof(ported) / sizeof(*ported))]);
	if (c->duration_ms > 300000 && (p->kind[0] == 's' || *p->iso == '\0'))
		c->duration_ms = 60000 + c->duration_ms % 90000;
	c->destination_peer = peer_out(c->destination_number);
}

/* Another line that is in service on that day; of the same customer or not. */
static const struct line *
other_line(const struct line *l, int64_t start_ms, bool colleague)
{
	const struct line *o;
	int day = (int)((start_ms - MONTH_START_MS) / DAY_MS);

	for (int i = 0; i < 1000; i++) {
		o = &line[gen_below(&rnd, lines)];
		if (o == l || o->kind == CARD || day < o->from_day ||
		    day >= o->until_day - 1)
			continue;
		if ((strcmp(o->customer, l->customer) == 0) == colleague)
			return o;
	}
	return &line[l == &line[0]];
}

static void
call_from_line(void)
{
	const struct line *l = &line[gen_pick(&rnd, line_weight, lines)];
	struct call *c = new_call(when(l));

	source_line(c, l);
	if (l->kind == MOBILE && gen_below(&rnd, 3) == 0) {
		c->type = "sms";
		c->status = "ok";
		c->setup_ms = c->start_ms;
		c->duration_ms = 0;
		number_at(place_in(gen_below(&rnd, 5) ? "DE" : "AT", "mobile"),
		    c->destination_number);
		c->destination_peer = peer_out(c->destination_number);
	} else if (l->kind == BUSINESS && gen_below(&rnd, 100) < 15) {
		destination_line(c, other_line(l, c->start_ms, true));
	} else if (gen_below(&rnd, 100) < 12) {
		destination_line(c, other_line(l, c->start_ms, false));
	} else {
		destination_place(c, l);
	}
}

/* From outside; some without a number, some forwarded to a mobile. */
static void
call_from_peer(void)
{
	static const char *const kind[] = { "cfu", "cfna", "cfb", "cft" };
	const struct line *l;
	struct call *c, *leg;
	int s = gen_below(&rnd, 4), id = calls;

	l = &line[gen_below(&rnd, lines)];
	if (l->kind == CARD)
		l = &line[0];
	c = new_call(when(l));
	number_at(s < 2 ? place_in("DE", "") : place_abroad(),
	    c->source_number);
	if (gen_below(&rnd, 20) == 0) {
		strcpy(c->source_user, c->source_number);
		strcpy(c->source_number, "anonymous");
	}
	strcpy(c->source_ip, server[s].ip);
	c->source_peer = server[s].name;
	destination_line(c, l);
	if (strcmp(c->status, "ok") != 0 || gen_below(&rnd, 100) >= 8 ||
	    l->kind == MOBILE || calls == wanted)
		return;
	leg = new_call(c->start_ms);
	c = &call[id]; /* the array may have moved */
	leg->status = "ok";
	leg->setup_ms = c->setup_ms;
	leg->duration_ms = c->duration_ms;
	leg->disposition = kind[gen_below(&rnd, 4)];
	strcpy(leg->source_number, c->source_number);
	strcpy(leg->source_user, c->source_user);
	leg->source_domain = l->domain;
	leg->source_account = l->ref;
	number_at(place_in("DE", "mobile"), leg->destination_number);
	leg->destination_peer = peer_out(leg->destination_number);
}

static void
call_in_transit(void)
{
	static const char *const east[] = { "GB", "US", "IE", "AU", "IN" };
	static const char *const west[] = { "DE", "AT", "CH", "PL", "IT" };
	const struct line office = { .kind = BUSINESS, .until_day = 31 };
	struct call *c = new_call(when(&office));
	int s = gen_below(&rnd, 4), to = (s < 2 ? 2 : 0) + gen_below(&rnd, 2);

	number_at(place_in(s < 2 ? "DE" : "GB", ""), c->source_number);
	strcpy(c->source_ip, server[s].ip);
	c->source_peer = server[s].name;
	number_at(place_in((s < 2 ? east : west)[gen_below(&rnd, 5)], ""),
	    c->destination_number);
	c->destination_peer = server[to].name;
}

/* --- calls with a name --------------------------------------------------- */

static const struct line *
line_of(const char *ref)
{
	for (int i = 0; i < lines; i++)
		if (strcmp(line[i].ref, ref) == 0)
			return &line[i];
	gen_die("no subscriber %s", ref);
}

static void
named_call(const char *id, const char *from, const char *number,
    const char *peer, int day, int64_t clock_ms, int64_t duration_ms)
{
	struct call *c = new_call(instant_ms(day - 1, clock_ms));

	c->status = "ok";
	c->setup_ms = c->start_ms - 6000;
	c->duration_ms = duration_ms;
	snprintf(c->id, sizeof(c->id), "%s", id);
	if (*from != '\0') {
		source_line(c, line_of(from));
	} else {
		strcpy(c->source_number, "+492214710123");
		strcpy(c->source_ip, server[0].ip);
		c->source_peer = server[0].name;
	}
	snprintf(c->destination_number, NUMBER_MAX, "%s", number);
	c->destination_peer = peer;
}

static void
named(void)
{
	struct call *c;

	named_call("demo-argentina-5min", "C2001-1", "+541150311234", "cork-1",
	    14, 16 * HOUR_MS + 30 * 60000, 300000);
	named_call("demo-band-change", "C1101-1", "+436641234567", "koeln-1", 6,
	    18 * HOUR_MS - 90000, 240000);
	named_call("demo-winter-time", "C1004-1", "+442079460123", "cork-1", 25,
	    HOUR_MS + 55 * 60000, 7500000);
	named_call("demo-price-before", "C2002-1", "+48224567890", "koeln-2",
	    15, DAY_MS - 1, 120000);
	named_call("demo-price-after", "C2002-1", "+48224567890", "koeln-2", 16,
	    0, 120000);
	named_call("demo-ported", "C1102-1", "+498921340001", "koeln-1", 20,
	    10 * HOUR_MS, 61001);
	named_call("demo-campus", "C1204-x1", "+41446681800", "koeln-1", 7,
	    9 * HOUR_MS, 180000);
	strcpy(call[calls - 1].source_ip, "203.0.113.150");
	named_call("demo-transit", "", "+442079460999", "cork-2", 9,
	    11 * HOUR_MS, 95500);
	named_call("demo-freephone", "", "+498009999802", "", 12, 14 * HOUR_MS,
	    200000);
	c = &call[calls - 1];
	c->destination_account = "C2201-sales";
	c->destination_domain = line_of("C2201-sales")->domain;
	named_call("demo-foreign-number", "C1301-trunk", "+4930221234567",
	    "koeln-1", 22, 10 * HOUR_MS, 45000);
	strcpy(call[calls - 1].source_number, "+498009999801");
	named_call("demo-emergency", "C1003-1", "112", "koeln-1", 17,
	    21 * HOUR_MS, 74000);
	named_call("demo-month-end", "C2301-trunk", "+33145678901", "koeln-1",
	    31, DAY_MS - 1, 600000);
}

/* --- writing ------------------------------------------------------------- */

static int
by_start(const void *a, const void *b)
{
	const struct call *x = a, *y = b;

	if (x->start_ms != y->start_ms)
		return x->start_ms < y->start_ms ? -1 : 1;
	return x->order - y->order;
}

static void
put_time(int64_t ms)
{
	int64_t winter_ms = MONTH_START_MS + WINTER_DAY * DAY_MS + 3 * HOUR_MS;
	int hours = ms >= winter_ms ? 1 : 2, day;
	int month = 10;

	ms += (hours - 2) * HOUR_MS - MONTH_START_MS;
	if (ms < 0) { /* dialled before midnight */
		ms += 30 * DAY_MS;
		month = 9;
	}
	day = (int)(ms / DAY_MS) + 1;
	ms %= DAY_MS;
	printf("2026-%02d-%02dT%02d:%02d:%02d.%03d+%02d:00,", month, day,
	    (int)(ms / HOUR_MS), (int)(ms / 60000 % 60), (int)(ms / 1000 % 60),
	    (int)(ms % 1000), hours);
}

static void
put_call(const struct call *c, int n)
{
	if (c->id[0] != '\0')
		printf("%s,", c->id);
	else
		printf("%08x-%06d@sbc.isarvox.example,",
		    (unsigned)(gen_bits(&rnd) >> 32), n);
	printf("%s,%s,", c->type, c->status);
	put_time(c->start_ms);
	put_time(c->setup_ms);
	printf("%" PRId64 ".%03d,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n",
	    c->duration_ms / 1000, (int)(c->duration_ms % 1000),
	    c->source_number, c->source_domain, c->source_account, c->source_ip,
	    c->source_user, c->source_peer, c->destination_number,
	    c->destination_domain, c->destination_account, c->destination_peer,
	    c->disposition);
}

int
main(int argc, char **argv)
{
	int option;

	rnd.state = 2026;
	while ((option = getopt(argc, argv, "n:s:")) != -1) {
		if (option == 'n')
			wanted = atoi(optarg);
		else if (option == 's')
			rnd.state = strtoull(optarg, NULL, 10);
		else
			return 64;
	}
	if (optind + 1 != argc || wanted < 0) {
		fputs("usage: gen_calls [-n CALLS] [-s SEED] SAMPLE\n", stderr);
		return 64;
	}
	read_lines(argv[optind]);
	read_places(argv[optind]);
	named();
	while (calls < wanted) {
		int roll = gen_below(&rnd, 100);
		if (roll < 76)
			call_from_line();
		else if (roll < 97)
			call_from_peer();
		else
			call_in_transit();
	}
	qsort(call, (size_t)calls, sizeof(*call), by_start);
	puts("call_id,type,status,start,setup,duration,source_number,"
	     "source_domain,source_account,source_ip,source_user,source_peer,"
	     "destination_number,destination_domain,destination_account,"
	     "destination_peer,disposition");
	for (int i = 0; i < calls; i++)
		put_call(&call[i], i + 1);
	if (fclose(stdout) != 0)
		gen_die("cannot write: %s", strerror(errno));
	return 0;
}
