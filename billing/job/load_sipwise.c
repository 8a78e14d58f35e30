#include "job/load_sipwise.h"

#include <stdbool.h>
#include <string.h>

#include "base/csv.h"
#include "base/decimal.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/input.h"
#include "base/problems.h"
#include "base/wide.h"
#include "base/words.h"
#include "job/entity_csv.h"
#include "job/load_example.h"
#include "job/load_input.h"
#include "money/round.h"
#include "store/entity_store.h"
#include "tariff/tariff_entity.h"

/* The columns of the file, from 0. */
enum column {
	SOURCE,
	DESTINATION,
	DIRECTION,
	ZONE,
	ZONE_DETAIL,
	PEAK_INIT_RATE,
	PEAK_INIT_INTERVAL,
	PEAK_FOLLOW_RATE,
	PEAK_FOLLOW_INTERVAL,
	OFFPEAK_INIT_RATE,
	OFFPEAK_INIT_INTERVAL,
	OFFPEAK_FOLLOW_RATE,
	OFFPEAK_FOLLOW_INTERVAL,
	PEAK_USE_FREE_TIME,
	MATCH_MODE,
	PEAK_EXTRA_RATE,
	PEAK_EXTRA_SECOND,
	OFFPEAK_EXTRA_RATE,
	OFFPEAK_EXTRA_SECOND,
	OFFPEAK_USE_FREE_TIME,
	AOC_PULSE,
	COLUMNS
};

/* A line must have the columns up to the free time of the peak band. */
#define COLUMNS_MIN (PEAK_USE_FREE_TIME + 1)

/* The columns that differ between the bands. */
struct band_columns {
	const char *band;
	enum column init_rate, init_interval, follow_rate, follow_interval;
	enum column use_free_time, extra_rate, extra_second;
};

static const struct band_columns bands[] = {
	{ "peak", PEAK_INIT_RATE, PEAK_INIT_INTERVAL, PEAK_FOLLOW_RATE,
	    PEAK_FOLLOW_INTERVAL, PEAK_USE_FREE_TIME, PEAK_EXTRA_RATE,
	    PEAK_EXTRA_SECOND },
	{ "offpeak", OFFPEAK_INIT_RATE, OFFPEAK_INIT_INTERVAL,
	    OFFPEAK_FOLLOW_RATE, OFFPEAK_FOLLOW_INTERVAL, OFFPEAK_USE_FREE_TIME,
	    OFFPEAK_EXTRA_RATE, OFFPEAK_EXTRA_SECOND },
};

static const struct {
	const char *theirs;
	enum match ours;
} modes[] = {
	{ "", MATCH_REGEX_LONGEST_PATTERN },
	{ "regex_longest_pattern", MATCH_REGEX_LONGEST_PATTERN },
	{ "regex_longest_match", MATCH_REGEX_LONGEST_MATCH },
	{ "prefix", MATCH_PREFIX },
	{ "exact_destination", MATCH_EXACT },
};

/* One file being read. */
struct list {
	struct load_input *in;
	const struct load_reader *r;
	const char *handle; /* in the arena */
	bool per_second;    /* the profile quotes its rates so */
	struct csv *csv;
	struct load_line *line;
};

static void
place(const struct list *l, enum column c, int64_t *line, int64_t *at)
{
	csv_where(l->csv, c, line, at);
}

static void
wrong(struct list *l, enum column c, const char *what, const char *text)
{
	int64_t line, at;

	place(l, c, &line, &at);
	problems_add(l->r->problems, l->in->path, line, at, "%s %s", what,
	    text);
	l->line->bad = LOAD_ALL_BAD;
}

static void
notice(struct list *l, enum column c, const char *text)
{
	int64_t line, at;

	place(l, c, &line, &at);
	problems_add(l->r->notices, l->in->path, line, at, "%s", text);
}

/* The field without the blanks around it, in the arena. */
static const char *
field(struct list *l, enum column c)
{
	const char *text = csv_text(l->csv, c);
	size_t len;

	text += strspn(text, " \t");
	len = strlen(text);
	while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		len--;
	return arena_strndup(l->r->arena, text, len);
}

static const char *
or_null(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

/*
 * Cents (per second) as 10^-12 of the currency, times ${seconds}: 60 for a
 * rate per minute.  Read with 15 decimals, rounded once.
 */
static int64_t
cents(struct list *l, enum column c, int seconds, const char *what)
{
	const char *text = field(l, c);
	struct err e = { .code = ERR_NONE };
	bool inexact = false;
	int64_t v, out = 0;
	i128 exact;

	if (text[0] == '\0')
		return 0;
	if (decimal_parse(text, strlen(text), 15, &v, &inexact, &e) < 0) {
		wrong(l, c, what, e.text);
		return 0;
	}
	exact = (i128)v * seconds;
	if (i128_to_int64(round_div(exact, 100000, ROUND_HALF_UP), &out))
		wrong(l, c, what, "is too large");
	else if (inexact || exact % 100000 != 0)
		notice(l, c, "rate rounded to 12 decimals");
	return out;
}

static int64_t
seconds(struct list *l, enum column c, int64_t empty, const char *what)
{
	const char *text = field(l, c);
	struct err e = { .code = ERR_NONE };
	int64_t v = empty;

	if (text[0] != '\0' &&
	    decimal_int(text, strlen(text), 0, 8640000, &v, &e) < 0)
		wrong(l, c, what, e.text);
	return v;
}

/* An interval: 0 is read as 1. */
static int64_t
interval(struct list *l, enum column c, const char *what)
{
	int64_t v = seconds(l, c, 1, what);

	return v > 0 ? v : 1;
}

static int64_t
free_time(struct list *l, enum column c)
{
	const char *text = field(l, c);

	if (c == OFFPEAK_USE_FREE_TIME && text[0] == '\0')
		return free_time(l, PEAK_USE_FREE_TIME);
	if (strcmp(text, "1") == 0)
		return 1;
	if (text[0] != '\0' && strcmp(text, "0") != 0)
		wrong(l, c, "use_free_time", "is 0 or 1");
	return 0;
}

static enum match
match_mode(struct list *l)
{
	const char *text = field(l, MATCH_MODE);

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(modes[i].theirs, text) == 0)
			return modes[i].ours;
	wrong(l, MATCH_MODE, "match_mode",
	    "is not one of regex_longest_pattern, regex_longest_match, "
	    "prefix, exact_destination");
	return MATCH_PREFIX;
}

static int64_t
direction(struct list *l)
{
	const char *text = field(l, DIRECTION);
	int v =
	    text[0] == '\0' ? DIRECTION_OUT : word_find(direction_words, text);

	if (v < 0)
		wrong(l, DIRECTION, "direction", "is not one of out, in");
	return v < 0 ? DIRECTION_OUT : v;
}

/* What both bands share. */
static void
read_common(struct list *l, struct fee *f)
{
	f->origin.load = l->r->load;
	f->origin.line = csv_line(l->csv);
	f->profile = l->handle;
	f->direction = direction(l);
	f->type = CALL_TYPE_CALL;
	f->match = match_mode(l);
	f->source = or_null(field(l, SOURCE));
	f->destination = or_null(field(l, DESTINATION));
	f->zone = or_null(field(l, ZONE));
	f->zone_detail = or_null(field(l, ZONE_DETAIL));
	f->valid_from_us = ENTITY_NONE;
	f->valid_to_us = ENTITY_NONE;
	if (f->destination == NULL)
		wrong(l, DESTINATION, "destination", "may not be empty");
	if (f->zone == NULL)
		wrong(l, ZONE, "zone", "may not be empty");
	if (f->match == MATCH_PREFIX && f->source != NULL &&
	    strcmp(f->source, ".") == 0) {
		notice(l, SOURCE,
		    "source \".\" is no prefix of any number: read as empty");
		f->source = NULL;
	}
	if (field(l, AOC_PULSE)[0] != '\0')
		notice(l, AOC_PULSE,
		    "aoc_pulse_amount_per_message is left out");
}

/* A line without any off-peak price has one price for all times. */
static bool
has_offpeak(struct list *l)
{
	for (int c = OFFPEAK_INIT_RATE; c <= OFFPEAK_FOLLOW_INTERVAL; c++)
		if (field(l, (enum column)c)[0] != '\0')
			return true;
	return false;
}

static void
read_band(struct list *l, const struct fee *common,
    const struct band_columns *b)
{
	const int per = l->per_second ? 1 : 60;
	struct fee *f = entity_table_add(&l->in->rows);

	*f = *common;
	f->band = b->band;
	f->init_rate_e12 = cents(l, b->init_rate, per, "init_rate");
	f->init_interval = interval(l, b->init_interval, "init_interval");
	f->follow_rate_e12 = cents(l, b->follow_rate, per, "follow_rate");
	f->follow_interval = interval(l, b->follow_interval, "follow_interval");
	f->use_free_time = free_time(l, b->use_free_time);
	f->extra_rate_e12 = cents(l, b->extra_rate, 1, "extra_rate");
	f->extra_second =
	    seconds(l, b->extra_second, ENTITY_NONE, "extra_second");
}

static void
read_line(struct list *l)
{
	struct fee common = { 0 };
	size_t len;
	const char *raw = csv_raw(l->csv, &len);

	l->line =
	    load_input_line(l->in, l->r->arena, csv_line(l->csv), raw, len);
	if (csv_count(l->csv) < COLUMNS_MIN || csv_count(l->csv) > COLUMNS) {
		problems_add(l->r->problems, l->in->path, l->line->line, 0,
		    "%zu columns, but there are %d to %d", csv_count(l->csv),
		    COLUMNS_MIN, COLUMNS);
		l->line->bad = LOAD_ALL_BAD;
		return;
	}
	read_common(l, &common);
	if (common.destination == NULL)
		return;
	read_band(l, &common, &bands[0]);
	if (has_offpeak(l))
		read_band(l, &common, &bands[1]);
}

/* Which column of the file a column of fees.csv came from, for messages. */
static void
map_columns(int16_t *column, const struct band_columns *b)
{
	const struct {
		const char *name;
		enum column from;
	} map[] = {
		{ "source", SOURCE },
		{ "destination", DESTINATION },
		{ "direction", DIRECTION },
		{ "zone", ZONE },
		{ "zone_detail", ZONE_DETAIL },
		{ "match", MATCH_MODE },
		{ "init_rate", b->init_rate },
		{ "init_interval", b->init_interval },
		{ "follow_rate", b->follow_rate },
		{ "follow_interval", b->follow_interval },
		{ "use_free_time", b->use_free_time },
		{ "extra_rate", b->extra_rate },
		{ "extra_second", b->extra_second },
	};

	for (size_t i = 0; i < entity_fees.nfields; i++)
		column[i] = -1;
	for (size_t i = 0; i < sizeof(map) / sizeof(map[0]); i++)
		column[entity_field(&entity_fees, map[i].name) -
		    entity_fees.fields] = (int16_t)map[i].from;
}

/* Does the profile quote its rates per second?  ERR_NOINPUT: there is none. */
static int
find_profile(struct db *db, const struct load_reader *r, const char *handle,
    bool *per_second, struct err *e)
{
	struct entity_table t;
	struct entity_index index;
	const struct profile *p;

	if (entity_store_read(db, &entity_profiles, ENTITY_LATEST, r->arena, &t,
		e) < 0)
		return -1;
	entity_index_build(&index, &t, "handle");
	p = entity_index_find(&index, handle);
	if (p != NULL)
		*per_second = p->rate_per == RATE_PER_SECOND;
	else
		(void)err_set(e, ERR_NOINPUT,
		    "there is no profile \"%s\" in the book", handle);
	entity_index_free(&index);
	entity_table_free(&t);
	return p != NULL ? 0 : -1;
}

static int
read_lines(struct list *l, struct err *e)
{
	int more;

	while ((more = csv_next(l->csv, e)) != 0) {
		if (more > 0 && load_example_take(l->in, l->r, l->csv))
			continue;
		if (more > 0) {
			read_line(l);
			l->in->records++;
			continue;
		}
		if (e->code != ERR_DATA)
			return -1;
		problems_add(l->r->problems, l->in->path, csv_line(l->csv),
		    csv_error_column(l->csv), "%s", e->text);
		err_clear(e);
		l->in->broken = true;
	}
	return input_sha256(csv_input(l->csv), l->in->sha256, e);
}

/* The file is opened, or could not be. */
static int
take(struct list *l, const char *path, struct err *e)
{
	int rc;

	if (l->csv == NULL)
		return -1;
	rc = read_lines(l, e);
	csv_close(l->csv);
	return rc < 0 ? err_ctx(e, "%s", path) : 0;
}

static void
begin(struct list *l, const char *handle, const char *path)
{
	struct load_input *in = l->in;

	load_input_init(in, l->r, &entity_fees, path);
	in->alternate = ARENA_NEW(l->r->arena, int16_t, entity_fees.nfields);
	map_columns(in->column, &bands[0]);
	map_columns(in->alternate, &bands[1]);
	l->handle = arena_strdup(l->r->arena, handle);
	in->profile = l->handle;
}

static const struct csv_options options = { .separator = ',', .header = false };

int
load_sipwise_read(struct load_input *in, const struct load_reader *r,
    struct db *db, const char *handle, const char *path, struct err *e)
{
	struct list l = { .in = in, .r = r };

	begin(&l, handle, path);
	if (find_profile(db, r, handle, &l.per_second, e) < 0)
		return -1;
	(void)csv_open(&l.csv, path, &options, e);
	return take(&l, path, e);
}

int
load_sipwise_read_mem(struct load_input *in, const struct load_reader *r,
    bool per_second, const char *handle, const void *data, size_t len,
    struct err *e)
{
	struct list l = { .in = in, .r = r, .per_second = per_second };

	begin(&l, handle, handle);
	(void)csv_open_mem(&l.csv, handle, data, len, &options, e);
	return take(&l, handle, e);
}
