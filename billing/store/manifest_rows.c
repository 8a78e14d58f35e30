#include "store/manifest_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/entity.h"
#include "base/err.h"
#include "base/mem.h"
#include "store/canon.h"
#include "store/db.h"
#include "store/entity_list.h"
#include "store/entity_sql.h"

#define OF_CLOSING "SELECT ?1"
#define LAST_BATCH "SELECT coalesce(max(number), 0) FROM batch WHERE ?1 > 0"
#define LAST_LOAD  "SELECT coalesce(max(number), 0) FROM loads WHERE ?1 > 0"
#define BY(column) " WHERE " column " > ?1 AND " column " <= ?2 ORDER BY "

/* clang-format off */
const struct manifest_table manifest_tables[] = {
	{ "closing", OF_CLOSING,
	    "SELECT * FROM closing" BY("number") "number" },
	{ "closing_run", OF_CLOSING,
	    "SELECT * FROM closing_run" BY("closing") "closing, period" },
	{ "closing_note", OF_CLOSING,
	    "SELECT * FROM closing_note" BY("closing") "closing, position" },
	{ "closing_waived", OF_CLOSING,
	    "SELECT * FROM closing_waived" BY("closing")
	    "closing, what, period, contract, reason" },
	{ "closing_asset", OF_CLOSING,
	    "SELECT * FROM closing_asset" BY("closing") "closing, kind, name" },
	{ "closed_interval", OF_CLOSING,
	    "SELECT * FROM closed_interval" BY("closing") "contract, from_us" },
	{ "document_usage", OF_CLOSING,		/* of intervals without one */
	    "SELECT * FROM document_usage WHERE closing > ?1 AND closing <= ?2"
	    " AND document IS NULL"
	    " ORDER BY contract, period, run, tier, part, from_us" },
	{ "frozen_balance", OF_CLOSING,
	    "SELECT * FROM frozen_balance" BY("closing") "contract, from_us" },
	{ "frozen_balance_entry", OF_CLOSING,
	    "SELECT * FROM frozen_balance_entry" BY("closing")
	    "contract, row_from_us, entry" },
	{ "frozen_balance_lock", OF_CLOSING,
	    "SELECT * FROM frozen_balance_lock" BY("closing")
	    "contract, row_from_us, lock" },
	{ "balance_correction", OF_CLOSING,
	    "SELECT * FROM balance_correction" BY("closing")
	    "contract, closing" },
	{ "rating_run", OF_CLOSING,		/* but for "current" */
	    "SELECT closing, r.period, r.run, file, load, time_us, calls, charged,"
	    " charges, unrated, listed, sha256"
	    " FROM closing_run AS c JOIN rating_run AS r"
	    " ON r.period = c.period AND r.run = c.run"
	    BY("closing") "closing, r.period" },
	{ "loads", LAST_LOAD, "SELECT * FROM loads" BY("number") "number" },
	{ "load_files", LAST_LOAD,
	    "SELECT * FROM load_files" BY("load") "load, entity" },
	{ "batch", LAST_BATCH,			/* but for "state" */
	    "SELECT number, format, imported_us, rejects_of, from_us, last_us,"
	    " rows, calls, duplicates, conflicts, rejects, clock_first,"
	    " clock_moved FROM batch" BY("number") "number" },
	{ "file", LAST_BATCH, "SELECT * FROM file" BY("batch") "batch" },
	{ "batch_duplicate", LAST_BATCH,
	    "SELECT * FROM batch_duplicate" BY("batch") "batch, of_batch" },
	{ "batch_header", LAST_BATCH,
	    "SELECT * FROM batch_header" BY("batch") "batch" },
	{ "reject", LAST_BATCH,			/* but for its state */
	    "SELECT id, batch, line, \"column\", kind, reason, raw FROM reject"
	    BY("batch") "id" },
	{ "topup_attempt",
	    "SELECT coalesce(max(attempt), 0) FROM topup_attempt WHERE ?1 > 0",
	    "SELECT * FROM topup_attempt" BY("attempt") "attempt" },
	{ "fraud", "SELECT coalesce(max(id), 0) FROM fraud WHERE ?1 > 0",
	    "SELECT * FROM fraud" BY("id") "id" },
	{ NULL, NULL, NULL },
};

const struct manifest_table manifest_document_parts[] = {
	{ "document", NULL, "SELECT * FROM document WHERE id = ?1" },
	{ "document_party", NULL,
	    "SELECT * FROM document_party WHERE document = ?1 ORDER BY role" },
	{ "document_line", NULL,
	    "SELECT * FROM document_line WHERE document = ?1 ORDER BY position" },
	{ "document_tax", NULL,
	    "SELECT * FROM document_tax WHERE document = ?1"
	    " ORDER BY category, rate_e4" },
	{ "document_subscriber", NULL,
	    "SELECT * FROM document_subscriber WHERE document = ?1 ORDER BY ref" },
	{ "document_usage", NULL,
	    "SELECT * FROM document_usage WHERE document = ?1"
	    " ORDER BY contract, period, run, tier, part, from_us" },
	{ "document_allowance", NULL,
	    "SELECT * FROM document_allowance WHERE document = ?1" },
	{ "credit_line", NULL,
	    "SELECT * FROM credit_line WHERE document = ?1 ORDER BY position" },
	{ "document_change", NULL,
	    "SELECT * FROM document_change WHERE document = ?1"
	    " ORDER BY position" },
	{ "document_tie", NULL,
	    "SELECT * FROM document_tie WHERE document = ?1 ORDER BY position" },
	{ NULL, NULL, NULL },
};

const struct manifest_left_out manifest_rows_left_out[] = {
	{ "manifest*", "the seal itself, chained by its hashes" },
	{ "document_file", "made after the closing; its files are sealed by the next" },
	{ "segment", "merged later; each file is sealed by its name and hash" },
	{ "segment_history", "what segments were; looked up by sealed hashes" },
	{ "contract_refs", "follows from contracts and customers" },
	{ "follow_state", "how far growing files were read" },
	{ "outbox*", "mail under way; proven by the check outbox" },
	{ "fraud_release", "locks taken off by a person, at any time" },
	{ "state_hash", "of rows that change by right; proven by the check state" },
	{ NULL, NULL },
};
/* clang-format on */

/* A segment, or what it was; and how many calls it has. */
static const char sql_segment[] =
    "SELECT file, period, batch, calls, size, sha256 FROM segment"
    " WHERE file = ?1 UNION ALL"
    " SELECT file, period, batch, calls, size, sha256 FROM segment_history"
    " WHERE file = ?1 LIMIT 1";
static const char sql_calls[] =
    "SELECT calls FROM segment WHERE file = ?1 UNION ALL"
    " SELECT calls FROM segment_history WHERE file = ?1 LIMIT 1";

#define PARTS_MAX  16
#define TABLES_MAX 48

struct manifest_rows {
	struct db *db;
	struct canon parts[PARTS_MAX];
	struct canon tables[TABLES_MAX]; /* opened when first asked for */
	size_t n_parts;
};

int
manifest_rows_open(struct manifest_rows **out, struct db *db, struct err *e)
{
	struct manifest_rows *m = mem_calloc(1, sizeof(*m));
	const struct manifest_table *t = manifest_document_parts;

	m->db = db;
	for (; t->name != NULL; t++, m->n_parts++)
		if (m->n_parts == PARTS_MAX ||
		    canon_open(&m->parts[m->n_parts], db, t->name, t->sql, e) <
			0) {
			manifest_rows_close(m);
			return -1;
		}
	*out = m;
	return 0;
}

void
manifest_rows_close(struct manifest_rows *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n_parts; i++)
		canon_close(&m->parts[i]);
	for (size_t i = 0; i < TABLES_MAX; i++)
		canon_close(&m->tables[i]);
	free(m);
}

int
manifest_rows_document(struct manifest_rows *m, int64_t id, int64_t *found,
    char sha256[HASH_HEX_MAX], struct err *e)
{
	struct hash_sha256 h;
	int64_t rows = 0;

	*found = 0;
	hash_sha256_begin(&h);
	for (size_t i = 0; i < m->n_parts; i++) {
		if (canon_add(&m->parts[i], ARGS(A_INT(id)), &h, &rows, e) <
		    0) {
			hash_sha256_drop(&h);
			return -1;
		}
		if (i == 0)
			*found = rows;
	}
	hash_sha256_end(&h, sha256);
	return 0;
}

/* One query's rows. */
static int
hash_rows(struct canon *c, const struct arg *args, size_t n, int64_t *count,
    char sha256[HASH_HEX_MAX], struct err *e)
{
	struct hash_sha256 h;

	*count = 0;
	hash_sha256_begin(&h);
	if (canon_add(c, args, n, &h, count, e) < 0) {
		hash_sha256_drop(&h);
		return -1;
	}
	hash_sha256_end(&h, sha256);
	return 0;
}

int
manifest_rows_table(struct manifest_rows *m, const char *table, int64_t from,
    int64_t upto, int64_t *count, char sha256[HASH_HEX_MAX], struct err *e)
{
	const struct manifest_table *t = manifest_tables;
	size_t i = 0;

	while (t->name != NULL && strcmp(t->name, table) != 0)
		t++, i++;
	if (t->name == NULL || i >= TABLES_MAX)
		return err_set(e, ERR_DATA,
		    "the manifest seals a table \"%.100s\" that this program "
		    "does not know",
		    table);
	if (m->tables[i].table == NULL &&
	    canon_open(&m->tables[i], m->db, t->name, t->sql, e) < 0)
		return -1;
	return hash_rows(&m->tables[i], ARGS(A_INT(from), A_INT(upto)), count,
	    sha256, e);
}

int
manifest_rows_master(struct manifest_rows *m, const char *entity, int64_t from,
    int64_t upto, int64_t *count, char sha256[HASH_HEX_MAX], struct err *e)
{
	const struct arg args[] = { A_INT(from), A_INT(upto) };
	int which = entity_list_find(entity), rc = 0;
	struct buf sql = { 0 };
	struct hash_sha256 h;
	struct canon c;

	*count = 0;
	if (which < 0)
		return err_set(e, ERR_DATA,
		    "the manifest seals master data \"%.100s\" that this "
		    "program does not know",
		    entity);
	hash_sha256_begin(&h);
	for (int ended = 0; ended < 2 && rc == 0; ended++) {
		buf_reset(&sql);
		if (ended)
			entity_sql_select_ended(&sql, entity_list[which]);
		else
			entity_sql_select_brought(&sql, entity_list[which]);
		rc = canon_open(&c, m->db, entity, buf_text(&sql), e);
		if (rc == 0)
			rc = canon_add(&c, args, 2, &h, count, e);
		canon_close(&c);
	}
	buf_free(&sql);
	if (rc < 0)
		hash_sha256_drop(&h);
	else
		hash_sha256_end(&h, sha256);
	return rc;
}

int
manifest_rows_segment(struct manifest_rows *m, const char *file, int64_t *count,
    char sha256[HASH_HEX_MAX], struct err *e)
{
	struct canon c;
	struct stmt s;
	int64_t rows;
	int rc;

	*count = -1;
	if (canon_open(&c, m->db, "segment", sql_segment, e) < 0)
		return -1;
	rc = hash_rows(&c, ARGS(A_TEXT(file)), &rows, sha256, e);
	canon_close(&c);
	if (rc < 0 || stmt_prepare(&s, m->db, sql_calls, e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_TEXT(file)));
	if (rc == 1)
		*count = stmt_int(&s, 0);
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}

int
manifest_rows_last(struct manifest_rows *m, const struct manifest_table *table,
    int64_t closing, int64_t *last, struct err *e)
{
	struct stmt s;
	int rc;

	if (stmt_prepare(&s, m->db, table == NULL ? LAST_LOAD : table->last,
		e) < 0)
		return -1;
	rc = stmt_row(&s, e, ARGS(A_INT(closing)));
	*last = rc == 1 ? stmt_int(&s, 0) : 0;
	stmt_free(&s);
	return rc < 0 ? -1 : 0;
}
