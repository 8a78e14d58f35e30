#ifndef STORE_CALL_ROW_H
#define STORE_CALL_ROW_H

#include <stdint.h>

struct call;
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
 * until its next step. */
void call_row_read(struct sqlite3_stmt *, struct call *, int64_t *seq);

#endif /* STORE_CALL_ROW_H */
