#include "job/lock_view.h"

#include <string.h>

#include "base/err.h"
#include "base/words.h"
#include "job/balance_now.h"
#include "party/party_entity.h"
#include "store/book.h"
#include "store/entity_store.h"
#include "store/fraud_store.h"

/* By party and status. */
static const char *const reasons[LOCK_PARTIES][4] = {
	{ "subscriber_pending", "", "subscriber_locked",
	    "subscriber_terminated" },
	{ "customer_pending", "", "customer_locked", "customer_terminated" },
	{ "contract_pending", "", "contract_locked", "contract_terminated" },
	{ "reseller_pending", "", "reseller_locked", "reseller_terminated" },
};

/* Rows of the master; never freed through this. */
static struct entity_table
borrowed(const struct entity *entity, void *rows, size_t count)
{
	return (struct entity_table){ .entity = entity,
		.rows = rows,
		.count = count };
}

void
lock_view_now(struct lock_view *v, const struct balance_now *n, int64_t at_us)
{
	const struct master *m = &n->master;

	*v = (struct lock_view){
		.subscribers = borrowed(&entity_subscribers, m->subscribers,
		    m->n_subscribers),
		.customers =
		    borrowed(&entity_customers, m->customers, m->n_customers),
		.contracts =
		    borrowed(&entity_contracts, m->contracts, m->n_contracts),
		.resellers =
		    borrowed(&entity_resellers, m->resellers, m->n_resellers),
		.at_us = at_us,
		.known_us = INT64_MAX,
	};
}

int
lock_view_then(struct lock_view *v, struct book *b, int64_t load, int64_t at_us,
    struct err *e)
{
	*v = (struct lock_view){ .at_us = at_us,
		.known_us = at_us,
		.owned = true };
	if (entity_store_read(b->db, &entity_subscribers, load, &v->arena,
		&v->subscribers, e) < 0 ||
	    entity_store_read(b->db, &entity_customers, load, &v->arena,
		&v->customers, e) < 0 ||
	    entity_store_read(b->db, &entity_contracts, load, &v->arena,
		&v->contracts, e) < 0 ||
	    entity_store_read(b->db, &entity_resellers, load, &v->arena,
		&v->resellers, e) < 0)
		return -1;
	return 0;
}

void
lock_view_close(struct lock_view *v)
{
	if (v->owned) {
		entity_table_free(&v->subscribers);
		entity_table_free(&v->customers);
		entity_table_free(&v->contracts);
		entity_table_free(&v->resellers);
		arena_free(&v->arena);
	}
	*v = (struct lock_view){ .owned = false };
}

/* What a party's status claims. */
static void
claim_status(const struct lock_view *v, struct lock_found *f,
    enum lock_party party, int64_t status, int64_t activated_us,
    int64_t terminated_us)
{
	int64_t now =
	    lock_level_status(status, activated_us, terminated_us, v->at_us);
	struct lock_claim claim = { LOCK_GLOBAL, reasons[party][now],
		INT64_MAX };

	if (now == CONTRACT_STATUS_ACTIVE)
		return;
	if (now == CONTRACT_STATUS_TERMINATED && terminated_us != ENTITY_NONE &&
	    terminated_us <= v->at_us)
		claim.since_us = terminated_us;
	if (lock_level_claim(&f->claim, &claim)) {
		f->source = (enum lock_source)party;
		/* a date made it so, and not the word in the row */
		f->status = now == status ? now : CONTRACT_STATUS_ACTIVE;
	}
}

static void
claim_parties(const struct lock_view *v, struct lock_found *f,
    const struct lock_who *w)
{
	const struct customer key_customer = { .ref = w->customer };
	const struct contract key_contract = { .ref = w->contract };
	const struct reseller key_reseller = { .name = w->reseller };
	const struct customer *c =
	    entity_table_find(&v->customers, &key_customer);
	const struct contract *k =
	    entity_table_find(&v->contracts, &key_contract);
	const struct reseller *r =
	    entity_table_find(&v->resellers, &key_reseller);

	if (c != NULL)
		claim_status(v, f, LOCK_CUSTOMER, c->status, c->activated_us,
		    c->terminated_us);
	if (k != NULL)
		claim_status(v, f, LOCK_CONTRACT, k->status, k->activated_us,
		    k->terminated_us);
	if (r != NULL)
		claim_status(v, f, LOCK_RESELLER, r->status, ENTITY_NONE,
		    ENTITY_NONE);
}

/* The first record of the customer; nfrauds if there is none. */
static size_t
first_fraud(const struct lock_view *v, const char *customer)
{
	size_t lo = 0, hi = v->nfrauds;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (strcmp(v->frauds[mid].contract, customer) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* When the subscriber was released from it; INT64_MAX: it was not. */
static int64_t
released_us(const struct lock_view *v, int64_t fraud, const char *account)
{
	size_t lo = 0, hi = v->nreleases;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		const struct fraud_release *r = &v->releases[mid];
		int cmp = r->fraud != fraud ? (r->fraud < fraud ? -1 : 1)
					    : strcmp(r->subscriber, account);

		if (cmp == 0)
			return r->at_us;
		if (cmp < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return INT64_MAX;
}

/* Does the lock of that record hold the subscriber? */
static bool
holds(const struct lock_view *v, const struct fraud_record *r,
    const char *account)
{
	int64_t released = released_us(v, r->id, account);

	return r->since_us <= v->at_us && r->found_us <= v->known_us &&
	    (released == INT64_MAX || released > v->known_us);
}

static bool
is_month(const struct fraud_record *r)
{
	return strcmp(r->period, "month") == 0;
}

/* Does the limit of the month that the day lies in hold the subscriber? */
static bool
month_holds(const struct lock_view *v, size_t first,
    const struct fraud_record *day, const char *account)
{
	for (size_t i = first; i < v->nfrauds; i++) {
		const struct fraud_record *r = &v->frauds[i];

		if (strcmp(r->contract, day->contract) != 0)
			break;
		if (is_month(r) && holds(v, r, account) &&
		    strncmp(r->date, day->date, strlen(r->date)) == 0)
			return true;
	}
	return false;
}

/* The level of a month's limit takes the place of those of its days. */
static void
claim_fraud(const struct lock_view *v, struct lock_found *f,
    const struct lock_who *w)
{
	size_t first = first_fraud(v, w->customer);

	for (size_t i = first; i < v->nfrauds; i++) {
		const struct fraud_record *r = &v->frauds[i];
		const struct lock_claim claim = { r->level,
			is_month(r) ? "fraud_month" : "fraud_day",
			r->since_us };

		if (strcmp(r->contract, w->customer) != 0)
			break;
		if (!holds(v, r, w->account) ||
		    (!is_month(r) && month_holds(v, first, r, w->account)))
			continue;
		if (lock_level_claim(&f->claim, &claim))
			f->source = LOCK_FROM_FRAUD;
	}
}

struct lock_found
lock_view_level(const struct lock_view *v, const struct lock_who *w,
    const struct lock_claim *balance)
{
	const struct subscriber key = { .username = w->username,
		.domain = w->domain };
	const struct subscriber *s = entity_table_find(&v->subscribers, &key);
	struct lock_found f = { LOCK_NO_CLAIM, LOCK_FROM_NOTHING, 0 };

	if (s == NULL)
		return f;
	claim_status(v, &f, LOCK_SUBSCRIBER, s->status, s->activated_us,
	    s->terminated_us);
	claim_parties(v, &f, w);
	claim_fraud(v, &f, w);
	if (lock_level_claim(&f.claim, balance))
		f.source = LOCK_FROM_BALANCE;
	if (s->lock_level != ENTITY_NONE) {
		struct lock_claim hand = { s->lock_level, "lock_level",
			INT64_MAX };

		if (lock_level_claim(&f.claim, &hand))
			f.source = LOCK_FROM_HAND;
	}
	return f;
}

int64_t
lock_view_released(const struct lock_view *v, const struct lock_who *w)
{
	int64_t last = INT64_MAX;

	for (size_t i = first_fraud(v, w->customer); i < v->nfrauds; i++) {
		int64_t at;

		if (strcmp(v->frauds[i].contract, w->customer) != 0)
			break;
		at = released_us(v, v->frauds[i].id, w->account);
		if (at != INT64_MAX && (last == INT64_MAX || at > last))
			last = at;
	}
	return last;
}
