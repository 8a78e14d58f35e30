#include "job/load_payments.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "base/entity_check.h"
#include "base/err.h"
#include "document/document_entity.h"
#include "job/load_state.h"
#include "money/currency.h"
#include "money/money.h"
#include "store/open_store.h"

static void
found(struct load_state *s, const struct payment *row, const char *column,
    const char *text)
{
	s->paid[s->npaid++] = (struct load_paid){ row, column, text };
}

/* Has the amount digits that its currency has not? */
static bool
is_too_fine(const struct payment *p, const struct currency *cur)
{
	int64_t minor, back_e8;
	struct err e = { .code = ERR_NONE };

	return money_to_minor(p->amount_e8, cur, ROUND_DOWN, &minor, &e) < 0 ||
	    money_from_minor(minor, cur, &back_e8, &e) < 0 ||
	    back_e8 != p->amount_e8;
}

static void
check_amount(struct load_state *s, const struct payment *p, struct arena *a)
{
	const struct currency *cur = currency_find(p->currency);

	if (p->amount_e8 == 0)
		found(s, p, "amount", "amount 0 is no payment");
	else if (cur != NULL && is_too_fine(p, cur))
		found(s, p, "amount",
		    arena_printf(a,
			"amount has more than the %d decimals of %s",
			cur->digits, cur->code));
}

static int
check_document(struct load_state *s, const struct payment *p, struct db *db,
    struct arena *a, struct err *e)
{
	char currency[4] = "";
	int rc;

	rc = open_store_document(db, p->document, p->contract, currency, e);
	if (rc < 0)
		return -1;
	if (rc == 1 && strcmp(currency, p->currency) != 0)
		found(s, p, "currency",
		    arena_printf(a,
			"document %s is in %s: it cannot be paid in %s",
			p->document, currency, p->currency));
	if (rc == 1)
		return 0;
	rc = open_store_billed(db, p->contract, p->date_day, e);
	if (rc == 1)
		found(s, p, "document",
		    arena_printf(a,
			"document %s: contract %s has no invoice of that"
			" number; leave it empty for a payment on account",
			p->document, p->contract));
	return rc < 0 ? -1 : 0;
}

#define FINDINGS_MAX 2 /* of a row */

int
load_payments_read(struct load_state *s, struct db *db, struct arena *a,
    struct err *e)
{
	int i = entity_list_find("payments");

	s->npaid = 0;
	s->paid =
	    ARENA_NEW(a, struct load_paid, s->ndiff[i] * FINDINGS_MAX + 1);
	for (size_t k = 0; k < s->ndiff[i]; k++) {
		const struct payment *p = s->diff[i][k].after;

		if (p == NULL || p->contract == NULL || p->currency == NULL)
			continue;
		check_amount(s, p, a);
		if (p->document != NULL && check_document(s, p, db, a, e) < 0)
			return err_ctx(e, "payment %s", p->ref);
	}
	return 0;
}

void
load_payments_check(const struct load_state *s, const struct entity_check *c)
{
	for (size_t i = 0; i < s->npaid; i++)
		entity_check_wrong(c, &entity_payments, s->paid[i].row,
		    s->paid[i].column, "%s", s->paid[i].text);
}
