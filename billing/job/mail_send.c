/* From the outbox to a server or a Maildir; mail_send.h says how. */
#include "job/mail_send.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "delivery/maildir.h"
#include "delivery/outbox.h"
#include "job/mail_config.h"
#include "job/mail_pick.h"
#include "store/book.h"
#include "store/db.h"

static int
on_next(void *ctx, struct outbox_item *item, struct err *e)
{
	struct mail_pick *p = ctx;
	struct mail_piece *piece;
	int more = mail_pick_next(p, &piece, e);

	if (more > 0)
		*item = (struct outbox_item){
			.id = piece->entry.id,
			.mail = {
				.from = piece->entry.sender,
				.to = piece->entry.recipient,
				.bytes = piece->bytes.data,
				.size = piece->bytes.len,
			},
			.data = piece,
		};
	return more;
}

static int
on_dot(void *ctx, const struct outbox_item *item, struct err *e)
{
	return mail_pick_move(ctx, item->data, OUTBOX_DOT, NULL, e);
}

static void
on_release(void *ctx, struct outbox_item *item)
{
	(void)ctx;
	mail_pick_free(item->data);
	item->data = NULL;
}

/* Nothing went out: queued as before, or failed if it never can. */
static int
put_back(struct mail_pick *p, struct mail_piece *piece, const struct err *why,
    struct err *e)
{
	char reply[SMTP_TEXT_MAX + sizeof(OUTBOX_NO_SESSION)];
	struct outbox_change change = { .reply = reply };

	if (why->code == ERR_DATA) {
		change.reply = why->text;
		if (mail_pick_move(p, piece, OUTBOX_FAILED, &change, e) < 0)
			return -1;
		p->report->failed++;
		mail_pick_tell(p, &piece->entry, "failed", why->text);
		return 0;
	}
	(void)snprintf(reply, sizeof(reply), OUTBOX_NO_SESSION "%.*s",
	    SMTP_TEXT_MAX - 1, why->text);
	return mail_pick_move(p, piece, OUTBOX_QUEUED, &change, e);
}

static int
defer(struct mail_pick *p, struct mail_piece *piece,
    const struct smtp_reply *reply, struct err *e)
{
	const struct outbox_change change = { .reply = reply->text,
		.next_try_us = p->options->now_us +
		    outbox_delay_us(p->retry_us, piece->entry.attempts) };

	if (mail_pick_move(p, piece, OUTBOX_DEFERRED, &change, e) < 0)
		return -1;
	p->report->deferred++;
	mail_pick_tell(p, &piece->entry, "deferred", reply->text);
	return 0;
}

static int
on_done(void *ctx, const struct outbox_item *item, enum smtp_outcome outcome,
    const struct smtp_reply *reply, const struct err *why, struct err *e)
{
	struct mail_pick *p = ctx;
	struct mail_piece *piece = item->data;
	const struct outbox_change change = { .reply = reply->text,
		.queue_id = reply->queue_id };

	switch (outcome) {
	case SMTP_SENT:
		p->report->sent++;
		return mail_pick_move(p, piece, OUTBOX_SENT, &change, e);
	case SMTP_DEFERRED:
		return defer(p, piece, reply, e);
	case SMTP_FAILED:
		p->report->failed++;
		mail_pick_tell(p, &piece->entry, "failed", reply->text);
		return mail_pick_move(p, piece, OUTBOX_FAILED, &change, e);
	case SMTP_UNKNOWN:
		p->report->unknown++;
		mail_pick_tell(p, &piece->entry, "unknown", reply->text);
		return mail_pick_move(p, piece, OUTBOX_UNKNOWN, &change, e);
	case SMTP_NO_SERVER:
	case SMTP_STOPPED:
		return put_back(p, piece, why, e);
	}
	assert(0);
	return -1;
}

int
mail_send_server(struct mail_pick *p, const struct mail_config *c,
    struct err *e)
{
	const struct outbox_calls calls = { .ctx = p,
		.next = on_next,
		.dot = on_dot,
		.done = on_done,
		.release = on_release };

	return outbox_send(&c->smtp, &c->limits, &calls, e);
}

/* "<NUMBER.r1.HASH@domain>" gives NUMBER.r1.HASH. */
static void
file_name(char out[MAILDIR_NAME_MAX + 1], const char *message_id)
{
	size_t len = strcspn(message_id, "@");

	assert(len >= 2 && len - 1 <= MAILDIR_NAME_MAX);
	memcpy(out, message_id + 1, len - 1);
	out[len - 1] = '\0';
}

/* It is in the Maildir: over the dot to sent, in one transaction. */
static int
settle(struct mail_pick *p, struct mail_piece *piece, struct err *e)
{
	const struct outbox_change change = { .reply = "Maildir" };
	struct db *db = p->book->db;

	if (db_begin(db, e) < 0)
		return -1;
	if (mail_pick_move(p, piece, OUTBOX_DOT, NULL, e) < 0 ||
	    mail_pick_move(p, piece, OUTBOX_SENT, &change, e) < 0 ||
	    db_commit(db, e) < 0) {
		db_rollback(db);
		return -1;
	}
	p->report->sent++;
	return 0;
}

int
mail_send_dir(struct mail_pick *p, const char *dir, struct err *e)
{
	char name[MAILDIR_NAME_MAX + 1];
	struct mail_piece *piece;
	int more;

	if (maildir_open(dir, e) < 0)
		return -1;
	while ((more = mail_pick_next(p, &piece, e)) > 0) {
		file_name(name, piece->entry.message_id);
		more = maildir_deliver(dir, name, piece->bytes.data,
		    piece->bytes.len, e);
		if (more >= 0)
			more = settle(p, piece, e);
		mail_pick_free(piece);
		if (more < 0)
			return -1;
	}
	return more;
}
