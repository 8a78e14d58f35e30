#ifndef UNIT_EINVOICE_CASES_H
#define UNIT_EINVOICE_CASES_H

#include <stdbool.h>
#include <stddef.h>

#include "document/document.h"
#include "render/einvoice.h"

struct arena;

/*
 * Documents of all kinds, tax categories, currencies and rounding traps, with
 * tax and totals worked out by document/tax.h, for tests of e-invoices.
 */
struct einvoice_case {
	char name[64];
	struct document d;
	struct einvoice_preceding before;
	bool impossible; /* its amounts have too many decimals */
};

/* All of them, in the arena; *n is how many. */
struct einvoice_case *einvoice_cases(struct arena *, size_t *n);

#endif /* UNIT_EINVOICE_CASES_H */
