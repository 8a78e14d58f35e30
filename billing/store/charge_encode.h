#ifndef STORE_CHARGE_ENCODE_H
#define STORE_CHARGE_ENCODE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct directory;
struct reduce_output;

/*
 * Charges as records of the table of a charges file, and which rows of the tables
 * beside it they name.
 */
struct charge_marks {
	atomic_bool *fees, *subscribers,
	    *bands;                         /* by id: number + 1; 0: none */
	size_t nfees, nsubscribers, nbands; /* ids are smaller */
};

/* Fees are those of master data and ${nextra} more. */
void charge_marks_init(struct charge_marks *, const struct directory *,
    size_t nextra);
void charge_marks_free(struct charge_marks *);

/*
 * The pending charges of *o into its buffer, each record behind its length in
 * two bytes.  Many threads may do so with the same marks.
 */
void charge_encode(struct charge_marks *, struct reduce_output *o);

/* The bytes of the whole records that ${data} begins with, and their number; what
 * they say is not looked at.  False if one has no content. */
bool charge_encoded(const void *data, size_t len, size_t *bytes, size_t *n);

#endif /* STORE_CHARGE_ENCODE_H */
