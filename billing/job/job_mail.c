/* Sending what the outbox holds; job_mail.h says what is promised. */
#include "job/job_mail.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/lock.h"
#include "base/out.h"
#include "base/progress.h"
#include "job/job_mail_build.h"
#include "job/mail_config.h"
#include "job/mail_pick.h"
#include "job/mail_send.h"
#include "store/book.h"
#include "store/db_log.h"
#include "store/outbox_store.h"

static const char program[] = "toll-mail";

/* Anything for a person to look at? */
static int
status_of(const struct job_mail_report *r)
{
	return r->unbuilt + r->deferred + r->failed + r->unknown + r->damaged +
		    r->unresolved >
		0
	    ? 1
	    : 0;
}

static int
count_rest(struct outbox_store *s, struct job_mail_report *r, struct err *e)
{
	int64_t counts[OUTBOX_STATES];

	if (outbox_store_count(s, counts, e) < 0)
		return -1;
	r->waiting = counts[OUTBOX_DEFERRED];
	r->unresolved = counts[OUTBOX_UNKNOWN];
	return 0;
}

/* What has no message yet would get one first. */
static int
list_unbuilt(struct mail_pick *p, struct arena *a, struct out *out,
    struct err *e)
{
	struct outbox_entry o = { .id = 0 };
	int more;

	while ((more = outbox_store_unbuilt(p->store, o.id, a, &o, e)) > 0) {
		if (p->options->closing == 0 ||
		    o.closing == p->options->closing)
			out_printf(out, "%s to %s: no message yet\n", o.number,
			    o.recipient);
		arena_reset(a);
	}
	return more;
}

static int
dry_run(struct mail_pick *p, struct out *out, struct err *e)
{
	struct arena arena = { 0 };
	struct outbox_entry o;
	int more;

	while ((more = mail_pick_look(p, &arena, &o, e)) > 0) {
		out_printf(out,
		    "%s to %s: %s, %" PRId64 " bytes, attempt %" PRId64 "\n",
		    o.number, o.recipient, o.message_id, o.size,
		    o.attempts + 1);
		arena_reset(&arena);
	}
	if (more == 0)
		more = list_unbuilt(p, &arena, out, e);
	arena_free(&arena);
	return more;
}

/* Pages of the book that the three states of a mail change, with its journal. */
#define PAGES_A_MAIL 30

/* At most what is queued or deferred, of all closings. */
static int
expect(struct mail_pick *p, struct err *e)
{
	int64_t counts[OUTBOX_STATES], total;

	if (outbox_store_count(p->store, counts, e) < 0)
		return -1;
	total = counts[OUTBOX_QUEUED] + counts[OUTBOX_DEFERRED];
	if (p->options->limit > 0 && p->options->limit < total)
		total = p->options->limit;
	progress_begin(p->options->progress, "sending", total);
	return total == 0
	    ? 0
	    : db_log_reserve(p->book->db, total * PAGES_A_MAIL, e);
}

/* With no other sender alive: put right, build, send. */
static int
send_all(struct mail_pick *p, struct book *book, struct mail_config *config,
    struct err *e)
{
	const struct job_mail_options *opt = p->options;
	struct job_mail_report *r = p->report;
	struct job_mail_built built = { 0 };
	int rc;

	if (outbox_store_recover(p->store, opt->now_us, &r->requeued,
		&r->unknown_before, e) < 0 ||
	    job_mail_build(book, opt->data_dir, opt->now_us, &built,
		p->messages, e) < 0)
		return -1;
	r->built = built.built;
	r->without_pdf = built.without_pdf;
	r->unbuilt = built.failed;
	if (expect(p, e) < 0)
		return -1;
	/* From here each change is one short transaction of its own. */
	lock_release(&book->lock);
	rc = opt->to_dir != NULL ? mail_send_dir(p, opt->to_dir, e)
				 : mail_send_server(p, config, e);
	progress_end(opt->progress);
	return rc;
}

static int
with_store(struct mail_pick *p, struct book *book, struct mail_config *config,
    struct out *out, struct err *e)
{
	int rc;

	if (outbox_store_open(&p->store, book->db, e) < 0)
		return -1;
	rc = p->options->dry_run ? dry_run(p, out, e)
				 : send_all(p, book, config, e);
	if (rc >= 0)
		rc = count_rest(p->store, p->report, e);
	outbox_store_close(p->store);
	return rc < 0 ? -1 : status_of(p->report);
}

/* The settings first: a run that cannot send changes nothing. */
static int
with_book(struct book *book, struct mail_pick *p, struct out *out,
    struct err *e)
{
	const struct job_mail_options *opt = p->options;
	struct mail_config config = { 0 };
	struct lock lock = { .fd = -1 };
	char dir[FILE_PATH_MAX], doing[FILE_PATH_MAX + 64];
	int rc = -1;

	if (book_path(dir, book, "outbox", e) < 0)
		return -1;
	(void)snprintf(doing, sizeof(doing),
	    "the mails of the book %s are being sent", book->dir);
	if (!opt->dry_run &&
	    (file_mkdirs(dir, e) < 0 ||
		lock_acquire(&lock, dir, doing, program, e) < 0))
		return -1;
	if (opt->to_dir == NULL && !opt->dry_run &&
	    mail_config_open(&config, book, e) < 0)
		goto out;
	p->book = book;
	p->retry_us = config.retry_us;
	p->give_up_us = opt->to_dir != NULL ? INT64_MAX : config.give_up_us;
	rc = with_store(p, book, &config, out, e);
out:
	mail_config_close(&config);
	lock_release(&lock);
	return rc;
}

int
job_mail(const char *book_dir, const struct job_mail_options *opt,
    struct job_mail_report *report, struct out *out, struct out *messages,
    struct err *e)
{
	struct mail_pick pick = { .options = opt,
		.report = report,
		.messages = messages };
	struct book book = { 0 };
	int rc;

	*report = (struct job_mail_report){ 0 };
	if (book_open(&book, book_dir, opt->dry_run ? BOOK_READ : BOOK_WRITE,
		program, e) < 0)
		return -1;
	rc = with_book(&book, &pick, out, e);
	book_close(&book);
	return rc;
}
