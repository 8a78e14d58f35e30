#include "job/conserve_rated.h"

#include <stdlib.h>

#include "base/err.h"
#include "job/check.h"
#include "job/conserve.h"
#include "job/conserve_free.h"
#include "rating/directory_build.h"
#include "store/book.h"
#include "store/conserve_store.h"
#include "store/entity_store.h"

/* Contracts are numbers of the master data, and so they stand in the file. */
static void
check_numbers(const struct conserve_rated *r, struct conserve *c,
    const struct conserve_period *p)
{
	for (size_t id = 1; id < p->n_contracts; id++)
		if (p->contracts[id][0] != '\0' &&
		    directory_contract(r->directory, p->contracts[id]) !=
			id - 1)
			conserve_found(c, p,
			    "contract %s is not number %zu of the master data "
			    "that was rated with",
			    p->contracts[id], id);
}

/* The files of calls that were rated, in their order. */
static int
open_calls(struct conserve_rated *r, struct conserve *c,
    const struct conserve_period *p, struct err *e)
{
	const char **files =
	    ARENA_NEW(&r->arena, const char *, p->n_segments + 1);

	for (size_t i = 0; i < p->n_segments; i++)
		files[i] = p->segments[i].file;
	if (call_store_open_files(&r->calls, c->check->book, files,
		p->n_segments, e) < 0)
		return -1;
	for (size_t i = 0; i < p->n_segments; i++) {
		const struct call_segment *s = call_store_segment(r->calls, i);

		if (s->calls != p->segments[i].calls)
			conserve_found(c, p,
			    "%s has %lld calls, but %lld were rated", s->file,
			    (long long)s->calls,
			    (long long)p->segments[i].calls);
	}
	return 0;
}

int
conserve_rated_open(struct conserve_rated *r, struct conserve *c,
    const struct conserve_period *p, struct err *e)
{
	*r = (struct conserve_rated){ .calls = NULL };
	if (entity_store_master(c->check->book, p->load, &r->arena, &r->master,
		e) < 0 ||
	    directory_build(&r->directory, &r->master, e) < 0)
		return -1;
	check_numbers(r, c, p);
	return open_calls(r, c, p, e);
}

void
conserve_rated_close(struct conserve_rated *r)
{
	conserve_free_close(r->free);
	free(r->incoming);
	call_store_close(r->calls);
	directory_free(r->directory);
	arena_free(&r->arena);
	*r = (struct conserve_rated){ .calls = NULL };
}
