#include "store/leg_fee.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/intmap.h"
#include "base/mem.h"

static const char sql_fee[] = "SELECT currency FROM rated.fee WHERE id = ?1";

/* The row of fees.csv of a fee: the version that the file of charges was made
 * with, and what its rates are per. */
#define FEES(fees)                                                \
	"SELECT f.connect_fee_e12, f.init_interval,"              \
	" f.init_rate_e12, f.follow_rate_e12, x.profile FROM x"   \
	" CROSS JOIN main." fees " AS f ON f.profile = x.profile" \
	"  AND f.direction = iif(x.direction = 1, 'in', 'out')"   \
	"  AND f.type = iif(x.type = 1, 'sms', 'call')"           \
	"  AND f.\"match\" = x.\"match\" AND f.source = x.source" \
	"  AND f.destination = x.destination AND f.load = x.load" \
	"  AND f.line = x.line"
static const char sql_parts[] =
    "WITH x AS MATERIALIZED (SELECT * FROM rated.fee WHERE id = ?1)"
    " SELECT connect_fee_e12, init_interval, init_rate_e12, follow_rate_e12,"
    "  CASE (SELECT rate_per FROM (SELECT load, rate_per"
    "    FROM main.profiles WHERE handle = v.profile UNION ALL"
    "    SELECT load, rate_per FROM main.profiles_history"
    "     WHERE handle = v.profile)"
    "   WHERE load <= (SELECT load FROM rated.run) ORDER BY load DESC LIMIT 1)"
    "   WHEN 'second' THEN 1 ELSE 60 END"
    " FROM (" FEES("fees") " UNION ALL " FEES("fees_history") ") AS v LIMIT 1";

struct fee {
	uint16_t currency;
	bool parts_read;
	struct loss_price parts; /* without a price; all 0: not known */
};

struct leg_fees {
	struct stmt fee, parts;
	struct intmap ids;
	struct fee *all; /* by number in it */
	size_t cap;
	char **currencies;
	size_t n_currencies, cap_currencies;
};

int
leg_fees_open(struct leg_fees **out, struct report_reader *r, struct err *e)
{
	struct leg_fees *f = mem_calloc(1, sizeof(*f));

	*out = f;
	if (report_reader_prepare(r, sql_fee, &f->fee, e) == 0 &&
	    report_reader_prepare(r, sql_parts, &f->parts, e) == 0)
		return 0;
	leg_fees_close(f);
	*out = NULL;
	return -1;
}

void
leg_fees_close(struct leg_fees *f)
{
	if (f == NULL)
		return;
	stmt_free(&f->fee);
	stmt_free(&f->parts);
	for (size_t i = 0; i < f->n_currencies; i++)
		free(f->currencies[i]);
	free(f->currencies);
	intmap_free(&f->ids);
	free(f->all);
	free(f);
}

static int
currency(struct leg_fees *f, const char *code, uint16_t *number, struct err *e)
{
	size_t i = 0;

	while (i < f->n_currencies && strcmp(f->currencies[i], code) != 0)
		i++;
	if (i > UINT16_MAX)
		return err_set(e, ERR_DATA, "more than %d currencies",
		    UINT16_MAX + 1);
	if (i == f->n_currencies) {
		f->currencies = mem_grow(f->currencies, i, &f->cap_currencies,
		    sizeof(f->currencies[0]));
		f->currencies[f->n_currencies++] = mem_strdup(code);
	}
	*number = (uint16_t)i;
	return 0;
}

/* Its number in f->all. */
static int
find(struct leg_fees *f, int64_t id, size_t *number, struct err *e)
{
	struct fee fee = { .parts_read = false };
	int rc;

	*number = intmap_find(&f->ids, id);
	if (*number != INTMAP_NONE)
		return 0;
	rc = stmt_row(&f->fee, e, ARGS(A_INT(id)));
	if (rc == 0)
		rc = err_set(e, ERR_DATA,
		    "charges file: there is no fee %" PRId64, id);
	if (rc > 0)
		rc = currency(f, stmt_text(&f->fee, 0), &fee.currency, e);
	stmt_reset(&f->fee);
	if (rc < 0)
		return -1;
	f->all = mem_grow(f->all, f->ids.n, &f->cap, sizeof(f->all[0]));
	f->all[f->ids.n] = fee;
	*number = intmap_add(&f->ids, id);
	return 0;
}

int
leg_fees_currencies(struct leg_fees *f, const struct leg *g,
    struct leg_currencies *c, struct err *e)
{
	size_t retail, wholesale;

	if (find(f,
		g->retail_fee != LEG_NONE ? g->retail_fee : g->wholesale_fee,
		&retail, e) < 0 ||
	    find(f,
		g->wholesale_fee != LEG_NONE ? g->wholesale_fee : g->retail_fee,
		&wholesale, e) < 0)
		return -1;
	c->retail = f->all[retail].currency;
	c->wholesale = f->all[wholesale].currency;
	return 0;
}

const char *
leg_fees_currency(const struct leg_fees *f, uint16_t number)
{
	return f->currencies[number];
}

/* The parts of the price of one side. */
static int
parts(struct leg_fees *f, int64_t id, struct loss_price *p, struct err *e)
{
	struct fee *fee;
	size_t i;
	int rc;

	*p = (struct loss_price){ .price_e8 = 0 };
	if (id == LEG_NONE)
		return 0;
	if (find(f, id, &i, e) < 0)
		return -1;
	fee = &f->all[i];
	if (!fee->parts_read) {
		rc = stmt_row(&f->parts, e, ARGS(A_INT(id)));
		if (rc < 0)
			return -1;
		if (rc > 0)
			fee->parts = (struct loss_price){
				.connect_e12 = stmt_int(&f->parts, 0),
				.init_interval = stmt_int(&f->parts, 1),
				.init_rate_e12 = stmt_int(&f->parts, 2),
				.follow_rate_e12 = stmt_int(&f->parts, 3),
				.rate_per_s = stmt_int(&f->parts, 4),
			};
		stmt_reset(&f->parts);
		fee->parts_read = true;
	}
	*p = fee->parts;
	return 0;
}

int
leg_fees_loss(struct leg_fees *f, const struct leg *g, enum document_loss *why,
    struct err *e)
{
	struct loss_price retail, wholesale;

	if (parts(f, g->retail_fee, &retail, e) < 0 ||
	    parts(f, g->wholesale_fee, &wholesale, e) < 0)
		return -1;
	retail.price_e8 = g->retail_e8;
	retail.tax_e8 = g->tax_e8;
	retail.billed_s = g->retail_s;
	wholesale.price_e8 = g->wholesale_e8;
	wholesale.billed_s = g->wholesale_s;
	*why = loss_reason(&retail, &wholesale, g->retail_fee == LEG_NONE,
	    g->free_s);
	return 0;
}
