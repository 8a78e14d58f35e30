/* E-invoices from anywhere: what is read can be written, and read again is the
 * same. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "render/cii.h"
#include "render/ubl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err e = { .code = ERR_NONE };
	struct buf xml = { 0 };
	struct einvoice v, again;
	struct arena a = { 0 };

	if (einvoice_xml_read(&v, "fuzz", data, size, &a, &e) == 0) {
		(void)einvoice_check(&v, &e);
		err_clear(&e);
		if (einvoice_xml_write(&cii_syntax, &v, &xml, &e) == 0 &&
		    einvoice_xml_read(&again, "again", xml.data, xml.len, &a,
			&e) != 0)
			abort();
	}
	buf_free(&xml);
	arena_free(&a);
	return 0;
}
