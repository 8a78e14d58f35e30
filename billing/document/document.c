#include "document/document.h"

#include <stdbool.h>
#include <stddef.h>

const char *const document_role_words[] = { "issuer", "recipient", NULL };
const char *const document_loss_words[] = { "", "no_price", "free_time",
	"zero_price", "min_duration", "rounding", "min_charge", "setup_fee",
	"below_cost", NULL };
const char *const document_line_kind_words[] = { "usage", "fee", "item", "late",
	NULL };
const char *const document_part_words[] = { "all", "earned", "owed", "out",
	"in", NULL };
const char *const document_change_what_words[] = { "charges", "line", "total",
	"field", NULL };

#define DECIMALS 2 /* of an amount of an e-invoice: EN 16931, BR-DEC-* */

static bool
is_multiple(int64_t a, int64_t b, int64_t step)
{
	return a % step == 0 && b % step == 0;
}

int64_t
document_step(const struct document *d)
{
	int64_t step = document_step_of(d->kind, d->digits);

	if (!is_multiple(d->net_minor, d->tax_minor, step) ||
	    !is_multiple(d->total_minor, d->paid_minor, step))
		return 1;
	for (size_t i = 0; i < d->n_taxes; i++)
		if (!is_multiple(d->taxes[i].taxable_minor,
			d->taxes[i].tax_minor, step))
			return 1;
	for (size_t i = 0; i < d->n_lines; i++)
		if (!is_multiple(d->lines[i].net_minor, d->lines[i].gross_minor,
			step))
			return 1;
	return step;
}

int64_t
document_step_of(int64_t kind, int64_t digits)
{
	int64_t step = 1;

	if (kind != DOCUMENT_INVOICE && kind != DOCUMENT_CREDIT_NOTE)
		return 1;
	for (int64_t i = DECIMALS; i < digits; i++)
		step *= 10;
	return step;
}
