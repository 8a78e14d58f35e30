#include "store/leg_party.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/intmap.h"
#include "base/mem.h"
#include "document/document.h"
#include "document/tax.h"

static const char sql_contracts[] =
    "SELECT id, ref, first, last, retail, wholesale"
    "  FROM (SELECT c.*, c.ref = scope.contract AS wholesale,"
    "    scope.reseller <> '' AND (c.reseller = scope.reseller"
    "     OR (?1 AND c.reseller IN (SELECT name FROM main.resellers"
    "      WHERE contract = scope.contract))) AS retail"
    "   FROM temp.scope CROSS JOIN rated.contract AS c)"
    " WHERE retail OR wholesale ORDER BY id";
static const char sql_taxes[] =
    "SELECT from_day, rate_e4 FROM temp.taxed WHERE ref = ?1"
    " ORDER BY from_day DESC";
static const char sql_billed[] =
    "SELECT from_us, until_us, part, document FROM temp.billed"
    " WHERE contract = ?1 AND period = ?2 AND run = ?3 AND tier = ?4";
static const char sql_until[] =
    "SELECT max(until_us) FROM main.document_usage"
    " WHERE contract = ?1 AND period = ?2 AND run = ?3 AND tier = 'retail'"
    "   AND closing <= (SELECT opened FROM temp.upto)";
static const char sql_interval[] =
    "SELECT 1 FROM temp.billing WHERE id = ?1 AND from_us = ?2";

struct tax {
	int64_t from_day, rate_e4;
};

/* What a document took of a contract and tier. */
struct billed {
	int64_t from_us, until_us;
	bool of[DIRECTION_IN + 1]; /* by direction */
	int64_t document;
};

struct billed_list {
	struct billed *all;
	size_t n, cap;
	bool read;
};

struct leg_party {
	const char *ref;
	struct tax *taxes; /* the latest first; none: prices are without */
	size_t n_taxes;
	struct billed_list billed[TIER_CARRIER + 1];
	bool until_read;
	int64_t until_us; /* retail charges that start before are billed */
};

struct leg_parties {
	struct arena arena;
	const struct report_margin_part *part;
	struct leg_party *all; /* of the ranges */
	struct charge_range *ranges;
	size_t n, cap, cap_ranges;
	struct stmt billed, until, interval;
	struct intmap documents; /* that were looked up ... */
	bool *of_interval;       /* ... and whether they are */
	size_t cap_documents;
};

static int
read_taxes(struct stmt *s, struct leg_party *p, struct arena *a, struct err *e)
{
	struct tax *taxes = NULL;
	size_t cap = 0;
	int rc = stmt_bind(s, e, ARGS(A_TEXT(p->ref)));

	while (rc == 0 && (rc = stmt_step(s, e)) > 0) {
		taxes = mem_grow(taxes, p->n_taxes, &cap, sizeof(taxes[0]));
		taxes[p->n_taxes++] =
		    (struct tax){ stmt_int(s, 0), stmt_int(s, 1) };
		rc = 0;
	}
	if (taxes != NULL)
		arena_adopt(a, taxes);
	p->taxes = taxes;
	return rc;
}

static int
read_contracts(struct leg_parties *p, struct stmt *s, struct stmt *taxes,
    struct err *e)
{
	int rc = 0;

	while (rc == 0 && (rc = stmt_step(s, e)) > 0) {
		struct leg_party *party;

		p->all = mem_grow(p->all, p->n, &p->cap, sizeof(p->all[0]));
		p->ranges = mem_grow(p->ranges, p->n, &p->cap_ranges,
		    sizeof(p->ranges[0]));
		p->ranges[p->n] = (struct charge_range){
			.contract = stmt_int(s, 0),
			.first = stmt_int(s, 2),
			.last = stmt_int(s, 3),
			.tiers = (stmt_int(s, 4) ? 1u << TIER_RETAIL : 0) |
			    (stmt_int(s, 5) ? 1u << TIER_WHOLESALE : 0),
		};
		party = &p->all[p->n++];
		*party = (struct leg_party){ .ref = arena_strdup(&p->arena,
						 stmt_text(s, 1)) };
		rc = read_taxes(taxes, party, &p->arena, e);
	}
	return rc;
}

int
leg_parties_open(struct leg_parties **out, struct report_reader *r,
    const struct report_margin_part *part, bool mine, struct err *e)
{
	struct leg_parties *p = mem_calloc(1, sizeof(*p));
	struct stmt s = { 0 }, taxes = { 0 };
	int rc = -1;

	p->part = part;
	if (report_reader_prepare(r, sql_taxes, &taxes, e) == 0 &&
	    report_reader_prepare(r, sql_billed, &p->billed, e) == 0 &&
	    report_reader_prepare(r, sql_until, &p->until, e) == 0 &&
	    report_reader_prepare(r, sql_interval, &p->interval, e) == 0 &&
	    report_reader_query(r, sql_contracts, &s, ARGS(A_INT(mine)), e) ==
		0)
		rc = read_contracts(p, &s, &taxes, e);
	stmt_free(&s);
	stmt_free(&taxes);
	*out = rc < 0 ? NULL : p;
	if (rc < 0)
		leg_parties_close(p);
	return rc;
}

void
leg_parties_close(struct leg_parties *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->n; i++)
		for (int tier = 0; tier <= TIER_CARRIER; tier++)
			free(p->all[i].billed[tier].all);
	stmt_free(&p->billed);
	stmt_free(&p->until);
	stmt_free(&p->interval);
	intmap_free(&p->documents);
	free(p->of_interval);
	free(p->ranges);
	free(p->all);
	arena_free(&p->arena);
	free(p);
}

size_t
leg_parties_ranges(const struct leg_parties *p,
    const struct charge_range **ranges)
{
	*ranges = p->ranges;
	return p->n;
}

struct leg_party *
leg_parties_of(struct leg_parties *p, size_t range)
{
	return &p->all[range];
}

int64_t
leg_party_net(const struct leg_party *p, const struct charge *c)
{
	for (size_t i = 0; i < p->n_taxes; i++)
		if (p->taxes[i].from_day <= c->day)
			return tax_without(c->price_e8, p->taxes[i].rate_e4);
	return c->price_e8;
}

static int
read_billed(struct leg_parties *p, const struct leg_party *party, int64_t tier,
    struct billed_list *list, struct err *e)
{
	struct stmt *s = &p->billed;
	int rc = stmt_bind(s, e,
	    ARGS(A_TEXT(party->ref), A_TEXT(p->part->period),
		A_INT(p->part->run), A_TEXT(tier_words[tier])));

	while (rc == 0 && (rc = stmt_step(s, e)) > 0) {
		int part = word_find(document_part_words, stmt_text(s, 2));

		list->all = mem_grow(list->all, list->n, &list->cap,
		    sizeof(list->all[0]));
		list->all[list->n++] =
		    (struct billed){ stmt_int(s, 0), stmt_int(s, 1),
			    { part == DOCUMENT_PART_ALL ||
				    part == DOCUMENT_PART_OUT,
				part == DOCUMENT_PART_ALL ||
				    part == DOCUMENT_PART_IN },
			    stmt_int(s, 3) };
		rc = 0;
	}
	list->read = true;
	return rc;
}

int
leg_party_document(struct leg_parties *p, struct leg_party *party,
    const struct charge *c, int64_t *document, struct err *e)
{
	struct billed_list *list = &party->billed[c->tier];

	*document = p->part->documents ? c->document : 0;
	if (!p->part->documents || c->document != 0)
		return 0;
	if (!list->read && read_billed(p, party, c->tier, list, e) < 0)
		return -1;
	for (size_t i = 0; i < list->n; i++) {
		const struct billed *b = &list->all[i];

		if (b->from_us <= c->start_us && c->start_us < b->until_us &&
		    b->of[c->direction]) {
			*document = b->document;
			break;
		}
	}
	return 0;
}

int
leg_party_unbilled(struct leg_parties *p, struct leg_party *party,
    const struct charge *c, struct err *e)
{
	struct stmt *s = &p->until;

	if (c->document != 0)
		return 0;
	if (!party->until_read) {
		if (stmt_row(s, e,
			ARGS(A_TEXT(party->ref), A_TEXT(p->part->period),
			    A_INT(p->part->run))) < 0)
			return -1;
		/* of no row: NULL, which is as early as can be */
		party->until_us = stmt_optint(s, 0);
		party->until_read = true;
		stmt_reset(s);
	}
	return c->start_us >= party->until_us;
}

int
leg_parties_interval(struct leg_parties *p, int64_t document, int64_t start_us,
    struct err *e)
{
	size_t i;
	int rc;

	if (document <= 0)
		return document < 0 && start_us >= p->part->from_us;
	i = intmap_find(&p->documents, document);
	if (i == INTMAP_NONE) {
		rc = stmt_row(&p->interval, e,
		    ARGS(A_INT(document), A_INT(p->part->from_us)));
		if (rc < 0)
			return -1;
		stmt_reset(&p->interval);
		p->of_interval = mem_grow(p->of_interval, p->documents.n,
		    &p->cap_documents, sizeof(p->of_interval[0]));
		i = intmap_add(&p->documents, document);
		p->of_interval[i] = rc > 0;
	}
	return p->of_interval[i];
}
