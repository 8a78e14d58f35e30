#include "job/fraud_mail.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/out.h"
#include "base/settings.h"
#include "delivery/address.h"
#include "delivery/message.h"
#include "job/mail_config.h"
#include "money/currency.h"
#include "money/money.h"
#include "rating/lock_level.h"
#include "store/book.h"
#include "store/fraud_store.h"
#include "store/outbox_store.h"
#include "time/instant.h"

static int
queue_one(struct outbox_store *s, const struct fraud_record *r, const char *to,
    int64_t now_us, struct out *messages, bool *look, struct err *e)
{
	const struct outbox_entry entry = { .fraud = r->id, .recipient = to };
	struct err fault = { .code = ERR_NONE };

	if (address_check(to, &fault) < 0) {
		out_printf(messages,
		    "profile %s: who is told of a limit of a %s: %s\n",
		    r->profile, r->period, fault.text);
		*look = true;
		return 0;
	}
	return outbox_store_queue(s, &entry, now_us, e);
}

int
fraud_mail_queue(struct outbox_store *s, const struct fraud_record *r,
    int64_t now_us, struct out *messages, bool *look, struct err *e)
{
	const char *list = r->notify;
	struct arena arena = { 0 };
	int queued = 0, rc = 0;

	while (rc >= 0 && *(list += strspn(list, " ,;")) != '\0') {
		size_t n = strcspn(list, " ,;");

		rc = queue_one(s, r, arena_strndup(&arena, list, n), now_us,
		    messages, look, e);
		queued += rc > 0;
		list += n;
	}
	arena_free(&arena);
	return rc < 0 ? -1 : queued;
}

static void
add_text(struct buf *text, const struct fraud_record *r)
{
	char limit[MONEY_TEXT_MAX], sum[MONEY_TEXT_MAX];
	char since[INSTANT_TEXT_MAX];
	const struct currency *in = currency_find(r->currency);
	int digits = in == NULL ? 2 : in->digits;

	(void)money_format_e8(limit, r->limit_e8, digits);
	(void)money_format_e8(sum, r->sum_e8, digits);
	(void)instant_format(since, r->since_us);
	buf_printf(text,
	    "Customer %s has reached the limit of a %s of its profile %s.\n\n"
	    "%-8s %s\n"
	    "limit    %s %s (%s prices)\n"
	    "sum      %s %s\n"
	    "reached  %s, when a call ended\n"
	    "lock     level %d, %s\n",
	    r->contract, r->period, r->profile, r->period, r->date, limit,
	    r->currency, r->tier, sum, r->currency, since, (int)r->level,
	    lock_level_words[r->level]);
	if (r->level > 0)
		buf_str(text,
		    "\nThe lock lasts until it is released, subscriber by"
		    " subscriber:\n\n"
		    "    toll locks --release SUBSCRIBER --reason TEXT\n");
}

/* The message, once its text is known. */
static int
add_message(struct buf *bytes, struct book *b, struct outbox_entry *o,
    const struct fraud_record *r, const char *text, int64_t now_us,
    struct arena *a, struct err *e)
{
	const char *contact = settings_text(b->settings, "operator", "contact");
	char id[MESSAGE_ID_MAX], hash[HASH_HEX_MAX];
	const char *email, *name;
	struct mail_sender from;
	struct message m;

	if (fraud_store_contact(b->db, contact, a, &email, &name, e) < 0 ||
	    mail_config_sender(b, "", email, a, &from, e) < 0)
		return -1;
	hash_sha256_hex(text, strlen(text), hash);
	message_id(id, o->number, o->revision, o->recipient, hash, from.from);
	m = (struct message){ .message_id = id,
		.date_us = now_us,
		.from_name = name,
		.from = from.from,
		.reply_to = from.reply_to,
		.to = o->recipient,
		.subject =
		    arena_printf(a, "Fraud limit of a %s reached: %s, %s",
			r->period, r->contract, r->date),
		.language = "en",
		.text = text };
	if (message_build(bytes, &m, e) < 0)
		return -1;
	o->message_id = arena_strdup(a, id);
	o->sender = from.envelope;
	return 0;
}

int
fraud_mail_build(struct buf *bytes, struct book *b, struct outbox_entry *o,
    int64_t now_us, struct arena *a, struct err *e)
{
	struct fraud_record r;
	struct buf text = { 0 };
	int rc = fraud_store_read(b->db, o->fraud, a, &r, e);

	if (rc == 0) {
		add_text(&text, &r);
		rc =
		    add_message(bytes, b, o, &r, buf_text(&text), now_us, a, e);
	}
	buf_free(&text);
	return rc;
}
