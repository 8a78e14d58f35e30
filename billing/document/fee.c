#include "document/fee.h"

#include <assert.h>
#include <string.h>

#include "base/err.h"
#include "base/wide.h"
#include "money/money.h"
#include "time/interval.h"
#include "time/zone.h"

/* An entry's validity as instants: empty is since ever, for ever. */
static int64_t
entry_from(const struct schedule *s)
{
	return s->valid_from_us; /* ENTITY_NONE is the smallest instant */
}

static int64_t
entry_until(const struct schedule *s)
{
	return s->valid_to_us == ENTITY_NONE ? INT64_MAX : s->valid_to_us;
}

static int
has_network(const struct schedule *s)
{
	return s->network != NULL && s->network[0] != '\0';
}

const struct schedule *
fee_entry_at(const struct schedule *schedule, size_t n, int64_t us)
{
	const struct schedule *best = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct schedule *s = &schedule[i];

		if (has_network(s) || entry_from(s) > us ||
		    us >= entry_until(s))
			continue;
		if (best == NULL || entry_from(s) > entry_from(best) ||
		    (entry_from(s) == entry_from(best) && s->seq >= best->seq))
			best = s;
	}
	return best;
}

/* The first instant after ${us} at which an entry begins or ends. */
static int64_t
next_change(const struct fee_interval *in, int64_t us)
{
	int64_t next = INT64_MAX;

	for (size_t i = 0; i < in->n_schedule; i++) {
		const struct schedule *s = &in->schedule[i];
		int64_t from = entry_from(s), until = entry_until(s);

		if (has_network(s))
			continue;
		if (from > us && from < next)
			next = from;
		if (until > us && until < next)
			next = until;
	}
	return next;
}

const struct profile *
fee_profile(const struct profile *profiles, size_t n, const char *handle)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(profiles[mid].handle, handle);

		if (order == 0)
			return &profiles[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

int
fee_share(int64_t amount_e8, int64_t part_us, int64_t whole_us,
    int64_t *share_e8, struct err *e)
{
	assert(whole_us > 0 && part_us >= 0 && part_us <= whole_us);
	return money_narrow(
	    round_div((i128)amount_e8 * part_us, whole_us, ROUND_HALF_UP),
	    share_e8, e);
}

/* When the fee begins, by the contract alone; until_us if it does not. */
static int64_t
begin_of(const struct fee_interval *in)
{
	int64_t day;

	if (in->activated_us == ENTITY_NONE || in->activated_us <= in->from_us)
		return in->from_us;
	if (in->activated_us >= in->until_us)
		return in->until_us;
	day = interval_day(in->zone, in->activated_us);
	return day > in->from_us ? day : in->activated_us;
}

/* The instant at which ${entry}'s profile gives way to another or to none. */
static int64_t
profile_until(const struct fee_interval *in, const struct schedule *entry,
    int64_t us)
{
	const struct schedule *next;

	while ((us = next_change(in, us)) < in->until_us) {
		next = fee_entry_at(in->schedule, in->n_schedule, us);
		if (next == NULL || strcmp(next->profile, entry->profile) != 0)
			return us;
	}
	return in->until_us;
}

int
fee_of_interval(const struct fee_interval *in, struct fee_part *fee,
    struct err *e)
{
	const struct schedule *entry;
	int64_t at, begin = begin_of(in), until;

	memset(fee, 0, sizeof(*fee));
	if (begin >= in->until_us)
		return 0;
	at = in->activated_us != ENTITY_NONE && in->activated_us > begin
	    ? in->activated_us
	    : begin;
	while (
	    (entry = fee_entry_at(in->schedule, in->n_schedule, at)) == NULL) {
		begin = at = next_change(in, at);
		if (at >= in->until_us)
			return 0;
	}
	until = profile_until(in, entry, at);
	if (in->terminated_us != ENTITY_NONE && in->terminated_us < until)
		until = in->terminated_us;
	fee->profile =
	    fee_profile(in->profiles, in->n_profiles, entry->profile);
	if (fee->profile == NULL)
		return err_set(e, ERR_DATA, "profile \"%s\": not known",
		    entry->profile);
	if (until <= begin || fee->profile->interval_charge_e8 == ENTITY_NONE ||
	    fee->profile->interval_charge_e8 == 0) {
		fee->profile = NULL;
		return 0;
	}
	fee->from_us = begin;
	fee->until_us = until;
	return fee_share(fee->profile->interval_charge_e8, until - begin,
	    in->until_us - in->from_us, &fee->amount_e8, e);
}
