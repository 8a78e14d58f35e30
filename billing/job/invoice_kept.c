#include "job/invoice_kept.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/textmap.h"
#include "job/close_plan.h"
#include "job/invoice_assets.h"
#include "store/asset_store.h"
#include "store/book.h"

struct set {
	int64_t closing; /* 0: of closings that kept nothing */
	struct invoice_assets *assets;
};

struct invoice_kept {
	const struct book *book;
	const char *data_dir;
	pthread_mutex_t lock; /* of what follows */
	struct arena memory;
	struct set *sets;
	size_t n, cap;
};

int
invoice_kept_open(struct invoice_kept **out, const struct book *book,
    const char *data_dir, struct err *e)
{
	struct invoice_kept *k = mem_calloc(1, sizeof(*k));
	struct set *now;

	k->book = book;
	k->data_dir = data_dir;
	(void)pthread_mutex_init(&k->lock, NULL);
	k->sets = mem_grow(k->sets, k->n, &k->cap, sizeof(k->sets[0]));
	now = &k->sets[k->n++];
	*now = (struct set){ 0 };
	if (invoice_assets_open(&now->assets, book, data_dir, e) < 0) {
		invoice_kept_close(k);
		return -1;
	}
	*out = k;
	return 0;
}

void
invoice_kept_close(struct invoice_kept *k)
{
	if (k == NULL)
		return;
	for (size_t i = 0; i < k->n; i++)
		if (i == 0 || k->sets[i].assets != k->sets[0].assets)
			invoice_assets_close(k->sets[i].assets);
	free(k->sets);
	arena_free(&k->memory);
	(void)pthread_mutex_destroy(&k->lock);
	free(k);
}

static int
find_locked(struct invoice_kept *k, struct db *db, int64_t closing,
    struct invoice_assets **assets, struct err *e)
{
	struct asset_kept *kept;
	struct set *set;
	size_t n;

	for (size_t i = 1; i < k->n; i++)
		if (k->sets[i].closing == closing) {
			*assets = k->sets[i].assets;
			return 0;
		}
	*assets = k->sets[0].assets;
	if (asset_store_read(db, k->book->dir, closing, &k->memory, &kept, &n,
		e) < 0 ||
	    (n > 0 &&
		invoice_assets_open_kept(assets, k->book, k->data_dir, kept, n,
		    e) < 0))
		return -1;
	k->sets = mem_grow(k->sets, k->n, &k->cap, sizeof(k->sets[0]));
	set = &k->sets[k->n++];
	*set = (struct set){ closing, *assets };
	return 0;
}

int
invoice_kept_assets(struct invoice_kept *k, struct db *db, int64_t closing,
    struct invoice_assets **assets, struct err *e)
{
	int rc;

	(void)pthread_mutex_lock(&k->lock);
	rc = find_locked(k, db, closing, assets, e);
	(void)pthread_mutex_unlock(&k->lock);
	return rc;
}

/* --- what a closing keeps -------------------------------------------------- */

struct keeper {
	const struct book *book;
	int64_t closing;
	struct arena memory;
	struct textmap seen; /* "kind name" */
};

/* invoice_assets_fn: each once. */
static int
keep(void *ctx, const char *kind, const char *name, const char *path,
    struct err *e)
{
	struct keeper *k = ctx;
	const char *key = arena_printf(&k->memory, "%s %s", kind, name);
	char sha256[HASH_HEX_MAX];

	if (textmap_find(&k->seen, key, strlen(key)) != TEXTMAP_NONE)
		return 0;
	(void)textmap_put(&k->seen, key, 1);
	if (asset_store_keep(k->book, path, sha256, e) < 0)
		return -1;
	return asset_store_add(k->book->db, k->closing, kind, name, sha256, e);
}

int
invoice_kept_write(const struct close_plan *plan, int64_t closing,
    struct err *e)
{
	struct keeper k = { .book = plan->book, .closing = closing };
	int rc = 0;

	for (size_t i = 0;
	     plan->assets != NULL && i < plan->n_documents && rc == 0; i++)
		rc = invoice_assets_each(plan->assets, plan->documents[i], keep,
		    &k, e);
	textmap_free(&k.seen);
	arena_free(&k.memory);
	return rc < 0 ? err_ctx(e, "keeping what documents are drawn with") : 0;
}
