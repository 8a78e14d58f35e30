/* From the outbox to a server or a Maildir; mail_send.h says how. */
#include "job/mail_send.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/mem.h"
#include "delivery/maildir.h"
#include "delivery/outbox.h"
#include "job/mail_config.h"
#include "job/mail_pick.h"
#include "store/book.h"
#include "store/db.h"

/* A step of a connection, and what it comes to in the outbox. */
struct taken {
	struct outbox_step *step;
	struct mail_move move; /* no piece: there is nothing to commit */
	char reply[SMTP_TEXT_MAX + sizeof(OUTBOX_NO_SESSION)];
};

/* Claim the next message. */
static void
take_next(struct mail_pick *p, struct taken *t)
{
	struct outbox_step *step = t->step;

	step->rc = mail_pick_next(p, &t->move.piece, &step->err);
	t->move.to = OUTBOX_SENDING;
}

/* Nothing went out: queued as before, or failed if it never can. */
static void
put_back(struct taken *t)
{
	const struct err *why = t->step->why;

	if (why->code == ERR_DATA) {
		t->move.to = OUTBOX_FAILED;
		t->move.change.reply = why->text;
		return;
	}
	(void)snprintf(t->reply, sizeof(t->reply), OUTBOX_NO_SESSION "%.*s",
	    SMTP_TEXT_MAX - 1, why->text);
	t->move.to = OUTBOX_QUEUED;
	t->move.change.reply = t->reply;
}

static void
take_end(struct mail_pick *p, struct taken *t)
{
	const struct outbox_step *step = t->step;
	struct outbox_change *change = &t->move.change;

	change->reply = step->reply->text;
	switch (step->outcome) {
	case SMTP_SENT:
		t->move.to = OUTBOX_SENT;
		change->queue_id = step->reply->queue_id;
		return;
	case SMTP_DEFERRED:
		t->move.to = OUTBOX_DEFERRED;
		change->next_try_us = p->options->now_us +
		    outbox_delay_us(p->retry_us, t->move.piece->entry.attempts);
		return;
	case SMTP_FAILED:
		t->move.to = OUTBOX_FAILED;
		return;
	case SMTP_UNKNOWN:
		t->move.to = OUTBOX_UNKNOWN;
		return;
	case SMTP_NO_SERVER:
	case SMTP_STOPPED:
		put_back(t);
		return;
	}
	assert(0);
}

/* What became of a message is counted, and told unless it was sent. */
static void
count_end(struct mail_pick *p, const struct taken *t)
{
	static const struct {
		enum outbox_state to;
		const char *what;
	} told[] = { { OUTBOX_DEFERRED, "deferred" },
		{ OUTBOX_FAILED, "failed" }, { OUTBOX_UNKNOWN, "unknown" } };
	const enum outbox_state to = t->move.to;

	p->report->sent += to == OUTBOX_SENT;
	p->report->deferred += to == OUTBOX_DEFERRED;
	p->report->failed += to == OUTBOX_FAILED;
	p->report->unknown += to == OUTBOX_UNKNOWN;
	for (size_t i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (told[i].to == to)
			mail_pick_tell(p, &t->move.piece->entry, told[i].what,
			    t->move.change.reply);
}

static void
begin_step(struct mail_pick *p, struct taken *t, struct outbox_step *step)
{
	*t = (struct taken){ .step = step, .move = { .err = &step->err } };
	step->rc = 0;
	if (step->ask == OUTBOX_ASK_NEXT) {
		take_next(p, t);
		return;
	}
	t->move.piece = step->item->data;
	t->move.to = OUTBOX_DOT;
	if (step->ask == OUTBOX_ASK_DONE)
		take_end(p, t);
}

/* It is committed, or cannot be. */
static void
end_step(struct mail_pick *p, struct taken *t)
{
	struct outbox_step *step = t->step;
	struct mail_piece *piece = t->move.piece;

	if (step->ask == OUTBOX_ASK_DONE)
		count_end(p, t);
	if (t->move.rc < 0) {
		step->rc = -1;
		if (step->ask == OUTBOX_ASK_NEXT)
			mail_pick_free(piece);
	} else if (step->ask == OUTBOX_ASK_NEXT) {
		*step->item = (struct outbox_item){
			.id = piece->entry.id,
			.mail = {
				.from = piece->entry.sender,
				.to = piece->entry.recipient,
				.bytes = piece->bytes.data,
				.size = piece->bytes.len,
			},
			.data = piece,
		};
	}
}

static void
on_take(void *ctx, struct outbox_step *const steps[], size_t n)
{
	struct taken *taken = mem_calloc(n, sizeof(*taken));
	struct mail_move *moves = mem_calloc(n, sizeof(*moves));
	struct mail_pick *p = ctx;
	size_t used = 0;

	for (size_t i = 0; i < n; i++) {
		begin_step(p, &taken[i], steps[i]);
		if (taken[i].move.piece != NULL)
			moves[used++] = taken[i].move;
	}
	mail_pick_move_all(p, moves, used);
	for (size_t i = 0, k = 0; i < n; i++)
		if (taken[i].move.piece != NULL) {
			taken[i].move.rc = moves[k++].rc;
			end_step(p, &taken[i]);
		}
	free(moves);
	free(taken);
}

static void
on_release(void *ctx, struct outbox_item *item)
{
	(void)ctx;
	mail_pick_free(item->data);
	item->data = NULL;
}

int
mail_send_server(struct mail_pick *p, const struct mail_config *c,
    struct err *e)
{
	const struct outbox_calls calls = { .ctx = p,
		.take = on_take,
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
		more = mail_pick_move(p, piece, OUTBOX_SENDING, NULL, e);
		if (more == 0)
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
