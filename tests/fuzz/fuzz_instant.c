/* Times, months and names of zones: no crash, and what is accepted comes back
 * from its own text. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "time/instant.h"
#include "time/interval.h"
#include "time/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A name is one of the database: no path out of it, and found again. */
static void
check_zone(const char *name)
{
	struct err e = { .code = ERR_NONE };
	const struct zone *zone = zone_find(name, &e);
	int64_t us = INT64_C(1790000000000000);
	struct civil c;

	if (zone == NULL) {
		assert(e.code == ERR_DATA);
		return;
	}
	assert(strcmp(zone_name(zone), name) == 0 && name[0] != '/' &&
	    strchr(name, '.') == NULL && zone_find(name, &e) == zone);
	zone_to_civil(zone, us, &c);
	assert(zone_from_civil(zone, &c, NULL) == us);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "Europe/Berlin", "UTC",
		"Australia/Lord_Howe", "America/Sao_Paulo" };
	const char *text = (const char *)data + 1;
	struct err e = { .code = ERR_NONE };
	const struct zone *zone;
	char back[INSTANT_TEXT_MAX], period[300];
	enum zone_how how;
	int64_t us, again;
	int p;

	if (size < 1)
		return 0;
	zone = zone_find(names[data[0] % 4], &e);
	assert(zone != NULL);
	size--;
	if (instant_parse(text, size, &us, &e) == 0) {
		size_t len = instant_format(back, us);

		/* An offset can lead out of the years that are read. */
		if (instant_parse(back, len, &again, &e) == 0)
			assert(again == us);
		err_clear(&e);
		assert(interval_day(zone, us) <= us);
		assert(interval_next_day(zone, us) > us);
	}
	err_clear(&e);
	if (instant_parse_local(text, size, zone, &us, &how, &e) == 0) {
		size_t len = instant_format_local(back, us, zone);

		if (instant_parse(back, len, &again, &e) == 0)
			assert(again / 60000000 == us / 60000000 ||
			    us < INT64_C(-1500000000000000));
		err_clear(&e);
	}
	err_clear(&e);
	if (size < sizeof(period)) {
		memcpy(period, text, size);
		period[size] = '\0';
		check_zone(period);
		if (interval_period_parse(period, &p, &e) == 0) {
			assert(interval_period_format(back, p) == 7);
			assert(strcmp(back, period) == 0);
		}
	}
	return 0;
}
