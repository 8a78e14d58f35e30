#include "store/charge_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/book.h"
#include "store/db.h"
#include "store/stmt.h"

#define ROWS                                                            \
	"SELECT charge.tier, charge.direction, charge.call,"            \
	" charge.start_us, charge.duration_ms, charge.billed_s,"        \
	" charge.free_s, charge.price_e8, charge.cash_e8, charge.late," \
	" charge.document, charge.day, charge.number, contract.ref,"    \
	" segment.file, coalesce(subscriber.ref, ''), band.band,"       \
	" fee.profile, fee.currency, fee.match, fee.source,"            \
	" fee.destination, fee.zone, fee.zone_detail, fee.direction,"   \
	" fee.type, fee.load, fee.line, charge.fee, charge.bought_e8"   \
	" FROM contract"                                                \
	" CROSS JOIN charge"                                            \
	" ON charge.seq BETWEEN contract.first AND contract.last"       \
	" JOIN fee ON fee.id = charge.fee"                              \
	" JOIN band ON band.id = charge.band"                           \
	" JOIN segment ON segment.id = charge.segment"                  \
	" LEFT JOIN subscriber ON subscriber.id = charge.subscriber"

static const char sql_billed[] =
    ROWS " WHERE charge.document <> 0 ORDER BY charge.seq";
static const char sql_usage[] =
    ROWS " WHERE contract.ref = ?1 AND charge.tier = ?2"
	 " AND charge.document = 0"
	 " AND charge.start_us >= ?3 AND charge.start_us < ?4"
	 " AND (?5 = 0 OR (?5 = 1 AND charge.price_e8 < 0)"
	 "  OR (?5 = 2 AND charge.price_e8 >= 0)"
	 "  OR (?5 = 3 AND charge.direction = 0)"
	 "  OR (?5 = 4 AND charge.direction = 1)) ORDER BY charge.seq";
static const char sql_call[] =
    ROWS " WHERE contract.ref = ?1 AND charge.tier = ?2"
	 " AND charge.direction = ?3 AND segment.file = ?4"
	 " AND charge.call = ?5";
static const char sql_contract[] =
    ROWS " WHERE contract.ref = ?1 ORDER BY charge.seq";
static const char sql_load[] = "SELECT load FROM run";
static const char sql_unrated[] =
    "SELECT segment.file, unrated.call, unrated.contract, unrated.tier,"
    " unrated.direction, unrated.reason, unrated.detail, unrated.start_us,"
    " unrated.duration_ms FROM unrated"
    " JOIN segment ON segment.id = unrated.segment"
    " ORDER BY unrated.start_us, unrated.segment, unrated.call,"
    " unrated.contract, unrated.tier, unrated.direction";
static const char sql_reasons[] =
    "SELECT reason, sum(rows), count(*), sum(duration_ms) FROM"
    " (SELECT reason, count(*) AS rows, max(duration_ms) AS duration_ms"
    "    FROM unrated GROUP BY reason, segment, call)"
    " GROUP BY reason ORDER BY reason";

struct charge_file {
	struct db *db;
	struct stmt st;
};

int
charge_file_open(struct charge_file **out, const struct book *b,
    const char *file, struct err *e)
{
	struct charge_file *f = mem_calloc(1, sizeof(*f));
	char path[FILE_PATH_MAX], dir[FILE_PATH_MAX];

	*out = NULL;
	if (book_path(dir, b, "charges", e) < 0 ||
	    file_path_join(path, dir, file, e) < 0 ||
	    db_open_part(&f->db, path, DB_CHARGES, e) < 0) {
		charge_file_close(f);
		return -1;
	}
	*out = f;
	return 0;
}

void
charge_file_close(struct charge_file *f)
{
	if (f == NULL)
		return;
	stmt_free(&f->st);
	db_close(f->db);
	free(f);
}

static int
begin(struct charge_file *f, const char *sql, const struct arg *args,
    size_t nargs, struct err *e)
{
	stmt_free(&f->st);
	f->st = (struct stmt){ 0 };
	if (stmt_prepare(&f->st, f->db, sql, e) < 0)
		return -1;
	return stmt_bind(&f->st, e, args, nargs);
}

int
charge_file_begin_billed(struct charge_file *f, struct err *e)
{
	return begin(f, sql_billed, NO_ARGS, e);
}

int
charge_file_begin_usage(struct charge_file *f, const char *contract,
    int64_t tier, int64_t part, int64_t from_us, int64_t until_us,
    struct err *e)
{
	return begin(f, sql_usage,
	    ARGS(A_TEXT(contract), A_INT(tier), A_INT(from_us), A_INT(until_us),
		A_INT(part)),
	    e);
}

int
charge_file_begin_call(struct charge_file *f, const char *contract,
    int64_t tier, int64_t direction, const char *segment, int64_t call,
    struct err *e)
{
	return begin(f, sql_call,
	    ARGS(A_TEXT(contract), A_INT(tier), A_INT(direction),
		A_TEXT(segment), A_INT(call)),
	    e);
}

int
charge_file_begin_contract(struct charge_file *f, const char *contract,
    struct err *e)
{
	return begin(f, sql_contract, ARGS(A_TEXT(contract)), e);
}

int
charge_file_load(struct charge_file *f, int64_t *load, struct err *e)
{
	int rc = begin(f, sql_load, NO_ARGS, e);

	if (rc == 0)
		rc = stmt_step(&f->st, e);
	*load = rc > 0 ? stmt_int(&f->st, 0) : 0;
	if (rc == 0)
		return err_set(e, ERR_DATA, "a charges file names no load");
	return rc < 0 ? -1 : 0;
}

int
charge_file_next(struct charge_file *f, struct charge_row *r, struct err *e)
{
	const struct stmt *s = &f->st;
	int rc = stmt_step(&f->st, e);

	if (rc <= 0)
		return rc;
	*r = (struct charge_row){ .charge = { .tier = stmt_int(s, 0),
				      .direction = stmt_int(s, 1),
				      .call = stmt_int(s, 2),
				      .start_us = stmt_int(s, 3),
				      .duration_ms = stmt_int(s, 4),
				      .billed_s = stmt_int(s, 5),
				      .free_s = stmt_int(s, 6),
				      .price_e8 = stmt_int(s, 7),
				      .cash_e8 = stmt_int(s, 8),
				      .bought_e8 = stmt_int(s, 29),
				      .late = stmt_int(s, 9),
				      .document = stmt_int(s, 10),
				      .day = stmt_int(s, 11),
				      .fee = stmt_int(s, 28),
				      .number = stmt_text(s, 12) },
		.contract = stmt_text(s, 13),
		.segment = stmt_text(s, 14),
		.subscriber = stmt_text(s, 15),
		.band = stmt_text(s, 16),
		.fee = { .profile = stmt_text(s, 17),
		    .currency = stmt_text(s, 18),
		    .match = stmt_text(s, 19),
		    .source = stmt_text(s, 20),
		    .destination = stmt_text(s, 21),
		    .zone = stmt_text(s, 22),
		    .zone_detail = stmt_text(s, 23),
		    .direction = stmt_int(s, 24),
		    .type = stmt_int(s, 25),
		    .load = stmt_int(s, 26),
		    .line = stmt_int(s, 27) } };
	if (!charge_is_sound(&r->charge))
		return err_set(e, ERR_DATA,
		    "%s: damaged: a charge of tier %" PRId64
		    " and direction %" PRId64,
		    db_path(f->db), r->charge.tier, r->charge.direction);
	return 1;
}

int
charge_file_begin_unrated(struct charge_file *f, struct err *e)
{
	return begin(f, sql_unrated, NO_ARGS, e);
}

int
charge_file_next_unrated(struct charge_file *f, struct unrated_row *r,
    struct err *e)
{
	const struct stmt *s = &f->st;
	int rc = stmt_step(&f->st, e);

	if (rc > 0)
		*r = (struct unrated_row){ .segment = stmt_text(s, 0),
			.call = stmt_int(s, 1),
			.contract = stmt_text(s, 2),
			.tier = stmt_optint(s, 3),
			.direction = stmt_optint(s, 4),
			.reason = stmt_text(s, 5),
			.detail = stmt_text(s, 6),
			.start_us = stmt_int(s, 7),
			.duration_ms = stmt_int(s, 8) };
	if (rc > 0 && r->contract[0] != '\0' &&
	    ((uint64_t)r->tier > TIER_CARRIER ||
		(uint64_t)r->direction > DIRECTION_IN))
		return err_set(e, ERR_DATA,
		    "%s: damaged: an unrated call of tier %" PRId64
		    " and direction %" PRId64,
		    db_path(f->db), r->tier, r->direction);
	return rc;
}

int
charge_file_begin_reasons(struct charge_file *f, struct err *e)
{
	return begin(f, sql_reasons, NO_ARGS, e);
}

int
charge_file_next_reason(struct charge_file *f, struct unrated_sum *r,
    struct err *e)
{
	int rc = stmt_step(&f->st, e);

	if (rc > 0)
		*r = (struct unrated_sum){ .reason = stmt_text(&f->st, 0),
			.rows = stmt_int(&f->st, 1),
			.calls = stmt_int(&f->st, 2),
			.duration_ms = stmt_int(&f->st, 3) };
	return rc;
}
