#ifndef TOOLS_GEN_SAMPLE_H
#define TOOLS_GEN_SAMPLE_H

#include "gen.h"

/*
 * The sample operator as the generator of its calls sees it: the lines of
 * subscribers.csv and the destinations of destinations.tsv.
 *
 * For one program only, hence the state here.
 */
#define LINES_MAX  500
#define PLACES_MAX 2000
#define NUMBER_MAX 24

enum kind { RESIDENTIAL, SOHO, BUSINESS, TRUNKING, MOBILE, CARD, KINDS };
static const char *const kind_words[] = { "residential", "soho", "business",
	"trunking", "mobile", "calling_card" };

/* A subscriber's line. */
struct line {
	char *ref, *customer, *user, *domain, *type, *number;
	enum kind kind;
	bool calls_out; /* a group only receives */
	bool reseller_cheapcall;
	int from_day, until_day; /* days of the month in service */
	int weight;
};

/* A destination of destinations.tsv. */
struct place {
	char *iso, *prefix, *kind;
};

static struct line line[LINES_MAX];
static int lines;
static int line_weight[LINES_MAX];
static struct place place[PLACES_MAX];
static int places;
static struct gen_random rnd;

static int
day_of(const char *date, int otherwise)
{
	if (strncmp(date, "2026-10-", 8) != 0)
		return otherwise;
	return atoi(date + 8) - 1;
}

static enum kind
kind_of_customer(const char *folder, const char *ref)
{
	struct gen_file f;
	int c_ref, c_kind, kind = -1;

	gen_open(&f, folder, "customers.csv", ',');
	gen_next(&f);
	c_ref = gen_column(&f, "ref");
	c_kind = gen_column(&f, "kind");
	while (gen_next(&f)) {
		if (strcmp(f.field[c_ref], ref) != 0)
			continue;
		for (kind = 0; kind < KINDS; kind++)
			if (strcmp(f.field[c_kind], kind_words[kind]) == 0)
				break;
	}
	if (kind < 0 || kind == KINDS)
		gen_die("customer %s: unknown, or of unknown kind", ref);
	return (enum kind)kind;
}

static void
read_lines(const char *folder)
{
	static const int weight[] = { 6, 11, 8, 65, 9, 9 };
	struct gen_file f;
	struct line *l;
	int ref, customer, user, domain, type, number, from, until;

	gen_open(&f, folder, "subscribers.csv", ',');
	gen_next(&f);
	ref = gen_column(&f, "ref");
	customer = gen_column(&f, "customer");
	user = gen_column(&f, "username");
	domain = gen_column(&f, "domain");
	type = gen_column(&f, "type");
	number = gen_column(&f, "number");
	from = gen_column(&f, "activated");
	until = gen_column(&f, "terminated");
	while (gen_next(&f)) {
		if (lines == LINES_MAX)
			gen_die("more than %d subscribers", LINES_MAX);
		l = &line[lines];
		l->ref = gen_copy(f.field[ref]);
		l->customer = gen_copy(f.field[customer]);
		l->user = gen_copy(f.field[user]);
		l->domain = gen_copy(f.field[domain]);
		l->type = gen_copy(f.field[type]);
		l->number = gen_copy(f.field[number]);
		l->from_day = day_of(f.field[from], 0);
		l->until_day = day_of(f.field[until], 31);
		l->kind = kind_of_customer(folder, l->customer);
		l->calls_out = strcmp(l->type, "group") != 0;
		l->reseller_cheapcall = strstr(l->domain, "cheapcall") != NULL;
		line_weight[lines++] = l->calls_out ? weight[l->kind] : 0;
	}
}

static void
read_places(const char *folder)
{
	struct gen_file f;

	gen_open(&f, folder, "destinations.tsv", '\t');
	gen_next(&f);
	while (gen_next(&f)) {
		if (f.fields < 4)
			gen_die("destinations.tsv: a line of %d fields",
			    f.fields);
		if (places == PLACES_MAX)
			gen_die("more than %d destinations", PLACES_MAX);
		place[places].iso = gen_copy(f.field[0]);
		place[places].prefix = gen_copy(f.field[2]);
		place[places++].kind = gen_copy(f.field[3]);
	}
}

/* Whether a place is of that country and kind ("" is any ordinary one). */
static bool
place_is(const struct place *p, const char *iso, const char *kind)
{
	if (strcmp(p->iso, iso) != 0)
		return false;
	if (*kind != '\0')
		return strcmp(p->kind, kind) == 0;
	return strcmp(p->kind, "fixed") == 0 || strcmp(p->kind, "city") == 0 ||
	    strcmp(p->kind, "mobile") == 0;
}

/* One of the places of that country and kind. */
static const struct place *
place_in(const char *iso, const char *kind)
{
	int n = 0, which;

	for (int i = 0; i < places; i++)
		n += place_is(&place[i], iso, kind);
	if (n == 0)
		return place_in("DE", "city");
	which = gen_below(&rnd, n);
	for (int i = 0;; i++)
		if (place_is(&place[i], iso, kind) && which-- == 0)
			return &place[i];
}

/* Where one calls abroad: the countries people have to do with, and at times
 * any place of the world. */
static const struct place *
place_abroad(void)
{
	static const char *const iso[] = { "AT", "CH", "IT", "FR", "GB", "PL",
		"TR", "US", "NL", "ES", "GR", "HR", "RS", "RO", "HU", "CZ",
		"CA", "IE", "BE", "DK", "SE", "PT", "UA", "IN", "CN", "JP",
		"AU", "BR", "GH", "MK", "BG", "VN", "*" };
	static const int weight[] = { 150, 90, 90, 80, 75, 60, 60, 65, 45, 45,
		30, 40, 30, 35, 30, 40, 18, 18, 22, 18, 20, 16, 22, 22, 16, 8,
		12, 14, 10, 10, 16, 12, 140 };
	int i = gen_pick(&rnd, weight, sizeof(iso) / sizeof(*iso));

	if (*iso[i] != '*')
		return place_in(iso[i], "");
	return &place[gen_below(&rnd, places)];
}

/* A number at a place, as long as its kind makes it. */
static void
number_at(const struct place *p, char *number)
{
	int have = (int)strlen(p->prefix), want;

	snprintf(number, NUMBER_MAX, "+%s", p->prefix);
	if (strcmp(p->kind, "short") == 0) {
		/* 110 is dialled as it is, 116117 has its country */
		snprintf(number, NUMBER_MAX, "%s", p->prefix);
		return;
	}
	if (p->prefix[0] == '1')
		want = 11;
	else if (strncmp(p->prefix, "491", 3) == 0)
		want = 13;
	else if (strcmp(p->kind, "mobile") == 0)
		want = 12;
	else if (strncmp(p->prefix, "49", 2) == 0)
		want = 12 + gen_below(&rnd, 2);
	else
		want = 11;
	if (want < have + 3)
		want = have + 3;
	gen_digits(&rnd, number, want - have);
}

#endif /* TOOLS_GEN_SAMPLE_H */
