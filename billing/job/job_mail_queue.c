/* Queue the mail of a document; job_mail_queue.h says what is promised. */
#include "job/job_mail_queue.h"

#include "base/buf.h"
#include "base/err.h"
#include "delivery/address.h"
#include "document/document.h"
#include "store/outbox_store.h"

int
job_mail_queue_check(const struct document *d, struct err *e)
{
	const struct document_party *to = &d->party[DOCUMENT_RECIPIENT];

	if (!d->send || address_check(to->email, e) == 0)
		return 0;
	return err_ctx(e, "contact %s", to->contact);
}

/* The company, else the person. */
static void
add_name(struct buf *b, const struct document_party *p)
{
	if (p->company[0] != '\0') {
		buf_str(b, p->company);
		return;
	}
	buf_str(b, p->first_name);
	if (p->first_name[0] != '\0' && p->last_name[0] != '\0')
		buf_char(b, ' ');
	buf_str(b, p->last_name);
}

int
job_mail_queue(struct outbox_store *store, const struct document *d,
    int64_t now_us, struct err *e)
{
	const struct document_party *to = &d->party[DOCUMENT_RECIPIENT];
	struct outbox_entry entry = { .document = d->id,
		.revision = 1,
		.recipient = to->email,
		.language = d->language,
		.template = d->mail_template };
	struct buf name = { 0 };
	int rc;

	if (!d->send)
		return 0;
	if (job_mail_queue_check(d, e) < 0)
		return -1;
	add_name(&name, to);
	entry.name = buf_text(&name);
	rc = outbox_store_queue(store, &entry, now_us, e);
	buf_free(&name);
	return rc < 0 ? err_ctx(e, "document %s", d->number) : rc;
}
