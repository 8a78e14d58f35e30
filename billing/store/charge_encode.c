#include "store/charge_encode.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rating/charge.h"
#include "rating/directory.h"
#include "rating/master.h"
#include "rating/reduce.h"
#include "store/table_file.h"

#define COLUMNS 20 /* of table charge */

void
charge_marks_init(struct charge_marks *m, const struct directory *d,
    size_t nextra)
{
	*m = (struct charge_marks){ .nfees = d->master->n_fees + nextra + 1,
		.nsubscribers = d->nsubscribers + 1,
		.nbands = d->nbands + 1 };
	m->fees = mem_calloc(m->nfees, sizeof(*m->fees));
	m->subscribers = mem_calloc(m->nsubscribers, sizeof(*m->subscribers));
	m->bands = mem_calloc(m->nbands, sizeof(*m->bands));
}

void
charge_marks_free(struct charge_marks *m)
{
	free(m->fees);
	free(m->subscribers);
	free(m->bands);
	*m = (struct charge_marks){ 0 };
}

static void
mark(atomic_bool *used)
{
	if (!atomic_load_explicit(used, memory_order_relaxed))
		atomic_store_explicit(used, true, memory_order_relaxed);
}

/* The record of a charge, in the order of the columns of the schema. */
static size_t
make_record(const struct charge *c, uint8_t *out)
{
	struct table_record r;

	table_record_begin(&r, out, COLUMNS);
	table_record_null(&r); /* seq */
	table_record_int(&r, c->contract);
	table_record_int(&r, c->tier);
	table_record_int(&r, c->direction);
	table_record_int(&r, c->segment);
	table_record_int(&r, c->call);
	table_record_int(&r, c->start_us);
	table_record_int(&r, c->subscriber);
	table_record_int(&r, c->fee);
	table_record_int(&r, c->band);
	table_record_int(&r, c->duration_ms);
	table_record_int(&r, c->billed_s);
	table_record_int(&r, c->free_s);
	table_record_int(&r, c->price_e8);
	table_record_int(&r, c->cash_e8);
	table_record_int(&r, c->bought_e8);
	table_record_int(&r, c->late);
	table_record_int(&r, c->document);
	table_record_int(&r, c->day);
	table_record_text(&r, c->number, c->number_len);
	return table_record_end(&r);
}

void
charge_encode(struct charge_marks *m, struct reduce_output *o)
{
	struct buf *b = &o->encoded;

	for (size_t i = 0; i < o->pending; i++) {
		const struct charge *c = &o->charges[i];
		uint16_t len;
		uint8_t *out;

		mark(&m->fees[c->fee]);
		mark(&m->subscribers[c->subscriber]);
		mark(&m->bands[c->band]);
		if (b->cap - b->len < sizeof(len) + TABLE_RECORD_ROOM)
			buf_reserve(b, sizeof(len) + TABLE_RECORD_ROOM);
		out = (uint8_t *)b->data + b->len;
		len = (uint16_t)make_record(c, out + sizeof(len));
		memcpy(out, &len, sizeof(len));
		b->len += sizeof(len) + len;
	}
}

bool
charge_encoded(const void *data, size_t len, size_t *bytes, size_t *n)
{
	const char *p = data;
	uint16_t record;

	*bytes = *n = 0;
	while (len - *bytes >= sizeof(record)) {
		memcpy(&record, p + *bytes, sizeof(record));
		if (record == 0)
			return false;
		if (record > len - *bytes - sizeof(record))
			break;
		*bytes += sizeof(record) + record;
		++*n;
	}
	return true;
}
