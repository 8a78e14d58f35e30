#include "job/rate_billed.h"

#include <stdlib.h>

#include "base/err.h"
#include "rating/directory.h"
#include "store/book.h"
#include "store/call_store.h"

int
rate_billed_load(struct rate_billed *r, const struct book *b,
    const char *period, const struct directory *d,
    const struct call_store *calls, struct err *e)
{
	*r = (struct rate_billed){ 0 };
	(void)b; (void)period; (void)d; (void)calls; (void)e;
	billed_seal(&r->billed);
	return 0;
}

void
rate_billed_free(struct rate_billed *r)
{
	billed_free(&r->billed);
	free(r->fees);
	arena_free(&r->arena);
	*r = (struct rate_billed){ 0 };
}

int
rate_billed_open_periods(const struct book *b, struct arena *a,
    const char *const **periods, size_t *n, struct err *e)
{
	return call_store_periods(b, a, periods, n, e);
}
