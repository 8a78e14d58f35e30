#ifndef STORE_CHARGE_FEES_H
#define STORE_CHARGE_FEES_H

#include <stdatomic.h>
#include <stddef.h>

#include "rating/directory.h"
#include "rating/fee_origin.h"

struct db;
struct err;
struct table_file;

/*
 * Fills the table fee of a charges file: the fees that priced something, with
 * their origin.  A period uses a hundred thousand of them, so they are written
 * as pages, as the charges are (ten times as fast as statements); the few whose
 * texts are long are inserted by SQLite afterwards.
 */
struct charge_fees {
	const struct directory *directory;
	const atomic_bool *used; /* by id: row of master data + 1, then extra */
	const struct fee_origin *extra;
	size_t nextra;
};

int charge_fees_fill(const struct charge_fees *, struct table_file *,
    struct err *);

/* Those that charge_fees_fill() left out. */
int charge_fees_insert_long(const struct charge_fees *, struct db *,
    struct err *);

#endif /* STORE_CHARGE_FEES_H */
