#ifndef JOB_JOB_MAIL_QUEUE_H
#define JOB_JOB_MAIL_QUEUE_H

#include <stdint.h>

struct document;
struct err;
struct outbox_store;

/*
 * Queue the mail of a document that is being issued, inside the transaction
 * that issues it: one entry for the contact that receives it, if it wants mail
 * (send_invoice).  The message is built later, when the PDF exists
 * (job/job_mail_build.h).  The outbox is opened by the caller, once for all
 * documents of a run.
 *
 * Asking twice adds nothing.  1: queued; 0: not wanted, or queued already; -1.
 */
int job_mail_queue(struct outbox_store *, const struct document *,
    int64_t now_us, struct err *);

/*
 * Can the recipient of ${document} be written to?  0 also if it wants no mail;
 * ERR_DATA names the contact and what is wrong with its address.  For a check
 * before numbers are drawn; job_mail_queue() makes the same.
 */
int job_mail_queue_check(const struct document *, struct err *);

#endif /* JOB_JOB_MAIL_QUEUE_H */
