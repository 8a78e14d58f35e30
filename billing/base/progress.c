#include "base/progress.h"

#include <stddef.h>

#define PROGRESS_STEP 4096 /* units between two looks */

/* One drawer at a time; who finds it busy goes on counting. */
static void
progress_draw(struct progress *p, bool ended)
{
	if (p->draw == NULL ||
	    __atomic_exchange_n(&p->busy, 1, __ATOMIC_ACQUIRE) != 0)
		return;
	p->draw(p, ended);
	__atomic_store_n(&p->busy, 0, __ATOMIC_RELEASE);
}

void
progress_begin(struct progress *p, const char *what, int64_t total)
{
	if (p == NULL)
		return;
	p->what = what;
	p->total = total;
	p->done = 0;
	p->next = 0;
	progress_draw(p, false);
}

void
progress_add(struct progress *p, int64_t n)
{
	int64_t done, step;

	if (p == NULL || p->draw == NULL)
		return;
	done = __atomic_add_fetch(&p->done, n, __ATOMIC_RELAXED);
	if (done < __atomic_load_n(&p->next, __ATOMIC_RELAXED))
		return;
	step = p->total > 0 && p->total < 100 * PROGRESS_STEP ? p->total / 100
							      : PROGRESS_STEP;
	__atomic_store_n(&p->next, done + step, __ATOMIC_RELAXED);
	progress_draw(p, false);
}

void
progress_end(struct progress *p)
{
	if (p == NULL)
		return;
	progress_draw(p, true);
	p->what = NULL;
}
