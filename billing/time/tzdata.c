#include "time/tzdata.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/input.h"
#include "time/zone.h"

/* The compiled source of the database begins with "# version 2025b". */
#define TZDATA_SOURCE "/usr/share/zoneinfo/tzdata.zi"
#define TZDATA_MARK   "# version "

int
tzdata_version(char out[TZDATA_VERSION_MAX], struct err *e)
{
	char head[sizeof(TZDATA_MARK) + TZDATA_VERSION_MAX] = "";
	struct input *in;
	ptrdiff_t n;
	size_t len;
	int there = file_there(TZDATA_SOURCE, e);

	out[0] = '\0';
	if (there <= 0)
		return there;
	if (input_open(&in, TZDATA_SOURCE, e) < 0)
		return -1;
	n = input_read(in, head, sizeof(head) - 1, e);
	input_close(in);
	if (n < 0)
		return -1;
	if (strncmp(head, TZDATA_MARK, strlen(TZDATA_MARK)) != 0)
		return 0;
	head[n] = '\0';
	len = strcspn(head + strlen(TZDATA_MARK), "\r\n");
	if (len < TZDATA_VERSION_MAX) {
		memcpy(out, head + strlen(TZDATA_MARK), len);
		out[len] = '\0';
	}
	return 0;
}

void
tzdata_add(const struct zone *zone, struct hash_sha256 *h)
{
	struct buf text = { 0 };
	int64_t us = INT64_MIN;

	buf_printf(&text, "%s\n%" PRId32 "\n", zone_name(zone),
	    zone_offset_s(zone, us));
	while ((us = zone_next_change(zone, us)) != INT64_MAX)
		buf_printf(&text, "%" PRId64 " %" PRId32 "\n", us,
		    zone_offset_s(zone, us));
	hash_sha256_add(h, buf_text(&text), text.len);
	buf_free(&text);
}
