#include "time/tzdata.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/input.h"
#include "time/zone.h"

/* The compiled source of the database begins with "# version 2025b". */
#define TZDATA_SOURCE "/usr/share/zoneinfo/tzdata.zi"
#define TZDATA_MARK   "# version "

void
tzdata_version(char out[TZDATA_VERSION_MAX])
{
	struct err ignored = { .code = ERR_NONE };
	char head[sizeof(TZDATA_MARK) + TZDATA_VERSION_MAX] = "";
	struct input *in;
	ptrdiff_t n = 0;
	size_t len;

	out[0] = '\0';
	if (input_open(&in, TZDATA_SOURCE, &ignored) < 0)
		return;
	n = input_read(in, head, sizeof(head) - 1, &ignored);
	input_close(in);
	if (n <= 0 || strncmp(head, TZDATA_MARK, strlen(TZDATA_MARK)) != 0)
		return;
	head[n] = '\0';
	len = strcspn(head + strlen(TZDATA_MARK), "\r\n");
	if (len < TZDATA_VERSION_MAX) {
		memcpy(out, head + strlen(TZDATA_MARK), len);
		out[len] = '\0';
	}
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
