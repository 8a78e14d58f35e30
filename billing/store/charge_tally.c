#include "store/charge_tally.h"

#include <inttypes.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/words.h"
#include "rating/charge.h"
#include "store/book.h"
#include "store/call_store.h"
#include "store/charge_scan.h"
#include "store/db.h"
#include "store/stmt.h"

static const char sql_size[] =
    "SELECT (SELECT coalesce(max(id), 0) FROM contract),"
    " (SELECT coalesce(max(id), 0) FROM fee)";
static const char sql_contracts[] =
    "SELECT id, ref FROM contract WHERE id >= 1";
static const char sql_fees[] =
    "SELECT id, zone, zone_detail, currency FROM fee WHERE id >= 1"
    " ORDER BY id";
static const char sql_segments[] =
    "SELECT file, calls FROM segment ORDER BY id";
static const char sql_unrated[] =
    "SELECT '', count(*) FROM (SELECT DISTINCT segment, call FROM unrated)"
    " UNION ALL"
    " SELECT reason, count(*) FROM"
    " (SELECT DISTINCT reason, segment, call FROM unrated) GROUP BY reason";

struct reading {
	struct db *db;
	struct charge_scan *scan;
	struct tally_names *names;
	struct tally *tally;
};

static int
read_names(struct reading *r, struct err *e)
{
	struct tally_names *n = r->names;
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, r->db, sql_contracts, e);

	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		tally_names_contract(n, (size_t)stmt_int(&s, 0),
		    stmt_text(&s, 1));
		rc = 0;
	}
	stmt_free(&s);
	if (rc == 0)
		rc = stmt_prepare(&s, r->db, sql_fees, e);
	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		tally_names_fee(n, (size_t)stmt_int(&s, 0),
		    &(struct tally_zone){ stmt_text(&s, 1), stmt_text(&s, 2),
			stmt_text(&s, 3) });
		rc = 0;
	}
	stmt_free(&s);
	return rc;
}

/* Room for the names, and where the charges lie. */
static int
begin(struct reading *r, const char *path, struct err *e)
{
	struct stmt s = { 0 };
	int64_t contracts = -1, fees = -1;
	int rc = stmt_prepare(&s, r->db, sql_size, e);

	if (rc == 0)
		rc = stmt_row(&s, e, NO_ARGS);
	if (rc > 0) {
		contracts = stmt_int(&s, 0);
		fees = stmt_int(&s, 1);
	}
	stmt_free(&s);
	if (rc < 0)
		return -1;
	if (contracts < 0 || contracts > UINT32_MAX || fees < 0 ||
	    fees > UINT32_MAX)
		return err_set(e, ERR_DATA, "%s: is not a file of charges",
		    path);
	tally_names_init(r->names, true, (size_t)contracts, (size_t)fees);
	return charge_scan_open(&r->scan, r->db, path, e);
}

/* 1, or 0 if a charge was carried over. */
static int
read_charges(struct reading *r, struct err *e)
{
	struct charge c;
	int64_t seq;
	int rc;

	while ((rc = charge_scan_next(r->scan, &seq, &c, e)) > 0) {
		if (!tally_charge(r->tally, &c))
			return err_set(e, ERR_DATA,
			    "charge %" PRId64 " names a contract or fee that "
			    "is not there",
			    seq);
		if (c.document != 0)
			return 0;
	}
	return rc < 0 ? -1 : 1;
}

/* Was the file made from these calls? */
static int
same_calls(struct reading *r, const struct call_store *calls, struct err *e)
{
	struct stmt s = { 0 };
	size_t n = 0;
	int rc = stmt_prepare(&s, r->db, sql_segments, e);

	if (rc == 0)
		rc = stmt_step(&s, e);
	for (; rc > 0; rc = stmt_step(&s, e), n++) {
		const struct call_segment *g;

		if (n == call_store_segments(calls))
			break;
		g = call_store_segment(calls, n);
		if (strcmp(g->file, stmt_text(&s, 0)) != 0 ||
		    g->calls != stmt_int(&s, 1))
			break;
	}
	stmt_free(&s);
	return rc < 0 ? -1 : rc == 0 && n == call_store_segments(calls);
}

static int
read_unrated(struct reading *r, struct sums_unrated *u, struct err *e)
{
	struct stmt s = { 0 };
	int rc = stmt_prepare(&s, r->db, sql_unrated, e);

	while (rc == 0 && (rc = stmt_step(&s, e)) > 0) {
		int reason = word_find(unrated_reason_words, stmt_text(&s, 0));

		if (reason == UNRATED_NOT)
			u->calls = stmt_int(&s, 1);
		else if (reason > 0)
			u->reason[reason] = stmt_int(&s, 1);
		rc = 0;
	}
	stmt_free(&s);
	return rc;
}

int
charge_tally_read(const struct book *b, const char *file,
    const struct call_store *calls, struct tally_names *names,
    struct sums_result *out, struct err *e)
{
	char path[FILE_PATH_MAX], dir[FILE_PATH_MAX];
	struct reading r = { .names = names, .tally = &out->tally };
	int rc = -1;

	*names = (struct tally_names){ .detailed = true };
	*out = (struct sums_result){ 0 };
	tally_init(&out->tally, names);
	if (book_path(dir, b, "charges", e) == 0 &&
	    file_path_join(path, dir, file, e) == 0 &&
	    db_open_part(&r.db, path, DB_CHARGES, e) == 0)
		rc = same_calls(&r, calls, e);
	if (rc > 0 &&
	    (begin(&r, path, e) < 0 || read_names(&r, e) < 0 ||
		read_unrated(&r, &out->unrated, e) < 0))
		rc = -1;
	if (rc > 0)
		rc = read_charges(&r, e);
	charge_scan_close(r.scan);
	db_close(r.db);
	return rc < 0 ? err_ctx(e, "charges/%s", file) : rc;
}
