#include "cdr/call.h"
#include "cdr/call_check.h"
#include "cdr/format.h"

const char *
call_check(const struct call *c, int64_t now_us, int *field)
{
	*field = CDR_START;
	if (c->start_us < CALL_CHECK_FIRST_US)
		return "impossible time: before 1990";
	if (c->start_us > now_us && c->start_us - now_us > CALL_CHECK_AHEAD_US)
		return "impossible time: more than a day in the future";
	*field = CDR_SETUP;
	if (c->setup_us != CALL_NO_SETUP &&
	    (c->setup_us < CALL_CHECK_FIRST_US ||
		c->setup_us - c->start_us > CALL_CHECK_SETUP_US))
		return "impossible time: dialled after it was answered";
	*field = CDR_DURATION;
	if (c->duration_ms < 0 || c->duration_ms > CALL_CHECK_DURATION_MAX_MS)
		return "impossible duration: longer than 31 days";
	*field = CDR_CALL_ID;
	if (c->call_id[0] == '\0' || c->identity_len == 0)
		return "empty";
	*field = CDR_DESTINATION_NUMBER;
	if (c->destination_number[0] == '\0' &&
	    c->destination_account[0] == '\0')
		return "empty";
	return NULL;
}
