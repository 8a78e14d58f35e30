#ifndef STORE_CALL_ROW_H
#define STORE_CALL_ROW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/words.h"
#include "cdr/call.h"
#include "cdr/call_check.h"

struct sqlite3_stmt;

/*
 * A row of the table "call" of a segment (data/schema/calls.sql): its columns
 * in their order, for the files of store/ that read or write one.
 */
#define CALL_ROW_COLUMNS                                               \
	"seq, start_us, duration_ms, status, type, source_account,"    \
	" source_number, source_domain, source_ip, source_user,"       \
	" source_peer, destination_account, destination_number,"       \
	" destination_domain, destination_peer, disposition, call_id," \
	" identity, setup_us, batch, line"

/* Read the row that a SELECT of these columns stands at.  Texts are borrowed
 * until its next step.  False: it is none of ours, the file is damaged. */
bool call_row_read(struct sqlite3_stmt *, struct call *, int64_t *seq);

#define CALL_ROW_YEARS_US (INT64_C(1) << 58) /* 9000 years */

/*
 * Can it be a call that was imported?  Whoever reads calls trusts that words
 * have a name and that instants and durations can be added.
 */
static inline bool
call_row_is_sound(const struct call *c)
{
	return (uint64_t)c->type <= CALL_TYPE_SMS &&
	    (uint64_t)c->status <= CALL_STATUS_OTHER &&
	    (uint64_t)c->duration_ms <= CALL_CHECK_DURATION_MAX_MS &&
	    c->start_us > -CALL_ROW_YEARS_US && c->start_us < CALL_ROW_YEARS_US;
}

#endif /* STORE_CALL_ROW_H */
