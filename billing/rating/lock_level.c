#include "rating/lock_level.h"

#include "base/entity.h"
#include "base/words.h"

const char *const lock_level_words[] = { "none", "foreign calls",
	"all outgoing calls", "all calls", "global", "ported" };

bool
lock_level_claim(struct lock_claim *winner, const struct lock_claim *claim)
{
	if (claim->level <= winner->level)
		return false;
	*winner = *claim;
	return true;
}

int64_t
lock_level_status(int64_t status, int64_t activated_us, int64_t terminated_us,
    int64_t us)
{
	if (terminated_us != ENTITY_NONE && terminated_us <= us)
		return CONTRACT_STATUS_TERMINATED;
	if (status == CONTRACT_STATUS_ACTIVE && activated_us != ENTITY_NONE &&
	    activated_us > us)
		return CONTRACT_STATUS_PENDING;
	return status;
}
