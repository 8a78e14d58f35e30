/* What a person does with the outbox; job_mail_admin.h has the contract. */
#include "job/job_mail_admin.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/input.h"
#include "base/lock.h"
#include "base/mem.h"
#include "base/out.h"
#include "delivery/address.h"
#include "delivery/bounce.h"
#include "delivery/evidence.h"
#include "store/book.h"
#include "store/document_store.h"
#include "store/outbox_store.h"

static const char program[] = "toll-mail";

/* A book with its outbox, kept from other senders if it is to be changed. */
struct desk {
	struct book book;
	struct lock lock;
	struct outbox_store *store;
	struct arena arena;
};

static void
desk_close(struct desk *d)
{
	arena_free(&d->arena);
	outbox_store_close(d->store);
	lock_release(&d->lock);
	book_close(&d->book);
}

static int
desk_open(struct desk *d, const char *dir, struct err *e)
{
	char outbox[FILE_PATH_MAX], doing[FILE_PATH_MAX + 64];

	*d = (struct desk){ .lock = { .fd = -1 } };
	(void)snprintf(doing, sizeof(doing),
	    "the mails of the book %s are being sent", dir);
	if (book_open(&d->book, dir, BOOK_WRITE, program, e) < 0)
		return -1;
	if (book_path(outbox, &d->book, "outbox", e) < 0 ||
	    file_mkdirs(outbox, e) < 0 ||
	    lock_acquire(&d->lock, outbox, doing, program, e) < 0 ||
	    outbox_store_open(&d->store, d->book.db, e) < 0) {
		desk_close(d);
		return -1;
	}
	return 0;
}

/* A sender that was killed left its entries at the dot: see to them first. */
static int
desk_recover(struct desk *d, int64_t now_us, struct err *e)
{
	int64_t requeued, unknown;

	return outbox_store_recover(d->store, now_us, &requeued, &unknown, e);
}

static int
resolve(struct desk *d, int64_t id, bool sent, const char *reason,
    int64_t now_us, struct out *out, struct err *e)
{
	const struct outbox_change change = { .note = reason };
	struct outbox_entry o;
	int more;

	if (desk_recover(d, now_us, e) < 0)
		return -1;
	more = outbox_store_find(d->store, id, &d->arena, &o, e);
	if (more < 0)
		return -1;
	if (more == 0)
		return err_set(e, ERR_NOINPUT,
		    "no outbox entry %" PRId64
		    "; toll-mail --status lists them",
		    id);
	if (o.state != OUTBOX_UNKNOWN)
		return err_set(e, ERR_REFUSED,
		    "outbox entry %" PRId64 " (%s to %s) is \"%s\", only"
		    " \"unknown\" is resolved",
		    id, o.number, o.recipient, outbox_store_word(o.state));
	if (outbox_store_move(d->store, id, OUTBOX_UNKNOWN,
		sent ? OUTBOX_SENT : OUTBOX_QUEUED, &change, now_us, e) < 0)
		return -1;
	out_printf(out, "%s to %s (%" PRId64 "): %s: %s\n", o.number,
	    o.recipient, id, sent ? "sent" : "queued again", reason);
	return 0;
}

int
job_mail_resolve(const char *book_dir, int64_t id, bool sent,
    const char *reason, int64_t now_us, struct out *out, struct err *e)
{
	struct desk d;
	int rc;

	if (desk_open(&d, book_dir, e) < 0)
		return -1;
	rc = resolve(&d, id, sent, reason, now_us, out, e);
	desk_close(&d);
	return rc;
}

/* All entries that are unknown; the array is the caller's to free. */
static int
find_unknown(struct desk *d, struct outbox_entry **entries, size_t *n,
    struct err *e)
{
	size_t cap = 0;
	int64_t after = 0;
	int more;

	*entries = NULL;
	*n = 0;
	for (;;) {
		struct outbox_entry o;

		more = outbox_store_next(d->store, after, &d->arena, &o, e);
		if (more <= 0)
			return more;
		after = o.id;
		if (o.state != OUTBOX_UNKNOWN)
			continue;
		*entries = mem_grow(*entries, *n, &cap, sizeof(**entries));
		(*entries)[(*n)++] = o;
	}
}

/* 0 decided, 1 it stays unknown, -1. */
static int
judge(struct desk *d, const struct outbox_entry *o, const struct evidence *v,
    int64_t now_us, struct out *out, struct err *e)
{
	struct outbox_change change = { 0 };
	enum outbox_state to;
	int64_t tries;

	if (outbox_store_tries(d->store, o->id, &tries, e) < 0)
		return -1;
	if (v->accepted > 0) {
		to = OUTBOX_SENT;
		change.queue_id = v->queue_id;
		change.note = "the log shows it in the server's queue";
	} else if (v->lost >= tries) {
		to = OUTBOX_QUEUED;
		change.note = "the log shows that no attempt reached the dot";
	} else {
		out_printf(out,
		    "%s to %s (%" PRId64 "): unknown: the log does not say\n",
		    o->number, o->recipient, o->id);
		return 1;
	}
	out_printf(out, "%s to %s (%" PRId64 "): %s: %s\n", o->number,
	    o->recipient, o->id, to == OUTBOX_SENT ? "sent" : "queued again",
	    change.note);
	return outbox_store_move(d->store, o->id, OUTBOX_UNKNOWN, to, &change,
	    now_us, e);
}

static int
weigh(struct desk *d, const char *log, int64_t now_us, struct out *out,
    struct err *e)
{
	struct outbox_entry *entries = NULL;
	struct evidence *v = NULL;
	struct input *in = NULL;
	int rc = -1, stays = 0;
	size_t n;

	if (desk_recover(d, now_us, e) < 0 ||
	    find_unknown(d, &entries, &n, e) < 0)
		goto out;
	v = mem_calloc(n + 1, sizeof(*v));
	for (size_t i = 0; i < n; i++)
		v[i].message_id = entries[i].message_id;
	if (input_open(&in, log, e) < 0 || evidence_read(in, v, n, e) < 0)
		goto out;
	for (size_t i = 0; i < n; i++) {
		rc = judge(d, &entries[i], &v[i], now_us, out, e);
		if (rc < 0)
			goto out;
		stays += rc;
	}
	rc = stays > 0;
out:
	input_close(in);
	free(v);
	free(entries);
	return rc;
}

int
job_mail_evidence(const char *book_dir, const char *log, int64_t now_us,
    struct out *out, struct err *e)
{
	struct desk d;
	int rc;

	if (desk_open(&d, book_dir, e) < 0)
		return -1;
	rc = weigh(&d, log, now_us, out, e);
	desk_close(&d);
	return rc;
}

/* The last revision of a document's mail; the highest id of it. */
static int
last_entry(struct desk *d, int64_t document, struct outbox_entry *last,
    struct err *e)
{
	int64_t after = 0;
	int more;

	*last = (struct outbox_entry){ .id = 0 };
	for (;;) {
		struct outbox_entry o;

		more = outbox_store_next(d->store, after, &d->arena, &o, e);
		if (more <= 0)
			return more;
		after = o.id;
		if (o.document == document && o.revision >= last->revision)
			*last = o;
	}
}

static int
resend(struct desk *d, const char *number, const char *issuer, const char *to,
    int64_t now_us, struct out *out, struct err *e)
{
	struct outbox_entry last, next;
	struct document doc;
	int64_t id;

	if (desk_recover(d, now_us, e) < 0 ||
	    document_store_find(d->book.db, number, issuer, &id, e) < 0 ||
	    document_store_read(d->book.db, id, &d->arena, &doc, e) < 0 ||
	    last_entry(d, id, &last, e) < 0)
		return -1;
	if (last.id != 0 && last.state != OUTBOX_SENT &&
	    last.state != OUTBOX_FAILED)
		return err_set(e, ERR_REFUSED,
		    "%s: entry %" PRId64 " is \"%s\"%s", number, last.id,
		    outbox_store_word(last.state),
		    last.state == OUTBOX_UNKNOWN ? "; resolve it first"
						 : ", still on its way");
	if (to == NULL)
		to = last.id != 0 ? last.recipient
				  : doc.party[DOCUMENT_RECIPIENT].email;
	if (address_check(to, e) < 0)
		return -1;
	next = (struct outbox_entry){ .document = id,
		.revision = last.revision + 1,
		.recipient = to,
		.name = last.id != 0 ? last.name
				     : doc.party[DOCUMENT_RECIPIENT].company,
		.language = doc.language,
		.template = doc.mail_template };
	if (outbox_store_queue(d->store, &next, now_us, e) < 0)
		return -1;
	out_printf(out, "%s to %s: queued as revision %" PRId64 "\n", number,
	    to, next.revision);
	return 0;
}

int
job_mail_resend(const char *book_dir, const char *number, const char *issuer,
    const char *to, int64_t now_us, struct out *out, struct err *e)
{
	struct desk d;
	int rc;

	if (desk_open(&d, book_dir, e) < 0)
		return -1;
	rc = resend(&d, number, issuer, to, now_us, out, e);
	desk_close(&d);
	return rc;
}

/* Count and tell of one notification. */
struct bounce_counts {
	int64_t noted, known, foreign, bad;
};

static int
note_bounce(struct desk *d, const struct bounce *b, struct bounce_counts *c,
    int64_t now_us, struct out *out, struct err *e)
{
	const struct outbox_bounce row = { .notice_id = b->notice_id,
		.action = bounce_word(b->action),
		.status = b->status,
		.diagnostic = b->diagnostic };
	struct outbox_entry o;
	int more = outbox_store_find_message(d->store, b->message_id, &d->arena,
	    &o, e);

	if (more < 0)
		return -1;
	if (more == 0) {
		c->foreign++;
		return 0;
	}
	more = outbox_store_bounce(d->store, o.id, &row, now_us, e);
	if (more < 0)
		return -1;
	if (more == 0) {
		c->known++;
		return 0;
	}
	c->noted++;
	c->bad += b->action == BOUNCE_FAILED;
	out_printf(out, "%s to %s (%" PRId64 "): %s %s %s\n", o.number,
	    o.recipient, o.id, row.action, row.status, row.diagnostic);
	return 0;
}

static int
read_bounces(struct desk *d, struct input *in, int64_t now_us, struct out *out,
    struct err *e)
{
	struct bounce_reader *r = bounce_open(in);
	struct bounce_counts c = { 0 };
	struct bounce b;
	int more;

	while ((more = bounce_next(r, &b, e)) > 0) {
		more = note_bounce(d, &b, &c, now_us, out, e);
		arena_reset(&d->arena);
		if (more < 0)
			break;
	}
	if (more == 0)
		out_printf(out,
		    "notifications: %" PRId64 " new, %" PRId64
		    " known, %" PRId64 " of other mails, %" PRId64
		    " other messages\n",
		    c.noted, c.known, c.foreign, bounce_skipped(r));
	bounce_close(r);
	return more < 0 ? -1 : c.bad > 0;
}

int
job_mail_bounces(const char *book_dir, const char *path, int64_t now_us,
    struct out *out, struct err *e)
{
	struct input *in;
	struct desk d;
	int rc;

	if (input_open(&in, path, e) < 0)
		return -1;
	rc = desk_open(&d, book_dir, e);
	if (rc == 0) {
		rc = read_bounces(&d, in, now_us, out, e);
		desk_close(&d);
	}
	input_close(in);
	return rc;
}
