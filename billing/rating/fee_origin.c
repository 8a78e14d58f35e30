#include "rating/fee_origin.h"

#include "rating/directory.h"
#include "tariff/compile.h"

static const char *
text(const char *t)
{
	return t == NULL ? "" : t;
}

struct fee_origin
fee_origin_of(const struct directory *d, uint32_t row)
{
	const struct tariff *t = d->tariff;
	const struct fee *f = &t->rows[row];
	uint32_t profile = tariff_profile_find(t, f->profile);

	return (struct fee_origin){ .profile = f->profile,
		.currency = t->profiles[profile].row->currency,
		.match = match_words[f->match],
		.source = text(f->source),
		.destination = f->destination,
		.zone = text(f->zone),
		.zone_detail = text(f->zone_detail),
		.direction = f->direction,
		.type = f->type,
		.load = f->origin.load,
		.line = f->origin.line };
}
