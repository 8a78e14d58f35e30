#include "rating/ahead.h"

#include "rating/directory.h"
#include "rating/run.h"
#include "tel/number.h"

/* As many calls after it was read as a wait for memory takes. */
#define SUBSCRIBER_AFTER 6
#define CONTRACT_AFTER   11

static struct ahead_call *
nth(struct ahead *a, size_t n)
{
	return &a->calls[n % AHEAD_CALLS];
}

/* The slots of the hash tables. */
static void
fetch_slots(const struct directory *d, struct ahead_call *k)
{
	const struct call *c = &k->call;

	if (*c->source_account != '\0')
		k->account = directory_fetch_account(d, c->source_account);
	if (*c->destination_peer != '\0')
		return;
	if (*c->destination_account != '\0')
		(void)directory_fetch_account(d, c->destination_account);
	else
		directory_fetch_number(d, number_key(c->destination_number));
}

static void
fetch_subscriber(const struct directory *d, struct ahead_call *k)
{
	k->looked_up = true;
	k->subscriber = *k->call.source_account == '\0'
	    ? DIRECTORY_NONE
	    : directory_fetched_account(d, &k->account);
	if (k->subscriber != DIRECTORY_NONE)
		directory_fetch_subscriber(d, k->subscriber);
}

static void
fetch_contract(const struct directory *d, const struct ahead_call *k)
{
	if (k->subscriber != DIRECTORY_NONE)
		directory_fetch_contract(d,
		    d->subscribers[k->subscriber].contract);
}

/* Read one more call, and go on with those before it. */
static int
read_one(struct ahead *a, struct err *e)
{
	struct ahead_call *k = nth(a, a->read);
	int rc = a->reader->next(a->cursor, &k->call, &k->seq, e);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		a->ended = 1;
		return 0;
	}
	k->looked_up = false;
	fetch_slots(a->directory, k);
	if (a->read >= SUBSCRIBER_AFTER)
		fetch_subscriber(a->directory,
		    nth(a, a->read - SUBSCRIBER_AFTER));
	if (a->read >= CONTRACT_AFTER)
		fetch_contract(a->directory, nth(a, a->read - CONTRACT_AFTER));
	a->read++;
	return 0;
}

int
ahead_next(struct ahead *a, const struct ahead_call **k, struct err *e)
{
	while (!a->ended && a->read - a->given < AHEAD_CALLS)
		if (read_one(a, e) < 0)
			return -1;
	if (a->given == a->read)
		return 0;
	*k = nth(a, a->given++);
	return 1;
}
